#include "service/open_data.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "credential/sheet.h"
#include "rdf/jsonld/processor.h"
#include "rdf/nquads.h"
#include "rdf/turtle.h"
#include "service/assessments.h"
#include "service/consultations.h"
#include "service/pilots.h"
#include "service/policy_briefs.h"
#include "service/practices.h"
#include "service/sector_framework.h"

namespace credex::service {
namespace {

std::string number(double value) { return fmt::format("{:.6g}", value); }
std::string number(const std::optional<double>& value) { return value ? number(*value) : ""; }
std::string number(const std::optional<std::int64_t>& value) { return value ? std::to_string(*value) : ""; }

void framework_rows(Platform& platform, OpenTable& into) {
  for (const VersionLine& line : framework_versions(platform)) {
    const auto work = framework_version(platform, line.number);
    if (!work) continue;
    for (const cocreation::Clause& one : work->clauses) {
      std::string sources;
      for (const std::string& source : one.sources) sources += (sources.empty() ? "" : "; ") + source;
      into.rows.push_back({framework_url(platform, *work) + "#" + one.id, work->version, work->date, one.id,
                           std::string{cocreation::clause_kind_name(one.kind)}, one.title, one.text, sources});
    }
  }
}

void assessment_rows(Platform& platform, OpenTable& into) {
  for (const FrameworkLine& line : assessed_frameworks(platform)) {
    for (const AssessmentView& view : assessment_history(platform, line.framework.slug)) {
      const assessment::Assessment& a = view.result;
      into.rows.push_back({platform.url("/assessments/" + view.run.id), view.framework.title, view.framework.kind,
                           view.framework.country, view.framework.region, to_string(date_of(*view.run.published)),
                           view.run.rubric, number(a.total), number(a.range.low), number(a.range.high),
                           a.sampling ? number(a.sampling->low) : "", a.sampling ? number(a.sampling->high) : "",
                           number(a.alpha), std::to_string(a.assessors), a.standing.band,
                           view.framework.fictional ? "true" : "false"});
    }
  }
}

void indicator_rows(Platform& platform, OpenTable& into) {
  for (const FrameworkLine& line : assessed_frameworks(platform)) {
    for (const AssessmentView& view : assessment_history(platform, line.framework.slug)) {
      for (const assessment::IndicatorScore& one : view.result.indicators) {
        const std::string url = platform.url("/assessments/" + view.run.id);
        into.rows.push_back({url + "#" + one.indicator->id, url, one.indicator->id, one.indicator->title,
                             std::string{assessment::state_name(one.state)}, number(one.value),
                             one.raters > 0 ? std::to_string(one.least) : "",
                             one.raters > 0 ? std::to_string(one.most) : "", std::to_string(one.raters)});
      }
    }
  }
}

void practice_rows(Platform& platform, OpenTable& into) {
  for (const PracticeView& view : published_practices(platform)) {
    const cocreation::Practice& p = view.practice;
    std::string indicators;
    for (const std::string& id : p.indicators) indicators += (indicators.empty() ? "" : " ") + id;
    into.rows.push_back({platform.url("/practices/" + p.id), p.title, p.matter, p.context.country, p.context.sector,
                         p.context.provider, p.context.size, p.done, p.effect,
                         std::string{cocreation::effect_evidence_name(p.evidence)}, p.evidence_link, p.cost,
                         p.cost_hours ? number(*p.cost_hours) : "", indicators, p.is_fictional ? "true" : "false"});
  }
}

void pilot_rows(Platform& platform, OpenTable& into) {
  for (const PilotView& view : pilots(platform)) {
    const auto e = evaluation_of(platform, {}, view.record.slug);
    if (!e) continue;
    const std::string url = platform.url("/pilots/" + view.record.slug);
    for (const cocreation::Breakdown& breakdown : e->breakdowns) {
      for (const auto& [what, list] :
           {std::pair{"completion", &breakdown.completion}, {"attainment", &breakdown.attainment}}) {
        for (const cocreation::Share& one : *list)
          into.rows.push_back({url + "#" + what + "-" + breakdown.matter + "-" + one.what, url, view.record.title,
                               view.pilot.model, what, breakdown.matter, one.what, "", number(one.of),
                               number(one.share), one.interval ? number(one.interval->low) : "",
                               one.interval ? number(one.interval->high) : ""});
      }
    }
    for (const cocreation::Change& one : e->changes)
      into.rows.push_back({url + "#change-" + one.instrument + "-" + one.cohort, url, view.record.title,
                           view.pilot.model, "hedges_g", "cohort", one.cohort,
                           one.instrument + " " + std::string{cocreation::phase_name(one.phase)},
                           one.n > 0 ? std::to_string(one.n) : "", one.effect ? number(one.effect->g) : "",
                           one.effect ? number(one.effect->g_interval.low) : "",
                           one.effect ? number(one.effect->g_interval.high) : ""});
    if (e->cost_per_award)
      into.rows.push_back({url + "#cost", url, view.record.title, view.pilot.model, "cost_per_award", "", "",
                           view.pilot.currency, "", number(*e->cost_per_award), "", ""});
  }
}

void consultation_rows(Platform& platform, OpenTable& into) {
  for (const ConsultationLine& line : consultations(platform)) {
    const cocreation::Consultation c = consultation_content(platform, line.record);
    std::map<std::string, std::string> constituencies;
    for (const cocreation::Voice& one : c.voices)
      constituencies[one.id] = cocreation::constituency_name(one.constituency);
    std::map<std::string, std::string> clauses;
    for (const cocreation::Item& one : c.items) clauses[one.id] = one.clause;
    const std::string url = platform.url("/consultations/" + line.record.slug);
    for (const cocreation::Remark& one : c.remarks)
      into.rows.push_back({url + "#" + one.id, url, line.record.title, one.item, clauses[one.item],
                           std::to_string(one.round), constituencies[one.voice],
                           std::string{cocreation::remark_kind_name(one.kind)}, one.text, one.proposed,
                           std::string{cocreation::fate_name(one.fate)}, one.answer, one.version});
  }
}

void policy_rows(Platform& platform, OpenTable& into) {
  for (const PolicyIndicator& one : policy_indicators(platform)) {
    const std::string url = platform.url("/europe#" + one.id);
    if (one.targets.empty()) into.rows.push_back({url, one.id, number(one.value), "", "", ""});
    for (const PolicyIndicator::Target& target : one.targets)
      into.rows.push_back({url + "-" + std::to_string(target.year), one.id, number(one.value),
                           std::to_string(target.year), number(target.value), target.source});
  }
}

void recommendation_rows(Platform& platform, OpenTable& into) {
  for (const store::PolicyBrief& record : briefs(platform)) {
    const auto brief = brief_view(platform, record.slug, "en");
    if (!brief) continue;
    int n = 0;
    for (const KeptRecommendation& one : brief->recommendations) {
      std::string figures;
      for (const KeptFigure& figure : one.figures) figures += (figures.empty() ? "" : "; ") + figure.words;
      const std::string url = platform.url("/policy/" + record.slug);
      into.rows.push_back({url + "#" + std::to_string(++n), url, record.title, record.addressee, record.country,
                           std::to_string(n), one.words, figures, one.source, to_string(date_of(record.made))});
    }
  }
}

using Fill = void (*)(Platform&, OpenTable&);
struct Entry {
  OpenTable table;
  Fill fill;
};
const std::vector<Entry>& entries() {
  static const std::vector<Entry> k_entries{
      {{"sector-framework",
        "Sector framework, clause by clause",
        "Every version of the sector framework of micro-credentials for the cultural and creative industries.",
        {{"url", "permanent address of the clause in the version"},
         {"version", "number of the version"},
         {"issued", "day of the version"},
         {"clause", "identifier of the clause, the same in all versions"},
         {"kind", "definition, level, competence_area, sector_template or quality_rule"},
         {"title", "title of the clause"},
         {"text", "text of the clause"},
         {"sources", "documents that it rests on"}},
        {}},
       framework_rows},
      {{"assessments",
        "Assessments of local frameworks",
        "Published assessments of micro-credential frameworks against the guidelines of the European Union, with range "
        "and agreement.",
        {{"url", "address of the assessment"},
         {"framework", "title of the framework"},
         {"kind", "country, region, institution or sector"},
         {"country", "ISO 3166-1 alpha-2"},
         {"region", "region"},
         {"issued", "day of publication"},
         {"rubric", "rubric and its version"},
         {"total", "score, 0 to 1"},
         {"rangeLow", "were what has no evidence 0"},
         {"rangeHigh", "were what has no evidence 4"},
         {"intervalLow", "95 per cent over assessors, bootstrap"},
         {"intervalHigh", "95 per cent over assessors, bootstrap"},
         {"alpha", "Krippendorff's alpha, ordinal"},
         {"assessors", "how many rated"},
         {"standing", "standing in words"},
         {"fictional", "true: of a demonstration"}},
        {}},
       assessment_rows},
      {{"indicators",
        "Scores by indicator",
        "The value of each indicator in each published assessment.",
        {{"url", "address of the score"},
         {"assessment", "address of the assessment"},
         {"indicator", "identifier in the rubric"},
         {"title", "title of the indicator"},
         {"state", "rated, moderated, measured, no_evidence or not_applicable"},
         {"value", "0 to 4"},
         {"least", "lowest rating"},
         {"most", "highest rating"},
         {"assessors", "how many rated it"}},
        {}},
       indicator_rows},
      {{"practices",
        "Register of best practices",
        "Practices that two reviewers found others can learn from.",
        {{"url", "address of the practice"},
         {"title", "title"},
         {"matter", "one of nine: design to transferability"},
         {"country", "ISO 3166-1 alpha-2"},
         {"sector", "sub-sector"},
         {"provider", "kind of provider"},
         {"size", "size of the organisation"},
         {"done", "what was done"},
         {"effect", "what it brought"},
         {"evidence", "what the effect rests on"},
         {"evidenceLink", "address of the figures"},
         {"cost", "cost in words"},
         {"costHours", "hours of work, once"},
         {"indicators", "indicators of the rubric that it helps"},
         {"fictional", "true: of a demonstration"}},
        {}},
       practice_rows},
      {{"pilots",
        "Pilots of learning models, aggregates",
        "Completion, attainment, effect sizes and cost of evaluated pilots. Numbers that few people stand behind are "
        "left out.",
        {{"url", "address of the figure"},
         {"pilot", "address of the pilot"},
         {"title", "title of the pilot"},
         {"model", "learning model"},
         {"figure", "completion, attainment, hedges_g or cost_per_award"},
         {"by", "by which matter people are told apart"},
         {"group", "the group"},
         {"of", "instrument and time, or currency"},
         {"people", "how many"},
         {"value", "share, effect size or amount"},
         {"intervalLow", "95 per cent"},
         {"intervalHigh", "95 per cent"}},
        {}},
       pilot_rows},
      {{"consultations",
        "Consultations, remark by remark",
        "What was said in consultations, for which constituency, and what became of it. Without names.",
        {{"url", "address of the remark"},
         {"consultation", "address of the consultation"},
         {"title", "title of the consultation"},
         {"item", "what it is about"},
         {"clause", "clause of the sector framework"},
         {"round", "number of the round"},
         {"constituency", "for whom it was said"},
         {"kind", "comment or amendment"},
         {"text", "the remark"},
         {"proposed", "wording that was proposed"},
         {"fate", "open, taken_up, taken_in_part or not_taken_up"},
         {"answer", "why"},
         {"version", "version of the framework that it went into"}},
        {}},
       consultation_rows},
      {{"indicators-2030",
        "Indicators and targets",
        "How far micro-credentials in the sector have come in Europe, beside the targets that the operator set.",
        {{"url", "address of the indicator"},
         {"indicator", "identifier"},
         {"value", "share 0 to 1, or a number"},
         {"year", "of the target"},
         {"target", "what is aimed at"},
         {"source", "who set it, where"}},
        {}},
       policy_rows},
      {{"recommendations",
        "Recommendations to policy",
        "Recommendations of policy briefs, each with the figures behind it as they were.",
        {{"url", "address of the recommendation"},
         {"brief", "address of the brief"},
         {"title", "title of the brief"},
         {"addressee", "member_state, region, sector_body or union"},
         {"country", "ISO 3166-1 alpha-2"},
         {"rank", "place in the brief"},
         {"text", "the recommendation"},
         {"figures", "the figures behind it"},
         {"source", "document that it follows"},
         {"issued", "day of the brief"}},
        {}},
       recommendation_rows},
  };
  return k_entries;
}

json::Value table_value(json::Arena& arena, const Platform& platform, const OpenTable& table) {
  const json::Value out = json::Value::object(arena);
  const json::Value context = json::Value::object(arena);
  context.append(arena, "@vocab", arena.string(platform.url("/open-data/terms#")));
  out.append(arena, "@context", context);
  const json::Value graph = json::Value::array(arena, table.rows.size());
  for (const auto& row : table.rows) {
    const json::Value node = json::Value::object(arena, row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string& cell = row[i];
      if (cell.empty()) continue;
      if (i == 0) {
        node.append(arena, "@id", arena.string(cell));
        continue;
      }
      const bool is_address = cell.starts_with(platform.settings.public_url + "/");
      if (is_address) {
        const json::Value link = json::Value::object(arena);
        link.append(arena, "@id", arena.string(cell));
        node.append(arena, table.columns[i].name, link);
      } else {
        node.append(arena, table.columns[i].name, arena.string(cell));
      }
    }
    graph.push(arena, node);
  }
  out.append(arena, "@graph", graph);
  return out;
}

constexpr const char* k_file_type = "http://publications.europa.eu/resource/authority/file-type/";
struct Form {
  const char* extension;
  const char* media_type;
  const char* file_type;
};
constexpr Form k_forms[] = {{"csv", "text/csv", "CSV"},
                            {"jsonld", "application/ld+json", "JSON_LD"},
                            {"nq", "application/n-quads", "RDF_N_QUADS"}};

json::Value dcat_value(json::Arena& arena, const Platform& platform) {
  const json::Value out = json::Value::object(arena, 12);
  const json::Value context = json::Value::object(arena);
  for (const auto& [key, value] : {std::pair{"dcat", "http://www.w3.org/ns/dcat#"},
                                   {"dct", "http://purl.org/dc/terms/"},
                                   {"foaf", "http://xmlns.com/foaf/0.1/"},
                                   {"xsd", "http://www.w3.org/2001/XMLSchema#"}})
    context.append(arena, key, json::Value::string(value));
  out.append(arena, "@context", context);
  const auto link = [&](const std::string& to) {
    const json::Value value = json::Value::object(arena);
    value.append(arena, "@id", arena.string(to));
    return value;
  };
  const auto english = [&](const std::string& words) {
    const json::Value value = json::Value::object(arena);
    value.append(arena, "@value", arena.string(words));
    value.append(arena, "@language", json::Value::string("en"));
    return value;
  };
  const auto day = [&](Instant instant) {
    const json::Value value = json::Value::object(arena);
    value.append(arena, "@value", arena.string(to_string(date_of(instant))));
    value.append(arena, "@type", json::Value::string("xsd:date"));
    return value;
  };
  const json::Value publisher = json::Value::object(arena);
  publisher.append(arena, "@id", arena.string(platform.url("/#publisher")));
  publisher.append(arena, "@type", json::Value::string("foaf:Agent"));
  publisher.append(arena, "foaf:name", arena.string(platform.settings.publisher));
  out.append(arena, "@id", arena.string(platform.url("/open-data")));
  out.append(arena, "@type", json::Value::string("dcat:Catalog"));
  out.append(arena, "dct:title", english("Open data on micro-credentials in the cultural and creative industries"));
  out.append(
      arena, "dct:description",
      english("Everything public on this platform: the sector framework in versions, assessments, practices, pilots, "
              "consultations, indicators and recommendations."));
  out.append(arena, "dct:publisher", publisher);
  out.append(arena, "dct:license", link(platform.settings.open_data_licence));
  out.append(arena, "dct:language", link("http://publications.europa.eu/resource/authority/language/ENG"));
  out.append(arena, "foaf:homepage", link(platform.url("/open-data")));
  out.append(arena, "dct:modified", day(platform.now()));
  const json::Value datasets = json::Value::array(arena);
  for (const Entry& entry : entries()) {
    const OpenTable& table = entry.table;
    const json::Value dataset = json::Value::object(arena, 14);
    const std::string url = platform.url("/open-data/" + table.id);
    dataset.append(arena, "@id", arena.string(url));
    dataset.append(arena, "@type", json::Value::string("dcat:Dataset"));
    dataset.append(arena, "dct:identifier", arena.string(url));
    dataset.append(arena, "dct:title", english(table.title));
    dataset.append(arena, "dct:description", english(table.description));
    dataset.append(arena, "dct:publisher", link(platform.url("/#publisher")));
    const json::Value themes = json::Value::array(arena);
    for (const char* theme : {"EDUC", "GOVE"})
      themes.push(arena, link(std::string{"http://publications.europa.eu/resource/authority/data-theme/"} + theme));
    dataset.append(arena, "dcat:theme", themes);
    dataset.append(arena, "dct:spatial", link("http://publications.europa.eu/resource/authority/continent/EUROPE"));
    dataset.append(arena, "dct:accrualPeriodicity",
                   link("http://publications.europa.eu/resource/authority/frequency/CONT"));
    dataset.append(arena, "dct:accessRights",
                   link("http://publications.europa.eu/resource/authority/access-right/PUBLIC"));
    dataset.append(arena, "dcat:landingPage", link(url));
    const json::Value distributions = json::Value::array(arena);
    for (const Form& form : k_forms) {
      const json::Value one = json::Value::object(arena, 8);
      const std::string file = url + "." + form.extension;
      one.append(arena, "@id", arena.string(file + "#distribution"));
      one.append(arena, "@type", json::Value::string("dcat:Distribution"));
      one.append(arena, "dcat:accessURL", link(file));
      one.append(arena, "dcat:downloadURL", link(file));
      one.append(arena, "dct:license", link(platform.settings.open_data_licence));
      one.append(arena, "dct:format", link(std::string{k_file_type} + form.file_type));
      one.append(arena, "dcat:mediaType",
                 link(std::string{"http://www.iana.org/assignments/media-types/"} + form.media_type));
      distributions.push(arena, one);
    }
    dataset.append(arena, "dcat:distribution", distributions);
    datasets.push(arena, dataset);
  }
  out.append(arena, "dcat:dataset", datasets);
  return out;
}

Result<rdf::Dataset> rdf_of(json::Arena& arena, const json::Value& value) {
  rdf::jsonld::Processor processor;
  rdf::Dataset out;
  auto made = processor.to_rdf(arena, value, out, {.safety = rdf::jsonld::Safety::safe});
  if (!made) return std::move(made).error();
  return out;
}

}  // namespace

std::vector<OpenTable> open_tables() {
  std::vector<OpenTable> out;
  for (const Entry& one : entries()) out.push_back(one.table);
  return out;
}

Result<OpenTable> open_table(Platform& platform, const std::string& id) {
  for (const Entry& one : entries()) {
    if (one.table.id != id) continue;
    OpenTable out = one.table;
    one.fill(platform, out);
    return out;
  }
  return not_found("this dataset");
}

std::string table_csv(const OpenTable& table) {
  std::vector<std::string> names;
  for (const OpenColumn& one : table.columns) names.push_back(one.name);
  std::string out = credential::csv_line(names);
  for (const auto& row : table.rows) out += credential::csv_line(row);
  return out;
}

std::string table_jsonld(const Platform& platform, const OpenTable& table) {
  json::Arena arena;
  return json::write(table_value(arena, platform, table));
}

Result<std::string> table_nquads(const Platform& platform, const OpenTable& table) {
  json::Arena arena;
  auto dataset = rdf_of(arena, table_value(arena, platform, table));
  if (!dataset) return std::move(dataset).error();
  return rdf::write_nquads(*dataset);
}

std::string dcat_jsonld(const Platform& platform) {
  json::Arena arena;
  return json::write_pretty(dcat_value(arena, platform));
}

Result<std::string> dcat_turtle(const Platform& platform) {
  json::Arena arena;
  auto dataset = rdf_of(arena, dcat_value(arena, platform));
  if (!dataset) return std::move(dataset).error();
  return rdf::write_turtle(*dataset, {{"dcat", "http://www.w3.org/ns/dcat#"},
                                      {"dct", "http://purl.org/dc/terms/"},
                                      {"foaf", "http://xmlns.com/foaf/0.1/"},
                                      {"xsd", "http://www.w3.org/2001/XMLSchema#"}});
}

}  // namespace credex::service
