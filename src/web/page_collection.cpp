#include "base/translate.h"
#include "credential/baked.h"
#include "credential/contents.h"
#include "credential/elmo.h"
#include "document/certificate.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"
#include "service/oauth.h"
#include "service/organisations.h"
#include "web/brought.h"
#include "web/credential_file.h"
#include "web/holder_view.h"
#include "web/label_view.h"
#include "web/session_cookie.h"
#include "web/site.h"

namespace credex::web {
namespace {

constexpr std::size_t k_max_credential = std::size_t{12} * 1024 * 1024;
constexpr std::size_t k_max_collection = std::size_t{64} * 1024 * 1024;

/// The label of a holding with its seal line, and what was found.
std::string checked_label(const Visit& visit, const store::Holding& holding, const std::string& href, bool big,
                          std::optional<service::CheckedCredential>& checked) {
  View label;
  auto found = service::check_credential(visit.platform, service::unkept_form(holding.credential));
  if (found && found->contents) {
    label = label_of(visit, found->contents->definition, &found->contents->award);
    label.set("holder", found->contents->award.learner.name());
    if (big) label.set("grade", found->contents->award.grade);
  } else if (auto statement = statement_label(visit, service::unkept_form(holding.credential))) {
    label = std::move(statement->label);
  } else {
    label.set("title", holding.title);
  }
  if (!href.empty()) label.set("href", href);
  if (!big) label.set("outcomes", std::vector<View>{});
  if (big) label.flag("big", true).flag("main", true);
  if (found) {
    add_seal(visit, label, *found, Reader::holder);
    checked = std::move(*found);
  }
  return label_html(visit, label);
}

http::Response collection(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  View view;
  std::vector<View> waiting;
  for (const auto& award : service::unclaimed_for(visit.platform, visit.actor())) {
    View item;
    auto contents = credential::contents_of(award.credential);
    View label;
    if (contents) label = label_of(visit, contents->definition, &contents->award);
    if (auto checked = service::check_credential(visit.platform, award.credential))
      add_seal(visit, label, *checked, Reader::holder);
    label.set("outcomes", std::vector<View>{});
    item.set("label", label_html(visit, label)).set("id", award.id);
    item.set("title", contents ? contents->definition.title.in(visit.language) : "");
    waiting.push_back(std::move(item));
  }
  std::vector<View> labels;
  const auto standings = service::holder_standings(visit.platform, visit.actor());
  for (const auto& holding : service::holdings_of(visit.platform, visit.actor())) {
    std::optional<service::CheckedCredential> checked;
    View item;
    item.set("label", checked_label(visit, holding, "/me/credential/" + holding.id, false, checked));
    item.set("id", holding.id).set("title", holding.title);
    if (const auto standing = standings.find(holding.id); standing != standings.end()) {
      item.flag("usable", standing->second.may(service::HolderUse::show));
      item.flag("different", standing->second.match == credential::HolderMatch::different);
      item.set("whose", message_text(standing->second.finding, visit.language));
    }
    labels.push_back(std::move(item));
  }
  std::vector<View> records;
  for (const auto& issuer : service::record_issuers(visit.platform, visit.actor())) {
    View item;
    item.set("slug", issuer.slug).set("name", issuer.name);
    records.push_back(std::move(item));
  }
  std::vector<View> notices;
  for (const auto& notice : service::face_notices(visit.platform, visit.actor())) {
    const credential::Vouching who = service::vouching_from(notice.face);
    View item;
    item.set("id", notice.holding_id).set("title", notice.title);
    item.set("name", service::said_issuer(visit.language, who));
    item.set("words", service::vouching_words(visit.language, who));
    item.set("judged", format_date(visit.language, date_of(notice.face.judged)));
    notices.push_back(std::move(item));
  }
  view.set("notices", notices);
  view.set("waiting", waiting).set("labels", labels).set("records", records);
  return page(visit, "collection", visit.t("My collection"), std::move(view));
}

http::Response notices_read(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (auto done = service::read_face_notices(visit.platform, visit.actor()); !done)
    return error_page(visit, done.error());
  return http::see_other("/me");
}

http::Response take(Visit& visit) {
  if (auto done = service::claim_by_address(visit.platform, visit.actor(), visit.field("award")); !done)
    return error_page(visit, done.error());
  return http::see_other("/me");
}

http::Response add_form(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  return page(visit, "collection_add", visit.t("Bring in a credential"), {});
}

http::Response collection_add(Visit& visit) {
  const auto back = [&](const Error& error) {
    View view;
    view.set("problem", error_view(visit, error)).set("text", visit.field("text"));
    return page(visit, "collection_add", visit.t("Bring in a credential"), std::move(view), status_of(error));
  };
  if (!visit.signed_in()) return to_sign_in(visit);
  auto brought = brought_by_form(visit);
  if (!brought) return back(brought.error());
  if (brought->credentials.empty())
    return back(service::invalid("nothing in it was signed in a form that is known here", "file",
                                 "ask its issuer for the signed credential"));
  const std::string source = visit.form.files.empty() ? "" : visit.form.files.front().name;
  std::string added;
  for (const credential::BroughtCredential& one : brought->credentials) {
    auto holding = service::add_holding(visit.platform, visit.actor(), one.bytes, source);
    if (!holding) return back(holding.error());
    added = holding->id;
  }
  return http::see_other(brought->credentials.size() == 1 ? "/me/credential/" + added : "/me");
}

http::Response credential_page(Visit& visit) {
  auto holding = service::holding_of(visit.platform, visit.actor(), visit.part(0));
  if (!holding) return error_page(visit, holding.error());
  View view;
  std::optional<service::CheckedCredential> checked;
  view.set("label", checked_label(visit, *holding, "", true, checked));
  view.set("id", holding->id);
  if (checked) {
    view.set("lines", report_view(visit, checked->report.findings));
    if (checked->contents) {
      view.set("elements", elements_of(visit, checked->contents->definition,
                                       body_face(checked->who, checked->contents->definition.awarding_body)));
    } else if (auto statement = statement_label(visit, service::unkept_form(holding->credential))) {
      view.set("elements", statement->elements);
    }
  }
  view.flag("ours", !holding->award_id.empty());
  const auto standings = service::holder_standings(visit.platform, visit.actor());
  if (const auto standing = standings.find(holding->id); standing != standings.end())
    add_holder(visit, view, standing->second);
  std::vector<View> words;
  for (const auto& endorsement : service::endorsements_of(visit.platform, holding->id)) {
    View one;
    one.set("email", endorsement.email).set("relation", endorsement.relation).set("name", endorsement.name);
    one.set("words", endorsement.words).flag("asked", endorsement.state == store::EndorsementState::asked);
    one.flag("declined", endorsement.state == store::EndorsementState::declined);
    words.push_back(std::move(one));
  }
  view.set("endorsements", words);
  return page(visit, "collection_credential", holding->title, std::move(view));
}

http::Response collection_remove(Visit& visit) {
  if (auto done = service::remove_holding(visit.platform, visit.actor(), visit.part(0)); !done)
    return error_page(visit, done.error());
  return http::see_other("/me");
}

http::Response collection_endorse(Visit& visit) {
  auto done = service::ask_endorsement(visit.platform, visit.actor(), visit.part(0), visit.field("email"),
                                       visit.field("relation"));
  if (!done) return error_page(visit, done.error());
  return http::see_other("/me/credential/" + visit.part(0));
}

std::string file_name_of(const std::string& title) {
  std::string out;
  for (const char c : title) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain) out += c;
    if (!plain && !out.empty() && out.back() != '-') out += '-';
    if (out.size() > 60) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "micro-credential" : out;
}

}  // namespace

