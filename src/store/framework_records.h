// What is kept of the sector framework and its consultations: a struct a table of data/migrations/0008-framework.sql.
#pragma once

#include <optional>
#include <string>

#include "store/table.h"

namespace credex::store {

enum class WorkState : std::uint8_t { draft, published };
template <>
struct Names<WorkState> {
  static constexpr std::string_view k_names[] = {"draft", "published"};
};

enum class ProposalState : std::uint8_t { proposed, consulted, accepted, declined, published, withdrawn };
template <>
struct Names<ProposalState> {
  static constexpr std::string_view k_names[] = {"proposed", "consulted", "accepted",
                                                 "declined", "published", "withdrawn"};
};

enum class ConsultationState : std::uint8_t { open, deciding, closed };
template <>
struct Names<ConsultationState> {
  static constexpr std::string_view k_names[] = {"open", "deciding", "closed"};
};

/// A version of the sector framework, whole.
struct FrameworkVersion {
  std::string id{};
  std::string number{};   ///< "1.0"
  std::string content{};  ///< JSON, cocreation/work.h
  std::string why{};
  std::string person_id{};  ///< who published it
  Instant published{};

  static constexpr const char* k_table = "framework_version";
  static auto columns() {
    using T = FrameworkVersion;
    return std::tuple{column("id", &T::id),   column("number", &T::number),       column("content", &T::content),
                      column("why", &T::why), column("person_id", &T::person_id), column("published", &T::published)};
  }
};

/// A change that somebody proposed to a clause.
struct FrameworkProposal {
  std::string id{};
  std::string clause{};
  bool removes = false;
  std::string wanted{};  ///< JSON, the clause as it should be
  std::string reason{};
  std::string person_id{};
  ProposalState state = ProposalState::proposed;
  std::string consultation_id{};
  std::string answer{};
  std::string version{};  ///< in which it was published
  Instant made{};
  Instant changed{};

  static constexpr const char* k_table = "framework_proposal";
  static auto columns() {
    using T = FrameworkProposal;
    return std::tuple{column("id", &T::id),           column("clause", &T::clause),
                      column("removes", &T::removes), column("wanted", &T::wanted),
                      column("reason", &T::reason),   column("person_id", &T::person_id),
                      column("state", &T::state),     column("consultation_id", &T::consultation_id),
                      column("answer", &T::answer),   column("version", &T::version),
                      column("made", &T::made),       column("changed", &T::changed)};
  }
};

/// A consultation on paragraphs, questions or indicators.
struct Consultation {
  std::string id{};
  std::string slug{};
  std::string title{};
  std::string about{};
  std::string language{};
  std::string rule{};      ///< consent or majority
  std::string settings{};  ///< JSON: quorum, scale, consensus, concord, anonymous
  ConsultationState state = ConsultationState::open;
  std::int64_t rounds = 0;  ///< begun so far
  bool is_round_open = false;
  std::string person_id{};  ///< who opened it
  Instant opened{};
  std::optional<Instant> closes{};  ///< said beforehand
  std::optional<Instant> closed{};
  std::string result{};  ///< JSON of the decisions, once closed

  static constexpr const char* k_table = "consultation";
  static auto columns() {
    using T = Consultation;
    return std::tuple{column("id", &T::id),
                      column("slug", &T::slug),
                      column("title", &T::title),
                      column("about", &T::about),
                      column("language", &T::language),
                      column("rule", &T::rule),
                      column("settings", &T::settings),
                      column("state", &T::state),
                      column("rounds", &T::rounds),
                      column("is_round_open", &T::is_round_open),
                      column("person_id", &T::person_id),
                      column("opened", &T::opened),
                      column("closes", &T::closes),
                      column("closed", &T::closed),
                      column("result", &T::result)};
  }
};

struct ConsultationItem {
  std::string id{};
  std::string consultation_id{};
  std::int64_t number = 0;
  std::string kind{};
  std::string title{};
  std::string words{};
  std::string clause{};
  std::string proposal_id{};

  static constexpr const char* k_table = "consultation_item";
  static auto columns() {
    using T = ConsultationItem;
    return std::tuple{column("id", &T::id),         column("consultation_id", &T::consultation_id),
                      column("number", &T::number), column("kind", &T::kind),
                      column("title", &T::title),   column("words", &T::words),
                      column("clause", &T::clause), column("proposal_id", &T::proposal_id)};
  }
};

struct ConsultationRound {
  std::string id{};
  std::string consultation_id{};
  std::int64_t number = 0;
  Instant opened{};
  std::optional<Instant> closed{};
  std::string result{};  ///< JSON, the group's answer when it was closed

