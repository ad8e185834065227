#include "service/own_documents.h"

#include "credential/attestation.h"
#include "service/awards.h"
#include "service/keys.h"

namespace credex::service {

Result<OwnDocument> own_document(Platform& platform, const std::string& path) {
  constexpr std::string_view k_status = "/status/";
  if (path.starts_with(k_status)) {
    const auto slash = path.find('/', k_status.size());
    if (slash == std::string::npos) return Error{.code = "service.not_found", .message = "no such list"};
    auto list =
        status_list_document(platform, path.substr(k_status.size(), slash - k_status.size()), path.substr(slash + 1));
    if (!list) return std::move(list).error();
    const bool is_token = path.ends_with("/token");
    return OwnDocument{.body = std::move(*list), .type = is_token ? "application/statuslist+jwt" : "application/vc"};
  }
  if (path == k_attestation_type_path) {
    json::Arena arena;
    return OwnDocument{
        .body = json::write_pretty(credential::attestation_type_metadata(arena, attestation_type(platform))),
        .type = "application/json"};
  }
  constexpr std::string_view k_organisation = "/o/";
  constexpr std::string_view k_did = "/did.json";
  constexpr std::string_view k_history = "/did-history.json";
  if (path.starts_with(k_organisation) && path.ends_with(k_history)) {
    auto history = did_history(
        platform, path.substr(k_organisation.size(), path.size() - k_organisation.size() - k_history.size()));
    if (!history) return std::move(history).error();
    return OwnDocument{.body = std::move(*history), .type = "application/json"};
  }
  if (path.starts_with(k_organisation) && path.ends_with(k_did)) {
    auto document =
        did_document(platform, path.substr(k_organisation.size(), path.size() - k_organisation.size() - k_did.size()));
    if (!document) return std::move(document).error();
    return OwnDocument{.body = std::move(*document), .type = "application/did+ld+json"};
  }
  return Error{.code = "service.not_found", .message = "no such document"};
}

}  // namespace credex::service
