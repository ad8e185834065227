#include "app/inputs.h"

#include "app/configuration.h"
#include "app/files.h"
#include "app/http_fetch.h"
#include "app/registers.h"
#include "stacking/offers.h"

namespace credex::app {

Fetch fetch_without_network() {
  return [](const FetchRequest& request) -> Result<Fetched> {
    return Error{.code = "fetch.offline",
                 .message = "no network is used, so " + request.url + " was not asked",
                 .remedy = "run it again without --offline"};
  };
}

void add_verifying_options(Command& command, VerifyingOptions& options) {
  command.add_option("--trust", options.trust,
                     "folder with the certificates (*.pem, *.crt, *.cer, *.der) and issuers (issuers.txt, a DID a "
                     "line) that you trust");
  command.add_option(
      "--issuers", options.issuers,
      "who else vouches for issuers: a register (JSON), or a YAML file that names registers with the keys "
      "or digests by which they are known (docs/verifying.md)");
  command.add_option("--ebsi-registry", options.ebsi_registry,
                     "https address of EBSI's DID registry (its API v5, to /identifiers), to ask for did:ebsi at");
  command.add_flag("--offline", options.offline, "use no network: what would be fetched is unknown");
  command.add_flag("--allow-private", options.allow_private,
                   "let issuers' documents be fetched from private networks and this machine");
}

Fetch fetch_by(const VerifyingOptions& options) {
  return options.offline ? fetch_without_network() : http_fetch({.allow_private = options.allow_private});
}

Result<credential::VerifierOptions> verifier_options(const VerifyingOptions& options, Instant at) {
  credential::VerifierOptions out;
  if (!options.issuers.empty()) {
    auto registers = Registers::open(options.issuers, fetch_by(options));
    if (!registers) return std::move(registers).error();
    (*registers)->load(at);
    for (const RegisterState& one : (*registers)->state()) {
      if (!one.problem.empty())
        return Error{
            .code = "app.registers", .message = one.problem, .where = one.place, .remedy = "mend it, or leave it out"};
    }
    out.vouchers.push_back(std::move(*registers));
  }
  if (!options.trust.empty()) {
    if (auto read = read_trust(options.trust, out); !read) return std::move(read).error();
  }
  Configuration settings;
  if (auto set = set_configuration(settings, "ebsi_registry", options.ebsi_registry); !set)
    return std::move(set).error();
  out.registries.ebsi = settings.ebsi_registry;
  return out;
}

Result<std::unique_ptr<credential::Verifier>> open_verifier(const VerifyingOptions& options, Instant at) {
  auto known = verifier_options(options, at);
  if (!known) return std::move(known).error();
  return std::make_unique<credential::Verifier>(std::move(*known), fetch_by(options));
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
