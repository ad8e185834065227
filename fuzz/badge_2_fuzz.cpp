// Open Badges 2: assertions with their parts in them.
#include "claim.h"
#include "credential/open_badge_2.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  auto document = json::parse(input.text());
  if (!document || !credential::is_open_badge_2(document->root)) return 0;
  auto gathered = credential::gather_open_badge_2(document->root, offline_fetch());
  if (gathered) (void)credential::award_from_open_badge_2(gathered->root);
  for (const credential::Had had : {credential::Had::asked, credential::Had::bundled}) {
    const auto judged = credential::verify_hosted(document->root, offline_fetch(), Instant{}, {}, had);
    claim(judged.report.outcome() != Outcome::pass, "nothing is hosted without a network");
  }
  // Whatever a server answers, the badge that it does not speak of is not sound.
  const auto judged = credential::verify_hosted(
      document->root,
      [&](const FetchRequest&) -> Result<Fetched> { return Fetched{.body = std::string{input.text()}}; }, Instant{}, {},
      credential::Had::asked);
  claim(judged.report.outcome() != Outcome::pass, "a host vouches for no name");
  return 0;
}
