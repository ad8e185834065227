#include "app/registers.h"

#include <filesystem>

#include "app/files.h"
#include "base/yaml_reader.h"

namespace credex::app {
namespace {

using credential::IssuerRegister;
using credential::KnownOrganisation;

constexpr std::size_t k_most_registers = 100;

bool is_list(const std::string& file) { return file.ends_with(".yaml") || file.ends_with(".yml"); }

}  // namespace

Result<std::shared_ptr<Registers>> Registers::open(const std::string& file, Fetch fetch) {
  auto out = std::make_shared<Registers>();
  out->fetch_ = std::move(fetch);
  if (!is_list(file)) {
    out->named_.push_back({.source = {.place = file}});
    out->named_.back().state.place = file;
    return out;
  }
  auto text = read_file(file, std::size_t{1} << 20);
  if (!text) return std::move(text).error();
  auto yaml = parse_yaml(*text);
  if (!yaml) return std::move(yaml).error().at(file);
  YamlReader in{file, "app.registers", &*yaml};
  const json::Value& root = yaml->document.root;
  const auto folder = std::filesystem::path{file}.parent_path();
  if (root.is_object()) in.known(root, "", {"registers"});
  for (const auto& [one, at] : in.list(root, "", "registers")) {
    in.known(one, at, {"name", "file", "url", "key", "sha256"});
    Named named{.source = {.name = in.text(one, at, "name"),
                           .key = in.text(one, at, "key"),
                           .sha256 = in.text(one, at, "sha256")}};
    const std::string path = in.text(one, at, "file");
    const std::string url = in.uri(one, at, "url");
    if (path.empty() == url.empty()) in.problem(at, "a register is a file or an address", "write file or url");
    if (!url.empty() && !url.starts_with("https://"))
      in.problem(at + "/url", "\"" + url + "\" is no https address", "use https");
    if (!url.empty() && named.source.key.empty() && named.source.sha256.empty())
      in.problem(at, "nothing says that what this address gives is the register that you mean",
                 "write the did:key that signs it (key), or its digest (sha256)");
    named.is_url = !url.empty();
    named.source.place = named.is_url ? url : (folder / path).string();
    named.state.place = named.source.place;
    named.state.name = named.source.name;
    out->named_.push_back(std::move(named));
  }
  if (out->named_.empty())
    in.problem("/registers", "no register is named", "write a list of registers, each with file or url");
  if (out->named_.size() > k_most_registers)
    in.problem("/registers", "at most " + std::to_string(k_most_registers) + " registers are read", "join them");
  if (!in.is_good()) return in.error();
  return out;
}

std::size_t Registers::load(Instant at) {
  std::size_t good = 0;
  // Only this changes what is named, one at a time; others read what is in use.
  for (Named& named : named_) {
    Result<std::string> bytes = Error{};
    if (named.is_url) {
      auto fetched = fetch_({.url = named.source.place,
                             .accept = "application/json, application/jwt",
                             .max_bytes = IssuerRegister::k_most_bytes});
      bytes = fetched ? Result<std::string>{std::move(fetched->body)} : Result<std::string>{fetched.error()};
    } else {
      bytes = read_file(named.source.place, IssuerRegister::k_most_bytes);
    }
    auto read = bytes ? IssuerRegister::read(std::move(*bytes), named.source, at)
                      : Result<std::shared_ptr<const IssuerRegister>>{bytes.error()};
    const std::scoped_lock lock{mutex_};
    if (read && named.in_use && (*read)->updated() && named.in_use->updated() &&
        *(*read)->updated() < *named.in_use->updated()) {
      named.state.problem = "an older edition than the one in use, of " + to_string(*(*read)->updated());
    } else if (read) {
      std::pair<std::size_t, std::size_t> changes{named.state.added, named.state.removed};
      if (named.in_use) {
        const auto now = (*read)->changes_since(*named.in_use);
        if (now.first + now.second > 0) changes = now;
      }
      named.in_use = *read;
      named.state = {.name = (*read)->name(),
                     .place = named.source.place,
                     .issuers = (*read)->size(),
                     .is_signed = (*read)->is_signed(),
                     .updated = (*read)->updated(),
                     .loaded = at,
                     .added = changes.first,
                     .removed = changes.second};
    } else {
      named.state.problem = read.error().to_string();
      // What is over says nothing any more.
      if (named.in_use && named.in_use->expires() && *named.in_use->expires() <= at) named.in_use.reset();
    }
    if (named.in_use) ++good;
  }
  return good;
}

std::vector<RegisterState> Registers::state() const {
  const std::scoped_lock lock{mutex_};
  std::vector<RegisterState> out;
  for (const Named& named : named_) out.push_back(named.state);
  return out;
}

std::vector<std::shared_ptr<const IssuerRegister>> Registers::all() const {
  const std::scoped_lock lock{mutex_};
  std::vector<std::shared_ptr<const IssuerRegister>> out;
  for (const Named& named : named_) {
    if (named.in_use) out.push_back(named.in_use);
  }
  return out;
}

std::vector<std::shared_ptr<const KnownOrganisation>> Registers::with_identifier(std::string_view identifier) const {
  std::vector<std::shared_ptr<const KnownOrganisation>> out;
  for (const auto& one : all()) {
    for (auto& found : one->with_identifier(identifier)) out.push_back(std::move(found));
  }
  return out;
}

std::vector<std::shared_ptr<const KnownOrganisation>> Registers::with_name_like(std::string_view name) const {
  std::vector<std::shared_ptr<const KnownOrganisation>> out;
  for (const auto& one : all()) {
    for (auto& found : one->with_name_like(name)) out.push_back(std::move(found));
  }
  return out;
}

std::vector<std::string> Registers::not_asked() const {
  const std::scoped_lock lock{mutex_};
  std::vector<std::string> out;
  for (const Named& named : named_) {
    if (!named.in_use) out.push_back(named.state.name.empty() ? named.source.place : named.state.name);
  }
  return out;
}

std::vector<std::string> Registers::asked() const {
  std::vector<std::string> out;
  for (const auto& one : all()) {
    for (std::string& name : one->asked()) out.push_back(std::move(name));
  }
  return out;
}

}  // namespace credex::app
