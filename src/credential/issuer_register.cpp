#include "credential/issuer_register.h"

#include <algorithm>
#include <unordered_set>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "credential/name_likeness.h"
#include "proof/did.h"
#include "proof/jws.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr std::size_t k_most_identifiers = 64;
constexpr std::size_t k_longest_name = 500;

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

std::optional<Instant> time_of(const Value& object, const char* name) {
  const std::string_view text = object.text(name);
  if (text.size() == 10) {
    auto date = parse_date(text);
    if (!date) return std::nullopt;
    return Instant{std::chrono::sys_days{*date}};
  }
  auto time = parse_instant(text);
  return time ? std::optional{*time} : std::nullopt;
}

void take_texts(const Value& object, const char* name, std::vector<std::string>& into) {
  for (const Value& one : json::as_list(object.get(name))) {
    if (one.is_string() && into.size() < k_most_identifiers) into.emplace_back(one.as_string());
  }
}

/// Steps over JSON without reading it: where each member or element begins and ends. What is stepped over is read by
/// the parser afterwards, piece by piece, so that a register of 100,000 needs no tree of all.
class Steps {
 public:
  explicit Steps(std::string_view text) : text_{text} { space(); }

  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!at(c)) return false;
    ++at_;
    space();
    return true;
  }
  bool is_done() const { return at_ >= text_.size(); }
  std::size_t place() const { return at_; }

  /// The string literal here, with its quotes; nothing where there is none.
  std::optional<std::string_view> literal() {
    if (!at('"')) return std::nullopt;
    const std::size_t from = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) return std::nullopt;
    const std::string_view out = text_.substr(from, ++at_ - from);
    space();
    return out;
  }

  /// The value here, whatever it is.
  std::optional<std::string_view> value() {
    const std::size_t from = at_;
    std::size_t depth = 0;
    do {
      if (at_ >= text_.size()) return std::nullopt;
      const char c = text_[at_];
      if (c == '"') {
        if (!literal()) return std::nullopt;
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') {
        if (depth == 0) return std::nullopt;
        --depth;
      }
      if (depth == 0 && (c == ',' || c == ':')) return std::nullopt;
      ++at_;
      if (depth == 0 && c != '}' && c != ']') {
        // A number or a word.
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '}' && text_[at_] != ']') ++at_;
      }
    } while (depth > 0);
    std::string_view out = trimmed(text_.substr(from, at_ - from));
    space();
    if (out.empty()) return std::nullopt;
    return out;
  }

 private:
  void space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

class IssuerRegister::Reader {
 public:
  Reader(IssuerRegister& out, const RegisterSource& source) : out_{out}, source_{source} {}

  Error bad(std::string message, std::string remedy = "ask who publishes the register for it again") const {
    return Error{.code = "credential.register",
                 .message = std::move(message),
                 .where = source_.place,
                 .remedy = std::move(remedy)};
  }

  /// Whether the bytes are those that the operator means; a JWT's payload takes their place.
  Result<void> open(std::string& bytes) {
    if (bytes.size() > k_most_bytes)
      return bad("the register has " + std::to_string(bytes.size()) + " bytes; at most " +
                 std::to_string(k_most_bytes) + " are read");
    if (!source_.sha256.empty()) {
      const std::string is = hex(digest(HashAlgorithm::sha256, as_bytes(bytes)));
      if (!equal_ascii_case(is, source_.sha256))
        return bad("the register has another digest than is pinned: " + is,
                   "look at what changed; then pin its new digest, or have it signed and give the key");
    }
    const std::string_view text = trimmed(bytes);
    if (!text.starts_with("ey")) {
      if (!source_.key.empty()) return bad("the register is not signed, and a key is given that must have signed it");
      return {};
    }
    if (source_.key.empty())
      return bad("the register is signed, and no key is given to hold it against",
                 "give its publisher's did:key, which they have told you by another way");
    auto jws = proof::CompactJws::parse(text);
    if (!jws) return std::move(jws).error().at(source_.place);
    proof::KeyResolver keys{offline_fetch()};
    if (!source_.key.starts_with("did:key:")) return bad("the key " + source_.key + " is no did:key");
    const auto& found = keys.find(source_.key + "#" + source_.key.substr(8), "assertionMethod");
    const auto algorithm = crypto::algorithm_from(jws->header.root.text("alg"));
    if (found.state != proof::KeyState::found || !found.method.key)
      return bad("the key cannot be read: " + found.detail);
    if (!algorithm || !crypto::fits(found.method.key->type(), *algorithm) ||
        !found.method.key->verify(*algorithm, as_bytes(jws->signing_input), jws->signature))
      return bad("the register was not signed with " + source_.key, "do not use it; ask its publisher");
    out_.is_signed_ = true;
    bytes = as_text(jws->payload);
    return {};
  }

