#include "service/platform.h"

#include <unistd.h>

#include "service/assessments.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "service/confirmations.h"
#include "service/confirmed.h"
#include "service/demand.h"
#include "service/keys.h"
#include "service/overview.h"
#include "service/own_documents.h"
#include "service/talent_search.h"
#include "service/tokens.h"
#include "store/table.h"

namespace credex::service {

Platform::Platform(std::unique_ptr<store::Database> database_, Settings settings_, Fetch fetch_, SendMail send_mail_,
                   std::function<Instant()> now_)
    : database{std::move(database_)},
      settings{std::move(settings_)},
      send_mail{std::move(send_mail_)},
      now{std::move(now_)},
      server_name{std::to_string(getpid()) + "-" + new_token().substr(0, 8)},
      keys{std::make_unique<Keys>()},
      catalogue{std::make_unique<Catalogue>()},
      overview{std::make_unique<Overview>()} {
  award_counts = std::make_unique<AwardCounts>();
  confirmed = std::make_shared<ConfirmedOrganisations>(*this);
  assessments = std::make_unique<PublishedAssessments>();
  use_esco({std::shared_ptr<void>{}, &skills::EscoIndex::built_in()});
  // What we publish ourselves we do not ask the network for: it may not lead back here, and it is slower.
  fetch = [this, outside = std::move(fetch_)](const FetchRequest& request) -> Result<Fetched> {
    const std::string& own = settings.public_url;
    if (request.url.starts_with(own + "/")) {
      if (auto document = own_document(*this, request.url.substr(own.size())))
        return Fetched{.body = std::move(document->body), .at = now()};
    }
    return outside(request);
  };
}

Platform::~Platform() = default;

void Platform::use_esco(std::shared_ptr<const skills::EscoIndex> index) {
  esco = std::move(index);
  talent = std::make_unique<TalentPool>(esco);
}

Result<std::unique_ptr<Platform>> open_platform(std::unique_ptr<store::Database> database, Settings settings,
                                                Fetch fetch, SendMail send_mail, std::function<Instant()> now) {
  if (auto done = store::migrate(*database); !done) return std::move(done).error();
  auto out = std::make_unique<Platform>(std::move(database), std::move(settings), std::move(fetch),
                                        std::move(send_mail), std::move(now));
  out->secret = store::writing(*out->database, [&](store::Tx& tx) {
    auto kept = tx.query("SELECT value FROM setting WHERE name = 'secret'");
    if (!kept.empty()) return kept[0].text(0);
    std::string secret = new_token() + new_token();
    tx.execute("INSERT INTO setting (name, value) VALUES ('secret', ?1)", {secret});
    return secret;
  });
  out->database->write([&](store::Tx& tx) { begin_grace(tx, *out); });
  credential::VerifierOptions options;
  ask_here(options, *out);
  out->checker = std::make_unique<Checker>(std::move(options), out->fetch);
  out->catalogue->refresh(*out->database);
  return out;
}

}  // namespace credex::service