http::Response credential_file(const Visit& visit, const store::Holding& holding, const std::string& kind) {
  const std::string bytes = service::unkept_form(holding.credential);
  const std::string name = file_name_of(holding.title);
  auto contents = credential::contents_of(bytes);
  if (kind == "file") {
    const bool cose = credential::is_cose(bytes);
    const bool json = !cose && bytes.find('{') < 10;
    const bool picture = credential::picture_of(bytes) != credential::Picture::none;
    return as_file(bytes,
                   picture ? "application/octet-stream"
                   : cose  ? "application/vc+cose"
                   : json  ? "application/vc"
                           : "application/jwt",
                   name + (credential::picture_of(bytes) == credential::Picture::png   ? ".png"
                           : credential::picture_of(bytes) == credential::Picture::svg ? ".svg"
                           : cose                                                      ? ".cose"
                           : json                                                      ? ".json"
                                                                                       : ".jwt"));
  }
  if (!contents) return error_page(visit, contents.error());
  auto document = credential::document_of(bytes);
  if (kind == "svg" || kind == "png") {
    const std::string artwork =
        holding.award_id.empty() ? "" : service::artwork_of_award(visit.platform, holding.award_id);
    const std::string sign = credential::sign_svg(contents->definition, artwork_from(artwork));
    std::string picture = sign;
    if (kind == "png") {
      auto drawn = document::png_from_svg(sign, 600);
      if (!drawn) return error_page(visit, drawn.error());
      picture = std::move(*drawn);
    }
    auto baked = credential::bake(picture, bytes);
    if (!baked) return error_page(visit, baked.error());
    return as_file(std::move(*baked), kind == "png" ? "image/png" : "image/svg+xml", name + "." + kind);
  }
  auto checked = service::check_credential(visit.platform, bytes);
  document::Certificate certificate{.contents = std::move(*contents),
                                    .language = visit.language,
                                    .credential = bytes,
                                    .file_name = name + (credential::is_cose(bytes) ? ".cose"
                                                         : document                 ? ".json"
                                                                                    : ".jwt"),
                                    .made = visit.platform.now()};
  if (!holding.award_id.empty()) certificate.check_url = service::check_link(visit.platform, holding.award_id);
  // "Checked just now" is not true of paper.
  if (checked) {
    const std::string today = format_date(visit.language, date_of(visit.platform.now()));
    certificate.standing = checked->standing == service::Standing::sound
                               ? visit.t("Sound, issued by {0}, when this page was made on {1}",
                                         {service::said_issuer(visit.language, checked->who), today})
                               : service::verdict_text(visit.language, *checked);
    if (const credential::Face body = body_face(checked->who, certificate.contents.definition.awarding_body);
        body != credential::Face::vouched)
      certificate.awarding_body = service::said_name(
          visit.language, certificate.contents.definition.awarding_body.legal_name.in(visit.language), body);
    certificate.is_vouched = checked->who.face == credential::Face::vouched;
    const std::string words = service::vouching_words(visit.language, checked->who);
    if (checked->standing == service::Standing::sound) {
      certificate.vouching = words;
    } else if (does_seal_say_who(*checked)) {
      certificate.vouching = visit.t("So it was when this page was made on {0}.", {today});
    } else {
      certificate.vouching = visit.t("When this page was made on {0}:", {today}) + " " +
                             service::said_issuer(visit.language, checked->who) + ". " + words;
    }
  }
  auto pdf = document::certificate_pdf(certificate);
  if (!pdf) return error_page(visit, pdf.error());
  return as_file(std::move(*pdf), "application/pdf", name + ".pdf");
}

