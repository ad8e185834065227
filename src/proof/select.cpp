#include "proof/select.h"

#include <algorithm>
#include <set>

#include "crypto/random.h"
#include "rdf/canon.h"
#include "rdf/nquads.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::string_view k_skolem = "urn:bnid:";
constexpr std::size_t k_max_pointers = 500;

Error nowhere(std::string_view pointer) {
  return Error{.code = "proof.select",
               .message = "the pointer \"" + std::string{pointer.substr(0, 200)} + "\" leads nowhere in the document",
               .remedy = "name a member that is there"};
}

/// A selection while it grows: whole, or some children of a value.
struct Branch {
  bool whole = false;
  std::map<std::string, Branch> children{};
};

bool is_blank(const Value& id) { return id.is_string() && id.as_string().starts_with("_:"); }

/// What a branch keeps of a value: lists lose their holes, objects keep identifier and type.
Value kept(json::Arena& arena, const Value& value, const Branch& branch, bool is_root) {
  if (branch.whole) return value.clone(arena);
  if (value.is_array()) {
    const Value out = Value::array(arena, branch.children.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto found = branch.children.find(std::to_string(i));
      if (found != branch.children.end()) out.push(arena, kept(arena, value.items()[i], found->second, false));
    }
    return out;
  }
  const Value out = Value::object(arena, branch.children.size() + 3);
  for (const json::Member& member : value.members()) {
    const auto found = branch.children.find(std::string{member.key});
    const bool is_frame = (is_root && member.key == "@context") || member.key == "type" || member.key == "@type" ||
                          ((member.key == "id" || member.key == "@id") && !is_blank(member.value));
    if (found != branch.children.end() && !is_frame) {
      out.append(arena, member.key, kept(arena, member.value, found->second, false));
    } else if (is_frame) {
      out.append(arena, member.key, member.value.clone(arena));
    }
  }
  return out;
}

/// Every node of an expanded document gets an identifier, so that its parts stay the same nodes (section 3.4.9).
Value skolemised(json::Arena& arena, const Value& value, std::size_t& counter) {
  if (value.is_array()) {
    const Value out = Value::array(arena, value.size());
    for (const Value& item : value.items()) out.push(arena, skolemised(arena, item, counter));
    return out;
  }
  if (!value.is_object() || value.find("@value") != nullptr) return value;
  const Value out = Value::object(arena, value.size() + 1);
  const bool is_container = value.find("@list") != nullptr || value.find("@set") != nullptr;
  for (const json::Member& member : value.members()) {
    if (member.key == "@id" && is_blank(member.value)) {
      out.append(arena, "@id", arena.string(std::string{k_skolem} + std::string{member.value.as_string().substr(2)}));
    } else if (member.value.is_array() || member.value.is_object()) {
      out.append(arena, member.key, member.key == "@type" ? member.value : skolemised(arena, member.value, counter));
    } else {
      out.append(arena, member.key, member.value);
    }
  }
  if (!is_container && value.find("@id") == nullptr)
    out.append(arena, "@id", arena.string(std::string{k_skolem} + "n" + std::to_string(counter++)));
  return out;
}

/// Passes by literals; IRIs and blank nodes go through `change`.
template <class F>
std::string with_nodes(std::string_view line, F&& change) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '"') {
      std::size_t last = i + 1;
      while (last < line.size() && line[last] != '"') last += line[last] == '\\' ? 2 : 1;
      out += line.substr(i, last + 1 - i);
      i = last + 1;
    } else if (line[i] == '<' || line.substr(i).starts_with("_:")) {
      std::size_t last = i;
      while (last < line.size() && line[last] != (line[i] == '<' ? '>' : ' ')) ++last;
      if (line[i] == '<') ++last;
      out += change(line.substr(i, last - i));
      i = last;
    } else {
      out += line[i++];
    }
  }
  return out;
}

