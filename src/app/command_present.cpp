// What a holder does with a credential on their own machine: show of it what somebody asks for, and no more.

#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "proof/ecdsa_sd.h"
#include "proof/sd_jwt.h"

namespace credex::app {
namespace {

using json::Value;

struct PresentArguments {
  std::string file{};
  std::vector<std::string> show{};
  std::string key{};
  std::string audience{};
  std::string nonce{};
  std::string out = "-";
  bool list = false;
  bool json = false;
};

Error bad(std::string message, std::string remedy) {
  return {.code = "app.argument", .message = std::move(message), .remedy = std::move(remedy)};
}

constexpr std::size_t k_shown = 80;

/// What can be kept back, each with its value.
int list(const proof::OpenedClaims& opened, bool as_json) {
  json::Arena arena;
  const Value out = Value::object(arena, opened.disclosed.size());
  for (const proof::Disclosed& one : opened.disclosed) {
    const Value* value = json::find_at(opened.claims, one.pointer);
    if (value != nullptr) out.append(arena, arena.string(one.pointer).as_string(), *value);
  }
  if (as_json) {
    std::cout << json::write_pretty(out);
    return k_good;
  }
  std::cout << opened.disclosed.size() << " facts can be kept back:\n";
  for (const json::Member& member : out.members()) {
    std::string value = member.value.is_string() ? std::string{member.value.as_string()} : json::write(member.value);
    if (value.size() > k_shown) {
      std::size_t end = k_shown - 3;
      while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0U) == 0x80U) --end;  // whole letters
      value = value.substr(0, end) + "...";
    }
    std::cout << "  " << member.key << "  " << value << "\n";
  }
  return k_good;
}

/// Each pointer must lead to something, or what its holder means to show would be missing without a word.
Result<void> demand_known(const Value& claims, const std::vector<std::string>& pointers) {
  for (const std::string& pointer : pointers) {
    if (json::find_at(claims, pointer) == nullptr)
      return bad("--show " + pointer + " leads to nothing in it", "ask for the names with credex present --list");
  }
  return {};
}

Result<std::string> present_attestation(const PresentArguments& a, std::string_view text,
                                        const proof::OpenedClaims& opened) {
  if (auto known = demand_known(opened.claims, a.show); !known) return std::move(known).error();
  if (a.key.empty() && (!a.audience.empty() || !a.nonce.empty()))
    return bad("--audience and --nonce are signed with the holder's key", "give it with --key");
  std::unique_ptr<crypto::Signer> holder;
  if (!a.key.empty()) {
    if (a.audience.empty() || a.nonce.empty())
      return bad("a key binding says for whom and answers what they gave", "give --audience and --nonce as asked for");
    auto key = open_key(a.key);
    if (!key) return std::move(key).error();
    auto bound = crypto::PublicKey::from_jwk(opened.claims.get("cnf").get("jwk"));
    if (!bound) return bad("it is bound to no key, so none can show that it is yours", "leave --key out");
    if (bound->thumbprint() != (*key)->public_key().thumbprint())
      return bad("it is bound to another key than --key", "give the key that it was issued to");
    holder = std::move(*key);
  }
  return proof::present_sd_jwt(text, a.show, holder.get(),
                               {.audience = a.audience,
                                .nonce = a.nonce,
                                .issued = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())});
}

Result<std::string> present_document(const PresentArguments& a, std::string_view text) {
  if (!a.key.empty() || !a.audience.empty() || !a.nonce.empty())
    return bad("a proof of ecdsa-sd-2023 is bound to no holder's key", "leave --key, --audience and --nonce out");
  auto document = json::parse(text);
  if (!document) return std::move(document).error();
  rdf::jsonld::Processor processor;
  auto shown = proof::derive_shown(*document->arena, processor, document->root, a.show);
  if (!shown) return std::move(shown).error();
  return json::write_pretty(*shown);
}

int run_present(const PresentArguments& a) {
  auto bytes = read_file(a.file);
  if (!bytes) return fail(bytes.error(), a.json);
  std::string_view text = *bytes;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  Result<std::string> out = std::string{};
  if (proof::looks_like_sd_jwt(text)) {
    auto token = proof::SdJwt::parse(text);
    if (!token) return fail(std::move(token).error().at(a.file), a.json);
    auto opened = proof::open_claims(*token);
    if (!opened) return fail(std::move(opened).error().at(a.file), a.json);
    if (a.list) return list(*opened, a.json);
    out = present_attestation(a, text, *opened);
  } else {
    if (a.list)
      return fail(bad("only an attestation (SD-JWT VC) says what can be kept back",
                      "of a credential with ecdsa-sd-2023 each JSON pointer can be shown"),
                  a.json);
    out = present_document(a, text);
  }
  if (!out) return fail(std::move(out).error().at(a.file), a.json);
  if (!a.json) {
    auto written = write_file(a.out, *out + (out->ends_with('\n') ? "" : "\n"));
    return written ? k_good : fail(written.error(), false);
  }
  json::Arena arena;
  const Value answer = Value::object(arena, 1);
  answer.append(arena, "presentation", arena.string(*out));
  std::cout << json::write_pretty(answer);
  return k_good;
}

}  // namespace

void add_present(Command& app, int& status) {
  auto* command = app.add_subcommand(
      "present", "show of a credential what somebody asks for: SD-JWT VC, or Data Integrity with ecdsa-sd-2023");
  auto a = std::make_shared<PresentArguments>();
  command->add_option("FILE", a->file, "the credential as its holder has it; - for standard input")->required();
  command->add_flag("--list", a->list, "what can be kept back, with its values");
  command->add_option("--show", a->show, "a JSON pointer of what to show, such as /grade; once for each")
      ->type_name("POINTER")
      ->expected(1)
      ->take_all();
  command->add_option("--key", a->key, "the holder's key, which it was issued to (file or pkcs11: URI)");
  command->add_option("--audience", a->audience, "who asks, as they call themselves");
  command->add_option("--nonce", a->nonce, "what they gave, so that the answer is good once");
  command->add_option("--out", a->out, "where to write it; - for standard output");
  command->add_flag("--json", a->json, "the answer as JSON");
  command->callback([a, &status] { status = run_present(*a); });
}

}  // namespace credex::app
