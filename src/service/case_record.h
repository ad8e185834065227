#pragma once

#include <string>

#include "service/cases.h"

namespace credex::service {

/// What the applicants' and the officers' use cases share.

/// Notes something said or done.
void note_event(store::Tx& tx, const Platform& platform, const std::string& case_id, const std::string& who,
                const char* kind, const std::string& words, const std::string& detail = {});
/// The decision as it is kept with the case: JSON.
std::string prepared_text(const recognition::Decision& decision);
CaseView case_view(store::Tx& tx, store::RecognitionCase record);
/// What was learnt for: of an award of this platform the definition as it was published, which says more than a badge
/// can carry; of others what the credential says.
Result<framework::MicroCredential> definition_behind(store::Tx& tx, const std::string& award_id,
                                                     const std::string& bytes);
/// Takes away what a credential says of its awarding body's identifier and of its definition's where `issuer`, the
/// identifier that its key was proven for, is not that body's: policies, agreements and rules for larger awards name by
/// them whose awards they take.
void keep_proven_body(store::Tx& tx, const Platform& platform, const std::string& issuer,
                      framework::MicroCredential& definition);
/// Days from now, at the end of the day.
Instant in_days(const Platform& platform, int days);
/// A mail to the applicant, in their language; {0} is the body, {1} the title, {2} the page.
void tell_applicant(store::Tx& tx, const Platform& platform, const store::RecognitionCase& record, const char* subject,
                    const char* body);
/// A mail to each officer of the body.
void tell_officers(store::Tx& tx, const Platform& platform, const store::RecognitionCase& record, const char* subject,
                   const char* body);
/// Decides in the transaction: the statement is signed, and put into the applicant's collection.
Result<void> seal_decision(store::Tx& tx, Platform& platform, store::RecognitionCase& record,
                           const PreparedCase& prepared);
/// The same as prepare_case(), inside a transaction.
Result<std::unique_ptr<PreparedCase>> prepare(store::Tx& tx, const Platform& platform,
                                              const store::RecognitionCase& record);

}  // namespace credex::service