namespace {

http::Response download(Visit& visit) {
  auto holding = service::holding_of(visit.platform, visit.actor(), visit.part(0));
  if (!holding) return error_page(visit, holding.error());
  return credential_file(visit, *holding, visit.part(1));
}

http::Response collection_claim(Visit& visit) {
  auto found = service::look_at_claim(visit.platform, visit.part(0), visit.part(1));
  if (!found) return error_page(visit, found.error());
  View view;
  auto contents = credential::contents_of(found->award.credential);
  View label;
  if (contents) {
    label = label_of(visit, contents->definition, &contents->award);
    label.set("holder", contents->award.learner.name()).flag("big", true).flag("main", true);
    auto checked = service::check_credential(visit.platform, found->award.credential);
    if (checked) add_seal(visit, label, *checked, Reader::holder);
  }
  view.set("label", label_html(visit, label));
  view.set("id", visit.part(0)).set("token", visit.part(1)).set("here", visit.request.path);
  view.flag("claimed", found->award.claimed.has_value());
  view.flag("signed_in", visit.signed_in());
  view.flag("mine", visit.signed_in() && found->award.person_id == visit.session->actor.person->id);
  view.flag("nameless", visit.signed_in() && visit.session->actor.person->name.empty());
  view.flag("by_mail", found->way == service::ClaimWay::mail && !found->award.claimed);
  return page(visit, "claim", visit.t("A micro-credential for you"), std::move(view));
}

http::Response claim_now(Visit& visit) {
  if (visit.signed_in()) {
    auto done = service::claim_award(visit.platform, visit.actor(), visit.part(0), visit.part(1), visit.field("name"));
    if (!done) return error_page(visit, done.error());
    return http::see_other("/me");
  }
  // A link that came by mail shows who reads that mailbox, once: until the award is claimed.
  auto signed_in = service::claim_by_mail(visit.platform, visit.part(0), visit.part(1), visit.language);
  if (!signed_in) return error_page(visit, signed_in.error());
  return with_session(visit, *signed_in, "/me");
}

http::Response everything(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto text = service::export_collection(visit.platform, visit.actor());
  if (!text) return error_page(visit, text.error());
  return as_file(std::move(*text), "application/json", "credex-collection.json");
}

http::Response transcript(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  std::vector<credential::ElmoEntry> entries;
  const auto standings = service::holder_standings(visit.platform, visit.actor());
  for (const auto& holding : service::holdings_of(visit.platform, visit.actor())) {
    // A transcript is of one person: what names somebody else has no place in it.
    const auto standing = standings.find(holding.id);
    if (standing == standings.end() || !standing->second.may(service::HolderUse::show)) continue;
    auto contents = credential::contents_of(holding.credential);
    if (!contents || !contents->award.learner.is_identified()) continue;
    const bool is_json = holding.credential.starts_with('{');
    entries.push_back({.contents = std::move(*contents),
                       .file = holding.credential,
                       .file_type = is_json ? "application/json" : "text/plain"});
  }
  auto text = credential::elmo_transcript(entries, visit.platform.now());
  if (!text) return error_page(visit, text.error());
  return as_file(std::move(*text), "application/xml", "transcript.elmo.xml");
}

http::Response record(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  std::string slug = visit.part(0);
  if (slug.ends_with(".json")) slug.resize(slug.size() - 5);
  auto text = service::learner_record(visit.platform, visit.actor(), slug);
  if (!text) return error_page(visit, text.error());
  return as_file(std::move(*text), "application/json", slug + ".clr.json");
}

http::Response restore(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (visit.form.files.empty())
    return error_page(visit, service::invalid("no file came", "file", "choose the file that was downloaded"));
  auto count = service::restore_collection(visit.platform, visit.actor(), visit.form.files.front().content);
  if (!count) return error_page(visit, count.error());
  return http::see_other("/me");
}

/// `secret`: of a key that was made just now.
http::Response profile_page(Visit& visit, const std::string& secret) {
  const service::Profile mine = service::profile_of(visit.platform, visit.actor());
  View view;
  view.set("name", mine.person.name);
  view.set("date_of_birth", service::stated_birth(visit.platform, mine.person.id));
  std::vector<View> languages_;
  for (const Language& language : languages()) {
    View one;
    one.set("code", language.code).set("language", language.name).flag("chosen", language.code == mine.person.language);
    languages_.push_back(std::move(one));
  }
  view.set("languages", languages_);
  std::vector<View> addresses;
  for (const auto& address : mine.addresses) {
    View one;
    one.set("address", address.address).flag("only", mine.addresses.size() == 1);
    addresses.push_back(std::move(one));
  }
  view.set("addresses", addresses);
  const auto line = [&](const std::string& id, const std::string& label, Instant since) {
    View one;
    one.set("id", id).set("label", label).set("since", format_time(visit.language, since));
    return one;
  };
  std::vector<View> passkeys;
  for (const auto& passkey : mine.passkeys) passkeys.push_back(line(passkey.id, passkey.label, passkey.created));
  std::vector<View> keys;
  for (const auto& key : mine.api_keys) keys.push_back(line(key.id, key.name, key.created));
  std::vector<View> programs;
  for (const auto& grant : service::grants_of(visit.platform, visit.actor())) {
    View one;
    one.set("id", grant.record.id).set("client", grant.client);
    one.set("since", format_time(visit.language, grant.record.created));
    std::string words;
    for (const service::OAuthScope& scope : service::k_oauth_scopes) {
      if ((" " + grant.record.scopes + " ").find(" " + std::string{scope.name} + " ") != std::string::npos)
        words += (words.empty() ? "" : ", ") + visit.t(std::string{scope.words});
    }
    one.set("words", words);
    programs.push_back(std::move(one));
  }
  view.set("passkeys", passkeys).set("api_keys", keys).set("programs", programs);
  if (!secret.empty()) view.set("secret", secret);
  view.set("sessions",
           visit.tn("You are signed in on {0} device", "You are signed in on {0} devices", mine.sessions.size()));
  view.flag("many_sessions", mine.sessions.size() > 1);
  view.flag("sent", visit.request.query.has("sent"));
  return page(visit, "profile", visit.t("My account"), std::move(view));
}

http::Response profile(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  return profile_page(visit, "");
}

http::Response own_keys(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (visit.form.fields.has("revoke")) {
    auto done = service::revoke_own_key(visit.platform, visit.actor(), visit.field("revoke"));
    if (!done) return error_page(visit, done.error());
    return http::see_other("/me/profile");
  }
  auto made = service::make_own_key(visit.platform, visit.actor(), visit.field("name"));
  if (!made) return error_page(visit, made.error());
  return profile_page(visit, made->secret);
}

http::Response collection_change(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto done = service::change_profile(visit.platform, visit.actor(), visit.field("name"), visit.field("language"));
  if (!done) return error_page(visit, done.error());
  auto out = http::see_other("/me/profile");
  out.with("Set-Cookie", "lang=" + visit.field("language") + "; Path=/; Max-Age=31536000; SameSite=Lax");
  return out;
}

http::Response address(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto done = visit.form.fields.has("remove")
                  ? service::remove_address(visit.platform, visit.actor(), visit.field("remove"))
                  : service::add_address(visit.platform, visit.actor(), visit.field("email"));
  if (!done) return error_page(visit, done.error());
  return http::see_other(visit.form.fields.has("remove") ? "/me/profile" : "/me/profile?sent=1");
}

http::Response end_others(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  service::end_other_sessions(visit.platform, *visit.session);
  return http::see_other("/me/profile");
}

http::Response erase(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (visit.field("sure") != "yes")
    return error_page(visit, service::invalid("the box is not ticked", "sure", "tick it if you are sure"));
  if (auto done = service::erase_person(visit.platform, visit.actor()); !done) return error_page(visit, done.error());
  visit.session.reset();
  auto out = page(visit, "erased", visit.t("Everything is erased"), {});
  out.with("Set-Cookie", "credex=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  return out;
}

}  // namespace

void add_collection(Site& site, http::Router& router) {
  site.get(router, "/me", collection);
  site.post(router, "/me/take", take);
  site.post(router, "/me/notices", notices_read);
  site.get(router, "/me/add", add_form);
  site.post(router, "/me/add", collection_add, k_max_credential);
  site.get(router, "/me/credential/{}", credential_page);
  site.get(router, "/me/credential/{}/{}", download);
  site.post(router, "/me/credential/{}/remove", collection_remove);
  site.post(router, "/me/credential/{}/endorse", collection_endorse);
  site.get(router, "/claim/{}/{}", collection_claim);
  site.post(router, "/claim/{}/{}", claim_now);
  site.get(router, "/me/everything.json", everything);
  site.get(router, "/me/transcript.elmo.xml", transcript);
  site.get(router, "/me/record/{}", record);
  site.post(router, "/me/restore", restore, k_max_collection);
  site.get(router, "/me/profile", profile);
  site.post(router, "/me/profile", collection_change);
  site.post(router, "/me/addresses", address);
  site.post(router, "/me/sessions", end_others);
  site.get(router, "/me/api-keys", profile);
  site.post(router, "/me/api-keys", own_keys);
  site.post(router, "/me/erase", erase);
}

}  // namespace credex::web
