// Learning systems (LTI 1.3): their launches, the pages that stand in a course, and the desk's list of them.
#include "base/translate.h"
#include "base/uri.h"
#include "service/definitions.h"
#include "service/lti.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

/// scheme://host:port, for a Content-Security-Policy.
std::string origin_of(const std::string& url) {
  const auto host = url.find("://");
  return host == std::string::npos ? "" : url.substr(0, url.find_first_of("/?#;, ", host + 3));
}

/// A page that may stand in the learning system's frame.
http::Response framed(const Visit& visit, const service::LtiVisit& lti, const std::string& name,
                      const std::string& title, View view, int status = 200) {
  view.set("token", lti.token).set("course", lti.course.title);
  View frame;
  frame.set("title", title).set("language", visit.language).set("content", render(name, visit.language, view));
  http::Response out = http::html(render("lti_frame", visit.language, frame), status);
  const std::string origin = origin_of(lti.registration.auth_url) + " " + origin_of(lti.registration.issuer);
  out.with(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action "
      "'self' " +
          origin_of(lti.return_url) + "; frame-ancestors 'self' " + origin + "; base-uri 'none'");
  out.with("Cache-Control", "private, no-store");
  return out;
}

std::vector<View> offers(const Visit& visit, const service::LtiVisit& lti, const std::string& chosen) {
  std::vector<View> out;
  for (const auto& line : service::definitions_of(visit.platform, lti.registration.organisation_id)) {
    if (line.record.published_version == 0) continue;
    auto definition = service::published_definition(visit.platform, line.record.id);
    if (!definition) continue;
    View one;
    one.set("id", line.record.id).set("title", definition->content.title.in(visit.language));
    one.flag("chosen", line.record.id == chosen);
    out.push_back(std::move(one));
  }
  return out;
}

http::Response teacher_page(const Visit& visit, const service::LtiVisit& lti, View view, int status = 200) {
  const store::LtiCourse& course = lti.course;
  view.set("definitions", offers(visit, lti, course.definition_id));
  view.set("threshold", std::to_string(course.threshold)).flag("automatic", course.automatic);
  view.flag("ready", !course.definition_id.empty()).set("last_error", course.error);
  view.flag("no_services", course.members_url.empty() || course.item_url.empty());
  return framed(visit, lti, "lti_teacher", visit.t("Micro-credential of this course"), std::move(view), status);
}

http::Response learner_page(const Visit& visit, const service::LtiVisit& lti) {
  View view;
  if (const auto own = service::own_award(visit.platform, lti)) {
    view.set("link", own->link).flag("claimed", own->award.claimed.has_value());
    auto definition = service::published_definition(visit.platform, own->award.definition_id);
    if (definition) {
      View label = label_of(visit, definition->content, nullptr);
      label.set("holder", own->award.learner_name);
      view.set("label", label_html(visit, label));
    }
  } else if (!lti.course.definition_id.empty()) {
    auto definition = service::published_definition(visit.platform, lti.course.definition_id);
    if (definition) view.set("label", label_html(visit, label_of(visit, definition->content, nullptr)));
    view.set("threshold", std::to_string(lti.course.threshold));
  }
  return framed(visit, lti, "lti_learner", visit.t("Micro-credential of this course"), std::move(view));
}

http::Response login(Visit& visit) {
  const bool is_form = !visit.form.fields.all.empty();
  const auto field = [&](std::string_view name) {
    return is_form ? visit.form.fields.get(name) : visit.request.query.get(name);
  };
  auto begun = service::begin_lti(visit.platform, {.issuer = field("iss"),
                                                   .login_hint = field("login_hint"),
                                                   .target = field("target_link_uri"),
                                                   .message_hint = field("lti_message_hint"),
                                                   .client_id = field("client_id")});
  if (!begun) return error_page(visit, begun.error());
  http::Response out = http::see_other(begun->url);
  out.status = 302;
  out.with("Cache-Control", "no-store");
  return out;
}

http::Response launch(Visit& visit) {
  if (!visit.field("error").empty())
    return error_page(visit, {.code = "service.lti",
                              .message = "the learning system refuses: " + visit.field("error").substr(0, 200),
                              .remedy = "open the link in the course again"});
  auto lti = service::launched(visit.platform, visit.field("id_token"), visit.field("state"));
  if (!lti) return error_page(visit, lti.error());
  if (lti->makes_link) {
    View view;
    view.set("definitions", offers(visit, *lti, ""));
    return framed(visit, *lti, "lti_pick", visit.t("Choose a micro-credential"), std::move(view));
  }
  return lti->teaches ? teacher_page(visit, *lti, {}) : learner_page(visit, *lti);
}

void show_outcome(const Visit& visit, View& view, const service::LtiOutcome& outcome) {
  view.flag("looked", true);
  view.set("learners", visit.tn("{0} learner in the course", "{0} learners in the course", outcome.learners));
  view.set("passed", visit.tn("{0} has the grade", "{0} have the grade", outcome.passed));
  view.set("awarded", visit.tn("{0} was awarded now", "{0} were awarded now", outcome.awarded));
  if (outcome.already > 0)
    view.set("already", visit.tn("{0} was awarded before", "{0} were awarded before", outcome.already));
  view.flag("waits", !outcome.waits.empty());
  std::vector<View> problems;
  for (const std::string& problem : outcome.problems) {
    View one;
    one.set("text", problem);
    problems.push_back(std::move(one));
  }
  view.set("problems", problems);
}

