#include <unistd.h>

#include <iostream>

#include "app/clock.h"
#include "app/commands.h"
#include "app/files.h"
#include "app/http_fetch.h"
#include "app/issue_folder.h"
#include "base/yaml.h"
#include "credential/award_sheet.h"
#include "credential/elm.h"
#include "credential/issue.h"
#include "framework/definition_file.h"
#include "framework/standard_check.h"

namespace credex::app {
namespace {

struct IssueArguments {
  std::string definition{};
  std::string awards{};
  std::string key{};
  std::string format{};
  std::string out{};
  std::string failed{};
  std::string issuer{};
  std::string tsa{};
  std::string status_list{};
  std::string mandate{};
  bool dry_run = false;
  bool json = false;
};

/// What a run came to, said at its end.
struct Tally {
  std::size_t good = 0;
  std::size_t already = 0;
  std::size_t failed = 0;
  std::vector<credential::CellProblem> problems{};
  std::vector<std::string> said{};
};

constexpr std::size_t k_problems_kept = 10'000;

void print_progress(std::size_t done, std::size_t all) {
  if (isatty(STDERR_FILENO) == 0 || (done % 50 != 0 && done != all)) return;
  std::cerr << "\r  " << done << " of " << all << " rows" << (done == all ? "\n" : "") << std::flush;
}

json::Value problem_value(json::Arena& arena, const credential::CellProblem& problem) {
  json::Value out = json::Value::object(arena, 5);
  out.append(arena, "row", json::Value::integer(static_cast<std::int64_t>(problem.row)));
  out.append(arena, "column", arena.string(problem.column));
  out.append(arena, "value", arena.string(problem.value));
  out.append(arena, "message", arena.string(problem.message));
  out.append(arena, "allowed", arena.string(problem.allowed));
  return out;
}

int print_tally(const IssueArguments& a, const Tally& tally, const std::string& failed_file) {
  if (a.json) {
    json::Arena arena;
    json::Value out = json::Value::object(arena);
    out.append(arena, a.dry_run ? "good" : "issued", json::Value::integer(static_cast<std::int64_t>(tally.good)));
    out.append(arena, "already_issued", json::Value::integer(static_cast<std::int64_t>(tally.already)));
    out.append(arena, "failed", json::Value::integer(static_cast<std::int64_t>(tally.failed)));
    json::Value recognised = json::Value::array(arena);
    for (const std::string& line : tally.said) recognised.push(arena, arena.string(line));
    out.append(arena, "recognised", recognised);
    json::Value problems = json::Value::array(arena);
    for (const auto& problem : tally.problems) problems.push(arena, problem_value(arena, problem));
    out.append(arena, "problems", problems);
    out.append(arena, "failed_rows", arena.string(failed_file));
    std::cout << json::write_pretty(out);
  } else {
    for (const auto& problem : tally.problems) std::cout << problem.to_string() << "\n";
    std::cout << (a.dry_run ? "Would issue " : "Issued ") << tally.good << ", " << tally.already << " issued before, "
              << tally.failed << " failed.\n";
    if (!failed_file.empty())
      std::cout << "The rows that failed, each with its reason, are in " << failed_file
                << "; mend them and issue that file.\n";
  }
  return tally.failed == 0 ? k_good : k_not_good;
}

/// Reads the definition; says on standard error what the standard check finds wanting.
Result<framework::MicroCredential> read_checked_definition(const IssueArguments& a) {
  auto text = read_file(a.definition);
  if (!text) return std::move(text).error();
  auto reading = framework::read_definition(*text);
  if (!reading) return std::move(reading).error().at(a.definition);
  if (!reading->problems.empty()) {
    for (std::size_t i = 1; i < reading->problems.size() && !a.json; ++i)
      std::cerr << "credex: " << a.definition << ": " << reading->problems[i].to_string() << "\n";
    return std::move(reading->problems[0]).at(a.definition);
  }
  if (!a.json) {
    const Report report =
        framework::check_standard({.definition = reading->definition, .today = date_of(this_second())});
    for (const Finding& finding : report.findings) {
      if (finding.outcome == Outcome::fail)
        std::cerr << "credex: " << a.definition << ": " << message_text(finding) << " (" << finding.source << ")\n";
    }
  }
  return std::move(reading->definition);
}

/// The mandate under which the key seals for the awarding body; its file need not repeat who that is.
Result<std::optional<framework::Mandate>> read_mandate(const IssueArguments& a,
                                                       const framework::MicroCredential& definition) {
  if (a.mandate.empty()) return std::optional<framework::Mandate>{};
  auto text = read_file(a.mandate);
  if (!text) return std::move(text).error();
  auto yaml = parse_yaml(*text);
  if (!yaml) return std::move(yaml).error().at(a.mandate);
  const json::Value& root = yaml->document.root;
  if (root.is_object() && root.find("given_by") == nullptr)
    root.set(*yaml->document.arena, "given_by",
             framework::definition_value(*yaml->document.arena, definition).get("awarding_body"));
  auto mandate = framework::mandate_of(root);
  if (!mandate) return std::move(mandate).error().at(a.mandate);
  return std::optional{std::move(*mandate)};
}

/// Judges and issues row after row; rows that fail go to the sheet of failed rows and stop nothing.
class Run {
 public:
  Run(const IssueArguments& a, const framework::MicroCredential& definition, credential::AwardSheet& sheet,
      IssueFolder& folder, credential::CredentialMaker* maker, credential::Format format,
      std::optional<framework::Mandate> mandate)
      : a_{a},
        definition_{definition},
        sheet_{sheet},
        folder_{folder},
        maker_{maker},
        format_{format},
        mandate_{std::move(mandate)} {}

