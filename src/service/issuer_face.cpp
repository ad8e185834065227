#include "service/issuer_face.h"

#include <algorithm>
#include <array>

#include "base/translate.h"

namespace credex::service {
namespace {

using credential::Face;
using credential::Vouching;

constexpr std::array<std::string_view, 3> k_faces{"vouched", "self_asserted", "contradicted"};

/// The findings "issuer" of all that is in a report, each by itself.
void collect_vouchings(const std::vector<Finding>& findings, std::vector<Vouching>& out) {
  for (const Finding& finding : findings) {
    if (finding.rule == "issuer") {
      Report one;
      one.add(finding);
      out.push_back(credential::vouching_of(one));
    } else {
      collect_vouchings(finding.findings, out);
    }
  }
}

std::string said_day(std::string_view language, const std::string& text) {
  const auto date = parse_date(text);
  return date ? format_date(language, *date) : text;
}

}  // namespace

Vouching issuer_face(const Report& report) {
  std::vector<Vouching> all;
  collect_vouchings(report.findings, all);
  if (all.empty()) return credential::vouching_of(report);
  // The faces are in the order of how bad they are; the first of the worst is named.
  return *std::max_element(all.begin(), all.end(),
                           [](const Vouching& a, const Vouching& b) { return a.face < b.face; });
}

std::string_view face_name(Face face) { return k_faces[static_cast<std::size_t>(face)]; }

Face face_from(std::string_view name) {
  const auto found = std::find(k_faces.begin(), k_faces.end(), name);
  return found == k_faces.end() ? Face::self_asserted : static_cast<Face>(found - k_faces.begin());
}

std::string said_name(std::string_view language, const std::string& name, Face face) {
  if (name.empty() || face == Face::vouched) return name;
  return translate(language, "“{0}”", {name});
}

std::string said_issuer(std::string_view language, const Vouching& who) {
  if (who.face == Face::vouched && !who.name.empty()) return who.name;
  return said_name(language, who.claimed, Face::self_asserted);
}

std::string vouching_words(std::string_view language, const Vouching& who) {
  const auto say = [&](const char* words, const std::vector<std::string>& args) {
    return translate(language, words, args);
  };
  if (who.face == Face::contradicted)
    return say("Uses the name of {0}, which is known here and did not sign it.", {who.name});
  if (who.face == Face::self_asserted) {
    return who.domain.empty() ? say("Says it is from there; nobody known here vouches for that.", {})
                              : say("Says it is from there; whoever holds {0} signed it, and nobody known here "
                                    "vouches for more.",
                                    {who.domain});
  }
  if (who.kind == credential::VoucherKind::operator_list)
    return say("Whoever runs this server has the issuer on their list.", {});
  if (who.is_over)
    return say("{0} vouched for it until {1}; this was sealed before that.", {who.by, said_day(language, who.until)});
  if (!who.since.empty()) return say("{0} vouches for it, since {1}.", {who.by, said_day(language, who.since)});
  return say("{0} vouches for it.", {who.by});
}

json::Value vouching_value(json::Arena& arena, const Vouching& who) {
  json::Value out = json::Value::object(arena, 9);
  const auto put = [&](const char* key, std::string_view text) {
    if (!text.empty()) out.append(arena, key, arena.string(text));
  };
  put("face", face_name(who.face));
  put("name", who.name);
  put("claimed", who.claimed);
  put("identifier", who.identifier);
  put("domain", who.domain);
  put("vouchedBy", who.by);
  if (who.kind) put("kind", credential::voucher_kind_name(*who.kind));
  put("since", who.since);
  put("until", who.until);
  return out;
}

std::string judged_json(const Report& report) {
  json::Arena arena;
  json::Value out = report_value(arena, report);
  out.append(arena, "issuer", vouching_value(arena, issuer_face(report)));
  return json::write_pretty(out);
}

}  // namespace credex::service
