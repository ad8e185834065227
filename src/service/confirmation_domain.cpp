// That a domain name is an organisation's own: it shows a token there, in a file or in DNS.
#include <algorithm>

#include "base/text.h"
#include "base/uri.h"
#include "service/confirmations.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::string_view k_file = "/.well-known/credex-confirmation.txt";
constexpr std::string_view k_label = "_credex-confirmation.";
constexpr std::string_view k_record = "credex-confirmation=";
/// The token is some forty characters; who has other lines beside it has room.
constexpr std::size_t k_most_bytes = 4096;

Error bad_domain(std::string_view text) {
  return invalid("'" + std::string{text.substr(0, 80)} + "' is no domain name of the internet", "domain",
                 "write it like school.example, without http:// and path");
}

/// Names that are of one machine or one house (RFC 6761, 6762, 8375, 9476), which nobody else can look at.
bool is_of_nobody(std::string_view domain) {
  static constexpr std::string_view k_endings[] = {".localhost", ".local", ".internal", ".home.arpa", ".invalid",
                                                   ".onion",     ".alt",   ".arpa",     ".lan"};
  return std::ranges::any_of(k_endings, [&](std::string_view ending) { return domain.ends_with(ending); });
}

bool has_line(std::string_view text, std::string_view wanted) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (trimmed(text.substr(0, end)) == wanted) return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

std::string host_of(std::string_view url) {
  const auto begin = url.find("://");
  std::string_view out = begin == std::string_view::npos ? url : url.substr(begin + 3);
  out = out.substr(0, out.find_first_of("/:?#"));
  return ascii_lower(out);
}

}  // namespace

Result<std::string> domain_from(const Platform& platform, std::string_view text) {
  std::string_view given = trimmed(text);
  if (given.size() > 1000) return bad_domain(given);
  std::string host = host_of(given);
  if (host.ends_with('.')) host.pop_back();
  const auto ascii = host_in_ascii(host);
  if (!ascii || ascii->size() > 230 || is_of_nobody(*ascii)) return bad_domain(given);
  const std::string& out = *ascii;
  if (out == host_of(platform.settings.public_url))
    return invalid("this is the domain of this platform", "domain", "give one of the organisation's own");
  return out;
}

std::string proof_address(const store::Confirmation& request) {
  return "https://" + request.domain + std::string{k_file};
}
std::string proof_record_name(const store::Confirmation& request) { return std::string{k_label} + request.domain; }
std::string proof_record(const store::Confirmation& request) { return std::string{k_record} + request.token; }

Result<store::Confirmation> prove_domain(Platform& platform, const Actor& actor, const std::string& id) {
  auto view = confirmation_view(platform, actor, id);
  if (!view) return std::move(view).error();
  const store::Confirmation& request = view->record;
  if (request.domain.empty()) return invalid("no domain is named", "domain", "take the request back and name one");
  if (request.state != store::ConfirmationState::asked)
    return conflict("this was decided already", "look at its state");
  // Not within a transaction: others' servers are asked. A redirect would be somebody else's word.
  std::string proof;
  std::string found;
  const auto file = platform.fetch(
      {.url = proof_address(request), .accept = "text/plain", .follow = false, .max_bytes = k_most_bytes});
  if (file && file->status == 200 && has_line(file->body, request.token)) {
    proof = "file";
  } else {
    found = file ? "the file does not have the token in a line of its own" : file.error().message;
    for (const std::string& name : {proof_record_name(request), request.domain}) {
      if (!platform.look_up_text) {
        found += "; DNS is not asked here";
        break;
      }
      auto records = platform.look_up_text(name);
      if (records && std::ranges::any_of(
                         *records, [&](const std::string& one) { return trimmed(one) == proof_record(request); })) {
        proof = "dns";
        break;
      }
      found += "; " + name + " (TXT): " + (records ? "no record has the token" : records.error().message);
    }
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Confirmation> {
    auto record = store::find_one<store::Confirmation>(tx, "id = ?1", {id});
    if (!record || record->state != store::ConfirmationState::asked) return not_found("this request");
    if (proof.empty())
      return Error{.code = "service.domain",
                   .message = "the domain does not show the token: " + found,
                   .where = request.domain,
                   .remedy = "put it there as the page says, and look again; DNS may need an hour"};
    record->domain_proof = proof;
    record->domain_checked = platform.now();
    store::update(tx, *record);
    audit(tx, platform, actor, "confirmation.domain", record->organisation_id, id, record->domain + ", " + proof);
    return std::move(*record);
  });
}

}  // namespace credex::service
