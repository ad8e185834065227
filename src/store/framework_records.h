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
  template <class Each>
  static void columns(Each&& each) {
    using T = FrameworkVersion;
    each("id", &T::id);
    each("number", &T::number);
    each("content", &T::content);
    each("why", &T::why);
    each("person_id", &T::person_id);
    each("published", &T::published);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = FrameworkProposal;
    each("id", &T::id);
    each("clause", &T::clause);
    each("removes", &T::removes);
    each("wanted", &T::wanted);
    each("reason", &T::reason);
    each("person_id", &T::person_id);
    each("state", &T::state);
    each("consultation_id", &T::consultation_id);
    each("answer", &T::answer);
    each("version", &T::version);
    each("made", &T::made);
    each("changed", &T::changed);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = Consultation;
    each("id", &T::id);
    each("slug", &T::slug);
    each("title", &T::title);
    each("about", &T::about);
    each("language", &T::language);
    each("rule", &T::rule);
    each("settings", &T::settings);
    each("state", &T::state);
    each("rounds", &T::rounds);
    each("is_round_open", &T::is_round_open);
    each("person_id", &T::person_id);
    each("opened", &T::opened);
    each("closes", &T::closes);
    each("closed", &T::closed);
    each("result", &T::result);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = ConsultationItem;
    each("id", &T::id);
    each("consultation_id", &T::consultation_id);
    each("number", &T::number);
    each("kind", &T::kind);
    each("title", &T::title);
    each("words", &T::words);
    each("clause", &T::clause);
    each("proposal_id", &T::proposal_id);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = ConsultationRound;
    each("id", &T::id);
    each("consultation_id", &T::consultation_id);
    each("number", &T::number);
    each("opened", &T::opened);
    each("closed", &T::closed);
    each("result", &T::result);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = ConsultationVoice;
    each("id", &T::id);
    each("consultation_id", &T::consultation_id);
    each("person_id", &T::person_id);
    each("constituency", &T::constituency);
    each("organisation", &T::organisation);
    each("country", &T::country);
    each("sector", &T::sector);
    each("joined", &T::joined);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = ConsultationRemark;
    each("id", &T::id);
    each("consultation_id", &T::consultation_id);
    each("item_id", &T::item_id);
    each("voice_id", &T::voice_id);
    each("round", &T::round);
    each("words", &T::words);
    each("proposed", &T::proposed);
    each("fate", &T::fate);
    each("answer", &T::answer);
    each("version", &T::version);
    each("made", &T::made);
    each("answered", &T::answered);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = ConsultationOpinion;
    each("id", &T::id);
    each("consultation_id", &T::consultation_id);
    each("item_id", &T::item_id);
    each("voice_id", &T::voice_id);
    each("round", &T::round);
    each("value", &T::value);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = ConsultationVote;
    each("id", &T::id);
    each("consultation_id", &T::consultation_id);
    each("item_id", &T::item_id);
    each("voice_id", &T::voice_id);
    each("choice", &T::choice);
    each("reason", &T::reason);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = MapStakeholder;
    each("id", &T::id);
    each("name", &T::name);
    each("is_person", &T::is_person);
    each("grp", &T::grp);
    each("role", &T::role);
    each("interest", &T::interest);
    each("influence", &T::influence);
    each("country", &T::country);
    each("sector", &T::sector);
    each("size", &T::size);
    each("contact", &T::contact);
    each("consent", &T::consent);
    each("words", &T::words);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = MapInvolvement;
    each("id", &T::id);
    each("stakeholder_id", &T::stakeholder_id);
    each("step", &T::step);
    each("method", &T::method);
    each("day", &T::day);
    each("answered", &T::answered);
    each("made", &T::made);
  }
};

}  // namespace credex::store
