// What people and others bring to the skills room: ESCO's files, an index, files of people and roles, texts, words.
// What reads makes an index that opens; damaged indexes are refused or read safely; evidence of a tag lies in the text.
#include "claim.h"
#include "skills/competences.h"
#include "skills/esco_index.h"
#include "skills/search.h"
#include "skills/sectors.h"
#include "skills/tag.h"
#include "skills/talent.h"

namespace {

using namespace credex::skills;

const OwnedIndex& small() {
  static const auto k_index = [] {
    auto source = read_esco_yaml(
        "skills:\n- {id: a, label: restore old paintings}\n- {id: b, label: colour, related: [a]}\n"
        "occupations:\n- {id: o, label: restorer, essential: [a]}\n",
        "f");
    return std::move(*index_of(*source));
  }();
  return *k_index;
}

void read_everything(const EscoIndex& esco) {
  std::size_t length = 0;
  for (ConceptId c = 0; c < esco.size(); ++c) {
    length += esco.label(c).size() + esco.description(c).size() + esco.above(c).size();
    for (const Need& need : esco.needs(c)) length += esco.uri(need.other).size();
  }
  for (const Hit& hit : search(esco, "restore")) length += esco.label(hit.found).size();
  if (auto tags = tag(esco, "restore old paintings")) length += tags->size();
  claim(length < (std::size_t{1} << 40U), "nothing is read that is not there");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  const std::string text{input.text()};
  // As one of the download's files, beside others that are whole.
  static const std::vector<EscoFile> k_others{
      {"skills_en.csv",
       "conceptUri,preferredLabel,altLabels\nhttp://data.europa.eu/esco/skill/a,a,\nhttp://data.europa.eu/esco/skill/"
       "b,b,\n"},
      {"occupations_en.csv", "conceptUri,preferredLabel\nhttp://data.europa.eu/esco/occupation/o,o\n"},
      {"broaderRelationsSkillPillar.csv", "conceptUri,broaderUri\n"},
      {"occupationSkillRelations.csv", "occupationUri,relationType,skillUri\n"}};
  for (std::size_t i = 0; i < k_others.size(); ++i) {
    auto files = k_others;
    files[i].text = text;
    auto read = read_esco(files, "1");
    if (!read) continue;
    auto made = index_of(read->source);
    claim(static_cast<bool>(made), "what was read makes an index that opens");
    read_everything((*made)->index);
  }
  // As an index: its own, changed in one place by the first bytes.
  if (size >= 5) {
    std::string bytes = small().bytes;
    const std::size_t at =
        (std::size_t{data[0]} | std::size_t{data[1]} << 8U | std::size_t{data[2]} << 16U) % bytes.size();
    bytes[at] = static_cast<char>(data[3]);
    if (data[4] > 200) bytes.resize(at);
    if (auto opened = EscoIndex::open(bytes)) read_everything(*opened);
  }
  const EscoIndex& esco = small().index;
  if (auto tags = tag(esco, text, {.least = 0.01})) {
    for (const Tag& one : *tags) {
      for (const TagEvidence& place : one.evidence)
        claim(place.begin < place.end && place.end <= text.size(), "evidence lies in the text");
    }
  }
  static_cast<void>(search(esco, text));
  static_cast<void>(read_esco_yaml(text, "f"));
  static_cast<void>(read_sectors(text, "f"));
  static_cast<void>(read_competences(text, "f"));
  auto profile = read_profile(text, "f");
  if (auto role = read_role(text, "f", esco); role && profile) {
    TalentIndex index{esco};
    if (index.put(*profile))
      claim(index.search(*role, std::chrono::year{2026} / 6 / 1).hits.size() <= 1, "one profile is found once at most");
  }
  return 0;
}
