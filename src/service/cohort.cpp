#include <algorithm>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/translate.h"
#include "credential/xlsx.h"
#include "service/award_row.h"
#include "service/jobs.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::size_t k_max_problems = 500;
constexpr std::size_t k_sample = 5;

/// What a prepared job keeps.
struct Parameters {
  std::string definition_id{};
  std::int64_t version = 0;
  std::string format{};
  std::string sheet{};
  std::map<std::string, std::string> columns{};
};

std::string parameters_json(const Parameters& in) {
  json::Arena arena;
  json::Value out = json::Value::object(arena);
  out.append(arena, "definition", json::Value::string(in.definition_id));
  out.append(arena, "version", json::Value::integer(in.version));
  out.append(arena, "format", json::Value::string(in.format));
  json::Value columns = json::Value::object(arena);
  for (const auto& [heading, column] : in.columns) columns.append(arena, heading, json::Value::string(column));
  out.append(arena, "columns", columns);
  // Any encoding, so not as text.
  if (!in.sheet.empty()) out.append(arena, "sheet", arena.string(base64(as_bytes(in.sheet))));
  return json::write(out);
}

Result<Parameters> parameters_of(const store::Job& job) {
  auto parsed = json::parse(job.parameters);
  if (!parsed) return std::move(parsed).error();
  Parameters out{.definition_id = std::string{parsed->root.text("definition")},
                 .version = parsed->root.get("version").as_integer(),
                 .format = std::string{parsed->root.text("format")}};
  for (const json::Member& member : parsed->root.get("columns").members())
    out.columns[std::string{member.key}] = member.value.as_string();
  if (!parsed->root.text("sheet").empty()) {
    auto bytes = from_base64(parsed->root.text("sheet"));
    if (!bytes) return std::move(bytes).error();
    out.sheet = as_text(*bytes);
  }
  return out;
}

Result<store::Job> prepared_job(Platform& platform, const Actor& actor, const std::string& job_id) {
  auto job = store::reading(*platform.database,
                            [&](store::Tx& tx) { return store::find_one<store::Job>(tx, "id = ?1", {job_id}); });
  if (!job) return not_found("this job");
  if (auto allowed = demand(actor, "award.issue", job->organisation_id); !allowed) return std::move(allowed).error();
  if (job->state != store::JobState::prepared) return conflict("this was begun already", "look at its progress");
  return std::move(*job);
}

Result<credential::AwardSheet> open_sheet(const Platform& platform, const Parameters& parameters,
                                          const DefinitionView& definition) {
  std::string text = parameters.sheet;
  if (credential::is_xlsx(text)) {
    auto csv = credential::csv_from_xlsx(text);
    if (!csv) return std::move(csv).error();
    text = std::move(*csv);
  }
  auto sheet = credential::Sheet::open(std::move(text));
  if (!sheet) return std::move(sheet).error();
  return credential::AwardSheet::open(std::move(*sheet),
                                      {.definition_id = definition.content.id,
                                       .definition_version = std::to_string(definition.version.number),
                                       .now = std::chrono::floor<std::chrono::seconds>(platform.now()),
                                       .said = parameters.columns});
}

Result<DefinitionView> definition_of(Platform& platform, const Parameters& parameters) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return published_definition(tx, parameters.definition_id, parameters.version);
  });
}

void insert_row(store::Tx& tx, const std::string& job_id, const credential::AwardRow& row) {
  const bool good = row.problems.empty();
  // A bad row keeps its cells as they came, so that nothing of what was sent is lost.
  std::string input = good ? row_json(row) : "";
  if (!good) {
    json::Arena arena;
    json::Value cells = json::Value::array(arena);
    for (const std::string& cell : row.row.cells) cells.push(arena, json::Value::string(cell));
    input = json::write(cells);
  }
  store::insert(tx, store::JobRow{.job_id = job_id,
                                  .number = static_cast<std::int64_t>(row.row.number),
                                  .state = good ? store::RowState::waiting : store::RowState::failed,
                                  .input = std::move(input),
                                  .output = good ? "" : problems_json(row.problems)});
}

}  // namespace

