#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "credential/award_sheet.h"
#include "credential/issue.h"
#include "service/actor.h"
#include "service/awards.h"
#include "service/definitions.h"

namespace credex::service {

/// A sheet that was sent, before anything is signed: a job in the state `prepared`.
struct CohortPreview {
  store::Job job{};
  DefinitionView definition{};
  std::vector<std::string> recognised{};  ///< what was recognised, in sentences
  std::vector<std::string> headings{};
  std::vector<std::string> columns{};               ///< by heading; empty is not used
  std::vector<credential::AwardRow> sample{};       ///< the first good rows
  std::vector<credential::CellProblem> problems{};  ///< the first 500
  std::size_t rows = 0;
  std::size_t good = 0;
  std::size_t already = 0;  ///< issued before
  std::size_t bad = 0;
};

/// Takes a sheet (CSV in any encoding, XLSX) for a published definition. Errors "credential.sheet".
Result<store::Job> prepare_cohort(Platform& platform, const Actor& actor, const std::string& definition_id,
                                  const std::string& file_name, const std::string& bytes, credential::Format format);
/// What it would give. Nothing is signed.
Result<CohortPreview> preview_cohort(Platform& platform, const Actor& actor, const std::string& job_id);
/// What a person says of the columns: heading and column (empty: not used).
Result<void> map_cohort(Platform& platform, const Actor& actor, const std::string& job_id,
                        const std::map<std::string, std::string>& columns);
/// Begins the work on the good rows; the bad ones are kept with their reasons. Where the organisation asks for a second
/// person, the job waits for release_job().
Result<store::Job> start_cohort(Platform& platform, const Actor& actor, const std::string& job_id);
Result<void> release_job(Platform& platform, const Actor& actor, const std::string& job_id);
Result<void> cancel_job(Platform& platform, const Actor& actor, const std::string& job_id);
/// A single award that waits for a second person.
Result<store::Job> begin_release(Platform& platform, const Actor& actor, const DefinitionView& definition,
                                 const credential::AwardRow& row, credential::Format format);

/// Many credentials to be judged, each with its file's name; the job is whoever's holds its id.
struct NamedFile {
  std::string name{};
  std::string content{};
};
Result<store::Job> start_check(Platform& platform, const Actor& actor, const std::vector<NamedFile>& files);

Result<store::Job> job_of(Platform& platform, const Actor& actor, const std::string& id);
std::vector<store::Job> jobs_of(Platform& platform, const std::string& organisation_id);
std::vector<store::JobRow> job_rows(Platform& platform, const std::string& job_id, store::RowState state,
                                    std::int64_t after, std::int64_t count);
/// The rows that failed as a sheet, with a column that says why in `language`, to be mended and sent again.
std::string failed_rows_csv(Platform& platform, const store::Job& job, std::string_view language);

/// Does the work: one piece at a time, each kept whole with the job's progress, so that a server that dies loses
/// nothing and does nothing twice. Several servers share the work of one database.
class JobRunner {
 public:
  explicit JobRunner(Platform& platform);
  ~JobRunner();
  void start();
  void stop();
  /// Does one piece of the oldest job; false where there is none. For start()'s thread, and for tests.
  bool work_once();

 private:
  struct SignedRow;
  /// A desk with places in its status list reserved for several pieces of a job.
  struct OpenDesk {
    std::shared_ptr<const SigningDesk> desk{};
    std::string job_id{};
    std::int64_t next = 0;  ///< the first place that is free
    std::int64_t end = 0;   ///< behind the last
    Instant opened{};
  };
  bool issue_piece(const store::Job& job);
  /// Sees to it that `desk_` is one for this job, with at least so many places.
  Result<void> open_desk_for(const store::Job& job, const json::Value& parameters, std::int64_t places);
  std::optional<Error> sign_piece(const SigningDesk& desk, std::vector<SignedRow>& rows, std::int64_t first_index,
                                  const std::string& job_id, credential::Format format);
  void keep_piece(const store::Job& job, const SigningDesk& desk, const std::vector<SignedRow>& rows);
  /// Until no more than `left` pieces are still being kept; a Failure of one of them is thrown here, when none is.
  void wait_for_keeping(std::size_t left = 0);
  bool check_piece(const store::Job& job);

  std::chrono::steady_clock::time_point reminded_{};  ///< when whose confirmation ends was looked at last
  Platform& platform_;
  std::vector<std::unique_ptr<rdf::jsonld::Processor>> processors_;
  std::optional<OpenDesk> desk_;  ///< only the working thread uses it
  // Pieces are kept, one after another, while the next are signed; only the working thread uses these.
  std::deque<std::shared_future<void>> keeping_;
  std::string keeping_job_;
  std::int64_t kept_up_to_ = -1;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
};

}  // namespace credex::service
