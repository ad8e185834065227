#pragma once

#include <cstdint>
#include <optional>

#include "credential/award.h"
#include "credential/label.h"
#include "credential/vouching.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "web/site.h"

namespace credex::web {

/// The name of who offers, in quotes where nobody has confirmed that it is its own.
std::string provider_name(const Visit& visit, std::string_view slug, const std::string& name);

/// The label (web/templates/label.html) of a catalogue's entry, and of a credential with its seal line.
View label_of(const Visit& visit, const service::CatalogueEntry& entry);
View label_of(const Visit& visit, const framework::MicroCredential& definition, const credential::Award* award);
/// Whether the seal line says already who vouches, or that nobody does.
bool does_seal_say_who(const service::CheckedCredential& checked);
/// Who reads a label: what they can do where nobody vouches for its issuer differs.
enum class Reader : std::uint8_t { anybody, holder, issuer };
/// Who issued, as it may be said, in place of the name alone; below the seal line what that has not said.
void set_face(const Visit& visit, View& label, const service::CheckedCredential& checked, Reader reader);
void add_seal(const Visit& visit, View& label, const service::CheckedCredential& checked,
              Reader reader = Reader::anybody);

/// The label of a statement (credential/statement.h), with what it says as elements; nothing for anything else.
struct StatementLabel {
  View label{};
  std::vector<View> elements{};
};
std::optional<StatementLabel> statement_label(const Visit& visit, const std::string& bytes);

/// The label as HTML, filled apart from the page around it, so that no name of the page's shows through.
std::string label_html(const Visit& visit, const View& label);

/// The labels of a catalogue's entries, each as "label".
std::vector<View> labels_of(const Visit& visit, const std::vector<service::CatalogueEntry>& entries);

/// The sign in the page's own colour.
std::string page_sign(const framework::MicroCredential& definition);
/// What a draft's artwork says: JSON with family, variation, ink, ground.
credential::Artwork artwork_from(std::string_view json);
std::string artwork_json(const credential::Artwork& artwork);

/// "5 ECTS, 125 hours, EQF 6" in the visitor's language.
std::string size_line(const Visit& visit, double ects, double hours, std::string_view level);
/// The sub-sector's name (data/sectors/cci.yaml).
std::string sector_name(const Visit& visit, std::string_view id);
struct Sector {
  std::string id{};
  std::string title{};
};
const std::vector<Sector>& sectors();

/// What the awarding body's name is worth: as much as the issuer's where it is the registered one; where somebody
/// sealed for another, or calls himself otherwise, it is his word.
credential::Face body_face(const credential::Vouching& who, const framework::Organisation& body);

/// Every standard element of a definition as name and value, for a page. `face`: what the awarding body's name is
/// worth.
std::vector<View> elements_of(const Visit& visit, const framework::MicroCredential& definition,
                              credential::Face face = credential::Face::vouched);

/// A report as a tree of lines with marks, words and sources (web/templates/report.html).
std::vector<View> report_view(const Visit& visit, const std::vector<Finding>& findings);
std::string mark_svg(Outcome outcome);

}  // namespace credex::web
