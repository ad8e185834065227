#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/definition.h"
#include "service/actor.h"

namespace credex::service {

/// A version with what it says.
struct DefinitionView {
  store::Definition record{};
  store::DefinitionVersion version{};
  store::Organisation organisation{};
  framework::MicroCredential content{};
  std::vector<Error> problems{};  ///< what of the text could not be read
};

/// A first draft. `text` is YAML or JSON as docs/definition.md says; awarding body, id and version are set here.
Result<DefinitionView> draft_definition(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                        const std::string& text);
/// The same from a credential in ELM or Open Badges: what it says of the micro-credential; losses go to `lost`.
Result<DefinitionView> import_definition(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         const std::string& bytes, std::vector<std::string>& lost);
struct DraftChange {
  std::optional<std::string> artwork{};  ///< JSON; absent: that of before stays
  /// Of what this was written from (edition_of()); where something else is kept by now, nothing is changed, and the
  /// Error is edited_meanwhile(). Empty: whatever is kept is written over.
  std::string edition{};
};
/// Writes a draft anew; of a published version it begins the next one.
Result<DefinitionView> change_draft(Platform& platform, const Actor& actor, const std::string& id,
                                    const std::string& text, const DraftChange& change = {});
/// What tells one kept text of a definition, with its artwork, from any other: a digest.
std::string edition_of(const store::DefinitionVersion& version);
Error edited_meanwhile();
/// draft to review.
Result<void> submit_definition(Platform& platform, const Actor& actor, const std::string& id);
/// review back to draft, with the reviewer's words.
Result<void> return_definition(Platform& platform, const Actor& actor, const std::string& id, const std::string& note);
/// review to published; the version before is superseded. Not where a mandatory standard element is missing; where the
/// organisation asks for two people, not by who wrote it.
Result<void> publish_definition(Platform& platform, const Actor& actor, const std::string& id);

/// A version: `number` 0 is the newest for those who may see drafts, the published one for others.
Result<DefinitionView> definition_view(Platform& platform, const Actor& actor, const std::string& id,
                                       std::int64_t number = 0);
/// The published one; Error "service.not_found" where none is.
Result<DefinitionView> published_definition(Platform& platform, const std::string& id);
Result<DefinitionView> published_definition(store::Tx& tx, const std::string& id, std::int64_t number = 0);
std::vector<store::DefinitionVersion> versions_of(Platform& platform, const Actor& actor, const std::string& id);

/// The badge's artwork of the version that was awarded, JSON; empty where it is the sector's sign.
std::string artwork_of_award(Platform& platform, const std::string& award_id);

/// Published definitions after the id `after` that changed since then, by id: for those who harvest the catalogue.
std::vector<DefinitionView> published_after(Platform& platform, const std::string& after, Instant since,
                                            std::int64_t count);

/// An organisation's definitions, newest first, with the state of the newest version.
struct DefinitionLine {
  store::Definition record{};
  store::VersionState state = store::VersionState::draft;
};
std::vector<DefinitionLine> definitions_of(Platform& platform, const std::string& organisation_id);

/// What differs between two texts of a definition, by key.
struct Difference {
  std::string where{};
  std::string before{};  ///< empty: came new
  std::string after{};   ///< empty: was taken out
};
std::vector<Difference> differences(const std::string& before, const std::string& after);

/// The awarding body as the organisation's entry says.
framework::Organisation awarding_body_of(const Platform& platform, const store::Organisation& organisation,
                                         const framework::Organisation& before);

}  // namespace credex::service
