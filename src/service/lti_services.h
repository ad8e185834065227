#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crypto/key.h"
#include "service/platform.h"
#include "store/connection_records.h"

namespace credex::service {

/// The services of a learning system, as this tool asks them (LTI Advantage).

/// A person in a course (Names and Role Provisioning Services 2.0, section 2.1).
struct LtiMember {
  std::string subject{};
  std::string name{};
  std::string given_name{};
  std::string family_name{};
  std::string email{};
  bool learns = false;  ///< an active learner
};

/// What the tool asks leave for: names and roles, line items, results, scores.
inline constexpr const char* k_lti_scopes =
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly "
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem "
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly "
    "https://purl.imsglobal.org/spec/lti-ags/scope/score";

/// The tool's key, made once and kept (RSA: LTI asks for RS256).
Result<std::unique_ptr<crypto::PrivateKey>> lti_key(Platform& platform);

/// A signed statement of this tool: payload gets iat, exp, jti.
Result<std::string> lti_statement(Platform& platform, json::Arena& arena, const json::Value& payload);

/// One learning system, with an access token once it was asked for.
class LtiServices {
 public:
  LtiServices(Platform& platform, const store::LtiPlatform& registration)
      : platform_{platform}, registration_{registration} {}

  /// Everybody, over all pages.
  Result<std::vector<LtiMember>> members(const std::string& url);
  /// Grades of a line item in per cent, by person (Assignment and Grade Services 2.0, section 3.3).
  Result<std::vector<std::pair<std::string, double>>> grades(const std::string& item_url);
  /// A line item with this label and tag, made where there is none; its address.
  Result<std::string> line_item(const std::string& items_url, const std::string& label, const std::string& tag,
                                const std::string& resource_link_id);
  /// The whole score, with words.
  Result<void> score(const std::string& item_url, const std::string& subject, const std::string& comment);

 private:
  Result<std::string> token();
  Result<Fetched> ask(const std::string& url, const char* accept, const std::string& body = {},
                      const char* content_type = "");

  Platform& platform_;
  const store::LtiPlatform& registration_;
  std::string token_{};
};

}  // namespace credex::service