/// The N-Quads of a skolemized document, with blank nodes where the skolem identifiers were.
Result<std::string> deskolemised(rdf::jsonld::Processor& processor, json::Arena& arena, const Value& document,
                                 rdf::jsonld::Safety safety) {
  rdf::Dataset dataset;
  if (auto done = processor.to_rdf(arena, document, dataset,
                                   {.safety = safety, .rdf_direction = rdf::jsonld::RdfDirection::i18n_datatype});
      !done)
    return std::move(done).error();
  return with_nodes(rdf::write_nquads(dataset), [](std::string_view node) {
    if (!node.starts_with("<urn:bnid:")) return std::string{node};
    return "_:" + std::string{node.substr(1 + k_skolem.size(), node.size() - 2 - k_skolem.size())};
  });
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    out.back() += '\n';
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

}  // namespace

std::optional<std::string> relabelled(std::string_view line, const std::map<std::string, std::string>& labels) {
  bool missing = false;
  std::string out = with_nodes(line, [&](std::string_view node) {
    if (!node.starts_with("_:")) return std::string{node};
    const auto found = labels.find(std::string{node.substr(2)});
    missing = missing || found == labels.end();
    return found == labels.end() ? std::string{node} : "_:" + found->second;
  });
  return missing ? std::nullopt : std::optional{std::move(out)};
}

Result<Value> select_json_ld(json::Arena& arena, const Value& document, const std::vector<std::string>& pointers) {
  if (pointers.empty()) return Value{};
  if (pointers.size() > k_max_pointers)
    return Error{.code = "proof.select", .message = "there are more than 500 pointers", .remedy = "name larger parts"};
  Branch root;
  for (const std::string& pointer : pointers) {
    if (!pointer.empty() && pointer[0] != '/') return nowhere(pointer);
    Branch* branch = &root;
    const Value* value = &document;
    for (const std::string& step : json::pointer_steps(pointer)) {
      value = json::step_into(*value, step);
      if (value == nullptr) return nowhere(pointer);
      branch = &branch->children[step];
    }
    branch->whole = true;
  }
  return kept(arena, document, root, true);
}

Result<Grouped> canonicalise_and_group(rdf::jsonld::Processor& processor, const Value& document, ByteView hmac_key,
                                       const std::vector<std::vector<std::string>>& groups) {
  json::Arena arena;
  auto expanded = processor.expand(arena, document, {.safety = rdf::jsonld::Safety::safe});
  if (!expanded) return std::move(expanded).error();
  std::size_t counter = 0;
  const Value skolemized = skolemised(arena, *expanded, counter);
  auto compact = processor.compact(arena, skolemized, document.get("@context"));
  if (!compact) return std::move(compact).error();
  auto nquads = deskolemised(processor, arena, skolemized, rdf::jsonld::Safety::safe);
  if (!nquads) return std::move(nquads).error();
  rdf::Dataset dataset;
  if (auto read = rdf::read_nquads(*nquads, dataset); !read) return std::move(read).error();
  auto canonical = rdf::canonicalise(dataset);
  if (!canonical) return std::move(canonical).error();
  Grouped out;
  std::map<std::string, std::string> by_canonical;
  for (const auto& [input, label] : canonical->labels) {
    const std::string name = "u" + base64url(crypto::hmac_sha256(hmac_key, as_bytes(label)));
    by_canonical.emplace(label, name);
    out.labels.emplace(input, name);
  }
  for (const std::string& line : lines_of(canonical->nquads)) {
    auto named = relabelled(line, by_canonical);
    if (!named) return Error{.code = "proof.select", .message = "a blank node has no label"};
    out.statements.push_back(std::move(*named));
  }
  std::sort(out.statements.begin(), out.statements.end());
  for (const auto& pointers : groups) {
    auto selection = select_json_ld(arena, *compact, pointers);
    if (!selection) return std::move(selection).error();
    std::string own;
    if (!selection->is_null()) {
      auto text = deskolemised(processor, arena, *selection, rdf::jsonld::Safety::safe);
      if (!text) return std::move(text).error();
      own = std::move(*text);
    }
    std::set<std::string> wanted;
    for (const std::string& line : lines_of(own)) {
      auto named = relabelled(line, out.labels);
      if (!named) return Error{.code = "proof.select", .message = "a selected blank node is not in the document"};
      wanted.insert(std::move(*named));
    }
    std::vector<bool> group;
    for (const std::string& statement : out.statements) group.push_back(wanted.contains(statement));
    out.groups.push_back(std::move(group));
    out.selected.push_back(std::move(own));
  }
  return out;
}

}  // namespace credex::proof
