#include "store/records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<Organisation>;
template struct Kept<SigningKey>;
template struct Kept<Mandate>;
template struct Kept<Person>;
template struct Kept<EmailAddress>;
template struct Kept<Membership>;
template struct Kept<WebSession>;
template struct Kept<SignInLink>;
template struct Kept<Passkey>;
template struct Kept<Challenge>;
template struct Kept<OutsideIdentity>;
template struct Kept<Definition>;
template struct Kept<DefinitionVersion>;

}  // namespace credex::store