Result<store::Job> prepare_cohort(Platform& platform, const Actor& actor, const std::string& definition_id,
                                  const std::string& file_name, const std::string& bytes, credential::Format format) {
  auto definition = published_definition(platform, definition_id);
  if (!definition) return std::move(definition).error();
  const std::string& organisation = definition->record.organisation_id;
  if (auto allowed = demand(actor, "award.issue", organisation); !allowed) return std::move(allowed).error();
  Parameters parameters{.definition_id = definition_id,
                        .version = definition->version.number,
                        .format = std::string{format_name(format)},
                        .sheet = bytes};
  // Only what no columns could mend is refused here: a file that is no sheet.
  std::string text = bytes;
  if (credential::is_xlsx(text)) {
    auto csv = credential::csv_from_xlsx(text);
    if (!csv) return std::move(csv).error();
    text = std::move(*csv);
  }
  if (auto sheet = credential::Sheet::open(std::move(text)); !sheet) return std::move(sheet).error();
  const Instant now = platform.now();
  store::Job job{.id = new_id(now),
                 .kind = "issue",
                 .organisation_id = organisation,
                 .person_id = actor.name(),
                 .state = store::JobState::prepared,
                 .title = file_name.empty() ? "awards.csv" : utf8_prefix(file_name, 200),
                 .parameters = parameters_json(parameters),
                 .created = now};
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, job);
    audit(tx, platform, actor, "cohort.prepare", organisation, job.id, job.title);
  });
  return job;
}

Result<CohortPreview> preview_cohort(Platform& platform, const Actor& actor, const std::string& job_id) {
  auto job = prepared_job(platform, actor, job_id);
  if (!job) return std::move(job).error();
  auto parameters = parameters_of(*job);
  if (!parameters) return std::move(parameters).error();
  auto definition = definition_of(platform, *parameters);
  if (!definition) return std::move(definition).error();
  CohortPreview out{.job = std::move(*job), .definition = std::move(*definition)};
  auto sheet = open_sheet(platform, *parameters, out.definition);
  if (!sheet) {
    // No column says who the learner is: the headings are shown, so that a person can say which does.
    std::string text = parameters->sheet;
    if (credential::is_xlsx(text)) text = std::move(*credential::csv_from_xlsx(text));
    auto bare = credential::Sheet::open(std::move(text));
    if (!bare) return std::move(bare).error();
    out.headings = bare->headings();
    for (const std::string& heading : out.headings) {
      const auto said = parameters->columns.find(heading);
      out.columns.push_back(said == parameters->columns.end() ? "" : said->second);
    }
    out.problems.push_back({.row = 1, .message = sheet.error().message, .allowed = "Say below which column is which"});
    out.bad = 1;
    return out;
  }
  out.recognised = sheet->recognised();
  out.headings = sheet->headings();
  out.columns = sheet->columns();
  out.rows = sheet->rows();
  credential::AwardRow row;
  std::vector<std::string> uris;
  while (sheet->next(row)) {
    if (!row.problems.empty()) {
      ++out.bad;
      for (auto& problem : row.problems) {
        if (out.problems.size() < k_max_problems) out.problems.push_back(std::move(problem));
      }
      continue;
    }
    ++out.good;
    uris.push_back(row.award.id);
    if (out.sample.size() < k_sample) out.sample.push_back(row);
  }
  out.already = store::reading(*platform.database, [&](store::Tx& tx) {
    std::size_t known = 0;
    for (const std::string& uri : uris) known += tx.query("SELECT 1 FROM award WHERE uri = ?1", {uri}).size();
    return known;
  });
  return out;
}

Result<void> map_cohort(Platform& platform, const Actor& actor, const std::string& job_id,
                        const std::map<std::string, std::string>& columns) {
  auto job = prepared_job(platform, actor, job_id);
  if (!job) return std::move(job).error();
  auto parameters = parameters_of(*job);
  if (!parameters) return std::move(parameters).error();
  const auto known = credential::AwardSheet::column_names();
  for (const auto& [heading, column] : columns) {
    if (!column.empty() && std::ranges::find(known, column) == known.end())
      return invalid("'" + column + "' is no column of an award", heading, "choose of the list");
  }
  parameters->columns = columns;
  job->parameters = parameters_json(*parameters);
  platform.database->write([&](store::Tx& tx) { store::update(tx, *job); });
  return {};
}

