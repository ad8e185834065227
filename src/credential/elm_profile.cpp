#include "credential/elm_profile.h"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/embedded.h"
#include "rdf/shacl/validate.h"

namespace credex::credential {
namespace {

using rdf::Dataset;
using rdf::TermId;

/// Reads the table line by line into a shapes graph; the table's head says what its words mean.
class ProfileReader {
 public:
  Dataset read(std::string_view text) {
    std::string class_iri;
    TermId shape{};
    while (!text.empty()) {
      const auto end = text.find('\n');
      std::string_view line = text.substr(0, end);
      text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
      if (line.starts_with("# prefix ")) {
        line.remove_prefix(9);
        const auto space = line.find(' ');
        prefixes_[std::string{line.substr(0, space - 1)}] = line.substr(space + 1);
      } else if (line.starts_with('[')) {
        shape = out_.fresh_blank();
        add(shape, type(), sh("NodeShape"));
        add(shape, sh("targetClass"), iri(line.substr(1, line.size() - 2)));
      } else if (!line.empty() && !line.starts_with('#')) {
        property(shape, line);
      }
    }
    return std::move(out_);
  }

 private:
  TermId sh(std::string_view name) { return out_.iri(std::string{rdf::shacl::k_ns} + std::string{name}); }
  TermId type() { return out_.iri(rdf::iri::rdf_type); }
  TermId integer(std::string_view text) { return out_.literal(text, rdf::iri::xsd_integer); }
  void add(TermId s, TermId p, TermId o) { out_.add(s, p, o); }

  TermId iri(std::string_view name) {
    if (name.starts_with('<')) return out_.iri(name.substr(1, name.size() - 2));
    const auto colon = name.find(':');
    return out_.iri(prefixes_[std::string{name.substr(0, colon)}] + std::string{name.substr(colon + 1)});
  }

  static std::string_view word(std::string_view& line) {
    const auto space = line.find(' ');
    const std::string_view out = line.substr(0, space);
    line = space == std::string_view::npos ? std::string_view{} : line.substr(space + 1);
    return out;
  }

  void property(TermId shape, std::string_view line) {
    const TermId node = out_.fresh_blank();
    add(shape, sh("property"), node);
    add(node, sh("path"), iri(word(line)));
    const std::string_view count = word(line);
    const auto dots = count.find("..");
    if (count.substr(0, dots) != "0") add(node, sh("minCount"), integer(count.substr(0, dots)));
    if (count.substr(dots + 2) != "*") add(node, sh("maxCount"), integer(count.substr(dots + 2)));
    while (!line.empty()) {
      const std::string_view item = word(line);
      const auto equals = item.find('=');
      const std::string_view key = item.substr(0, equals);
      const std::string_view value = equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1);
      if (key == "datatype") add(node, sh("datatype"), iri(value));
      if (key == "kind") add(node, sh("nodeKind"), sh(value));
      if (key == "max") add(node, sh("maxInclusive"), integer(value));
      if (key == "one-per-language") add(node, sh("uniqueLang"), out_.literal("true", rdf::iri::xsd_boolean));
      if (key == "class") classes(node, value);
      if (key == "scheme") scheme(node, value);
      if (key == "with") with(node, value);
    }
  }

  void classes(TermId node, std::string_view names) {
    if (names.find('|') == std::string_view::npos) return add(node, sh("class"), iri(names));
    std::vector<TermId> choices;
    while (!names.empty()) {
      const auto bar = names.find('|');
      const TermId choice = out_.fresh_blank();
      add(choice, sh("class"), iri(names.substr(0, bar)));
      choices.push_back(choice);
      names = bar == std::string_view::npos ? std::string_view{} : names.substr(bar + 1);
    }
    TermId list = out_.iri(rdf::iri::rdf_nil);
    for (auto it = choices.rbegin(); it != choices.rend(); ++it) {
      const TermId cell = out_.fresh_blank();
      add(cell, out_.iri(rdf::iri::rdf_first), *it);
      add(cell, out_.iri(rdf::iri::rdf_rest), list);
      list = cell;
    }
    add(node, sh("or"), list);
  }

