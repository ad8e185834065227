#include "proof/sd_jwt.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/digest.h"
#include "crypto/random.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::size_t k_max_sd_jwt = std::size_t{4} * 1024 * 1024;
constexpr std::size_t k_max_disclosures = 1000;
constexpr std::size_t k_max_disclosure = std::size_t{256} * 1024;
constexpr std::size_t k_salt_bytes = 16;  // RFC 9901, section 9.3: 128 bits at least
constexpr const char* k_binding = "RFC 9901, section 7.3";

Error bad_sd_jwt(std::string message, std::string remedy = "ask the issuer for it again") {
  return Error{.code = "proof.sd_jwt", .message = std::move(message), .remedy = std::move(remedy)};
}

bool is_reserved(std::string_view name) { return name == "_sd" || name == "..."; }

std::optional<HashAlgorithm> hash_of(const Value& payload) {
  // By their names in IANA's registry of named information hash algorithms.
  constexpr std::pair<std::string_view, HashAlgorithm> k_known[] = {
      {"sha-256", HashAlgorithm::sha256},    {"sha-384", HashAlgorithm::sha384},
      {"sha-512", HashAlgorithm::sha512},    {"sha3-256", HashAlgorithm::sha3_256},
      {"sha3-384", HashAlgorithm::sha3_384}, {"sha3-512", HashAlgorithm::sha3_512}};
  const Value* name = payload.find("_sd_alg");
  if (name == nullptr) return HashAlgorithm::sha256;
  for (const auto& [known, algorithm] : k_known) {
    if (name->is_string(known)) return algorithm;
  }
  return std::nullopt;
}

std::string digest_of(HashAlgorithm algorithm, std::string_view text) {
  if (algorithm == HashAlgorithm::sha256) return base64url(sha256(text));
  return base64url(digest(algorithm, as_bytes(text)));
}

/// One opening: each digest is met once, each disclosure used once.
class Opener {
 public:
  Opener(json::Arena& arena, const SdJwt& token, OpenedClaims& out) : arena_{arena}, token_{token}, out_{out} {}

  Result<Value> open(const Value& payload) {
    const auto algorithm = hash_of(payload);
    if (!algorithm) {
      return Error{.code = "proof.sd_jwt_hash",
                   .message = "its hash algorithm " + json::write(payload.get("_sd_alg")) + " is not known here",
                   .remedy = "sha-256, sha-384, sha-512, sha3-256, sha3-384 and sha3-512 are"};
    }
    parsed_.reserve(token_.disclosures.size());
    for (std::size_t i = 0; i < token_.disclosures.size(); ++i) {
      const std::string& text = token_.disclosures[i];
      if (text.size() > k_max_disclosure) return bad_sd_jwt("a disclosure is larger than 256 kB");
      auto bytes = from_base64url(text);
      if (!bytes) return bad_sd_jwt("disclosure " + std::to_string(i + 1) + " is no base64url");
      auto value = json::parse_into(arena_, arena_.copy(as_text(*bytes)));
      if (!value) return bad_sd_jwt("disclosure " + std::to_string(i + 1) + " is no JSON: " + value.error().message);
      const auto items = value->items();
      if (items.size() < 2 || items.size() > 3 || !items[0].is_string() || (items.size() == 3 && !items[1].is_string()))
        return bad_sd_jwt("disclosure " + std::to_string(i + 1) + " is no list of salt, name and value");
      if (items.size() == 3 && is_reserved(items[1].as_string()))
        return bad_sd_jwt("a disclosure has the reserved name \"" + std::string{items[1].as_string()} + "\"");
      parsed_.push_back(*value);
      if (!by_digest_.emplace(digest_of(*algorithm, text), i).second)
        return bad_sd_jwt("the same disclosure came twice");
    }
    auto claims = object(payload, "", true);
    if (!claims) return claims;
    if (out_.disclosed.size() != token_.disclosures.size())
      return bad_sd_jwt("a disclosure belongs to no digest that the issuer signed");
    return claims;
  }

 private:
  /// The disclosure of a digest; nothing where it is withheld. A digest that was met before is an error.
  Result<std::optional<std::size_t>> disclosure(const Value& text) {
    if (!text.is_string()) return bad_sd_jwt("a digest is no text");
    if (!met_.emplace(text.as_string()).second) return bad_sd_jwt("the same digest stands at two places");
    const auto found = by_digest_.find(std::string{text.as_string()});
    if (found == by_digest_.end()) {
      ++out_.withheld;
      return std::optional<std::size_t>{};
    }
    return std::optional{found->second};
  }

  Result<Value> value(const Value& in, const std::string& pointer) {
    if (in.is_object()) return object(in, pointer, false);
    if (in.is_array()) return array(in, pointer);
    return in;
  }

