#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crypto/key.h"

namespace credex::crypto {

/// A key in a PKCS#11 token, named by a URI (RFC 7512):
/// "pkcs11:token=LABEL;object=LABEL?module-path=FILE&pin-value=PIN". "id" may stand for "object";
/// "pin-source=file:PATH" for "pin-value". The token does the signing: Ed25519 (CKM_EDDSA), P-256 and P-384
/// (CKM_ECDSA), RSA by PKCS#1 v1.5 (CKM_RSA_PKCS). Certificates of the key, and those above them, are read from the
/// token too. Calls from several threads wait for each other. Errors
/// "crypto.pkcs11" say what the token answered.
Result<std::unique_ptr<Signer>> open_pkcs11(std::string_view uri);

}  // namespace credex::crypto
