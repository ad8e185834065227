#include "cocreation/consultation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/statistics.h"
#include "cocreation/names.h"

namespace credex::cocreation {
namespace {

constexpr std::array<std::string_view, 5> k_constituency_names{"educators", "employers", "learners", "authorities",
                                                               "civil_society"};
constexpr std::array<std::string_view, 2> k_rules{"consent", "majority"};
constexpr std::array<std::string_view, 3> k_item_kinds{"paragraph", "question", "indicator"};
constexpr std::array<std::string_view, 2> k_remark_kinds{"comment", "amendment"};
constexpr std::array<std::string_view, 4> k_fates{"open", "taken_up", "taken_in_part", "not_taken_up"};
constexpr std::array<std::string_view, 3> k_choices{"agree", "abstain", "object"};
constexpr std::array<std::string_view, 3> k_verdicts{"carried", "not_carried", "no_quorum"};

std::size_t place(Constituency constituency) { return static_cast<std::size_t>(constituency); }

RoundItem round_item(const Consultation& c, const Item& item, std::vector<double> values) {
  RoundItem out{.item = &item, .n = static_cast<int>(values.size())};
  out.counts.assign(static_cast<std::size_t>(c.scale), 0);
  if (values.empty()) return out;
  std::sort(values.begin(), values.end());
  for (const double one : values) ++out.counts[static_cast<std::size_t>(one) - 1];
  out.median = statistics::median(values);
  out.lower = statistics::quantile(values, 0.25);
  out.upper = statistics::quantile(values, 0.75);
  const auto near =
      std::count_if(values.begin(), values.end(), [&](double one) { return std::abs(one - out.median) <= 1; });
  out.within = static_cast<double>(near) / static_cast<double>(values.size());
  out.is_consensus = values.size() >= 2 && out.within >= c.consensus - 1e-9;
  return out;
}

Verdict verdict_of(const Consultation& c, const Decision& decision) {
  bool is_carried = true;
  for (std::size_t k = 0; k < k_constituencies; ++k) {
    if (c.quorum[k] == 0) continue;
    const Say& say = decision.says[k];
    if (!say.has_quorum) return Verdict::no_quorum;
    if (c.rule == DecisionRule::consent ? say.object > 0 : say.agree <= say.object) is_carried = false;
  }
  return is_carried ? Verdict::carried : Verdict::not_carried;
}

std::string csv_cell(std::string_view text) {
  std::string out{"\""};
  // A cell that begins like a formula is one for a spreadsheet; the sign before it takes that away.
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text[0]) != std::string_view::npos) out += '\'';
  for (const char one : text) {
    if (one == '"') out += '"';
    out += one;
  }
  return out + "\"";
}

Finding finding_of(const Consultation& c, const Decision& decision) {
  const char* key = decision.verdict == Verdict::carried       ? "cocreation.decision.carried"
                    : decision.verdict == Verdict::not_carried ? "cocreation.decision.not_carried"
                                                               : "cocreation.decision.no_quorum";
  Finding out = make_finding("cocreation.decision",
                             decision.verdict == Verdict::carried       ? credex::Outcome::pass
                             : decision.verdict == Verdict::not_carried ? credex::Outcome::fail
                                                                        : credex::Outcome::unknown,
                             decision.item->id, key, {decision.item->title});
  for (std::size_t k = 0; k < k_constituencies; ++k) {
    const Say& say = decision.says[k];
    if (c.quorum[k] == 0) continue;
    const std::string who = "@cocreation.constituency." + std::string{k_constituency_names[k]};
    if (!say.has_quorum) {
      out.add(make_finding("cocreation.quorum", credex::Outcome::unknown, std::string{k_constituency_names[k]},
                           "cocreation.quorum.missing",
                           {who, std::to_string(say.cast()), std::to_string(c.quorum[k])}));
      continue;
    }
    const bool is_against = c.rule == DecisionRule::consent ? say.object > 0 : say.agree <= say.object;
    out.add(make_finding("cocreation.quorum", is_against ? credex::Outcome::fail : credex::Outcome::pass,
                         std::string{k_constituency_names[k]}, "cocreation.quorum.votes",
                         {who, std::to_string(say.agree), std::to_string(say.abstain), std::to_string(say.object)}));
  }
  return out;
}

}  // namespace

