// Recognition and stacking: the matrix, what-ifs, a decision prepared for programs; a person's own applications; an
// organisation's queue.
#include "credential/authenticity.h"
#include "credential/contents.h"
#include "credential/vouching.h"
#include "framework/definition_file.h"
#include "protocol/api.h"
#include "protocol/values.h"
#include "recognition/decision_value.h"
#include "recognition/matrix_value.h"
#include "service/agreements.h"
#include "service/case_record.h"
#include "service/cases.h"
#include "service/check.h"
#include "service/definitions.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"
#include "service/organisations.h"
#include "service/overview.h"
#include "service/stacks.h"

namespace credex::protocol {
namespace {

using json::Value;
using recognition::Purpose;

Result<Purpose> purpose_from(const std::string& word) {
  if (word.empty()) return Purpose::credit;
  const auto purpose = recognition::purpose_of(word);
  if (!purpose)
    return service::invalid("'" + word + "' is no purpose", "purpose", "use employment, study, credit or practice");
  return *purpose;
}

http::Response matrix(Call& call) {
  auto purpose = purpose_from(call.request.query.get("purpose"));
  if (!purpose) return problem(purpose.error());
  const auto view = call.platform.overview->matrix(call.platform, *purpose);
  json::Arena arena;
  const Value out = recognition::matrix_value(arena, view->matrix, view->policies);
  out.append(arena, "purpose", Value::string(recognition::purpose_name(*purpose)));
  out.append(arena, "on", arena.string(to_string(view->on)));
  const auto best = call.platform.overview->best(call.platform, *purpose, 3);
  out.append(arena, "best",
             recognition::changes_value(arena, *best, view->policies, recognition::Criteria::built_in()));
  return answer(out);
}

http::Response what_if(Call& call) {
  auto purpose = purpose_from(call.request.query.get("purpose"));
  if (!purpose) return problem(purpose.error());
  auto changed = service::what_if(call.platform, *purpose, call.request.body);
  if (!changed) return problem(changed.error());
  json::Arena arena;
  const Value out = recognition::matrix_value(arena, changed->after, changed->before->policies);
  out.append(arena, "accepted_before",
             Value::integer(static_cast<std::int64_t>(changed->before->matrix.across().accepted())));
  return answer(out);
}

http::Response policies(Call& call) {
  return answer_list(service::policies_in_force(call.platform),
                     [&](json::Arena& arena, const service::PolicyView& view) {
                       auto content = json::parse_into(arena, view.record.content);
                       return content ? *content : Value{};
                     });
}

http::Response agreements(Call& call) {
  return answer_list(service::agreements_in_force(call.platform),
                     [](json::Arena& arena, const service::AgreementView& view) {
                       auto content = json::parse_into(arena, service::agreement_document(view));
                       return content ? *content : Value{};
                     });
}

http::Response stacks(Call& call) {
  return answer_list(service::open_stack_rules(call.platform),
                     [](json::Arena& arena, const service::StackRuleView& view) {
                       auto content = json::parse_into(arena, view.record.content);
                       return content ? *content : Value{};
                     });
}

/// A decision by a body's rules, for who wants to know beforehand: nothing is kept, and nobody has decided.
http::Response prepare(Call& call) {
  auto purpose = purpose_from(call.text("purpose"));
  if (!purpose) return problem(purpose.error());
  auto policy = service::policy_in_force(call.platform, call.text("body"));
  if (!policy) return problem(policy.error());
  const std::string credential = call.text("credential");
  auto contents = credential::contents_of(credential, call.platform.fetch);
  if (!contents) return problem(contents.error());
  auto report = call.platform.checker->check(credential, call.platform.now());
  if (!report) return problem(report.error());
  std::optional<framework::MicroCredential> target;
  if (const std::string id = call.text("target"); !id.empty()) {
    auto found = service::published_definition(call.platform, id);
    if (!found) return problem(found.error());
    target = std::move(found->content);
  }
  const auto bound = store::reading(*call.platform.database, [&](store::Tx& tx) {
    service::keep_proven_body(tx, call.platform, credential::vouching_of(*report).identifier, contents->definition);
    return service::binding_agreements(tx, call.platform);
  });
  std::optional<Date> awarded_on;
  if (contents->award.awarded_on.ok()) awarded_on = contents->award.awarded_on;
  const auto decision =
      recognition::decide({.definition = contents->definition,
                           .authenticity = credential::authenticity_of(*report),
                           .awarded_on = awarded_on,
                           .target = target ? &*target : nullptr,
                           .purpose = *purpose,
                           .applied_on = date_of(call.platform.now())},
                          {.policy = policy->content, .agreements = bound, .esco = *call.platform.esco});
  json::Arena arena;
  return answer(recognition::decision_value(arena, decision));
}

Value case_value(json::Arena& arena, const service::CaseView& view) {
  const store::RecognitionCase& record = view.record;
  const Value out = Value::object(arena, 14);
  const auto text = [&](const char* key, const std::string& words) {
    if (!words.empty()) out.append(arena, key, arena.string(words));
  };
  text("id", record.id);
  text("body", view.body.slug);
  text("purpose", record.purpose);
  text("title", record.title);
  text("issuer", record.issuer);
  if (view.face) out.append(arena, "issued", service::vouching_value(arena, service::vouching_from(*view.face)));
  text("target", record.target_id);
  out.append(arena, "state", Value::string(store::name_of(record.state)));
  text("applied", to_string(record.applied));
  text("due", to_string(record.due));
  text("verdict", record.verdict);
  if (record.credits) out.append(arena, "credits", Value::real(*record.credits));
  text("reason", record.reason);
  if (record.appeal_until) text("appeal_until", to_string(*record.appeal_until));
  text("statement", record.statement);
  if (auto prepared = json::parse_into(arena, record.prepared)) out.append(arena, "prepared", *prepared);
  return out;
}

http::Response with_case(Result<service::CaseView> view, int status = 200) {
  if (!view) return problem(view.error());
  json::Arena arena;
  return answer(case_value(arena, *view), status);
}

http::Response own_cases(Call& call) {
  auto cases = service::own_cases(call.platform, call.actor);
  if (!cases) return problem(cases.error());
  return answer_list(*cases, [](json::Arena& arena, const service::CaseView& view) { return case_value(arena, view); });
}

http::Response apply(Call& call) {
  return with_case(service::apply_for_recognition(call.platform, call.actor,
                                                  {.body = call.text("body"),
                                                   .holding = call.text("holding"),
                                                   .purpose = call.text("purpose"),
                                                   .target = call.text("target")}),
                   201);
}

http::Response queue(Call& call) {
  if (!call.actor.api_key) return problem(service::not_found("a queue of this key"));
  auto cases = service::case_queue(call.platform, call.actor, call.actor.api_key->organisation_id);
  if (!cases) return problem(cases.error());
  return answer_list(*cases, [](json::Arena& arena, const service::CaseView& view) { return case_value(arena, view); });
}

http::Response decide(Call& call) {
  const std::string& id = call.request.parts[0];
  const Value credits = call.body.root.get("credits");
  auto done = service::decide_case(call.platform, call.actor, id,
                                   {.verdict = call.text("verdict"),
                                    .credits = credits.is_number() ? json::write(credits) : call.text("credits"),
                                    .reason = call.text("reason")});
  if (!done) return problem(done.error());
  return with_case(service::officer_case(call.platform, call.actor, id));
}

}  // namespace

void add_recognition_operations(std::vector<Operation>& to) {
  const FieldInfo purpose{"purpose", "string", "employment, study, credit (where it is absent) or practice"};
  to.push_back({.method = "GET",
                .path = "/recognition/matrix",
                .summary =
                    "Which share of each country's micro-credentials each body would accept, what stops the rest, "
                    "and which changes would open most.",
                .query = {purpose},
                .answer = matrix});
  to.push_back({.method = "POST",
                .path = "/recognition/what-if",
                .summary = "The matrix with changed policies and added agreements.",
                .query = {purpose},
                .raw_body = "the changes, YAML or JSON (docs/recognition.md)",
                .answer = what_if});
  to.push_back(
      {.method = "GET", .path = "/recognition/policies", .summary = "The policies in force.", .answer = policies});
  to.push_back({.method = "GET",
                .path = "/recognition/agreements",
                .summary = "The agreements in force, with what each party signed.",
                .answer = agreements});
  to.push_back(
      {.method = "POST",
       .path = "/recognition/prepare",
       .summary = "What a body's rules come to for a credential, with reasons; nothing is kept, nobody decides.",
       .fields = {{"body", "string", "the body's slug", true},
                  {"credential", "string", "the credential as it came", true},
                  {"purpose", "string", purpose.words},
                  {"target", "string", "id of a published micro-credential to compare with"}},
       .answer = prepare});
  to.push_back({.method = "GET", .path = "/stacks", .summary = "The open rules for larger awards.", .answer = stacks});
  to.push_back({.method = "GET",
                .path = "/me/recognition",
                .summary = "The person's applications for recognition.",
                .scope = "own",
                .answer = own_cases});
  to.push_back({.method = "POST",
                .path = "/me/recognition",
                .summary = "Applies for recognition of a credential of the collection.",
                .scope = "own",
                .fields = {{"body", "string", "the body's slug", true},
                           {"holding", "string", "id in the collection", true},
                           {"purpose", "string", purpose.words, true},
                           {"target", "string", "id of a published micro-credential of that body"}},
                .good_status = 201,
                .answer = apply});
  to.push_back({.method = "GET",
                .path = "/recognition/cases",
                .summary = "The organisation's applications: open ones first, by what is due.",
                .scope = "recognise",
                .answer = queue});
  to.push_back({.method = "POST",
                .path = "/recognition/cases/{id}/decision",
                .summary = "Decides an application; less than full recognition has to have been heard first.",
                .scope = "recognise",
                .fields = {{"verdict", "string", "full, partial, conditional or refused", true},
                           {"credits", "number", "ECTS credits"},
                           {"reason", "string", "for the applicant"}},
                .answer = decide});
}

}  // namespace credex::protocol
