#include <algorithm>

#include "base/translate.h"
#include "framework/vocabulary.h"
#include "service/certificates.h"
#include "service/confirmations.h"
#include "service/lists.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

using service::ConfirmationView;
using store::ConfirmationState;

constexpr const char* k_kinds_of_evidence[] = {"register", "domain", "certificate", "other"};

std::string evidence_words(const Visit& visit, std::string_view kind) {
  if (kind == "register") return visit.t("its number in a register");
  if (kind == "domain") return visit.t("its domain");
  if (kind == "certificate") return visit.t("the certificate of its key");
  return visit.t("something else");
}

std::string state_words(const Visit& visit, ConfirmationState state) {
  switch (state) {
    case ConfirmationState::asked: return visit.t("asked, not decided yet");
    case ConfirmationState::taken_back: return visit.t("taken back");
    case ConfirmationState::refused: return visit.t("not confirmed");
    case ConfirmationState::confirmed: return visit.t("confirmed");
    case ConfirmationState::withdrawn: return visit.t("withdrawn");
    case ConfirmationState::replaced: return visit.t("replaced by a newer one");
    case ConfirmationState::grace: break;
  }
  return visit.t("here before there were confirmations");
}

/// The certificate that an authority gave its key; empty where it vouches for itself alone.
std::string certificate_words(const Visit& visit, const std::string& organisation_id) {
  const auto certificate = service::certificate_of(visit.platform, organisation_id);
  if (!certificate || certificate->certificate.self_signed) return {};
  const crypto::Certificate& leaf = certificate->certificate;
  return leaf.subject + "; " + leaf.issuer + "; " + format_date(visit.language, date_of(leaf.not_after));
}

std::string field_words(const Visit& visit, const std::string& fields) {
  std::string out;
  for (const std::string& uri : service::words_in(fields)) {
    const auto* entry = framework::controlled_list("isced-f").find(uri);
    out += (out.empty() ? "" : ", ") + (entry ? visit.t(entry->label) : uri);
  }
  return out;
}

/// What was asked or decided, for lists and for its own page.
View request_view(const Visit& visit, const ConfirmationView& one) {
  const store::Confirmation& record = one.record;
  View out;
  out.set("id", record.id).set("name", record.name).set("slug", one.organisation.slug);
  out.set("country", country_name(visit.language, record.country))
      .set("kind", visit.words(store::name_of(record.kind)));
  out.set("state", state_words(visit, record.state));
  out.set("asked", format_time(visit.language, record.created));
  out.set("registration", record.registration).set("register_name", record.reg).set("eidas", record.eidas);
  out.set("fields", field_words(visit, record.fields)).flag("only_here", record.signs_only_here);
  out.set("domain", record.domain).set("words", record.words).set("note", record.note);
  if (!record.domain_proof.empty()) out.set("domain_shown", record.domain_proof == "dns" ? "DNS" : "https");
  out.set("by", record.by_name);
  if (record.since) out.set("since", format_date(visit.language, date_of(*record.since)));
  if (record.until)
    out.set("until", format_date(visit.language, date_of(*record.until - std::chrono::milliseconds{1})));
  if (record.ended) out.set("ended", format_date(visit.language, date_of(*record.ended)));
  std::vector<View> evidence;
  for (const service::Evidence& seen : service::evidence_of(record)) {
    View line;
    line.set("kind", evidence_words(visit, seen.kind)).set("value", seen.value);
    evidence.push_back(std::move(line));
  }
  out.set("evidence", evidence);
  return out;
}

void add_standing(const Visit& visit, View& view, const service::OrganisationStanding& standing) {
  if (standing.confirmed) {
    view.set("confirmed_by", standing.confirmed->by_name);
    if (standing.until)
      view.set("confirmed_until", format_date(visit.language, date_of(*standing.until - std::chrono::milliseconds{1})));
    std::vector<View> chain;
    for (const service::VouchingLink& link : standing.chain) {
      View line;
      line.set("name", link.name).set("slug", link.slug);
      chain.push_back(std::move(line));
    }
    view.set("chain", chain);
  } else if (standing.grace) {
    view.set("grace", format_date(visit.language, date_of(*standing.grace)));
  } else if (standing.former_end) {
    view.set("former_end", format_date(visit.language, date_of(*standing.former_end)));
  }
}