  Result<Value> object(const Value& in, const std::string& pointer, bool is_top) {
    const Value out = Value::object(arena_, in.size() + 4);
    for (const json::Member& member : in.members()) {
      if (member.key == "_sd" || (is_top && member.key == "_sd_alg")) continue;
      if (member.key == "...") return bad_sd_jwt("the reserved name \"...\" stands where a claim should");
      auto inner = value(member.value, pointer + json::pointer_step(member.key));
      if (!inner) return inner;
      out.append(arena_, member.key, *inner);
    }
    const Value* digests = in.find("_sd");
    if (digests == nullptr) return out;
    if (!digests->is_array()) return bad_sd_jwt("\"_sd\" is no list");
    for (const Value& text : digests->items()) {
      auto index = disclosure(text);
      if (!index) return std::move(index).error();
      if (!*index) continue;
      const auto parts = parsed_[**index].items();
      if (parts.size() != 3) return bad_sd_jwt("a list item's disclosure stands for a claim");
      const std::string_view name = parts[1].as_string();
      if (out.find(name) != nullptr || (is_top && name == "_sd_alg"))
        return bad_sd_jwt("the claim \"" + std::string{name} + "\" is there twice");
      const std::string here = pointer + json::pointer_step(name);
      out_.disclosed.push_back({here, **index});
      auto inner = value(parts[2], here);
      if (!inner) return inner;
      out.append(arena_, name, *inner);
    }
    return out;
  }

  Result<Value> array(const Value& in, const std::string& pointer) {
    const Value out = Value::array(arena_, in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
      const Value& item = in.items()[i];
      const std::string here = pointer + "/" + std::to_string(out.size());
      const Value* digest_text = item.find("...");
      if (digest_text == nullptr) {
        auto inner = value(item, here);
        if (!inner) return inner;
        out.push(arena_, *inner);
        continue;
      }
      if (item.size() != 1) return bad_sd_jwt("a list item has \"...\" and something beside it");
      auto index = disclosure(*digest_text);
      if (!index) return std::move(index).error();
      if (!*index) continue;
      const auto parts = parsed_[**index].items();
      if (parts.size() != 2) return bad_sd_jwt("a claim's disclosure stands for a list item");
      out_.disclosed.push_back({here, **index});
      auto inner = value(parts[1], here);
      if (!inner) return inner;
      out.push(arena_, *inner);
    }
    return out;
  }

  json::Arena& arena_;
  const SdJwt& token_;
  OpenedClaims& out_;
  std::vector<Value> parsed_;
  std::unordered_map<std::string, std::size_t> by_digest_;
  std::unordered_set<std::string_view> met_;
};

/// No claim of ours may be called as the standard calls its own.
Result<void> no_reserved(const Value& value) {
  for (const json::Member& member : value.members()) {
    if (is_reserved(member.key) || member.key == "_sd_alg")
      return bad_sd_jwt("the name \"" + std::string{member.key} + "\" is reserved (RFC 9901, section 4.1)",
                        "call it otherwise");
    if (auto done = no_reserved(member.value); !done) return done;
  }
  for (const Value& item : value.items()) {
    if (auto done = no_reserved(item); !done) return done;
  }
  return {};
}

/// Takes the claim at `pointer` out of `root`, leaves its digest, and gives back the disclosure.
Result<std::string> hide(json::Arena& arena, const Value& root, std::string_view pointer) {
  const auto nowhere = [&] {
    return bad_sd_jwt("there is no claim " + std::string{pointer}, "name one that is there");
  };
  if (!pointer.starts_with('/')) return nowhere();
  std::vector<std::string> steps = json::pointer_steps(pointer);
  const std::string name = std::move(steps.back());
  steps.pop_back();
  Value at = root;
  for (const std::string& step : steps) {
    const Value* inner = json::step_into(at, step);
    if (inner == nullptr) return nowhere();
    at = *inner;
  }
  const Value parts = Value::array(arena, 3);
  parts.push(arena, arena.string(base64url(crypto::random_bytes(k_salt_bytes))));
  const auto disclose = [&](const Value& value) {
    parts.push(arena, value);
    std::string text = base64url(as_bytes(json::write(parts)));
    return std::pair{text, arena.string(base64url(sha256(text)))};
  };
  const Value* found = json::step_into(at, name);
  if (found == nullptr) return nowhere();
  if (at.is_array()) {
    auto [text, digest_text] = disclose(*found);
    const Value left = Value::object(arena, 1);
    left.append(arena, "...", digest_text);
    at.items()[static_cast<std::size_t>(found - at.items().data())] = left;
    return text;
  }
  const Value value = *found;
  parts.push(arena, arena.string(name));
  auto [text, digest_text] = disclose(value);
  at.erase(name);
  const Value* digests = at.find("_sd");
  Value list = digests ? *digests : Value::array(arena, 4);
  if (digests == nullptr) at.append(arena, "_sd", list);
  list.push(arena, digest_text);
  return text;
}

