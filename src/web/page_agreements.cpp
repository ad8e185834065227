// What bodies promise each other: proposed by a form over a text that is kept whole, signed, ended.
#include <algorithm>

#include "service/organisations.h"
#include "web/desk.h"
#include "web/document_form.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

using json::Value;
using recognition::agreement_fields;
using recognition::DocumentField;

constexpr std::size_t k_max_agreement = std::size_t{4} * 1024 * 1024;

/// What the page shows besides what is kept.
struct AgreementsPage {
  std::string document{};  ///< the text that the form writes onto, as JSON; empty where there is none
  Shown shown{};
  std::vector<std::string> parties{};  ///< slugs of those chosen
  std::optional<Error> problem{};
  std::vector<std::string> remarks{};  ///< on what was brought in
  bool looked_at = false;
  std::string brought{};  ///< a text that could not be taken, to be mended there
  bool bring_open = false;
};

/// A form that nobody has touched, or one that begins with an earlier agreement: ?from=ID.
AgreementsPage agreements_kept_page(const Visit& visit, const Desk& desk,
                                    const std::vector<service::AgreementView>& all) {
  AgreementsPage out;
  out.shown["effect"] = {"automatic"};
  for (const auto& one : all) {
    if (one.record.id != visit.request.query.get("from")) continue;
    auto document = json::parse(one.record.content);
    if (!document) continue;
    for (const char* key : {"id", "version", "parties"}) document->root.erase(key);
    out.document = json::write(document->root);
    out.shown = shown_of(agreement_fields(), document->root, {});
    for (const auto& party : one.parties) {
      if (party.organisation.id != desk.organisation.id) out.parties.push_back(party.organisation.slug);
    }
  }
  return out;
}