http::Response own_confirmation(Visit& visit, const Desk& desk, View view, int status = 200) {
  auto all = service::confirmations_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  std::vector<View> list;
  bool is_open = false;
  for (const ConfirmationView& one : *all) {
    View line = request_view(visit, one);
    if (one.record.state == ConfirmationState::asked) {
      is_open = true;
      line.flag("open", true);
      if (!one.record.domain.empty() && one.record.domain_proof.empty()) {
        line.set("proof_address", service::proof_address(one.record));
        line.set("proof_token", one.record.token);
        line.set("proof_record_name", service::proof_record_name(one.record));
        line.set("proof_record", service::proof_record(one.record));
      }
    }
    list.push_back(std::move(line));
  }
  add_standing(visit, view, service::standing_of(visit.platform, desk.organisation.id));
  const auto kept = [&](const char* name, const std::string& otherwise) {
    return visit.form.fields.has(name) ? visit.field(name) : otherwise;
  };
  view.set("requests", list).flag("may_ask", !is_open);
  view.set("old_registration", kept("registration", desk.organisation.registration));
  view.set("old_register", visit.field("register")).set("old_eidas", kept("eidas", desk.organisation.eidas));
  view.set("old_domain", visit.field("domain")).set("old_words", visit.field("words"));
  view.set("old_name", kept("name", desk.organisation.name));
  view.set("countries", country_choices(visit, kept("country", desk.organisation.country)));
  view.set("fields", choices(visit, "isced-f", visit.field("field")));
  const std::string chosen = kept("kind", std::string{store::name_of(desk.organisation.kind)});
  std::vector<View> kinds;
  for (const auto kind : store::Names<store::OrganisationKind>::k_names) {
    View line;
    line.set("value", kind).set("words", visit.words(kind)).flag("chosen", kind == chosen);
    kinds.push_back(std::move(line));
  }
  view.set("kinds", kinds);
  view.flag("old_only_here", visit.field("only_here") == "1");
  return desk_page(visit, desk, "confirmation", "confirmation", visit.t("Confirmation"), std::move(view), status);
}

http::Response confirmation_list(Visit& visit) {
  Desk desk = desk_of(visit, "confirmation.ask");
  if (desk.refusal) return std::move(*desk.refusal);
  return own_confirmation(visit, desk, {});
}

http::Response confirmation_change(Visit& visit) {
  Desk desk = desk_of(visit, "confirmation.ask");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& what = visit.field("do");
  Result<void> done{};
  if (what == "prove") {
    auto proven = service::prove_domain(visit.platform, visit.actor(), visit.field("id"));
    if (!proven) done = std::move(proven).error();
  } else if (what == "take_back") {
    done = service::take_back_confirmation(visit.platform, visit.actor(), visit.field("id"));
  } else {
    auto asked = service::ask_for_confirmation(visit.platform, visit.actor(), desk.organisation.id,
                                               {.name = visit.field("name"),
                                                .kind = visit.field("kind"),
                                                .country = visit.field("country"),
                                                .registration = visit.field("registration"),
                                                .reg = visit.field("register"),
                                                .eidas = visit.field("eidas"),
                                                .fields = visit.form.fields.list("field"),
                                                .domain = visit.field("domain"),
                                                .words = visit.field("words"),
                                                .signs_only_here = visit.field("only_here") == "1"});
    if (!asked) done = std::move(asked).error();
  }
  if (done) return http::see_other("/desk/" + desk.organisation.slug + "/confirmation");
  View view;
  view.set("problem", error_view(visit, done.error()));
  return own_confirmation(visit, desk, std::move(view), status_of(done.error()));
}

/// Whose name it is, too, or is easily taken for: "Scuola (Italy)".
std::vector<View> like_views(const Visit& visit, const ConfirmationView& one) {
  std::vector<View> out;
  for (const service::LikeName& other : service::names_like(visit.platform, one.record.name, one.organisation.id)) {
    View line;
    line.set("name", other.name).set("slug", other.slug).set("country", country_name(visit.language, other.country));
    line.flag("imitation", other.is_imitation);
    out.push_back(std::move(line));
  }
  return out;
}

http::Response vouching_list(Visit& visit, View view, int status = 200) {
  std::vector<View> confirmed;
  for (const ConfirmationView& one : service::confirmed_organisations(visit.platform))
    confirmed.push_back(request_view(visit, one));
  std::vector<View> waiting;
  bool has_here = false;
  for (const ConfirmationView& one : service::waiting_confirmations(visit.platform, visit.actor())) {
    View line = request_view(visit, one);
    line.flag("was_here", one.record.state == ConfirmationState::grace);
    has_here = has_here || one.record.state == ConfirmationState::grace;
    line.set("like", like_views(visit, one));
    waiting.push_back(std::move(line));
  }
  std::vector<View> registers;
  if (visit.platform.registers) {
    for (const service::LoadedRegister& one : visit.platform.registers()) {
      View line;
      line.set("name", one.name.empty() ? one.source : one.name).set("problem", one.problem);
      line.set("issuers", visit.tn("{0} issuer", "{0} issuers", one.entries));
      if (one.loaded) line.set("loaded", format_time(visit.language, *one.loaded));
      if (one.updated) line.set("as_of", format_date(visit.language, date_of(*one.updated)));
      if (one.added + one.removed > 0)
        line.set("changed", visit.t("{0} new, {1} gone", {std::to_string(one.added), std::to_string(one.removed)}));
      if (service::may(visit.actor(), "platform.confirm")) line.set("source", one.source);
      registers.push_back(std::move(line));
    }
  }
  view.set("confirmed", confirmed).set("waiting", waiting).set("registers", registers).flag("has_here", has_here);
  view.set("old_ground", visit.field("ground")).set("old_until", visit.field("until"));
  return page(visit, "who_vouches", visit.t("Who vouches"), std::move(view), status);
}

