// Registers of issuers, of both forms and signed ones; names that are compared.
#include <algorithm>

#include "claim.h"
#include "credential/issuer_register.h"
#include "credential/name_likeness.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  using credential::IssuerRegister;
  const Exact input{data, size};
  const std::string_view line = input.text().substr(0, input.text().find('\n'));
  for (const std::string& key : credential::likeness_keys(line)) {
    claim(!key.empty() && key.size() <= 4000, "a key of a name is neither empty nor long");
    claim(credential::are_alike(line, line), "a name is like itself");
  }
  const auto read = IssuerRegister::read(std::string{input.text()}, {.place = "register"}, Instant{});
  if (!read) {
    claim(!read.error().where.empty() && !read.error().remedy.empty(), "an error says where and what to do");
    return 0;
  }
  // What is JSON for the register is JSON.
  const auto whole = json::parse(input.text(), {.max_depth = 256});
  claim(whole ? true : false, "a register that is read is JSON");
  std::size_t issuers = 0;
  for (const char* member : {"issuers", "registry", "entries"}) {
    const json::Value list = whole->root.get(member);
    issuers += list.is_array() ? list.items().size() : list.is_object() ? list.members().size() : 0;
  }
  claim((*read)->size() == issuers, "each issuer is there once");
  // Each can be asked for by what it is known by.
  for (const json::Value& one : whole->root.get("issuers").items()) {
    const std::string_view name = one.text("name");
    for (const json::Value& id : json::as_list(one.get("identifiers"))) {
      if (!id.is_string()) continue;
      const auto found = (*read)->with_identifier(id.as_string());
      claim(std::any_of(found.begin(), found.end(), [&](const auto& known) { return known->name == name; }) ||
                found.size() >= 60,
            "an issuer is found by its identifier");
      break;
    }
    if (!credential::likeness_keys(name).empty())
      claim(!(*read)->with_name_like(name).empty(), "an issuer is found by its name");
  }
  return 0;
}
