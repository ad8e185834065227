#include "app/inputs.h"

#include "app/files.h"
#include "app/http_fetch.h"
#include "stacking/offers.h"

namespace credex::app {

Fetch fetch_without_network() {
  return [](const FetchRequest& request) -> Result<Fetched> {
    return Error{.code = "fetch.offline",
                 .message = "no network is used, so " + request.url + " was not asked",
                 .remedy = "run it again without --offline"};
  };
}

Result<std::unique_ptr<credential::Verifier>> open_verifier(const VerifyingOptions& o) {
  credential::VerifierOptions options;
  if (!o.trust.empty()) {
    if (auto read = read_trust(o.trust, options); !read) return std::move(read).error();
  }
  return std::make_unique<credential::Verifier>(
      std::move(options), o.offline ? fetch_without_network() : http_fetch({.allow_private = o.allow_private}));
}

Result<std::vector<stacking::Candidate>> offered_candidates(const std::string& catalogue,
                                                            const std::string& offers_file, Date on) {
  auto definitions = read_definitions(catalogue);
  if (!definitions) return std::move(definitions).error();
  std::vector<stacking::Offer> offers;
  if (!offers_file.empty()) {
    auto text = read_file(offers_file);
    if (!text) return std::move(text).error();
    auto read = stacking::read_offers(*text, offers_file);
    if (!read) return std::move(read).error();
    offers = std::move(*read);
  }
  std::vector<stacking::Candidate> out;
  for (const framework::MicroCredential& one : *definitions)
    out.push_back(stacking::offered(stacking::candidate_of(one, recognition::Countries::built_in()), offers, on));
  return out;
}

}  // namespace credex::app