http::Response who_vouches(Visit& visit) { return vouching_list(visit, {}); }

/// Several that were here before, in one step.
http::Response confirm_chosen(Visit& visit) {
  const auto chosen = visit.form.fields.list("chosen");
  Result<void> done{};
  if (chosen.empty()) done = service::invalid("nothing is chosen", "chosen", "tick the organisations that you know");
  for (const std::string& id : chosen) {
    done = service::confirm_organisation(visit.platform, visit.actor(), id,
                                         {.ground = visit.field("ground"), .until = visit.field("until")});
    if (!done) break;
  }
  if (done) return http::see_other("/who-vouches");
  if (done.error().code == "service.signed_out") return to_sign_in(visit);
  View view;
  view.set("problem", error_view(visit, done.error()));
  return vouching_list(visit, std::move(view), status_of(done.error()));
}

http::Response decision_page(Visit& visit, const Error* problem) {
  auto found = service::confirmation_view(visit.platform, visit.actor(), visit.part(0));
  if (!found) return error_page(visit, found.error());
  View view = request_view(visit, *found);
  const auto as = service::deciders_of(visit.platform, visit.actor(), *found);
  std::vector<View> deciders;
  for (const std::string& one : as) {
    View line;
    line.set("value", one).set("words", one.empty() ? visit.t("the operator of this platform") : one);
    deciders.push_back(std::move(line));
  }
  const ConfirmationState state = found->record.state;
  view.set("deciders", deciders).set("like", like_views(visit, *found));
  view.flag("is_renamed", state == ConfirmationState::asked && found->record.name != found->organisation.name);
  view.set("name_now", found->organisation.name);
  view.flag("may_look", state == ConfirmationState::asked && !found->record.domain.empty());
  view.set("old_since", visit.field("since"));
  if (state == ConfirmationState::asked || state == ConfirmationState::grace)
    view.set("certificate", certificate_words(visit, found->organisation.id));
  view.flag("may_decide", !as.empty() && (state == ConfirmationState::asked || state == ConfirmationState::grace));
  view.flag("may_refuse", !as.empty() && (state == ConfirmationState::asked || state == ConfirmationState::grace));
  const bool gave =
      service::may(visit.actor(), "platform.confirm") ||
      (!found->record.by_id.empty() && service::may(visit.actor(), "confirmation.decide", found->record.by_id));
  view.flag("may_withdraw", gave && state == ConfirmationState::confirmed && !found->record.ended);
  view.flag("is_authority", found->record.kind == store::OrganisationKind::authority);
  const auto seen = visit.form.fields.list("seen");
  std::vector<View> kinds;
  for (const char* kind : k_kinds_of_evidence) {
    View line;
    line.set("value", kind).set("words", evidence_words(visit, kind));
    line.flag("chosen", std::ranges::find(seen, kind) != seen.end());
    kinds.push_back(std::move(line));
  }
  view.set("kinds", kinds).set("old_ground", visit.field("ground")).set("old_until", visit.field("until"));
  view.set("old_reason", visit.field("reason"));
  if (problem) view.set("problem", error_view(visit, *problem));
  return page(visit, "confirmation_decision", found->record.name + " · " + visit.t("Who vouches"), std::move(view),
              problem ? status_of(*problem) : 200);
}

http::Response decision_form(Visit& visit) { return decision_page(visit, nullptr); }

http::Response decide(Visit& visit) {
  const std::string& id = visit.part(0);
  const std::string& what = visit.field("do");
  Result<void> done{};
  if (what == "prove") {
    auto proven = service::prove_domain(visit.platform, visit.actor(), id);
    if (proven) return http::see_other("/who-vouches/" + id);
    done = std::move(proven).error();
  } else if (what == "confirm") {
    done = service::confirm_organisation(visit.platform, visit.actor(), id,
                                         {.as = visit.field("as"),
                                          .seen = visit.form.fields.list("seen"),
                                          .ground = visit.field("ground"),
                                          .since = visit.field("since"),
                                          .until = visit.field("until"),
                                          .may_confirm = visit.field("may_confirm") == "1"});
  } else if (what == "refuse") {
    done = service::refuse_confirmation(visit.platform, visit.actor(), id, visit.field("as"), visit.field("reason"));
  } else {
    done = service::withdraw_confirmation(visit.platform, visit.actor(), id, visit.field("reason"));
  }
  if (!done) return decision_page(visit, &done.error());
  return http::see_other("/who-vouches");
}

}  // namespace

void add_confirmations(Site& site, http::Router& router) {
  site.get(router, "/who-vouches", who_vouches);
  site.post(router, "/who-vouches", confirm_chosen);
  site.get(router, "/who-vouches/{}", decision_form);
  site.post(router, "/who-vouches/{}", decide);
  site.get(router, "/desk/{}/confirmation", confirmation_list);
  site.post(router, "/desk/{}/confirmation", confirmation_change);
}

}  // namespace credex::web
