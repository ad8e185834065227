#pragma once

#include <string>

#include "store/records.h"

namespace credex::store {

/// `grace` is of organisations that were here before there were confirmations: they may go on until its end, and nobody
/// vouches for them. A `confirmed` one that a newer took the place of is `replaced`.
enum class ConfirmationState : std::uint8_t { asked, taken_back, refused, confirmed, withdrawn, replaced, grace };
template <>
struct Names<ConfirmationState> {
  static constexpr std::string_view k_names[] = {"asked",     "taken_back", "refused", "confirmed",
                                                 "withdrawn", "replaced",   "grace"};
};

/// That an organisation is who it says: asked for, and what became of it. What it is called here is what was confirmed.
struct Confirmation {
  std::string id{};
  std::string organisation_id{};
  ConfirmationState state = ConfirmationState::asked;
  std::string name{};
  OrganisationKind kind = OrganisationKind::educator;
  std::string country{};
  std::string registration{};  ///< its number in `reg`
  std::string reg{};           ///< the register, by name or address
  std::string eidas{};
  std::string fields{};          ///< ISCED-F addresses that it works in, one space between; none is all
  bool signs_only_here = false;  ///< it says that nothing is signed for it but by its keys here
  std::string words{};           ///< what it says to who decides
  std::string domain{};          ///< that it says is its own
  std::string token{};           ///< which it is to show there
  std::string domain_proof{};    ///< "file" or "dns" once it did
  std::optional<Instant> domain_checked{};
  std::string by_id{};       ///< the authority who decided; empty: the operator
  std::string by_name{};     ///< as it was called then
  bool may_confirm = false;  ///< whether it may confirm others, of its country and fields
  std::string evidence{};    ///< what was looked at, JSON: a list of objects with kind and value
  std::string note{};        ///< the last words on it: why it was refused or withdrawn
  Instant created{};
  std::optional<Instant> decided{};
  std::optional<Instant> since{};
  std::optional<Instant> until{};
  std::optional<Instant> ended{};  ///< before `until`
  std::optional<Instant> reminded{};

  static constexpr const char* k_table = "confirmation";
  template <class Each>
  static void columns(Each&& each) {
    using T = Confirmation;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("state", &T::state);
    each("name", &T::name);
    each("kind", &T::kind);
    each("country", &T::country);
    each("registration", &T::registration);
    each("register", &T::reg);
    each("eidas", &T::eidas);
    each("fields", &T::fields);
    each("signs_only_here", &T::signs_only_here);
    each("words", &T::words);
    each("domain", &T::domain);
    each("token", &T::token);
    each("domain_proof", &T::domain_proof);
    each("domain_checked", &T::domain_checked);
    each("by_id", &T::by_id);
    each("by_name", &T::by_name);
    each("may_confirm", &T::may_confirm);
    each("evidence", &T::evidence);
    each("note", &T::note);
    each("created", &T::created);
    each("decided", &T::decided);
    each("since", &T::since);
    each("until", &T::until);
    each("ended", &T::ended);
    each("reminded", &T::reminded);
  }
};

}  // namespace credex::store
