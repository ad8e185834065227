#include "credential/label.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace credex::credential {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

// Lines of about `width` characters, at most `most`; what is left over ends in an ellipsis.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t most) {
  std::vector<std::string> out;
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto space = text.find(' ', at);
    const std::string_view word = text.substr(at, space == std::string_view::npos ? space : space - at);
    at = space == std::string_view::npos ? text.size() : space + 1;
    if (!line.empty() && line.size() + 1 + word.size() > width) {
      out.push_back(line);
      line.clear();
      if (out.size() == most) {
        out.back() += " …";
        return out;
      }
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) out.push_back(line);
  return out;
}

constexpr std::string_view k_families[] = {"arches", "waves", "frames", "arcs", "weave", "grid", "pleats", "folds"};

// A family of shapes a sector: heritage arches, music waves, film frames, dance arcs, crafts weave, games grid, fashion
// pleats, books folds.
std::string_view family_of(std::string_view sector) {
  struct Word {
    std::string_view word;
    std::string_view family;
  };
  constexpr Word k_words[] = {
      {"heritage", "arches"}, {"museum", "arches"},  {"architect", "arches"}, {"film", "frames"},
      {"audiovis", "frames"}, {"music", "waves"},    {"audio", "waves"},      {"radio", "waves"},
      {"perform", "arcs"},    {"dance", "arcs"},     {"theatre", "arcs"},     {"craft", "weave"},
      {"game", "grid"},       {"fashion", "pleats"}, {"design", "pleats"},    {"textile", "pleats"}};
  for (const Word& entry : k_words) {
    if (sector.find(entry.word) != std::string_view::npos) return entry.family;
  }
  return "folds";
}

// The seed sets the measures.
std::string sign_shapes(std::string_view family, std::uint64_t bits) {
  const auto next = [&](std::uint64_t range) {
    bits = mix_hash(bits, 0x51);
    return static_cast<int>(bits % range);
  };
  std::string out;
  for (int i = 0; i < 5; ++i) {
    if (family == "arches") {
      const int width = 20 + next(14);
      out +=
          fmt::format("<path d='M{0} 100V{1}a{2} {2} 0 0 1 {3} 0V100'/>", 4 + i * 16, 42 + next(24), width / 2, width);
    } else if (family == "waves") {
      const int height = 6 + next(20);
      out += fmt::format("<path d='M4 {0}q12 -{1} 24 0t24 0t24 0t20 0'/>", 18 + i * 17, height);
    } else if (family == "frames") {
      out += fmt::format("<rect x='{}' y='{}' width='{}' height='{}'/>", 6 + next(10) + i * 4, 8 + i * 18,
                         60 + next(24), 14);
    } else if (family == "arcs") {
      out += fmt::format("<path d='M{0} 96a{1} {1} 0 0 1 {2} -{2}'/>", 4 + i * 6, 40 + next(40), 60 + next(26));
    } else if (family == "weave") {
      const int at = 10 + i * 20;
      out += fmt::format("<path d='M{0} 4V96M4 {0}H{1}'/>", at, 70 + next(26));
    } else if (family == "grid") {
      for (int j = 0; j < 5; ++j) {
        if (next(2) == 0) out += fmt::format("<rect x='{}' y='{}' width='14' height='14'/>", 6 + i * 18, 6 + j * 18);
      }
    } else if (family == "pleats") {
      out += fmt::format("<path d='M{0} 6L{1} 94'/>", 10 + i * 20, 10 + i * 20 + next(30) - 15);
      out += fmt::format("<path d='M{0} 6L{1} 94'/>", 14 + i * 20, 10 + i * 20 + next(30) - 15);
    } else {
      out += fmt::format("<path d='M10 {0}L50 {1}L90 {0}'/>", 18 + i * 17, 8 + i * 17 + next(12));
    }
  }
  return out;
}

}  // namespace

std::span<const std::string_view> sign_families() { return k_families; }

std::string sign_svg(const framework::MicroCredential& definition, const Artwork& artwork) {
  const std::string family = artwork.family.empty() ? std::string{family_of(definition.sector)} : artwork.family;
  const std::uint64_t seed = hash_text(definition.id, 7 + artwork.variation);
  const std::string title = escaped(definition.title.any());
  // A picture without a title, as while it is being described, says nothing to who does not see it.
  std::string out = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' width='400' height='400' ";
  out += title.empty() ? "aria-hidden='true'>" : "role='img'><title>" + title + "</title>";
  if (!artwork.ground.empty()) out += "<rect width='100' height='100' fill='" + escaped(artwork.ground) + "'/>";
  return out + "<g fill='none' stroke='" + escaped(artwork.ink) + "' stroke-width='3'>" + sign_shapes(family, seed) +
         "</g></svg>";
}

std::string label_svg(const framework::MicroCredential& definition, const Award& award) {
  std::string lines;
  int y = 96;
  const auto put = [&](std::string_view text, int size, const char* family, int step) {
    lines +=
        fmt::format("<text x='260' y='{}' font-size='{}' font-family='{}'>{}</text>", y, size, family, escaped(text));
    y += step;
  };
  for (const std::string& line : wrapped(definition.title.any(), 34, 3)) put(line, 36, "Literata, Georgia, serif", 44);
  y += 4;
  const framework::Organisation& body = definition.awarding_body;
  put(body.legal_name.any() + (body.country.empty() ? "" : ", " + body.country), 22, "Commissioner, Arial, sans-serif",
      36);
  std::string size;
  if (definition.workload.ects) size += fmt::format("{:g} ECTS", definition.workload.ects->points);
  if (definition.workload.hours)
    size += (size.empty() ? "" : ", ") + fmt::format("{:g} h", definition.workload.hours->count);
  if (definition.level.eqf) size += (size.empty() ? "" : ", ") + fmt::format("EQF {}", *definition.level.eqf);
  put(size, 22, "Commissioner, Arial, sans-serif", 52);
  put(award.learner.name(), 28, "Literata, Georgia, serif", 36);
  put(to_string(award.awarded_on), 22, "Commissioner, Arial, sans-serif", 40);
  return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000 420' width='1000' height='420' role='img'><title>" +
         escaped(definition.title.any()) +
         "</title><rect width='1000' height='420' fill='#fbf8f3'/><rect x='0' y='408' width='1000' height='12' "
         "fill='#c8402a'/>"
         "<g transform='translate(50 70) scale(1.6)' fill='none' stroke='#1d1b18' stroke-width='2.4'>" +
         sign_shapes(family_of(definition.sector), hash_text(definition.id, 7)) + "</g><g fill='#1d1b18'>" + lines +
         "</g></svg>";
}

}  // namespace credex::credential