std::vector<View> party_choices(const Visit& visit, const Desk& desk, const std::vector<std::string>& chosen) {
  std::vector<View> out;
  for (const auto& organisation : service::all_organisations(visit.platform)) {
    if (organisation.id == desk.organisation.id || organisation.kind == store::OrganisationKind::employer) continue;
    View one;
    one.set("slug", organisation.slug)
        .set("name", organisation.name)
        .set("place", system_name(visit, organisation.country));
    one.flag("chosen", std::ranges::find(chosen, organisation.slug) != chosen.end());
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<View> agreement_list(const Visit& visit, const Desk& desk, const std::vector<service::AgreementView>& all) {
  std::vector<View> out;
  const bool may_sign = service::may(visit.actor(), "recognition.sign", desk.organisation.id);
  for (const auto& agreement : all) {
    View one = agreement_view(visit, agreement);
    const bool has_signed = std::ranges::any_of(agreement.parties, [&](const auto& party) {
      return party.organisation.id == desk.organisation.id && party.record.signed_at;
    });
    one.set("desk", desk.organisation.slug);
    one.flag("may_sign", may_sign && !has_signed && agreement.record.state == store::AgreementState::proposed);
    one.flag("may_end", may_sign && agreement.record.state != store::AgreementState::ended);
    out.push_back(std::move(one));
  }
  return out;
}

http::Response agreements_page(Visit& visit, const Desk& desk, const AgreementsPage& shown,
                               const std::vector<service::AgreementView>& all) {
  View view;
  const std::string place = shown.problem ? place_of_error(*shown.problem) : std::string{};
  if (shown.problem) view.set("problem", error_view(visit, *shown.problem));
  view.set("agreements", agreement_list(visit, desk, all)).set("others", party_choices(visit, desk, shown.parties));
  const auto controls = [&](const auto& belongs) {
    std::vector<View> out;
    for (const DocumentField& field : agreement_fields()) {
      if (!belongs(field)) continue;
      out.push_back(control_view(visit, field, shown.shown, place));
      out.back().flag("bare", false);
      if (field.pointer.starts_with("/accepts/"))
        out.back().set("label", message(visit, "recognition.criterion." + field.name.substr(8)));
    }
    return out;
  };
  const auto at = [&](const std::string& pointer) {
    return controls([&](const DocumentField& field) { return field.pointer.starts_with(pointer); });
  };
  bool is_scoped = place.starts_with("/scope");
  bool is_eased = place.starts_with("/accepts");
  for (const auto& [name, texts] : shown.shown) {
    const bool says = std::ranges::any_of(texts, [](const std::string& text) { return !text.empty(); });
    is_scoped = is_scoped || (says && name.starts_with("scope."));
    is_eased = is_eased || (says && name.starts_with("accepts."));
  }
  view.set("title_field", at("/title")).set("effect", at("/effect")).set("waives", at("/waives"));
  view.set("accepts", at("/accepts/")).flag("accepts_open", is_eased);
  view.set("scope_fields", at("/scope/")).flag("scope_open", is_scoped).set("ground_field", at("/ground"));
  view.set("days", controls([](const DocumentField& f) { return f.kind == recognition::FieldKind::date; }));
  view.set("document", shown.document).set("brought", shown.brought).flag("bring_open", shown.bring_open);
  std::vector<View> remarks;
  for (const std::string& words : shown.remarks) remarks.push_back(std::move(View{}.set("words", words)));
  view.set("remarks", remarks).flag("looked_at", shown.looked_at);
  return desk_page(visit, desk, "agreements", "agreements_desk", visit.t("Agreements"), std::move(view),
                   shown.problem ? status_of(*shown.problem) : 200);
}

http::Response agreements(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  auto all = service::agreements_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  return agreements_page(visit, desk, agreements_kept_page(visit, desk, *all), *all);
}

/// One of the body's own as a file, whoever has signed it.
http::Response agreement_file(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  auto all = service::agreements_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  for (const auto& one : *all) {
    if (one.record.id + ".yaml" == visit.part(1))
      return yaml_file(one.record.content, "agreement-" + one.record.id + ".yaml");
  }
  return error_page(visit, service::not_found("this agreement"));
}

/// The kept text with what the form changes in it.
Result<std::string> written_agreement(const Visit& visit, const std::string& kept) {
  auto document = json::parse(kept.empty() ? "{}" : kept);
  if (!document) return std::move(document).error();
  if (!document->root.is_object()) return service::invalid("this is no agreement", "document", "open the page again");
  const Shown before = kept.empty() ? Shown{} : shown_of(agreement_fields(), document->root, {});
  auto done = write_onto(*document->arena, document->root, agreement_fields(), visit.form.fields, before);
  if (!done) return std::move(done).error();
  return json::write(document->root);
}

/// A file or text that is brought in fills the form.
void agreements_bring(const Visit& visit, const Desk& desk, AgreementsPage& page) {
  page.bring_open = true;
  page.brought = visit.field("text");
  auto brought = brought_text(visit);
  if (!brought) {
    page.problem = std::move(brought).error();
    return;
  }
  auto draft =
      service::judge_agreement(visit.platform, visit.actor(), desk.organisation.id, brought->text, brought->name);
  if (!draft) {
    page.problem = std::move(draft).error();
    if (is_shown_again(*page.problem)) page.brought = brought->text;
    return;
  }
  page.bring_open = false;
  page.brought.clear();
  page.looked_at = true;
  page.document = draft->document;
  page.parties = std::move(draft->others);
  if (auto parsed = json::parse(page.document)) page.shown = shown_of(agreement_fields(), parsed->root, {});
  for (const std::string& name : draft->strangers)
    page.remarks.push_back(visit.t("{0} is a party in the text and is not on this platform.", {name}));
}

http::Response agreements_propose(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  auto all = service::agreements_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  AgreementsPage page = agreements_kept_page(visit, desk, *all);
  if (visit.field("do") == "bring") {
    agreements_bring(visit, desk, page);
    return agreements_page(visit, desk, page, *all);
  }
  page.document = visit.field("document");
  page.shown = shown_as_sent(agreement_fields(), visit.form.fields);
  page.parties = visit.form.fields.list("party");
  auto text = written_agreement(visit, page.document);
  if (text) {
    auto made = service::propose_agreement(visit.platform, visit.actor(), desk.organisation.id, page.parties, *text);
    if (made) return http::see_other("/desk/" + desk.organisation.slug + "/agreements");
    page.problem = std::move(made).error();
  } else {
    page.problem = std::move(text).error();
  }
  return agreements_page(visit, desk, page, *all);
}

http::Response act_on_agreement(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.sign");
  if (desk.refusal) return std::move(*desk.refusal);
  auto done = visit.field("do") == "sign"
                  ? service::sign_agreement(visit.platform, visit.actor(), desk.organisation.id, visit.part(1))
                  : service::end_agreement(visit.platform, visit.actor(), desk.organisation.id, visit.part(1),
                                           visit.field("reason"));
  if (done) return http::see_other("/desk/" + desk.organisation.slug + "/agreements");
  auto all = service::agreements_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  AgreementsPage page = agreements_kept_page(visit, desk, *all);
  page.problem = std::move(done).error();
  return agreements_page(visit, desk, page, *all);
}

}  // namespace

void add_agreements(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/agreements", agreements);
  site.get(router, "/desk/{}/agreements/{}", agreement_file);
  site.post(router, "/desk/{}/agreements", agreements_propose, k_max_agreement);
  site.post(router, "/desk/{}/agreements/{}", act_on_agreement);
}

}  // namespace credex::web
