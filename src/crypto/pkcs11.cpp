#include "crypto/pkcs11.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <cstring>
#include <fstream>
#include <map>
#include <mutex>

#include "base/digest.h"
#include "crypto/x509.h"

namespace credex::crypto {
namespace {

// PKCS#11 3.0 values that the header of p11-kit 0.24 may lack.
constexpr CK_MECHANISM_TYPE k_ckm_eddsa = 0x1057;
constexpr CK_KEY_TYPE k_ckk_ec_edwards = 0x40;

Error token_error(std::string message) {
  return Error{.code = "crypto.pkcs11",
               .message = std::move(message),
               .remedy = "check the pkcs11: URI, the module and the PIN"};
}
std::string answer(const char* what, CK_RV code) {
  char text[80];
  std::snprintf(text, sizeof text, "%s answered 0x%08lX", what, code);
  return text;
}

using Attributes = std::map<std::string, std::string, std::less<>>;

// RFC 7512: attributes apart by ';', in the query by '&', percent-encoded.
Attributes attributes_of(std::string_view uri) {
  Attributes out;
  uri.remove_prefix(std::string_view{"pkcs11:"}.size());
  while (!uri.empty()) {
    const auto end = uri.find_first_of(";?&");
    const std::string_view part = uri.substr(0, end);
    uri = end == std::string_view::npos ? std::string_view{} : uri.substr(end + 1);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    std::string value;
    const std::string_view raw = part.substr(equals + 1);
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '%' && i + 2 < raw.size()) {
        if (auto byte = from_hex(raw.substr(i + 1, 2))) {
          value += static_cast<char>((*byte)[0]);
          i += 2;
          continue;
        }
      }
      value += raw[i];
    }
    out[std::string{part.substr(0, equals)}] = std::move(value);
  }
  return out;
}

class Token final : public Signer {
 public:
  Token(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, PublicKey public_key,
        std::vector<Bytes> certificates)
      : functions_{functions},
        session_{session},
        key_{key},
        public_{std::move(public_key)},
        certificates_{std::move(certificates)} {}
  ~Token() override { functions_->C_CloseSession(session_); }
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;

  const PublicKey& public_key() const override { return public_; }
  std::vector<Bytes> certificates() const override { return certificates_; }

