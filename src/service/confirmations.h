#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/actor.h"
#include "store/confirmation_records.h"

namespace credex::service {

/// Who vouches for organisations (decision 0022). Founding proves nothing: who founds an organisation picks its name
/// and kind. It asks to be confirmed, with evidence; the operator confirms, or an authority that was confirmed itself
/// and may confirm others of its country and fields. Only a confirmed organisation vouches, has its name protected or
/// acts as a body. A confirmation ends at a date or is withdrawn; whoever was confirmed by an authority whose own ends
/// is confirmed no longer then.

/// What is asked for. Where name, kind, country, registration or eidas differ from the organisation's, they become its
/// own when it is confirmed so.
struct ConfirmationFacts {
  std::string name{};
  std::string kind{};
  std::string country{};
  std::string registration{};  ///< its number in the register
  std::string reg{};           ///< which register: its name or address
  std::string eidas{};
  std::vector<std::string> fields{};  ///< keys or addresses of ISCED-F; none is all
  std::string domain{};               ///< a domain name that it can show to be its own
  std::string words{};
  bool signs_only_here = false;
};
/// By its administrators, or the operator for it. Who may decide gets a mail. Errors "service.invalid" with the field,
/// "service.conflict" where one is open already.
Result<store::Confirmation> ask_for_confirmation(Platform& platform, const Actor& actor,
                                                 const std::string& organisation_id, const ConfirmationFacts& facts);
Result<void> take_back_confirmation(Platform& platform, const Actor& actor, const std::string& id);

/// Looks at the domain of a request for its token, for the organisation or who may decide: a line of
/// https://DOMAIN/.well-known/credex-confirmation.txt, else a TXT record of _credex-confirmation.DOMAIN or of DOMAIN.
/// Bounded by what fetches are bounded by. Error "service.domain" says what was found at both places.
Result<store::Confirmation> prove_domain(Platform& platform, const Actor& actor, const std::string& id);
std::string proof_address(const store::Confirmation& request);      ///< of the file
std::string proof_record_name(const store::Confirmation& request);  ///< in DNS
std::string proof_record(const store::Confirmation& request);       ///< what the TXT record says
/// A domain name as DNS has it, from what people type (an address, capitals, other scripts).
Result<std::string> domain_from(const Platform& platform, std::string_view text);

/// How somebody who may decides.
struct ConfirmationRuling {
  std::string as{};                 ///< slug of the authority that decides; empty: the operator
  std::vector<std::string> seen{};  ///< evidence that was looked at: register, domain, certificate, other
  std::string ground{};             ///< in words; needed where `other` is all
  std::string since{};              ///< YYYY-MM-DD; empty: the day that it was founded here
  std::string until{};              ///< YYYY-MM-DD, the last day; at most ten years
  bool may_confirm = false;         ///< for an authority alone
};
/// A request, or an organisation that was here before (state grace). What the organisation asked to be called it is
/// called then.
Result<void> confirm_organisation(Platform& platform, const Actor& actor, const std::string& id,
                                  const ConfirmationRuling& ruling);
Result<void> refuse_confirmation(Platform& platform, const Actor& actor, const std::string& id, const std::string& as,
                                 const std::string& reason);
/// By who gave it, or the operator. Awards sealed before keep what they had.
Result<void> withdraw_confirmation(Platform& platform, const Actor& actor, const std::string& id,
                                   const std::string& reason);

/// One of those above an organisation, who vouch for it.
struct VouchingLink {
  std::string name{};
  std::string slug{};  ///< empty: the operator
  std::optional<Instant> since{};
  std::optional<Instant> until{};
};
/// How an organisation stands today.
struct OrganisationStanding {
  std::optional<store::Confirmation> confirmed{};  ///< in force
  std::optional<Instant> until{};                  ///< of what is in force: its own end, or that of who vouches for it
  std::vector<VouchingLink> chain{};               ///< who confirmed it first, the operator last
  std::optional<Instant> grace{};                  ///< it may act as before until then, though nobody vouches for it
  std::optional<store::Confirmation> former{};     ///< the last that ended, where none is in force
  std::optional<Instant> former_end{};
  std::optional<store::Confirmation> asked{};  ///< open
  bool acts_as_body() const { return confirmed || grace; }
};
OrganisationStanding standing_of(store::Tx& tx, const Platform& platform, const std::string& organisation_id);
OrganisationStanding standing_of(Platform& platform, const std::string& organisation_id);

/// The one place where power is given: error "service.unconfirmed" where the organisation is not confirmed. What it
/// needs: recognising (policies, decisions, validations), agreements, sealing for others, endorsing, reviewing
/// practices, speaking for authorities, confirming others. What it does not: defining and issuing, in its own name.
Result<void> demand_confirmed(store::Tx& tx, const Platform& platform, const std::string& organisation_id);
bool acts_as_body(store::Tx& tx, const Platform& platform, const std::string& organisation_id);
/// The same for a person in any organisation where the table lets them: "practice.review". The platform's own roles
/// need no organisation.
Result<void> demand_confirmed_anywhere(store::Tx& tx, const Platform& platform, const Actor& actor,
                                       std::string_view action);
/// Whether the person belongs to an authority that is confirmed.
bool speaks_for_authority(store::Tx& tx, const Platform& platform, const Actor& actor);

/// A record with its organisation, for lists.
struct ConfirmationView {
  store::Confirmation record{};
  store::Organisation organisation{};
  OrganisationStanding standing{};
};
/// What waits for who asks: open requests, and for the operator organisations that were here before and ask for
/// nothing. Empty for whoever decides on nothing.
std::vector<ConfirmationView> waiting_confirmations(Platform& platform, const Actor& actor);
/// Everybody who is confirmed now, by name: public.
std::vector<ConfirmationView> confirmed_organisations(Platform& platform);
/// All records of an organisation but the grace, newest first: for its members, the operator and who may decide.
Result<std::vector<ConfirmationView>> confirmations_of(Platform& platform, const Actor& actor,
                                                       const std::string& organisation_id);
/// One, for those and for who may decide on it.
Result<ConfirmationView> confirmation_view(Platform& platform, const Actor& actor, const std::string& id);
/// In whose names the person may decide on it: slugs of authorities, "" for the operator.
std::vector<std::string> deciders_of(Platform& platform, const Actor& actor, const ConfirmationView& view);
/// Whether anything can be decided by the person at all.
bool decides_confirmations(Platform& platform, const Actor& actor);
/// How the organisation stands, as JSON for programs: public.
std::string confirmation_document(Platform& platform, const store::Organisation& organisation,
                                  const OrganisationStanding& standing);

/// Whose name this is or is easily taken for, of confirmed organisations but `except`.
struct LikeName {
  std::string organisation_id{};
  std::string name{};
  std::string slug{};
  std::string country{};
  std::string by{};
  bool is_imitation = false;  ///< it looks the same and is not the same: other letters
};
std::vector<LikeName> names_like(Platform& platform, std::string_view name, const std::string& except = {});
/// Error "service.name" where a name may not be taken: it imitates, or is that of one in the same country.
Result<void> demand_free_name(Platform& platform, const Actor& actor, const std::string& name,
                              const std::string& country, const std::string& except = {});
/// Error "service.conflict" where a confirmed organisation is to be called otherwise than was confirmed.
Result<void> demand_as_confirmed(store::Tx& tx, const Platform& platform, const store::Organisation& before,
                                 const store::Organisation& after);

/// Confirms an organisation that a demonstration or a test has made up, as its operator would.
void confirm_made_up(store::Tx& tx, const Platform& platform, const store::Organisation& organisation);

/// Says from when the time runs that organisations of before have; when the program opens the database.
void begin_grace(store::Tx& tx, const Platform& platform);
/// Mails those whose confirmation ends within two months, once; gives how many. By the runner.
std::size_t remind_of_ends(Platform& platform);

/// When confirmations or keys of organisations last changed, as a number that grows (service/confirmed.h reads it).
void note_vouching_changed(store::Tx& tx);
std::int64_t vouching_change(store::Tx& tx);

/// What was looked at, as words a page shows: kind (register, domain, certificate, other) and value.
struct Evidence {
  std::string kind{};
  std::string value{};
};
std::vector<Evidence> evidence_of(const store::Confirmation& record);

}  // namespace credex::service
