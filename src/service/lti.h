#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "credential/issue.h"
#include "service/actor.h"
#include "store/connection_records.h"

namespace credex::service {

/// Learning systems by LTI 1.3 and LTI Advantage (1EdTech): a link in a course leads here, a teacher chooses what it
/// awards, and who has the grade is awarded. Names and Role Provisioning Services 2.0 say who is in the course,
/// Assignment and Grade Services 2.0 who has which grade; Deep Linking 2.0 makes the link.

struct LtiPlatformFacts {
  std::string name{};
  std::string issuer{};
  std::string client_id{};
  std::string deployment_id{};
  std::string auth_url{};
  std::string token_url{};
  std::string keys_url{};
};
/// Registers a learning system by hand, for an organisation.
Result<store::LtiPlatform> register_lti(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                        const LtiPlatformFacts& facts);
/// Takes it out, with its courses. Awards stay.
Result<void> remove_lti(Platform& platform, const Actor& actor, const std::string& id);

struct LtiView {
  store::LtiPlatform record{};
  std::vector<store::LtiCourse> courses{};
};
Result<std::vector<LtiView>> lti_of(Platform& platform, const Actor& actor, const std::string& organisation_id);

/// The address that an administrator gives to a learning system, which registers itself there (LTI Dynamic Registration
/// 1.0); it holds a secret of the organisation's.
std::string lti_registration_url(const Platform& platform, const store::Organisation& organisation);
/// Registers the learning system whose configuration lies at `configuration_url`.
Result<store::LtiPlatform> register_lti_itself(Platform& platform, const std::string& slug, const std::string& secret,
                                               const std::string& configuration_url,
                                               const std::string& registration_token);

/// The tool's public keys (JWK Set).
Result<std::string> lti_keys(Platform& platform);

/// What a learning system says when it begins (third-party initiated login; IMS Security Framework 1.0, section 5.1.1).
struct LtiLogin {
  std::string issuer{};
  std::string login_hint{};
  std::string target{};  ///< target_link_uri
  std::string message_hint{};
  std::string client_id{};
};
/// Where the browser is sent then, and the state that comes back.
struct LtiRedirect {
  std::string url{};
  std::string state{};
};
Result<LtiRedirect> begin_lti(Platform& platform, const LtiLogin& login);

/// Somebody who came by a link in a course.
struct LtiVisit {
  store::LtiPlatform registration{};
  store::LtiCourse course{};  ///< empty id where a link is being made
  bool teaches = false;
  bool makes_link = false;   ///< deep linking
  std::string subject{};     ///< the learning system's name for the person
  std::string return_url{};  ///< deep linking: where the answer goes
  std::string data{};        ///< deep linking: what goes back with it
  std::string deployment{};
  std::string token{};  ///< for the forms of the pages; good for two hours
};
/// Reads and judges a launch: its signature, who it is for, its nonce (good once), its deployment and message. Errors
/// "service.openid" and "service.lti".
Result<LtiVisit> launched(Platform& platform, const std::string& id_token, const std::string& state);
/// The same visit, by the token of its pages.
Result<LtiVisit> lti_visit(Platform& platform, const std::string& token);

/// What a course awards, from which per cent of the grade on, and whether it is looked at every quarter of an hour.
Result<void> set_course(Platform& platform, const LtiVisit& visit, const std::string& definition_id,
                        const std::string& threshold, bool automatic);

/// What looking at a course came to.
struct LtiOutcome {
  std::size_t learners = 0;
  std::size_t passed = 0;
  std::size_t awarded = 0;
  std::size_t already = 0;
  std::string waits{};                  ///< the job that a second person releases
  std::vector<std::string> problems{};  ///< a line each, by learner
};
/// Awards to everyone in the course whose grade reaches the threshold and who was not awarded yet, and shows it there.
/// Error where the learning system cannot be asked.
Result<LtiOutcome> award_course(Platform& platform, const std::string& course_id);
/// The courses whose time has come; gives how many were looked at.
std::size_t award_due_courses(
    Platform& platform, const std::function<bool()>& go_on = [] { return true; });

/// The visitor's own award of this course, where there is one, and the link that takes it into a collection.
struct LtiOwnAward {
  store::Award award{};
  std::string link{};
};
std::optional<LtiOwnAward> own_award(Platform& platform, const LtiVisit& visit);

/// The answer of deep linking: a JWT that makes a link which awards this definition.
Result<std::string> deep_link_answer(Platform& platform, const LtiVisit& visit, const std::string& definition_id);

}  // namespace credex::service