  Result<Bytes> sign(Algorithm algorithm, ByteView data) const override {
    if (!fits(public_.type(), algorithm))
      return token_error("the token's key does not sign by " + std::string{algorithm_name(algorithm)});
    CK_MECHANISM mechanism{};
    Bytes input;
    switch (algorithm) {
      case Algorithm::ed_dsa:
        mechanism.mechanism = k_ckm_eddsa;
        input.assign(data.begin(), data.end());
        break;
      case Algorithm::es256:
      case Algorithm::es384:
      case Algorithm::es512:
      case Algorithm::es256k:
        mechanism.mechanism = CKM_ECDSA;
        input = digest(algorithm == Algorithm::es384   ? HashAlgorithm::sha384
                       : algorithm == Algorithm::es512 ? HashAlgorithm::sha512
                                                       : HashAlgorithm::sha256,
                       data);
        break;
      case Algorithm::rs256: {
        // DigestInfo of SHA-256 (RFC 8017, section 9.2, note 1).
        static constexpr std::uint8_t k_prefix[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                                    0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
        mechanism.mechanism = CKM_RSA_PKCS;
        input.assign(std::begin(k_prefix), std::end(k_prefix));
        const Bytes hash = digest(HashAlgorithm::sha256, data);
        input.insert(input.end(), hash.begin(), hash.end());
        break;
      }
      default: return token_error("tokens sign by EdDSA, ES256, ES384, ES512, ES256K and RS256 here");
    }
    const std::lock_guard lock{mutex_};
    if (const CK_RV code = functions_->C_SignInit(session_, &mechanism, key_); code != CKR_OK)
      return token_error(answer("C_SignInit", code));
    Bytes out(1024);
    CK_ULONG size = out.size();
    if (const CK_RV code = functions_->C_Sign(session_, input.data(), input.size(), out.data(), &size); code != CKR_OK)
      return token_error(answer("C_Sign", code));
    out.resize(size);
    return out;
  }

 private:
  CK_FUNCTION_LIST* functions_;
  CK_SESSION_HANDLE session_;
  CK_OBJECT_HANDLE key_;
  PublicKey public_;
  std::vector<Bytes> certificates_;
  mutable std::mutex mutex_;  // a session does one operation at a time
};

Bytes attribute(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                CK_ATTRIBUTE_TYPE type) {
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  if (functions->C_GetAttributeValue(session, object, &wanted, 1) != CKR_OK ||
      wanted.ulValueLen == static_cast<CK_ULONG>(-1))
    return {};
  Bytes out(wanted.ulValueLen);
  wanted.pValue = out.data();
  if (functions->C_GetAttributeValue(session, object, &wanted, 1) != CKR_OK) return {};
  return out;
}

CK_OBJECT_HANDLE find_object(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session, CK_OBJECT_CLASS kind,
                             const Attributes& attributes) {
  std::vector<CK_ATTRIBUTE> wanted{{CKA_CLASS, &kind, sizeof kind}};
  const auto add = [&](const char* name, CK_ATTRIBUTE_TYPE type) {
    if (const auto it = attributes.find(name); it != attributes.end()) {
      wanted.push_back({type, const_cast<char*>(it->second.data()), it->second.size()});
    }
  };
  add("object", CKA_LABEL);
  add("id", CKA_ID);
  CK_OBJECT_HANDLE found = CK_INVALID_HANDLE;
  CK_ULONG count = 0;
  if (functions->C_FindObjectsInit(session, wanted.data(), wanted.size()) != CKR_OK) return CK_INVALID_HANDLE;
  functions->C_FindObjects(session, &found, 1, &count);
  functions->C_FindObjectsFinal(session);
  return count == 0 ? CK_INVALID_HANDLE : found;
}

/// The key's certificate, as far as the token holds one, and those above it that it holds too.
std::vector<Bytes> chain_in_token(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session, const PublicKey& key) {
  CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  CK_ATTRIBUTE wanted{CKA_CLASS, &kind, sizeof kind};
  constexpr CK_ULONG k_most = 64;
  std::vector<CK_OBJECT_HANDLE> found(k_most);
  CK_ULONG count = 0;
  if (functions->C_FindObjectsInit(session, &wanted, 1) != CKR_OK) return {};
  functions->C_FindObjects(session, found.data(), k_most, &count);
  functions->C_FindObjectsFinal(session);
  std::vector<Certificate> all;
  for (CK_ULONG i = 0; i < count; ++i) {
    if (auto read = Certificate::from_der(attribute(functions, session, found[i], CKA_VALUE)))
      all.push_back(std::move(*read));
  }
  const Certificate* at = nullptr;
  for (const Certificate& one : all) {
    const auto own = one.public_key();
    if (own && own->thumbprint() == key.thumbprint()) at = &one;
  }
  std::vector<Bytes> out;
  while (at != nullptr && out.size() < all.size()) {
    out.push_back(at->der);
    const Certificate* above = nullptr;
    for (const Certificate& one : all) {
      if (!at->self_signed && at->is_issued_by(one)) above = &one;
    }
    at = above;
  }
  return out;
}

Result<PublicKey> public_key_of(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  CK_KEY_TYPE kind = 0;
  CK_ATTRIBUTE wanted{CKA_KEY_TYPE, &kind, sizeof kind};
  if (functions->C_GetAttributeValue(session, object, &wanted, 1) != CKR_OK)
    return token_error("the token does not tell the key's type");
  json::Arena arena;
  json::Value jwk = json::Value::object(arena);
  const auto put = [&](const char* name, std::string_view text) { jwk.append(arena, name, arena.string(text)); };
  if (kind == CKK_RSA) {
    put("kty", "RSA");
    put("n", base64url(attribute(functions, session, object, CKA_MODULUS)));
    put("e", base64url(attribute(functions, session, object, CKA_PUBLIC_EXPONENT)));
    return PublicKey::from_jwk(jwk);
  }
  // An OCTET STRING around the point: 04, length, value.
  Bytes point = attribute(functions, session, object, CKA_EC_POINT);
  if (point.size() > 2 && point[0] == 0x04 && point[1] == point.size() - 2)
    point.erase(point.begin(), point.begin() + 2);
  if (kind == k_ckk_ec_edwards && point.size() == 32) {
    put("kty", "OKP");
    put("crv", "Ed25519");
    put("x", base64url(point));
    return PublicKey::from_jwk(jwk);
  }
  if (kind == CKK_EC && (point.size() == 65 || point.size() == 97)) {
    const std::size_t half = point.size() / 2;
    put("kty", "EC");
    put("crv", half == 32 ? "P-256" : "P-384");
    put("x", base64url(ByteView{point}.subspan(1, half)));
    put("y", base64url(ByteView{point}.subspan(1 + half, half)));
    return PublicKey::from_jwk(jwk);
  }
  return token_error("the token's key is of a type that is not taken");
}

Result<CK_FUNCTION_LIST*> load_module(const std::string& path) {
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return token_error("the module does not load: " + std::string{dlerror()});
  const auto get = reinterpret_cast<CK_RV (*)(CK_FUNCTION_LIST**)>(dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (get == nullptr || get(&functions) != CKR_OK) return token_error(path + " is no PKCS#11 module");
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  const CK_RV code = functions->C_Initialize(&arguments);
  if (code != CKR_OK && code != CKR_CRYPTOKI_ALREADY_INITIALIZED) return token_error(answer("C_Initialize", code));
  return functions;
}

Result<CK_SLOT_ID> slot_of(CK_FUNCTION_LIST* functions, const Attributes& attributes) {
  CK_ULONG count = 0;
  functions->C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  functions->C_GetSlotList(CK_TRUE, slots.data(), &count);
  const auto wanted = attributes.find("token");
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (functions->C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    std::string label{reinterpret_cast<const char*>(info.label), sizeof info.label};
    label.erase(label.find_last_not_of(' ') + 1);
    if (wanted == attributes.end() || wanted->second == label) return slot;
  }
  return token_error("there is no token \"" + (wanted == attributes.end() ? std::string{} : wanted->second) + "\"");
}

}  // namespace

Result<std::unique_ptr<Signer>> open_pkcs11(std::string_view uri) {
  if (!uri.starts_with("pkcs11:")) return token_error("the URI does not start with \"pkcs11:\"");
  const Attributes attributes = attributes_of(uri);
  const auto module_path = attributes.find("module-path");
  if (module_path == attributes.end()) return token_error("the URI names no module-path");
  std::string pin;
  if (const auto it = attributes.find("pin-value"); it != attributes.end()) pin = it->second;
  if (const auto it = attributes.find("pin-source"); it != attributes.end()) {
    std::ifstream file{it->second.starts_with("file:") ? it->second.substr(5) : it->second};
    if (!std::getline(file, pin)) return token_error("the PIN cannot be read from " + it->second);
  }
  auto functions = load_module(module_path->second);
  if (!functions) return std::move(functions).error();
  CK_FUNCTION_LIST* const f = *functions;
  auto slot = slot_of(f, attributes);
  if (!slot) return std::move(slot).error();
  CK_SESSION_HANDLE session = 0;
  if (const CK_RV code = f->C_OpenSession(*slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session); code != CKR_OK)
    return token_error(answer("C_OpenSession", code));
  const auto refuse = [&](Error error) {
    f->C_CloseSession(session);
    return error;
  };
  const CK_RV login = f->C_Login(session, CKU_USER, reinterpret_cast<CK_UTF8CHAR*>(pin.data()), pin.size());
  if (login != CKR_OK && login != CKR_USER_ALREADY_LOGGED_IN) return refuse(token_error(answer("C_Login", login)));
  const CK_OBJECT_HANDLE key = find_object(f, session, CKO_PRIVATE_KEY, attributes);
  if (key == CK_INVALID_HANDLE) return refuse(token_error("the token has no such private key"));
  CK_OBJECT_HANDLE object = find_object(f, session, CKO_PUBLIC_KEY, attributes);
  if (object == CK_INVALID_HANDLE) object = key;
  auto public_key = public_key_of(f, session, object);
  if (!public_key) return refuse(std::move(public_key).error());
  auto chain = chain_in_token(f, session, *public_key);
  return std::unique_ptr<Signer>{new Token{f, session, key, std::move(*public_key), std::move(chain)}};
}

}  // namespace credex::crypto