std::string_view constituency_name(Constituency constituency) { return k_constituency_names[place(constituency)]; }
std::optional<Constituency> constituency_of(std::string_view name) {
  return enum_of<Constituency>(k_constituency_names, name);
}
std::string_view rule_name(DecisionRule rule) { return k_rules[static_cast<std::size_t>(rule)]; }
std::optional<DecisionRule> rule_of(std::string_view name) { return enum_of<DecisionRule>(k_rules, name); }
std::string_view item_kind_name(ItemKind kind) { return k_item_kinds[static_cast<std::size_t>(kind)]; }
std::optional<ItemKind> item_kind_of(std::string_view name) { return enum_of<ItemKind>(k_item_kinds, name); }
std::string_view remark_kind_name(RemarkKind kind) { return k_remark_kinds[static_cast<std::size_t>(kind)]; }
std::string_view fate_name(Fate fate) { return k_fates[static_cast<std::size_t>(fate)]; }
std::optional<Fate> fate_of(std::string_view name) { return enum_of<Fate>(k_fates, name); }
std::string_view choice_name(Choice choice) { return k_choices[static_cast<std::size_t>(choice)]; }
std::optional<Choice> choice_of(std::string_view name) { return enum_of<Choice>(k_choices, name); }
std::string_view verdict_name(Verdict verdict) { return k_verdicts[static_cast<std::size_t>(verdict)]; }

const Item* Consultation::item(std::string_view wanted) const {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& one) { return one.id == wanted; });
  return found == items.end() ? nullptr : &*found;
}
const Voice* Consultation::voice(std::string_view wanted) const {
  const auto found = std::find_if(voices.begin(), voices.end(), [&](const Voice& one) { return one.id == wanted; });
  return found == voices.end() ? nullptr : &*found;
}

Round round_result(const Consultation& c, int number) {
  Round out{.number = number};
  std::unordered_map<std::string_view, std::vector<double>> values;
  std::unordered_map<std::string_view, std::vector<double>> before;
  std::unordered_map<std::string_view, std::map<std::string_view, double>> by_voice;
  for (const Opinion& one : c.opinions) {
    if (one.round == number - 1) before[one.item].push_back(one.value);
    if (one.round != number) continue;
    values[one.item].push_back(one.value);
    by_voice[one.voice][one.item] = one.value;
  }
  std::vector<std::string_view> rated;
  bool is_all_consensus = true;
  for (const Item& item : c.items) {
    const auto found = values.find(item.id);
    if (found == values.end()) continue;
    rated.push_back(item.id);
    RoundItem one = round_item(c, item, found->second);
    if (const auto earlier = before.find(item.id); earlier != before.end())
      one.moved = one.median - statistics::median(earlier->second);
    is_all_consensus = is_all_consensus && one.is_consensus;
    out.items.push_back(std::move(one));
  }
  std::vector<std::vector<double>> complete;
  for (const auto& [voice, row] : by_voice) {
    if (row.size() != rated.size()) continue;
    complete.emplace_back();
    for (const std::string_view item : rated) complete.back().push_back(row.at(item));
  }
  // One order whatever the table's, so that the same opinions always give the same number.
  std::sort(complete.begin(), complete.end());
  out.concordant = static_cast<int>(complete.size());
  if (const auto w = statistics::kendall_w(complete)) out.concord = w->w;
  out.may_end = !out.items.empty() && (is_all_consensus || (out.concord && *out.concord >= c.enough_concord));
  return out;
}

