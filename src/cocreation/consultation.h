#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "base/result.h"
#include "base/time.h"

namespace credex::cocreation {

/// For whom somebody speaks. One person speaks for one.
enum class Constituency : std::uint8_t { educators, employers, learners, authorities, civil_society };
inline constexpr std::size_t k_constituencies = 5;
std::string_view constituency_name(Constituency constituency);
std::optional<Constituency> constituency_of(std::string_view name);
template <class T>
using ByConstituency = std::array<T, k_constituencies>;

/// How a decision is made: without an objection, or by more for than against; in each constituency by itself either
/// way.
enum class DecisionRule : std::uint8_t { consent, majority };
std::string_view rule_name(DecisionRule rule);
std::optional<DecisionRule> rule_of(std::string_view name);

struct Voice {
  std::string id{};
  Constituency constituency = Constituency::educators;
  std::string name{};  ///< empty where voices are anonymous
  std::string organisation{};
  std::string country{};
  std::string sector{};
};

enum class ItemKind : std::uint8_t { paragraph, question, indicator };
std::string_view item_kind_name(ItemKind kind);
std::optional<ItemKind> item_kind_of(std::string_view name);
struct Item {
  std::string id{};
  ItemKind kind = ItemKind::paragraph;
  std::string title{};
  std::string text{};
  std::string clause{};  ///< of the sector framework, where the item is one
};

enum class RemarkKind : std::uint8_t { comment, amendment };
std::string_view remark_kind_name(RemarkKind kind);
enum class Fate : std::uint8_t { open, taken_up, taken_in_part, not_taken_up };
std::string_view fate_name(Fate fate);
std::optional<Fate> fate_of(std::string_view name);
struct Remark {
  std::string id{};
  std::string item{};
  std::string voice{};
  int round = 1;
  RemarkKind kind = RemarkKind::comment;
  std::string text{};
  std::string proposed{};  ///< an amendment's wording
  Fate fate = Fate::open;
  std::string answer{};   ///< why
  std::string version{};  ///< of the text that it went into
};

/// How far somebody agrees with an item, from 1 to the consultation's scale.
struct Opinion {
  std::string item{};
  std::string voice{};
  int round = 1;
  int value = 0;
};

enum class Choice : std::uint8_t { agree, abstain, object };
std::string_view choice_name(Choice choice);
std::optional<Choice> choice_of(std::string_view name);
struct Vote {
  std::string item{};
  std::string voice{};
  Choice choice = Choice::agree;
  std::string reason{};  ///< an objection has one
};

struct Consultation {
  std::string id{};
  std::string title{};
  std::string about{};
  DecisionRule rule = DecisionRule::consent;
  ByConstituency<int> quorum{1, 1, 1, 1, 1};  ///< votes that each constituency must cast; 0 where it has no say here
  bool is_anonymous = false;
  int scale = 5;                ///< 5, 7 or 9 steps
  double consensus = 0.75;      ///< of the opinions within a step of the median: consensus
  double enough_concord = 0.7;  ///< Kendall's W from which on rounds may end
  int rounds = 1;               ///< begun so far
  std::vector<Item> items{};
  std::vector<Voice> voices{};
  std::vector<Remark> remarks{};
  std::vector<Opinion> opinions{};
  std::vector<Vote> votes{};

  const Item* item(std::string_view id) const;
  const Voice* voice(std::string_view id) const;
};

/// A consultation as a file (YAML or JSON), as credex exports it. Error "cocreation.consultation" with file, line and
/// reason: a voice in two constituencies, opinions off the scale, objections without a reason.
Result<Consultation> read_consultation(std::string_view text, const std::string& name);
json::Value consultation_value(json::Arena& arena, const Consultation& consultation);

/// What a round says of an item: the group's answer, to be shown to all before the next (Delphi).
struct RoundItem {
  const Item* item = nullptr;
  int n = 0;
  double median = 0;
  double lower = 0;  ///< quartiles
  double upper = 0;
  std::vector<int> counts{};  ///< by step, from 1
  double within = 0;          ///< share within a step of the median
  bool is_consensus = false;
  std::optional<double> moved{};  ///< median against the round before
};
struct Round {
  int number = 1;
  std::vector<RoundItem> items{};
  std::optional<double> concord{};  ///< Kendall's W over the voices that rated every item of the round
  int concordant = 0;               ///< how many those are
  bool may_end = false;             ///< consensus on all, or concord enough
};
Round round_result(const Consultation& consultation, int number);

/// How one constituency decided an item.
struct Say {
  int voices = 0;
  int agree = 0;
  int abstain = 0;
  int object = 0;
  bool has_quorum = false;
  int cast() const { return agree + abstain + object; }
};
enum class Verdict : std::uint8_t { carried, not_carried, no_quorum };
std::string_view verdict_name(Verdict verdict);
struct Decision {
  const Item* item = nullptr;
  Verdict verdict = Verdict::no_quorum;
  ByConstituency<Say> says{};
  std::vector<const Vote*> objections{};
};

struct ConsultationOutcome {
  std::vector<Decision> decisions{};  ///< by item
  ByConstituency<int> heard{};        ///< voices that remarked, rated or voted
  ByConstituency<int> voices{};
  std::vector<const Voice*> not_heard{};
  int remarks = 0;
  int answered = 0;
  Report report{};
};
/// A decision is carried where each constituency with a say reached its quorum and, by consent, none objects, or by
/// majority more agree than object in each. So nobody is outvoted unseen; who has not been heard is named.
ConsultationOutcome outcome(const Consultation& consultation);

/// Of a clause, the remarks that made it so, by version; of a remark, what became of it, is in the remark itself.
std::vector<const Remark*> made_it_so(const Consultation& consultation, std::string_view item);

/// Everything said, as CSV: item, round, constituency, voice (left out where anonymous), kind, text, proposed, fate,
/// answer.
std::string remarks_csv(const Consultation& consultation);

}  // namespace credex::cocreation
