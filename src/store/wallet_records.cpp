#include "store/wallet_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<WalletGrant>;
template struct Kept<WalletCopy>;
template struct Kept<PresentationRequest>;
template struct Kept<IssuedCredential>;

}  // namespace credex::store
