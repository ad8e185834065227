#include <iostream>

#include "app/clock.h"
#include "app/commands.h"
#include "app/files.h"
#include "crypto/x509.h"
#include "framework/definition_file.h"
#include "proof/did.h"

namespace credex::app {
namespace {

int show(const crypto::Signer* signer, const crypto::PublicKey& key, bool json) {
  json::Arena arena;
  const bool is_rsa = key.type() == crypto::KeyType::rsa;
  const std::string did = is_rsa ? proof::did_jwk(key) : proof::did_key(key);
  if (json) {
    json::Value out = json::Value::object(arena);
    out.append(arena, "type", json::Value::string(key_type_name(key.type())));
    out.append(arena, "did", arena.string(did));
    out.append(arena, "jwk", key.jwk(arena));
    if (!is_rsa) out.append(arena, "multikey", arena.string(key.multikey()));
    out.append(arena, "thumbprint", arena.string(key.thumbprint()));
    out.append(arena, "certificates",
               json::Value::integer(signer ? static_cast<std::int64_t>(signer->certificates().size()) : 0));
    std::cout << json::write_pretty(out);
    return k_good;
  }
  std::cout << "Type:       " << key_type_name(key.type()) << "\nDID:        " << did << "\n";
  if (!is_rsa) std::cout << "Multikey:   " << key.multikey() << "\n";
  std::cout << "JWK:        " << json::write(key.jwk(arena)) << "\nThumbprint: " << key.thumbprint() << "\n";
  if (signer) {
    for (const Bytes& der : signer->certificates()) {
      auto certificate = crypto::Certificate::from_der(der);
      if (certificate)
        std::cout << "Certificate: " << certificate->subject << ", valid until "
                  << to_string(date_of(certificate->not_after)) << "\n";
    }
  }
  return k_good;
}

struct NewKey {
  std::string type = "ed25519";
  std::string out{};
  crypto::CertificateName name{.common_name = "Seal"};
  std::string definition{};
  int days = 730;
  bool json = false;
};

/// Whose key it is, from a definition's awarding body, where nothing else was said.
Result<void> fill_from_definition(const std::string& file, crypto::CertificateName& name) {
  auto text = read_file(file);
  if (!text) return std::move(text).error();
  auto reading = framework::read_definition(*text);
  if (!reading) return std::move(reading).error().at(file);
  const framework::Organisation& body = reading->definition.awarding_body;
  if (name.organisation.empty()) name.organisation = body.legal_name.any();
  if (name.country.empty()) name.country = body.country;
  if (name.identifier.empty()) name.identifier = body.eidas_identifier;
  return {};
}

int run_key_new(NewKey a) {
  if (!a.definition.empty()) {
    if (auto filled = fill_from_definition(a.definition, a.name); !filled) return fail(filled.error(), a.json);
  }
  const crypto::KeyType type = a.type == "p256"   ? crypto::KeyType::p256
                               : a.type == "p384" ? crypto::KeyType::p384
                               : a.type == "rsa"  ? crypto::KeyType::rsa
                                                  : crypto::KeyType::ed25519;
  std::error_code problem;
  if (std::filesystem::exists(a.out, problem)) {
    return fail({.code = "app.key_exists",
                 .message = "there is a file already, and a key is not written over",
                 .where = a.out,
                 .remedy = "choose another name"},
                a.json);
  }
  auto key = crypto::PrivateKey::generate(type);
  if (!key) return fail(key.error(), a.json);
  // A certificate signed by the key itself, so that the same file seals European Digital Credentials; trust in it is up
  // to those who put it in their trust store.
  auto certificate = crypto::self_signed_certificate(**key, a.name, this_second(), a.days);
  if (!certificate) return fail(certificate.error(), a.json);
  if (auto written = write_file(a.out, (*key)->pem() + crypto::certificate_pem(certificate->der), Access::only_owner);
      !written)
    return fail(written.error(), a.json);
  if (!a.json)
    std::cout << "The key is in " << a.out << ", readable by you only. Whoever has it can issue in your name.\n\n";
  return show(key->get(), (*key)->public_key(), a.json);
}

int run_show(const std::string& file, bool json) {
  auto signer = open_key(file);
  if (signer) return show(signer->get(), (*signer)->public_key(), json);
  // A public key or certificate is shown too.
  auto bytes = file.starts_with("pkcs11:") ? Result<std::string>{signer.error()} : read_file(file);
  if (!bytes) return fail(signer.error(), json);
  if (auto certificates = crypto::certificates_from_file_bytes(*bytes)) {
    if (auto key = (*certificates)[0].public_key()) return show(nullptr, *key, json);
  }
  if (auto document = json::parse(*bytes)) {
    if (auto key = crypto::PublicKey::from_jwk(document->root)) return show(nullptr, *key, json);
  }
  return fail(signer.error(), json);
}

}  // namespace

void add_key(Command& app, int& status) {
  auto* command = app.add_subcommand("key", "make and show keys");
  command->require_subcommand(1);
  auto* make = command->add_subcommand("new", "a new key with a certificate signed by itself, as PEM");
  auto a = std::make_shared<NewKey>();
  make->add_option("--type", a->type, "ed25519, p256, p384 or rsa")
      ->one_of({"ed25519", "p256", "p384", "rsa"})
      ->capture_default_str();
  make->add_option("--out", a->out, "where to write it")->required();
  make->add_option("--name", a->name.common_name, "the name in its certificate")->capture_default_str();
  make->add_option("--organisation", a->name.organisation, "the organisation in its certificate");
  make->add_option("--country", a->name.country, "the country in its certificate, two letters");
  make->add_option("--identifier", a->name.identifier,
                   "the organisation's legal identifier in its certificate, e.g. VATIT-12345678901");
  make->add_option("--definition", a->definition,
                   "take organisation, country and identifier from this definition's awarding body");
  make->add_option("--days", a->days, "how long the certificate is valid")->capture_default_str();
  make->add_flag("--json", a->json, "the answer as JSON");
  make->callback([a, &status] { status = run_key_new(*a); });
  auto* print = command->add_subcommand("show", "the DID, JWK and Multikey of a key");
  auto file = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  print->add_option("FILE", *file, "a key file or a pkcs11: URI")->required();
  print->add_flag("--json", *json, "the answer as JSON");
  print->callback([file, json, &status] { status = run_show(*file, *json); });
}

}  // namespace credex::app