http::Response course(Visit& visit) {
  auto lti = service::lti_visit(visit.platform, visit.field("token"));
  if (!lti) return error_page(visit, lti.error());
  if (!lti->teaches || lti->makes_link)
    return error_page(visit, {.code = "service.forbidden",
                              .message = "only who teaches the course chooses",
                              .remedy = "ask a teacher of the course"});
  View view;
  int status = 200;
  const auto note = [&](const Error& error) {
    view.set("problem", error_view(visit, error));
    status = status_of(error);
  };
  if (visit.field("do") == "award") {
    auto outcome = service::award_course(visit.platform, lti->course.id);
    if (outcome) show_outcome(visit, view, *outcome);
    if (!outcome) note(outcome.error());
  } else {
    auto done = service::set_course(visit.platform, *lti, visit.field("definition"), visit.field("threshold"),
                                    visit.form.fields.has("automatic"));
    view.flag("saved", static_cast<bool>(done));
    if (!done) note(done.error());
  }
  auto now = service::lti_visit(visit.platform, lti->token);
  return teacher_page(visit, now ? *now : *lti, std::move(view), status);
}

http::Response pick(Visit& visit) {
  auto lti = service::lti_visit(visit.platform, visit.field("token"));
  if (!lti) return error_page(visit, lti.error());
  auto answer = lti->makes_link ? service::deep_link_answer(visit.platform, *lti, visit.field("definition"))
                                : Result<std::string>{service::not_found("this page")};
  if (!answer) {
    View view;
    view.set("definitions", offers(visit, *lti, "")).set("problem", error_view(visit, answer.error()));
    return framed(visit, *lti, "lti_pick", visit.t("Choose a micro-credential"), std::move(view),
                  status_of(answer.error()));
  }
  View view;
  view.set("jwt", *answer).set("to", lti->return_url);
  return framed(visit, *lti, "lti_return", visit.t("Back to the course"), std::move(view));
}

http::Response lti_keys(Visit& visit) {
  auto found = service::lti_keys(visit.platform);
  if (!found) return error_page(visit, found.error());
  return http::json_response(std::move(*found));
}

http::Response register_itself(Visit& visit) {
  const auto& query = visit.request.query;
  auto made = service::register_lti_itself(visit.platform, visit.part(0), visit.part(1),
                                           query.get("openid_configuration"), query.get("registration_token"));
  if (!made) return error_page(visit, made.error());
  View view;
  view.set("name", made->name);
  return framed(visit, {.registration = *made}, "lti_registered", visit.t("Registered"), std::move(view));
}

http::Response systems(Visit& visit, const Desk& desk, View view, int status = 200) {
  auto all = service::lti_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  std::vector<View> list;
  for (const auto& system : *all) {
    View one;
    one.set("id", system.record.id).set("name", system.record.name).set("issuer", system.record.issuer);
    one.set("client", system.record.client_id).set("deployment", system.record.deployment_id);
    std::vector<View> courses;
    for (const auto& course : system.courses) {
      View line;
      line.set("title", course.title).set("error", course.error).flag("automatic", course.automatic);
      if (auto definition = service::published_definition(visit.platform, course.definition_id))
        line.set("definition", definition->content.title.in(visit.language));
      courses.push_back(std::move(line));
    }
    one.set("courses", courses);
    list.push_back(std::move(one));
  }
  view.set("systems", list).set("register", service::lti_registration_url(visit.platform, desk.organisation));
  view.set("login_url", visit.platform.url("/lti/login")).set("launch_url", visit.platform.url("/lti/launch"));
  view.set("keys_url", visit.platform.url("/lti/jwks"));
  for (const char* name : {"name", "issuer", "client_id", "deployment_id", "auth_url", "token_url", "keys_url"})
    view.set(std::string{"old_"} + name, visit.field(name));
  return desk_page(visit, desk, "lti", "lti_systems", visit.t("Learning systems"), std::move(view), status);
}

http::Response lti_list(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.api");
  if (desk.refusal) return std::move(*desk.refusal);
  return systems(visit, desk, {});
}

http::Response lti_change(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.api");
  if (desk.refusal) return std::move(*desk.refusal);
  Result<void> done{};
  if (visit.form.fields.has("remove")) {
    done = service::remove_lti(visit.platform, visit.actor(), visit.field("remove"));
  } else {
    auto made = service::register_lti(visit.platform, visit.actor(), desk.organisation.id,
                                      {.name = visit.field("name"),
                                       .issuer = visit.field("issuer"),
                                       .client_id = visit.field("client_id"),
                                       .deployment_id = visit.field("deployment_id"),
                                       .auth_url = visit.field("auth_url"),
                                       .token_url = visit.field("token_url"),
                                       .keys_url = visit.field("keys_url")});
    if (!made) done = std::move(made).error();
  }
  if (done) return http::see_other("/desk/" + desk.organisation.slug + "/learning-systems");
  View view;
  view.set("problem", error_view(visit, done.error()));
  return systems(visit, desk, std::move(view), status_of(done.error()));
}

}  // namespace

void add_lti(Site& site, http::Router& router) {
  site.get(router, "/lti/login", login);
  site.post_from_elsewhere(router, "/lti/login", login);
  site.post_from_elsewhere(router, "/lti/launch", launch);
  site.post_from_elsewhere(router, "/lti/course", course);
  site.post_from_elsewhere(router, "/lti/pick", pick);
  site.get(router, "/lti/jwks", lti_keys);
  site.get(router, "/lti/register/{}/{}", register_itself);
  site.get(router, "/desk/{}/learning-systems", lti_list);
  site.post(router, "/desk/{}/learning-systems", lti_change);
}

}  // namespace credex::web
