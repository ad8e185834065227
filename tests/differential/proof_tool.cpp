// Signs, verifies and shows by what it is told on standard input, a JSON object a line, and answers a line each:
//   {"op": "sign", "document", "secret" (multikey), "suite", "method", "purpose", "created", "id", "previous",
//   "mandatory"}
//     -> {"document"} or {"error"}
//   {"op": "verify", "document", "purpose", "now", "documents": {address: text}} -> {"checks": [{"state", "message"}]}
//   {"op": "derive", "document", "pointers"} -> {"document"} or {"error"}
#include <array>
#include <iostream>

#include "proof/data_integrity.h"
#include "proof/ecdsa_sd.h"

namespace credex {
namespace {

using json::Value;

constexpr std::array<std::string_view, 4> k_states{"good", "altered", "key_unknown", "unsupported"};

class Tool {
 public:
  Value answer(json::Arena& arena, const Value& task) {
    const Value out = Value::object(arena);
    const auto made = [&](const Result<Value>& result) {
      if (result) {
        out.append(arena, "document", *result);
      } else {
        out.append(arena, "error", arena.string(result.error().code));
        out.append(arena, "message", arena.string(result.error().to_string()));
      }
    };
    if (task.text("op") == "sign") {
      made(sign(arena, task));
    } else if (task.text("op") == "derive") {
      std::vector<std::string> pointers;
      for (const Value& pointer : json::as_list(task.get("pointers"))) pointers.emplace_back(pointer.as_string());
      made(proof::derive_shown(arena, processor_, task.get("document"), pointers));
    } else {
      out.append(arena, "checks", verify(arena, task));
    }
    return out;
  }

 private:
  Result<Value> sign(json::Arena& arena, const Value& task) {
    auto key = crypto::PrivateKey::from_secret_multikey(task.text("secret"));
    if (!key) return std::move(key).error();
    const auto suite = proof::suite_from(task.text("suite"));
    auto created = parse_instant(task.text("created"));
    if (!suite || !created) return Error{.code = "tool.task", .message = "no such suite or time"};
    proof::ProofOptions options{.suite = *suite,
                                .verification_method = std::string{task.text("method")},
                                .created = *created,
                                .id = std::string{task.text("id")}};
    if (!task.text("purpose").empty()) options.purpose = std::string{task.text("purpose")};
    for (const Value& id : json::as_list(task.get("previous"))) options.previous.emplace_back(id.as_string());
    for (const Value& pointer : json::as_list(task.get("mandatory")))
      options.mandatory.emplace_back(pointer.as_string());
    return proof::add_proof(arena, processor_, task.get("document"), options, **key);
  }

  Value verify(json::Arena& arena, const Value& task) {
    proof::KeyResolver keys{[&](const FetchRequest& request) -> Result<Fetched> {
      const Value documents = task.get("documents");
      const Value* found = documents.find(request.url);
      if (found == nullptr) return Error{.code = "fetch.failed", .message = "there is no " + request.url};
      return Fetched{.body = json::write(*found)};
    }};
    proof::VerifyOptions options;
    if (!task.text("purpose").empty()) options.purpose = std::string{task.text("purpose")};
    if (auto now = parse_instant(task.text("now")); now) options.now = *now;
    const Value out = Value::array(arena);
    for (const auto& check : proof::verify_proofs(processor_, keys, task.get("document"), options)) {
      const Value one = Value::object(arena);
      one.append(arena, "state", Value::string(k_states[static_cast<std::size_t>(check.state)]));
      one.append(arena, "outcome", arena.string(outcome_name(check.finding.outcome)));
      one.append(arena, "controller", arena.string(check.controller));
      const auto& parts = check.finding.findings;
      one.append(arena, "message", arena.string(parts.empty() ? check.finding.message : parts.back().message));
      out.push(arena, one);
    }
    return out;
  }

  rdf::jsonld::Processor processor_;
};

}  // namespace
}  // namespace credex

int main() {
  credex::Tool tool;
  for (std::string line; std::getline(std::cin, line);) {
    credex::json::Arena arena;
    auto task = credex::json::parse_into(arena, line);
    if (!task) {
      std::cout << R"({"error":"json"})" << std::endl;
      continue;
    }
    std::cout << credex::json::write(tool.answer(arena, *task)) << std::endl;
  }
}