  Result<Tally> run(const std::string& failed_file) {
    credential::AwardRow row;
    std::size_t done = 0;
    while (sheet_.next(row)) {
      if (row.problems.empty()) {
        if (auto result = one(row); !result) return std::move(result).error();
      }
      if (!row.problems.empty()) {
        if (auto kept = keep_failed(row, failed_file); !kept) return std::move(kept).error();
      }
      print_progress(++done, sheet_.rows());
    }
    return std::move(tally_);
  }

 private:
  Result<void> one(credential::AwardRow& row) {
    if (folder_.has(row.award.id)) {
      ++tally_.already;
      return {};
    }
    if (!a_.status_list.empty() && format_ != credential::Format::elm && format_ != credential::Format::sd_jwt)
      row.award.status = {{.list_url = a_.status_list, .index = folder_.next_index()}};
    row.award.mandate = mandate_;
    framework::MicroCredential own;
    const framework::MicroCredential* definition = &definition_;
    if (row.ects || row.hours) {
      own = definition_;
      if (row.ects) own.workload.ects = row.ects;
      if (row.hours) own.workload.hours = row.hours;
      definition = &own;
    }
    auto content = maker_ ? maker_->make(*definition, row.award) : dry(*definition, row.award);
    if (!content) {
      // What ails one row is that row's; a key or token that fails ails them all.
      if (content.error().code.starts_with("crypto.") || content.error().code.starts_with("proof.") ||
          content.error().code.starts_with("fetch."))
        return std::move(content).error();
      row.problems.push_back(
          {.row = row.row.number, .message = content.error().message, .allowed = content.error().remedy});
      return {};
    }
    if (auto put = folder_.put(row.award.id, *content, row.award.issued); !put) return put;
    ++tally_.good;
    return {};
  }

  // Everything but the signature.
  Result<std::string> dry(const framework::MicroCredential& definition, const credential::Award& award) {
    arena_.reset();
    if (format_ == credential::Format::elm) {
      auto made = credential::elm_from_award(arena_, definition, award);
      if (!made) return std::move(made).error();
    }
    return std::string{};
  }

  Result<void> keep_failed(const credential::AwardRow& row, const std::string& failed_file) {
    ++tally_.failed;
    std::string reasons;
    for (const auto& problem : row.problems) {
      (reasons += reasons.empty() ? "" : " ") += problem.to_string();
      if (tally_.problems.size() < k_problems_kept) tally_.problems.push_back(problem);
    }
    if (!failed_.is_open()) {
      failed_.open(failed_file, std::ios::trunc | std::ios::binary);
      if (!failed_)
        return Error{.code = "app.file",
                     .message = "the sheet of failed rows cannot be written",
                     .where = failed_file,
                     .remedy = "name another file with --failed"};
      std::vector<std::string> headings = sheet_.headings();
      headings.emplace_back("reason");
      failed_ << "\xEF\xBB\xBF" << credential::csv_line(headings);
    }
    std::vector<std::string> cells = row.row.cells;
    cells.resize(std::max(cells.size(), sheet_.headings().size()));
    cells.push_back(reasons);
    failed_ << credential::csv_line(cells);
    return {};
  }

