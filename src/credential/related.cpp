// VC Data Model 2.0, section 5.3: what a credential points at, held against the digests that it gives.

#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/embedded.h"
#include "base/yaml.h"
#include "credential/verify_parts.h"
#include "rdf/jsonld/processor.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_section = "VC Data Model 2.0, section 5.3";
/// More than these are not fetched: a credential must not make its verifier busy for others.
constexpr std::size_t k_most_fetched = 16;

struct Wanted {
  HashAlgorithm algorithm = HashAlgorithm::sha256;
  Bytes digest{};
};

/// One digest of Subresource Integrity, "sha384-BASE64?options" (section 3.5); nothing for what it does not know.
std::optional<Wanted> from_sri(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  Wanted out;
  const std::string_view name = text.substr(0, dash);
  if (name == "sha384") {
    out.algorithm = HashAlgorithm::sha384;
  } else if (name == "sha512") {
    out.algorithm = HashAlgorithm::sha512;
  } else if (name != "sha256") {
    return std::nullopt;
  }
  const std::string_view value = text.substr(dash + 1);
  auto bytes = from_base64(value.substr(0, value.find('?')));
  if (!bytes) return std::nullopt;
  out.digest = std::move(*bytes);
  return out;
}

/// The digests of an SRI text that count: those of its strongest algorithm (section 3.3.4 there).
std::vector<Wanted> strongest_of(std::string_view text) {
  std::vector<Wanted> out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \t\r\n"), text.size());
    if (auto one = from_sri(text.substr(0, end))) {
      if (!out.empty() && one->algorithm > out.front().algorithm) out.clear();
      if (out.empty() || one->algorithm == out.front().algorithm) out.push_back(std::move(*one));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// A multibase text of a multihash: the code of the function, the length, the digest.
std::optional<Wanted> from_multihash(std::string_view text) {
  auto bytes = from_multibase(text);
  if (!bytes || bytes->size() < 2 || (*bytes)[1] != bytes->size() - 2) return std::nullopt;
  Wanted out;
  switch ((*bytes)[0]) {
    case 0x12: out.algorithm = HashAlgorithm::sha256; break;
    case 0x20: out.algorithm = HashAlgorithm::sha384; break;
    case 0x13: out.algorithm = HashAlgorithm::sha512; break;
    default: return std::nullopt;
  }
  out.digest.assign(bytes->begin() + 2, bytes->end());
  return out;
}

/// The digests of the files that the contexts built in are published as, by address: the packages they come from have
/// the same JSON in another layout (data/contexts.yaml).
const std::multimap<std::string, Wanted, std::less<>>& published() {
  static const auto k_published = [] {
    std::multimap<std::string, Wanted, std::less<>> out;
    auto yaml = parse_yaml(embedded_file("contexts.yaml").value_or(""));
    if (!yaml) return out;
    for (const Value& context : json::as_list(yaml->document.root)) {
      for (const auto& [name, algorithm] : {std::pair{"sha256", HashAlgorithm::sha256},
                                            {"sha384", HashAlgorithm::sha384},
                                            {"sha512", HashAlgorithm::sha512}}) {
        if (auto bytes = from_hex(context.text(name)))
          out.emplace(context.text("url"), Wanted{.algorithm = algorithm, .digest = std::move(*bytes)});
      }
    }
    return out;
  }();
  return k_published;
}

/// The resource: a context built into the program, or what its address gives now.
struct Resource {
  std::string body{};
  std::vector<Wanted> published{};  ///< digests that it has too, as the file that it is published as
};
Result<Resource> get(const std::string& url, const std::string& media_type, const Fetch& fetch) {
  for (const auto& [known, file] : rdf::jsonld::known_contexts()) {
    if (known != url) continue;
    if (const auto text = embedded_file(file)) {
      Resource out{.body = std::string{*text}};
      const auto [first, last] = published().equal_range(url);
      for (auto it = first; it != last; ++it) out.published.push_back(it->second);
      return out;
    }
  }
  auto fetched = fetch({.url = url, .accept = media_type.empty() ? "*/*" : media_type});
  if (!fetched) return std::move(fetched).error();
  return Resource{.body = std::move(fetched->body)};
}

bool is_met(const std::vector<Wanted>& any, const Resource& resource) {
  return std::any_of(any.begin(), any.end(), [&](const Wanted& w) {
    return digest(w.algorithm, as_bytes(resource.body)) == w.digest ||
           std::any_of(resource.published.begin(), resource.published.end(),
                       [&](const Wanted& known) { return known.algorithm == w.algorithm && known.digest == w.digest; });
  });
}

std::string_view text_in(const Value& value) { return value.is_string() ? value.as_string() : std::string_view{}; }

/// `in_use`: the credential itself is read with it, as with its contexts.
Finding judge(const Value& resource, const std::string& where, bool in_use, const Fetch& fetch) {
  const std::string url{resource.text("id")};
  const auto answer = [&](Outcome outcome, const char* message, std::vector<std::string> args) {
    return make_finding("related", outcome, where, message, std::move(args), k_section);
  };
  std::vector<std::vector<Wanted>> all;
  for (const Value& sri : json::as_list(resource.get("digestSRI"))) all.push_back(strongest_of(text_in(sri)));
  for (const Value& multibase : json::as_list(resource.get("digestMultibase"))) {
    auto one = from_multihash(text_in(multibase));
    all.push_back(one ? std::vector<Wanted>{std::move(*one)} : std::vector<Wanted>{});
  }
  if (all.empty()) return answer(Outcome::warn, "related.no_digest", {url});
  for (const auto& any : all) {
    if (any.empty()) return answer(in_use ? Outcome::unknown : Outcome::warn, "related.digest_unknown", {url});
  }
  auto got = get(url, std::string{resource.text("mediaType")}, fetch);
  if (!got) return answer(Outcome::warn, "related.unreachable", {url, got.error().message});
  const bool same = std::all_of(all.begin(), all.end(), [&](const auto& any) { return is_met(any, *got); });
  return same ? answer(Outcome::pass, "related.same", {url}) : answer(Outcome::fail, "related.other", {url});
}

}  // namespace

Finding check_related(const Value& credential, const Fetch& fetch) {
  Finding out = make_finding("related", Outcome::not_applicable, "/relatedResource", "related.judged", {}, k_section);
  const auto list = json::as_list(credential.get("relatedResource"));
  std::size_t n = 0;
  for (const Value& resource : list) {
    const std::string where = "/relatedResource/" + std::to_string(n);
    if (n++ == k_most_fetched) {
      out.add(make_finding("related", Outcome::warn, where, "related.too_many",
                           {std::to_string(list.size()), std::to_string(k_most_fetched)}, k_section));
      break;
    }
    const auto contexts = json::as_list(credential.get("@context"));
    const bool in_use =
        std::any_of(contexts.begin(), contexts.end(), [&](const Value& c) { return c.is_string(resource.text("id")); });
    out.add(judge(resource, where, in_use, fetch));
  }
  if (out.outcome == Outcome::fail) out.message = "related.differs";
  if (out.outcome == Outcome::warn || out.outcome == Outcome::unknown) out.message = "related.not_judged";
  return out;
}

}  // namespace credex::credential