ConsultationOutcome outcome(const Consultation& c) {
  ConsultationOutcome out;
  std::unordered_map<std::string_view, const Voice*> voices;
  for (const Voice& one : c.voices) {
    voices.emplace(one.id, &one);
    ++out.voices[place(one.constituency)];
  }
  std::unordered_set<std::string_view> heard;
  for (const Remark& one : c.remarks) {
    heard.insert(one.voice);
    ++out.remarks;
    if (one.fate != Fate::open) ++out.answered;
  }
  for (const Opinion& one : c.opinions) heard.insert(one.voice);
  for (const Vote& one : c.votes) heard.insert(one.voice);
  for (const Voice& one : c.voices) {
    if (heard.contains(one.id))
      ++out.heard[place(one.constituency)];
    else
      out.not_heard.push_back(&one);
  }
  std::unordered_map<std::string_view, std::vector<const Vote*>> votes;
  for (const Vote& one : c.votes) votes[one.item].push_back(&one);
  for (const Item& item : c.items) {
    Decision decision{.item = &item};
    for (std::size_t k = 0; k < k_constituencies; ++k) decision.says[k].voices = out.voices[k];
    for (const Vote* vote : votes[item.id]) {
      const auto voice = voices.find(vote->voice);
      if (voice == voices.end()) continue;
      Say& say = decision.says[place(voice->second->constituency)];
      ++(vote->choice == Choice::agree ? say.agree : vote->choice == Choice::abstain ? say.abstain : say.object);
      if (vote->choice == Choice::object) decision.objections.push_back(vote);
    }
    for (std::size_t k = 0; k < k_constituencies; ++k) {
      Say& say = decision.says[k];
      say.has_quorum = c.quorum[k] > 0 && say.cast() >= c.quorum[k];
    }
    decision.verdict = verdict_of(c, decision);
    out.report.add(finding_of(c, decision));
    out.decisions.push_back(std::move(decision));
  }
  for (std::size_t k = 0; k < k_constituencies; ++k) {
    if (c.quorum[k] == 0 || out.heard[k] > 0) continue;
    out.report.add(make_finding("cocreation.heard", credex::Outcome::warn, std::string{k_constituency_names[k]},
                                "cocreation.heard.nobody",
                                {"@cocreation.constituency." + std::string{k_constituency_names[k]}}));
  }
  if (out.remarks > 0)
    out.report.add(make_finding("cocreation.replies",
                                out.answered == out.remarks ? credex::Outcome::pass : credex::Outcome::warn, "",
                                "cocreation.replies.share", {std::to_string(out.answered), std::to_string(out.remarks)},
                                "Better Regulation Guidelines, SWD(2021) 305, consultation"));
  return out;
}

std::vector<const Remark*> made_it_so(const Consultation& c, std::string_view item) {
  std::vector<const Remark*> out;
  for (const Remark& one : c.remarks) {
    if (one.item == item && (one.fate == Fate::taken_up || one.fate == Fate::taken_in_part)) out.push_back(&one);
  }
  return out;
}

std::string remarks_csv(const Consultation& c) {
  std::unordered_map<std::string_view, const Voice*> voices;
  for (const Voice& one : c.voices) voices.emplace(one.id, &one);
  std::string out = "item,round,constituency,voice,organisation,kind,text,proposed,fate,answer,version\r\n";
  for (const Remark& one : c.remarks) {
    const auto found = voices.find(one.voice);
    const Voice* voice = found == voices.end() ? nullptr : found->second;
    out += csv_cell(one.item) + "," + std::to_string(one.round) + ",";
    out += csv_cell(voice ? constituency_name(voice->constituency) : "") + ",";
    out += csv_cell(voice && !c.is_anonymous ? voice->name : "") + ",";
    out += csv_cell(voice && !c.is_anonymous ? voice->organisation : "") + ",";
    out += csv_cell(remark_kind_name(one.kind)) + "," + csv_cell(one.text) + "," + csv_cell(one.proposed) + ",";
    out += csv_cell(fate_name(one.fate)) + "," + csv_cell(one.answer) + "," + csv_cell(one.version) + "\r\n";
  }
  return out;
}

}  // namespace credex::cocreation