  Result<void> whole() {
    Steps steps{out_.text_};
    if (!steps.take('{')) return bad("the register is no JSON object");
    bool has_issuers = false;
    std::unordered_set<std::string_view> seen;
    while (!steps.at('}')) {
      const auto name = steps.literal();
      if (!name || !is_plain(*name) || !steps.take(':')) return broken(steps);
      if (!seen.insert(*name).second) return bad("its member " + std::string{*name} + " stands twice");
      if (*name == "\"issuers\"" && steps.at('[')) {
        has_issuers = true;
        if (auto good = list(steps); !good) return good;
      } else if ((*name == "\"registry\"" || *name == "\"entries\"") && steps.at('{')) {
        has_issuers = true;
        if (auto good = dictionary(steps); !good) return good;
      } else {
        const auto value = steps.value();
        if (!value) return broken(steps);
        if (auto good = member(*name, *value); !good) return good;
      }
      if (!goes_on(steps, '}')) return broken(steps);
    }
    (void)steps.take('}');
    if (!steps.is_done()) return broken(steps);
    if (!has_issuers)
      return bad("it is of another form: it has neither issuers nor registry",
                 "docs/verifying.md has the two forms that are read");
    return {};
  }

 private:
  /// A comma with something behind it, or the end.
  static bool goes_on(Steps& steps, char end) { return steps.take(',') ? !steps.at(end) : steps.at(end); }