  const IssueArguments& a_;
  const framework::MicroCredential& definition_;
  credential::AwardSheet& sheet_;
  IssueFolder& folder_;
  credential::CredentialMaker* maker_;
  credential::Format format_;
  std::optional<framework::Mandate> mandate_;
  json::Arena arena_;
  std::ofstream failed_;
  Tally tally_;
};

int run_issue(const IssueArguments& a) {
  const credential::Format format = credential::format_from(a.format).value_or(credential::Format::open_badge);
  auto definition = read_checked_definition(a);
  if (!definition) return fail(definition.error(), a.json);
  auto bytes = read_file(a.awards, std::size_t{128} * 1024 * 1024);
  if (!bytes) return fail(bytes.error(), a.json);
  auto sheet = credential::Sheet::open(std::move(*bytes));
  if (!sheet) return fail(std::move(sheet).error().at(a.awards), a.json);
  auto awards = credential::AwardSheet::open(
      std::move(*sheet),
      {.definition_id = definition->id, .definition_version = definition->version, .now = this_second()});
  if (!awards) return fail(std::move(awards).error().at(a.awards), a.json);
  const std::vector<std::string> said = awards->recognised();
  if (!a.json) {
    for (const std::string& line : said) std::cout << a.awards << ": " << line << "\n";
  }
  auto folder = IssueFolder::open(a.out, format, a.dry_run ? IssueFolder::Mode::dry : IssueFolder::Mode::write);
  if (!folder) return fail(folder.error(), a.json);
  std::unique_ptr<crypto::Signer> signer;
  if (!a.key.empty()) {
    auto opened = open_key(a.key);
    if (!opened) return fail(opened.error(), a.json);
    signer = std::move(*opened);
  } else if (!a.dry_run) {
    return fail({.code = "app.argument",
                 .message = "there is no key to sign with",
                 .remedy = "give --key FILE; credex key new makes one"},
                a.json);
  }
  auto mandate = read_mandate(a, *definition);
  if (!mandate) return fail(mandate.error(), a.json);
  rdf::jsonld::Processor processor;
  std::optional<credential::CredentialMaker> maker;
  if (signer && !a.dry_run) {
    // The time-stamping authority is the operator's own choice, and many answer on http.
    maker.emplace(*signer, processor, http_fetch({.allow_private = true, .allow_plain_http = true}),
                  credential::IssueOptions{.format = format, .tsa_url = a.tsa, .issuer_did = a.issuer});
  }
  const std::string sealer = (*mandate ? (**mandate).sealed_by : definition->awarding_body).legal_name.any();
  const std::string failed_file = !a.failed.empty() ? a.failed
                                  : a.dry_run       ? "failed-rows.csv"
                                                    : (std::filesystem::path{a.out} / "failed-rows.csv").string();
  std::error_code ignored;
  auto tally =
      Run{a, *definition, *awards, *folder, maker ? &*maker : nullptr, format, std::move(*mandate)}.run(failed_file);
  if (!tally) return fail(tally.error(), a.json);
  tally->said = said;
  if (!a.json && !a.dry_run && maker)
    std::cout << "Issuer: " << (format == credential::Format::elm ? sealer : maker->issuer_did()) << "\n";
  return print_tally(a, *tally, tally->failed == 0 ? "" : failed_file);
}

}  // namespace

void add_issue(Command& app, int& status) {
  auto* command = app.add_subcommand("issue", "issue a micro-credential to everyone in a spreadsheet");
  auto a = std::make_shared<IssueArguments>();
  command->add_option("--definition", a->definition, "the micro-credential's definition (YAML or JSON)")->required();
  command->add_option("--awards", a->awards, "the learners, one a row (CSV in any usual form)")->required();
  command->add_option("--key", a->key, "key file (JWK, PEM, PKCS#12) or pkcs11: URI");
  command->add_option("--format", a->format, "elm, ob3, ob3-jwt or sd-jwt")
      ->required()
      ->one_of({"elm", "ob3", "ob3-jwt", "sd-jwt"});
  command->add_option("--out", a->out, "the folder for the credentials")->required();
  command->add_option("--failed", a->failed,
                      "where to write the rows that failed; failed-rows.csv in the folder where absent");
  command->add_option("--issuer", a->issuer, "the issuer's DID, where it is not that of the key (did:web:...)");
  command->add_option("--tsa", a->tsa, "a time-stamping authority (RFC 3161) for ELM seals");
  command->add_option("--status-list", a->status_list,
                      "the URL at which you publish the status list (credex status); Open Badges only");
  command->add_option("--mandate", a->mandate,
                      "the mandate under which you seal for the awarding body (YAML or JSON; docs/mandates.md)");
  command->add_flag("--dry-run", a->dry_run, "judge every row and issue nothing");
  command->add_flag("--json", a->json, "the answer as JSON");
  command->callback([a, &status] { status = run_issue(*a); });
}

}  // namespace credex::app