  // A concept that says to be in the scheme. One shape a scheme.
  void scheme(TermId node, std::string_view uri) {
    TermId& shape = schemes_[std::string{uri}];
    if (shape == TermId::none) {
      shape = out_.fresh_blank();
      const TermId inner = out_.fresh_blank();
      add(shape, type(), sh("NodeShape"));
      add(shape, sh("property"), inner);
      add(inner, sh("path"), iri("skos:inScheme"));
      add(inner, sh("nodeKind"), sh("IRI"));
      // The list of accreditation types is the one whose scheme need not say that it is a scheme.
      if (uri != "http://data.europa.eu/snb/accreditation/25831c2") add(inner, sh("class"), iri("skos:ConceptScheme"));
      add(inner, sh("hasValue"), out_.iri(uri));
    }
    add(node, sh("node"), shape);
  }

  void with(TermId node, std::string_view value) {
    const auto bar = value.find('|');
    const TermId shape = out_.fresh_blank();
    const TermId inner = out_.fresh_blank();
    add(node, sh("node"), shape);
    add(shape, type(), sh("NodeShape"));
    add(shape, sh("property"), inner);
    add(inner, sh("path"), iri(value.substr(0, bar)));
    add(inner, sh("class"), iri(value.substr(bar + 1)));
    add(inner, sh("minCount"), integer("1"));
    add(inner, sh("maxCount"), integer("1"));
  }

  Dataset out_;
  std::map<std::string, std::string> prefixes_;
  std::map<std::string, TermId> schemes_;
};

struct Known {
  Profile profile;
  std::string_view address;
  const char* file;
};
constexpr Known k_known[] = {
    {Profile::generic_full, "http://data.europa.eu/snb/model/ap/edc-generic-full", "elm/edc-profile.txt"},
    {Profile::accredited, "http://data.europa.eu/snb/model/ap/edc-accredited", "elm/edc-accredited.txt"},
    {Profile::issued_by_mandate, "http://data.europa.eu/snb/model/ap/edc-issued-by-mandate",
     "elm/edc-issued-by-mandate.txt"}};

rdf::shacl::Shapes make_profile(const char* file) {
  auto shapes = rdf::shacl::Shapes::from(ProfileReader{}.read(embedded_file(file).value_or("")));
  if (!shapes) {
    // The table is built in: that it does not read is a mistake in the build, which tests catch.
    std::fprintf(stderr, "credex: %s\n", shapes.error().to_string().c_str());
    std::abort();
  }
  return std::move(*shapes);
}

}  // namespace

std::string_view profile_address(Profile profile) { return k_known[static_cast<std::size_t>(profile)].address; }

std::vector<Profile> profiles_of(const json::Value& credential) {
  std::vector<Profile> out{Profile::generic_full};
  for (const json::Value& schema : json::as_list(credential.get("credentialSchema"))) {
    for (const Known& known : k_known) {
      if (schema.text("id") == known.address && known.profile != Profile::generic_full) out.push_back(known.profile);
    }
  }
  return out;
}

const rdf::shacl::Shapes& edc_profile(Profile profile) {
  static const rdf::shacl::Shapes k_profiles[] = {make_profile(k_known[0].file), make_profile(k_known[1].file),
                                                  make_profile(k_known[2].file)};
  return k_profiles[static_cast<std::size_t>(profile)];
}

Report check_edc_profile(const Dataset& dataset, const std::vector<Profile>& profiles) {
  const rdf::Graph graph{dataset};
  Report out;
  for (const Profile profile : profiles) {
    const rdf::shacl::Shapes& shapes = edc_profile(profile);
    auto validation = rdf::shacl::validate(shapes, graph);
    if (!validation) {
      out.add({.rule = "shacl.unjudged",
               .outcome = Outcome::unknown,
               .message = "shacl.problem",
               .args = {validation.error().message},
               .source = "SHACL"});
      continue;
    }
    Report judged = rdf::shacl::validation_report(shapes, graph, *validation);
    for (Finding& finding : judged.findings) {
      if (finding.subject.empty()) finding.subject = profile_address(profile);
      out.add(std::move(finding));
    }
  }
  return out;
}

Result<void> rdf_for_profiles(rdf::jsonld::Processor& processor, json::Arena& arena, const json::Value& credential,
                              Dataset& into) {
  namespace jsonld = rdf::jsonld;
  if (auto done =
          processor.to_rdf(arena, credential, into,
                           {.safety = jsonld::Safety::safe, .rdf_direction = jsonld::RdfDirection::i18n_datatype});
      !done)
    return done;
  for (const rdf::Quad& quad : into.quads()) {
    if (!into.is_literal(quad.object)) continue;
    if (!into.term(into.term(quad.object).datatype).value.starts_with(rdf::iri::i18n)) continue;
    into.clear();
    return processor.to_rdf(arena, credential, into);
  }
  return {};
}

}  // namespace credex::credential