Result<store::Job> start_cohort(Platform& platform, const Actor& actor, const std::string& job_id) {
  auto job = prepared_job(platform, actor, job_id);
  if (!job) return std::move(job).error();
  auto parameters = parameters_of(*job);
  if (!parameters) return std::move(parameters).error();
  auto definition = definition_of(platform, *parameters);
  if (!definition) return std::move(definition).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Job> {
    auto sheet = open_sheet(platform, *parameters, *definition);
    if (!sheet) return std::move(sheet).error();
    auto current = store::find_one<store::Job>(tx, "id = ?1 AND state = 'prepared'", {job_id});
    if (!current) return conflict("this was begun already", "look at its progress");
    current->total = 0;
    current->failed = 0;
    credential::AwardRow row;
    while (sheet->next(row)) {
      insert_row(tx, job_id, row);
      ++current->total;
      if (!row.problems.empty()) ++current->failed;
    }
    Parameters kept = *parameters;
    kept.sheet.clear();
    // The headings stay, for the sheet of what failed.
    json::Arena arena;
    json::Value headings = json::Value::array(arena);
    for (const std::string& heading : sheet->headings()) headings.push(arena, json::Value::string(heading));
    auto document = json::parse(parameters_json(kept));
    document->root.append(*document->arena, "headings", headings);
    current->parameters = json::write(document->root);
    current->state = definition->organisation.two_person ? store::JobState::asked : store::JobState::waiting;
    store::update(tx, *current);
    audit(tx, platform, actor, "cohort.start", current->organisation_id, job_id, std::to_string(current->total));
    return std::move(*current);
  });
}

Result<store::Job> begin_release(Platform& platform, const Actor& actor, const DefinitionView& definition,
                                 const credential::AwardRow& row, credential::Format format) {
  const Instant now = platform.now();
  store::Job job{.id = new_id(now),
                 .kind = "issue",
                 .organisation_id = definition.record.organisation_id,
                 .person_id = actor.name(),
                 .state = store::JobState::asked,
                 .title = row.award.learner.name(),
                 .parameters = parameters_json({.definition_id = definition.record.id,
                                                .version = definition.version.number,
                                                .format = std::string{format_name(format)}}),
                 .total = 1,
                 .created = now};
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, job);
    insert_row(tx, job.id, row);
    audit(tx, platform, actor, "award.ask_release", job.organisation_id, job.id);
  });
  return job;
}

Result<void> release_job(Platform& platform, const Actor& actor, const std::string& job_id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto job = store::find_one<store::Job>(tx, "id = ?1", {job_id});
    if (!job) return not_found("this job");
    if (auto allowed = demand(actor, "award.release", job->organisation_id); !allowed) return allowed;
    if (job->state != store::JobState::asked) return conflict("this does not wait for release", "look at its state");
    if (job->person_id == actor.name())
      return conflict("whoever asked does not release: a second person does", "ask another signer");
    job->state = store::JobState::waiting;
    store::update(tx, *job);
    audit(tx, platform, actor, "award.release", job->organisation_id, job_id);
    return {};
  });
}

Result<void> cancel_job(Platform& platform, const Actor& actor, const std::string& job_id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto job = store::find_one<store::Job>(tx, "id = ?1", {job_id});
    if (!job) return not_found("this job");
    if (auto allowed = demand(actor, "award.issue", job->organisation_id); !allowed) return allowed;
    if (job->finished) return conflict("this has ended already", "what was issued can be revoked");
    job->state = store::JobState::cancelled;
    job->finished = platform.now();
    store::update(tx, *job);
    audit(tx, platform, actor, "cohort.cancel", job->organisation_id, job_id);
    return {};
  });
}

std::string failed_rows_csv(Platform& platform, const store::Job& job, std::string_view language) {
  std::vector<std::string> headings;
  if (auto parameters = json::parse(job.parameters)) {
    for (const json::Value& heading : parameters->root.get("headings").items())
      headings.emplace_back(heading.as_string());
  }
  const std::size_t columns = headings.size();
  headings.emplace_back("reason");
  std::string out = credential::csv_line(headings);
  for (std::int64_t after = -1;;) {
    const auto rows = job_rows(platform, job.id, store::RowState::failed, after, 1000);
    for (const store::JobRow& row : rows) {
      std::vector<std::string> cells;
      if (auto input = json::parse(row.input)) {
        for (const json::Value& cell : input->root.items()) cells.emplace_back(cell.as_string());
      }
      cells.resize(columns);
      std::string why;
      for (auto& problem : problems_from_json(row.output)) {
        problem.message = translate(language, problem.message, {});
        problem.allowed = translate(language, problem.allowed, {});
        why += (why.empty() ? "" : " ") + problem.to_string();
      }
      cells.push_back(why);
      out += credential::csv_line(cells);
      after = row.number;
    }
    if (rows.size() < 1000) return out;
  }
}

}  // namespace credex::service