  /// Whether a member's name is written as it is read: without escapes and control characters.
  static bool is_plain(std::string_view literal) {
    return is_utf8(literal) &&
           std::ranges::none_of(literal, [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  }

  Error broken(const Steps& steps) const { return bad("it is no JSON at byte " + std::to_string(steps.place())); }

  Result<void> member(std::string_view name, std::string_view value) {
    arena_.reset();
    auto read = json::parse_into(arena_, value);
    if (!read) return bad("its member " + std::string{name} + " is no JSON: " + read.error().message);
    if (name == "\"name\"" && read->is_string()) out_.name_ = read->as_string();
    const Value holder = Value::object(arena_, 1);
    holder.append(arena_, "time", *read);
    if (name == "\"updated\"") out_.updated_ = time_of(holder, "time");
    if (name == "\"expires\"") {
      out_.expires_ = time_of(holder, "time");
      if (!out_.expires_) return bad("its member expires is no time");
    }
    if (name == "\"meta\"") out_.updated_ = time_of(*read, "updated");
    return {};
  }

  Result<void> list(Steps& steps) {
    (void)steps.take('[');
    while (!steps.at(']')) {
      const auto value = steps.value();
      if (!value) return broken(steps);
      if (auto good = entry(*value, {}); !good) return good;
      if (!goes_on(steps, ']')) return broken(steps);
    }
    (void)steps.take(']');
    return {};
  }

  Result<void> dictionary(Steps& steps) {
    (void)steps.take('{');
    std::unordered_set<std::string_view> seen;
    while (!steps.at('}')) {
      const auto name = steps.literal();
      if (!name || !is_plain(*name) || !steps.take(':')) return broken(steps);
      if (!seen.insert(*name).second) return bad("the issuer " + std::string{*name} + " stands twice");
      const auto value = steps.value();
      if (!value) return broken(steps);
      if (auto good = entry(*value, name->substr(1, name->size() - 2)); !good) return good;
      if (!goes_on(steps, '}')) return broken(steps);
    }
    (void)steps.take('}');
    return {};
  }

  Result<void> entry(std::string_view value, std::string_view key) {
    const std::size_t number = out_.entries_.size();
    const std::string at = "/issuers/" + std::to_string(number);
    if (number == k_most_issuers) return bad("it has more than " + std::to_string(k_most_issuers) + " issuers");
    if (value.size() > k_longest_issuer || key.size() > 2000) return bad(at + " is longer than an issuer can be");
    const auto offset = [&](std::string_view part) {
      return static_cast<std::uint32_t>(part.data() - out_.text_.data());
    };
    arena_.reset();
    auto read = json::parse_into(arena_, value);
    if (!read) return bad(at + " is no JSON: " + read.error().message);
    if (!read->is_object()) return bad(at + " is no object");
    const std::string_view name = read->text("name");
    if (name.empty() || name.size() > k_longest_name) return bad(at + "/name is missing, or longer than a name");
    for (const char* time : {"since", "until", "completeSince"}) {
      if (!read->text(time).empty() && !time_of(*read, time)) return bad(at + "/" + time + " is no time");
    }
    std::vector<std::string> identifiers;
    if (!key.empty()) identifiers.emplace_back(key);
    take_texts(*read, "identifiers", identifiers);
    if (identifiers.empty()) return bad(at + "/identifiers is missing: it has no key that could be known");
    out_.entries_.push_back({.at = offset(value),
                             .size = static_cast<std::uint32_t>(value.size()),
                             .key_at = key.empty() ? 0 : offset(key),
                             .key_size = static_cast<std::uint32_t>(key.size())});
    const auto place = static_cast<std::uint32_t>(number);
    for (const std::string& one : identifiers) out_.by_identifier_.push_back({hash_of(one), place});
    std::vector<std::string> names{std::string{name}};
    take_texts(*read, "names", names);
    for (const std::string& one : names) {
      for (const std::string& like : likeness_keys(one)) out_.by_name_.push_back({hash_of(like), place});
    }
    return {};
  }

  IssuerRegister& out_;
  const RegisterSource& source_;
  json::Arena arena_{};
};

Result<std::shared_ptr<const IssuerRegister>> IssuerRegister::read(std::string bytes, const RegisterSource& source,
                                                                   Instant at) {
  auto out = std::make_shared<IssuerRegister>();
  out->place_ = source.place;
  Reader reader{*out, source};
  if (auto good = reader.open(bytes); !good) return std::move(good).error();
  out->text_ = std::move(bytes);
  if (auto good = reader.whole(); !good) return std::move(good).error();
  if (!source.name.empty()) out->name_ = source.name;
  if (out->name_.empty()) out->name_ = source.place;
  if (out->expires_ && *out->expires_ <= at)
    return reader.bad("the register is over since " + to_string(*out->expires_), "get its next edition");
  const auto by_hash = [](const Indexed& a, const Indexed& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.entry < b.entry;
  };
  for (auto* index : {&out->by_identifier_, &out->by_name_}) {
    std::sort(index->begin(), index->end(), by_hash);
    index->shrink_to_fit();
  }
  out->entries_.shrink_to_fit();
  return std::shared_ptr<const IssuerRegister>{std::move(out)};
}

std::shared_ptr<const KnownOrganisation> IssuerRegister::organisation(std::uint32_t number) const {
  const Entry& entry = entries_[number];
  json::Arena arena;
  auto read = json::parse_into(arena, std::string_view{text_}.substr(entry.at, entry.size));
  auto out = std::make_shared<KnownOrganisation>();
  if (!read) return out;
  out->name = read->text("name");
  out->country = read->text("country");
  if (entry.key_size > 0) out->identifiers.emplace_back(text_.substr(entry.key_at, entry.key_size));
  take_texts(*read, "names", out->names);
  take_texts(*read, "identifiers", out->identifiers);
  take_texts(*read, "registered", out->registered);
  out->since = time_of(*read, "since");
  out->until = time_of(*read, "until");
  out->complete_since = time_of(*read, "completeSince");
  out->kind = VoucherKind::registry;
  out->by = name_;
  out->source = place_;
  return out;
}

std::vector<std::shared_ptr<const KnownOrganisation>> IssuerRegister::found(const std::vector<Indexed>& index,
                                                                            std::string_view text) const {
  std::vector<std::shared_ptr<const KnownOrganisation>> out;
  const std::uint64_t hash = hash_of(text);
  auto at = std::lower_bound(index.begin(), index.end(), hash,
                             [](const Indexed& one, std::uint64_t wanted) { return one.hash < wanted; });
  for (; at != index.end() && at->hash == hash && out.size() < k_most_identifiers; ++at)
    out.push_back(organisation(at->entry));
  return out;
}

std::vector<std::shared_ptr<const KnownOrganisation>> IssuerRegister::with_identifier(
    std::string_view identifier) const {
  auto out = found(by_identifier_, identifier);
  std::erase_if(out, [&](const auto& one) {
    return std::find(one->identifiers.begin(), one->identifiers.end(), identifier) == one->identifiers.end();
  });
  return out;
}

std::vector<std::shared_ptr<const KnownOrganisation>> IssuerRegister::with_name_like(std::string_view name) const {
  std::vector<std::shared_ptr<const KnownOrganisation>> out;
  for (const std::string& key : likeness_keys(name)) {
    for (auto& one : found(by_name_, key)) {
      const bool is_like =
          are_alike(one->name, name) || std::any_of(one->names.begin(), one->names.end(),
                                                    [&](const std::string& other) { return are_alike(other, name); });
      const bool is_new = std::none_of(out.begin(), out.end(), [&](const auto& other) {
        return other->name == one->name && other->identifiers == one->identifiers;
      });
      if (is_like && is_new) out.push_back(std::move(one));
    }
  }
  return out;
}

std::vector<std::string> IssuerRegister::asked() const {
  return {updated_ ? name_ + " (" + to_string(date_of(*updated_)) + ")" : name_};
}

std::pair<std::size_t, std::size_t> IssuerRegister::changes_since(const IssuerRegister& before) const {
  // Both are sorted by hash; an identifier is there once for each entry that names it.
  std::pair<std::size_t, std::size_t> out{0, 0};
  auto a = by_identifier_.begin();
  auto b = before.by_identifier_.begin();
  while (a != by_identifier_.end() || b != before.by_identifier_.end()) {
    if (b == before.by_identifier_.end() || (a != by_identifier_.end() && a->hash < b->hash)) {
      ++out.first;
      ++a;
    } else if (a == by_identifier_.end() || b->hash < a->hash) {
      ++out.second;
      ++b;
    } else {
      ++a;
      ++b;
    }
  }
  return out;
}

}  // namespace credex::credential