// In the order of their letters the digests do not tell which claim stood where (section 4.2.4.1).
void sort_digests(const Value& value) {
  for (const json::Member& member : value.members()) {
    if (member.key == "_sd") {
      const auto items = member.value.items();
      std::sort(items.begin(), items.end(),
                [](const Value& a, const Value& b) { return a.as_string() < b.as_string(); });
    } else {
      sort_digests(member.value);
    }
  }
  for (const Value& item : value.items()) sort_digests(item);
}

/// Whether one pointer leads to the other or to something within it.
bool leads_into(std::string_view outer, std::string_view inner) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

}  // namespace

bool looks_like_sd_jwt(std::string_view text) {
  const auto end = text.find('~');
  if (!text.starts_with("ey") || end == std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' || c == '~' ||
           c == '\n' || c == '\r';
  });
}

Result<SdJwt> SdJwt::parse(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (text.size() > k_max_sd_jwt) return bad_sd_jwt("it is larger than 4 MB");
  const auto first = text.find('~');
  if (first == std::string_view::npos) return bad_sd_jwt("there is no '~' in it", "copy the whole token");
  auto jws = CompactJws::parse(text.substr(0, first));
  if (!jws) return std::move(jws).error();
  SdJwt out{.jws = std::move(*jws)};
  const auto last = text.rfind('~');
  out.bound_text = text.substr(0, last + 1);
  out.key_binding = text.substr(last + 1);
  for (std::size_t at = first + 1; at <= last;) {
    const auto end = text.find('~', at);
    if (end == at) return bad_sd_jwt("there is an empty disclosure", "copy the whole token");
    if (out.disclosures.size() == k_max_disclosures) return bad_sd_jwt("it has more than 1,000 disclosures");
    out.disclosures.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

Result<OpenedClaims> open_claims(const SdJwt& token) {
  OpenedClaims out;
  auto payload = json::parse(as_text(token.jws.payload));
  if (!payload) return std::move(payload).error().at("payload");
  if (!payload->root.is_object()) return bad_sd_jwt("the payload is no JSON object");
  out.document = std::move(*payload);
  auto claims = Opener{*out.document.arena, token, out}.open(out.document.root);
  if (!claims) return std::move(claims).error();
  out.claims = *claims;
  return out;
}

std::vector<std::string> certificate_chain(const crypto::Signer& signer) {
  const auto chain = signer.certificates();
  if (chain.empty()) return {};
  const auto own = crypto::Certificate::from_der(chain[0]);
  std::vector<std::string> out;
  if (!own || own->self_signed) return out;
  for (const Bytes& certificate : chain) out.push_back(base64(certificate));
  return out;
}

Result<std::string> sign_sd_jwt(const Value& claims, const SdJwtOptions& options, const crypto::Signer& signer) {
  if (auto done = no_reserved(claims); !done) return std::move(done).error();
  json::Arena arena;
  const Value root = claims.clone(arena);
  // The deepest first, so that what is around them can still be hidden with them.
  std::vector<std::string> pointers = options.selective;
  std::stable_sort(pointers.begin(), pointers.end(), [](const std::string& a, const std::string& b) {
    return std::count(a.begin(), a.end(), '/') > std::count(b.begin(), b.end(), '/');
  });
  std::string disclosures;
  for (const std::string& pointer : pointers) {
    auto text = hide(arena, root, pointer);
    if (!text) return std::move(text).error();
    disclosures += *text + "~";
  }
  if (options.least_digests > 0 && root.find("_sd") == nullptr) root.append(arena, "_sd", Value::array(arena, 4));
  while (root.get("_sd").size() < options.least_digests)
    root.get("_sd").push(arena, arena.string(base64url(sha256(as_text(crypto::random_bytes(32))))));
  if (!pointers.empty() || options.least_digests > 0) {
    sort_digests(root);
    root.append(arena, "_sd_alg", Value::string("sha-256"));
  }
  const Value header = Value::object(arena, 4);
  header.append(arena, "typ", Value::string(options.type));
  if (!options.key_id.empty()) header.append(arena, "kid", Value::string(options.key_id));
  if (!options.chain.empty()) header.append(arena, "x5c", json::texts(arena, options.chain));
  auto jwt = sign_compact(header, json::write(root), signer);
  if (!jwt) return std::move(jwt).error();
  return *jwt + "~" + disclosures;
}

Result<std::string> present_sd_jwt(std::string_view text, const std::vector<std::string>& pointers,
                                   const crypto::Signer* holder, const KeyBinding& binding) {
  auto token = SdJwt::parse(text);
  if (!token) return std::move(token).error();
  auto opened = open_claims(*token);
  if (!opened) return std::move(opened).error();
  std::string out{token->bound_text.substr(0, token->bound_text.find('~') + 1)};
  for (const Disclosed& disclosed : opened->disclosed) {
    const bool is_wanted = std::any_of(pointers.begin(), pointers.end(), [&](const std::string& pointer) {
      return leads_into(disclosed.pointer, pointer) || leads_into(pointer, disclosed.pointer);
    });
    if (is_wanted) out += token->disclosures[disclosed.index] + "~";
  }
  if (holder == nullptr) return out;
  const auto algorithm = hash_of(opened->document.root).value_or(HashAlgorithm::sha256);
  json::Arena arena;
  const Value header = Value::object(arena, 2);
  header.append(arena, "typ", Value::string("kb+jwt"));
  const Value payload = Value::object(arena, 4);
  payload.append(arena, "iat", Value::integer(unix_seconds(binding.issued)));
  payload.append(arena, "aud", Value::string(binding.audience));
  payload.append(arena, "nonce", Value::string(binding.nonce));
  payload.append(arena, "sd_hash", arena.string(digest_of(algorithm, out)));
  auto bound = sign_compact(header, json::write(payload), *holder);
  if (!bound) return std::move(bound).error();
  return out + *bound;
}

Finding check_key_binding(const SdJwt& token, const Value& claims, const std::optional<ExpectedBinding>& expected,
                          Instant now) {
  const auto answer = [&](Outcome outcome, const char* message, std::vector<std::string> args = {}) {
    return make_finding("holder", outcome, "/cnf", message, std::move(args), k_binding);
  };
  const Value confirmation = claims.get("cnf");
  if (token.key_binding.empty()) {
    if (expected) return answer(Outcome::fail, "holder.not_shown");
    return answer(Outcome::not_applicable, confirmation.is_null() ? "holder.not_bound" : "holder.bound_not_shown");
  }
  if (confirmation.get("jwk").is_null()) return answer(Outcome::unknown, "holder.no_key");
  auto key = crypto::PublicKey::from_jwk(confirmation.get("jwk"));
  if (!key) return answer(Outcome::unknown, "holder.no_key");
  auto jws = CompactJws::parse(token.key_binding);
  if (!jws) return answer(Outcome::fail, "holder.unreadable", {jws.error().message});
  const auto algorithm = crypto::algorithm_from(jws->header.root.text("alg"));
  if (jws->header.root.text("typ") != "kb+jwt" || !algorithm || jws->header.root.find("crit") != nullptr)
    return answer(Outcome::fail, "holder.unreadable", {"typ, alg, crit"});
  if (!crypto::fits(key->type(), *algorithm) || !key->verify(*algorithm, as_bytes(jws->signing_input), jws->signature))
    return answer(Outcome::fail, "holder.other_key");
  auto payload = json::parse(as_text(jws->payload));
  if (!payload) return answer(Outcome::fail, "holder.unreadable", {payload.error().message});
  const Value& said = payload->root;
  auto hashed = json::parse(as_text(token.jws.payload));
  const auto hash = hashed ? hash_of(hashed->root) : std::nullopt;
  if (!hash || said.text("sd_hash") != digest_of(*hash, token.bound_text))
    return answer(Outcome::fail, "holder.other_disclosures");
  const Value issued = said.get("iat");
  if (!issued.is_number() || said.text("nonce").empty() || said.get("aud").is_null())
    return answer(Outcome::fail, "holder.unreadable", {"iat, aud, nonce"});
  if (!expected) return answer(Outcome::pass, "holder.shown_unasked", {std::string{said.text("aud")}});
  const auto audiences = json::as_list(said.get("aud"));
  if (audiences.size() != 1 || !audiences[0].is_string(expected->audience))
    return answer(Outcome::fail, "holder.other_audience", {json::write(said.get("aud")), expected->audience});
  if (said.text("nonce") != expected->nonce) return answer(Outcome::fail, "holder.other_nonce");
  const double age = static_cast<double>(now.time_since_epoch().count()) / 1000.0 - issued.as_number();
  if (age > static_cast<double>(expected->max_age.count()) || age < -static_cast<double>(expected->max_age.count()))
    return answer(Outcome::fail, "holder.old", {std::to_string(static_cast<std::int64_t>(age))});
  return answer(Outcome::pass, "holder.shown");
}

}  // namespace credex::proof