  static constexpr const char* k_table = "consultation_round";
  static auto columns() {
    using T = ConsultationRound;
    return std::tuple{column("id", &T::id),         column("consultation_id", &T::consultation_id),
                      column("number", &T::number), column("opened", &T::opened),
                      column("closed", &T::closed), column("result", &T::result)};
  }
};

/// Who speaks in a consultation, and for whom.
struct ConsultationVoice {
  std::string id{};
  std::string consultation_id{};
  std::string person_id{};
  std::string constituency{};
  std::string organisation{};
  std::string country{};
  std::string sector{};
  Instant joined{};

  static constexpr const char* k_table = "consultation_voice";
  static auto columns() {
    using T = ConsultationVoice;
    return std::tuple{column("id", &T::id),
                      column("consultation_id", &T::consultation_id),
                      column("person_id", &T::person_id),
                      column("constituency", &T::constituency),
                      column("organisation", &T::organisation),
                      column("country", &T::country),
                      column("sector", &T::sector),
                      column("joined", &T::joined)};
  }
};

struct ConsultationRemark {
  std::string id{};
  std::string consultation_id{};
  std::string item_id{};
  std::string voice_id{};
  std::int64_t round = 0;
  std::string words{};
  std::string proposed{};  ///< wording of an amendment
  std::string fate{};
  std::string answer{};
  std::string version{};
  Instant made{};
  std::optional<Instant> answered{};

  static constexpr const char* k_table = "consultation_remark";
  static auto columns() {
    using T = ConsultationRemark;
    return std::tuple{column("id", &T::id),
                      column("consultation_id", &T::consultation_id),
                      column("item_id", &T::item_id),
                      column("voice_id", &T::voice_id),
                      column("round", &T::round),
                      column("words", &T::words),
                      column("proposed", &T::proposed),
                      column("fate", &T::fate),
                      column("answer", &T::answer),
                      column("version", &T::version),
                      column("made", &T::made),
                      column("answered", &T::answered)};
  }
};

struct ConsultationOpinion {
  std::string id{};
  std::string consultation_id{};
  std::string item_id{};
  std::string voice_id{};
  std::int64_t round = 0;
  std::int64_t value = 0;
  Instant made{};

  static constexpr const char* k_table = "consultation_opinion";
  static auto columns() {
    using T = ConsultationOpinion;
    return std::tuple{column("id", &T::id),           column("consultation_id", &T::consultation_id),
                      column("item_id", &T::item_id), column("voice_id", &T::voice_id),
                      column("round", &T::round),     column("value", &T::value),
                      column("made", &T::made)};
  }
};

struct ConsultationVote {
  std::string id{};
  std::string consultation_id{};
  std::string item_id{};
  std::string voice_id{};
  std::string choice{};
  std::string reason{};
  Instant made{};

  static constexpr const char* k_table = "consultation_vote";
  static auto columns() {
    using T = ConsultationVote;
    return std::tuple{column("id", &T::id),           column("consultation_id", &T::consultation_id),
                      column("item_id", &T::item_id), column("voice_id", &T::voice_id),
                      column("choice", &T::choice),   column("reason", &T::reason),
                      column("made", &T::made)};
  }
};

/// Somebody on the map of stakeholders. A contact is kept by consent alone.
struct MapStakeholder {
  std::string id{};
  std::string name{};
  bool is_person = false;
  std::string grp{};  ///< group of data/cocreation/engagement.yaml
  std::string role{};
  std::int64_t interest = 0;
  std::int64_t influence = 0;
  std::string country{};
  std::string sector{};
  std::string size{};
  std::string contact{};
  std::optional<Instant> consent{};
  std::string words{};
  Instant made{};

  static constexpr const char* k_table = "map_stakeholder";
  static auto columns() {
    using T = MapStakeholder;
    return std::tuple{column("id", &T::id),
                      column("name", &T::name),
                      column("is_person", &T::is_person),
                      column("grp", &T::grp),
                      column("role", &T::role),
                      column("interest", &T::interest),
                      column("influence", &T::influence),
                      column("country", &T::country),
                      column("sector", &T::sector),
                      column("size", &T::size),
                      column("contact", &T::contact),
                      column("consent", &T::consent),
                      column("words", &T::words),
                      column("made", &T::made)};
  }
};

struct MapInvolvement {
  std::string id{};
  std::string stakeholder_id{};
  std::string step{};
  std::string method{};
  std::string day{};
  bool answered = false;
  Instant made{};

  static constexpr const char* k_table = "map_involvement";
  static auto columns() {
    using T = MapInvolvement;
    return std::tuple{column("id", &T::id),     column("stakeholder_id", &T::stakeholder_id),
                      column("step", &T::step), column("method", &T::method),
                      column("day", &T::day),   column("answered", &T::answered),
                      column("made", &T::made)};
  }
};

}  // namespace credex::store
