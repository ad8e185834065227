#include "service/jobs.h"

#include <malloc.h>

#include <algorithm>
#include <future>

#include "service/award_row.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/confirmations.h"
#include "service/issuer_face.h"
#include "service/lti.h"
#include "service/mail.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "service/webhooks.h"
#include "store/audit.h"

namespace credex::service {
namespace {

constexpr std::int64_t k_piece = 1000;
constexpr std::int64_t k_check_piece = 20;
constexpr std::int64_t k_pieces_ahead = 8;
/// Signed and not kept yet, at most.
constexpr std::size_t k_pieces_waiting = 2;
/// How long a piece is signed at most.
constexpr std::chrono::seconds k_signing{4};
/// How long an open desk's key and definition are taken as they were.
constexpr std::chrono::seconds k_desk_life{5};
constexpr std::chrono::seconds k_lease{15};

/// Takes the oldest job that waits or whose server has not been heard of for a while.
std::optional<store::Job> take_job(Platform& platform) {
  const Instant now = platform.now();
  auto mine = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::Job>(
        tx,
        "state = 'waiting' OR (state = 'running' AND (lease < ?1 OR owner = ?2)) ORDER BY CASE owner WHEN ?2 THEN 0 "
        "ELSE 1 END, id LIMIT 1",
        {store::cell_from(now), platform.server_name});
  });
  if (!mine) return std::nullopt;
  // What is ours for a while yet need not be taken again.
  if (mine->owner == platform.server_name && mine->state == store::JobState::running && mine->lease > now + k_lease / 2)
    return mine;
  return store::writing(*platform.database, [&](store::Tx& tx) -> std::optional<store::Job> {
    auto job = store::find_one<store::Job>(
        tx,
        "state = 'waiting' OR (state = 'running' AND (lease < ?1 OR owner = ?2)) ORDER BY CASE owner WHEN ?2 THEN 0 "
        "ELSE 1 END, id LIMIT 1",
        {store::cell_from(now), platform.server_name});
    if (!job) return std::nullopt;
    job->state = store::JobState::running;
    job->owner = platform.server_name;
    job->lease = now + k_lease;
    store::update(tx, *job);
    return job;
  });
}

std::vector<store::JobRow> waiting_rows(store::Tx& tx, const std::string& job_id, std::int64_t after,
                                        std::int64_t count) {
  return store::find<store::JobRow>(tx, "job_id = ?1 AND number > ?3 AND state = 'waiting' ORDER BY number LIMIT ?2",
                                    {job_id, count, after});
}

/// Whether this row is still to be done; then it is done now. Two servers cannot both be told so.
bool finish_row(store::Tx& tx, const store::JobRow& row, store::RowState state, const std::string& output) {
  return tx.execute(
             "UPDATE job_row SET state = ?3, output = ?4 WHERE job_id = ?1 AND number = ?2 AND state = 'waiting'",
             {row.job_id, row.number, std::string{store::name_of(state)}, output}) == 1;
}

void note_progress(store::Tx& tx, const Platform& platform, const std::string& job_id, std::int64_t done,
                   std::int64_t failed) {
  tx.execute("UPDATE job SET done = done + ?2, failed = failed + ?3, lease = ?4 WHERE id = ?1",
             {job_id, done, failed, store::cell_from(platform.now() + k_lease)});
}

void end_job(Platform& platform, const std::string& job_id, store::JobState state, const std::string& error) {
  platform.database->write([&](store::Tx& tx) {
    if (tx.execute("UPDATE job SET state = ?2, error = ?3, finished = ?4 WHERE id = ?1 AND state = 'running'",
                   {job_id, std::string{store::name_of(state)}, error, store::cell_from(platform.now())}) == 0)
      return;
    const auto job = store::find_one<store::Job>(tx, "id = ?1", {job_id});
    if (!job || job->organisation_id.empty()) return;
    queue_event(tx, platform, job->organisation_id, "job.finished", [&](json::Arena& arena, json::Value data) {
      data.append(arena, "job", arena.string(job_id));
      data.append(arena, "kind", arena.string(job->kind));
      data.append(arena, "state", json::Value::string(store::name_of(state)));
      data.append(arena, "done", json::Value::integer(job->done));
      data.append(arena, "failed", json::Value::integer(job->failed));
      if (!error.empty()) data.append(arena, "error", arena.string(error));
    });
  });
}

}  // namespace

/// A row's outcome before it is kept.
struct JobRunner::SignedRow {
  store::JobRow row{};
  std::optional<store::Award> award{};
  std::vector<credential::CellProblem> problems{};
};

JobRunner::JobRunner(Platform& platform) : platform_{platform} {}

JobRunner::~JobRunner() {
  stop();
  for (const auto& piece : keeping_) piece.wait();
}

void JobRunner::start() {
  // SQLite has one server: what another one was working on, it no longer does.
  if (platform_.database->kind() == store::Kind::sqlite) {
    platform_.database->write([](store::Tx& tx) { tx.execute("UPDATE job SET lease = 0 WHERE state = 'running'"); });
  }
  threads_.emplace_back([this] {
    while (!stopping_) {
      bool worked = false;
      try {
        worked = work_once();
      } catch (const store::Failure&) {
        // The database is away; the job is where it was, and is taken up again.
      }
      std::unique_lock lock{mutex_};
      if (!worked) wake_.wait_for(lock, std::chrono::milliseconds{50}, [this] { return stopping_.load(); });
    }
  });
  threads_.emplace_back([this] {
    while (!stopping_) {
      std::size_t tried = 0;
      try {
        tried = send_due_mail(platform_, [this] { return !stopping_; });
      } catch (const store::Failure&) {
        tried = 0;
      }
      std::unique_lock lock{mutex_};
      if (tried == 0) wake_.wait_for(lock, std::chrono::milliseconds{500}, [this] { return stopping_.load(); });
    }
  });
  // Courses in learning systems, whose time comes seldom.
  threads_.emplace_back([this] {
    while (!stopping_) {
      try {
        award_due_courses(platform_, [this] { return !stopping_; });
        // One look at a day's distance would do; who was told is not told again.
        if (reminded_ + std::chrono::hours{1} < std::chrono::steady_clock::now() ||
            reminded_ == decltype(reminded_){}) {
          reminded_ = std::chrono::steady_clock::now();
          remind_of_ends(platform_);
        }
      } catch (const store::Failure&) {
        // Its time comes again.
      }
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, std::chrono::seconds{2}, [this] { return stopping_.load(); });
    }
  });
  // Apart from mails: an address that answers slowly holds up nobody's mail.
  threads_.emplace_back([this] {
    while (!stopping_) {
      std::size_t tried = 0;
      try {
        tried = send_due_events(platform_, [this] { return !stopping_; });
      } catch (const store::Failure&) {
        tried = 0;
      }
      std::unique_lock lock{mutex_};
      if (tried == 0) wake_.wait_for(lock, std::chrono::milliseconds{500}, [this] { return stopping_.load(); });
    }
  });
}

void JobRunner::stop() {
  stopping_ = true;
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool JobRunner::work_once() {
  const auto job = take_job(platform_);
  if (!job) return false;
  const bool more = job->kind == "check" ? check_piece(*job) : issue_piece(*job);
  if (!more) {
    end_job(platform_, job->id, store::JobState::done, "");
    // What a large job used on many threads' heaps goes back to the system.
    if (job->total > k_piece) ::malloc_trim(0);
  }
  return true;
}

bool JobRunner::issue_piece(const store::Job& job) {
  auto parameters = json::parse(job.parameters);
  if (!parameters) {
    end_job(platform_, job.id, store::JobState::failed, parameters.error().to_string());
    return true;
  }
  const auto format = credential::format_from(parameters->root.text("format")).value_or(credential::Format::open_badge);

  // First: the rows behind those that are being kept.
  auto rows = std::make_shared<std::vector<SignedRow>>();
  const std::int64_t after = keeping_job_ == job.id ? kept_up_to_ : -1;
  platform_.database->read([&](store::Tx& tx) {
    rows->clear();
    for (store::JobRow& row : waiting_rows(tx, job.id, after, k_piece)) rows->push_back({.row = std::move(row)});
  });
  if (rows->empty()) {
    // Behind those that are being kept there is nothing; before them there may be, where keeping failed.
    const bool from_the_start = after < 0;
    wait_for_keeping();
    return !from_the_start;
  }
  if (auto opened = open_desk_for(job, parameters->root, static_cast<std::int64_t>(rows->size())); !opened) {
    wait_for_keeping();
    end_job(platform_, job.id, store::JobState::failed, opened.error().to_string());
    return true;
  }
  const auto desk = desk_->desk;

  // Then: sign, outside of any transaction, on every core, while the piece before is kept.
  const auto broken = sign_piece(*desk, *rows, desk_->next, job.id, format);
  desk_->next += static_cast<std::int64_t>(rows->size());
  if (broken) {
    // What ails the key ails every row; they wait, and the job can be begun again.
    wait_for_keeping();
    end_job(platform_, job.id, store::JobState::failed, broken->to_string());
    return true;
  }
  if (keeping_job_ != job.id) wait_for_keeping();
  wait_for_keeping(k_pieces_waiting - 1);
  keeping_job_ = job.id;
  kept_up_to_ = rows->back().row.number;
  // What the task holds it lets go of itself: its future lives as long as the one after it waits.
  keeping_.push_back(std::async(std::launch::async, [this, job, desk, rows = std::move(rows),
                                                     before = keeping_.empty() ? std::shared_future<void>{}
                                                                               : keeping_.back()]() mutable {
                       if (before.valid()) before.wait();
                       before = {};
                       const auto mine = std::move(rows);
                       keep_piece(job, *desk, *mine);
                     }).share());
  return true;
}

// For several pieces at once: to reserve places is to write, and would wait for the piece that is being kept. Places of
// a piece that is never kept stay empty.
Result<void> JobRunner::open_desk_for(const store::Job& job, const json::Value& parameters, std::int64_t places) {
  const Instant now = platform_.now();
  if (desk_ && desk_->job_id == job.id && desk_->end - desk_->next >= places && now - desk_->opened <= k_desk_life)
    return {};
  const std::int64_t left = std::max(places, job.total - job.done - job.failed);
  const std::int64_t reserved = std::min(left, k_pieces_ahead * k_piece);
  auto opened = transact(*platform_.database, [&](store::Tx& tx) {
    return open_desk(tx, platform_, std::string{parameters.text("definition")}, parameters.get("version").as_integer(),
                     reserved);
  });
  if (!opened) return std::move(opened).error();
  const std::int64_t first = opened->first_index;
  desk_ = {.desk = std::make_shared<const SigningDesk>(std::move(*opened)),
           .job_id = job.id,
           .next = first,
           .end = first + reserved,
           .opened = now};
  return {};
}

void JobRunner::wait_for_keeping(std::size_t left) {
  while (keeping_.size() > left) {
    const auto oldest = std::move(keeping_.front());
    keeping_.pop_front();
    try {
      oldest.get();
    } catch (...) {
      // Its rows wait still, and are found again from the start of the job.
      for (const auto& other : keeping_) other.wait();
      keeping_.clear();
      keeping_job_.clear();
      kept_up_to_ = -1;
      throw;
    }
  }
  if (left > 0) return;
  keeping_job_.clear();
  kept_up_to_ = -1;
}

std::optional<Error> JobRunner::sign_piece(const SigningDesk& desk, std::vector<SignedRow>& rows,
                                           std::int64_t first_index, const std::string& job_id,
                                           credential::Format format) {
  const std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  while (processors_.size() < workers) processors_.push_back(std::make_unique<rdf::jsonld::Processor>());
  std::optional<Error> broken;
  std::mutex broken_mutex;
  // A slow token signs fewer than a whole piece, so that progress shows and the lease does not run out.
  const auto deadline = std::chrono::steady_clock::now() + k_signing;
  std::atomic<std::size_t> next{0};
  const auto sign_some = [&](std::size_t worker) {
    auto maker = maker_for(platform_, desk, format, *processors_[worker]);
    while (std::chrono::steady_clock::now() < deadline) {
      const std::size_t i = next++;
      if (i >= rows.size()) return;
      auto row = row_from_json(rows[i].row.input);
      if (!row) {
        rows[i].problems.push_back({.message = row.error().message});
        continue;
      }
      auto award = sign_row(platform_, desk, *row, first_index + static_cast<std::int64_t>(i), format, maker);
      if (award) {
        award->batch_id = job_id;
        rows[i].award = std::move(*award);
      } else if (award.error().code.starts_with("crypto.")) {
        const std::scoped_lock lock{broken_mutex};
        broken = award.error();
      } else {
        rows[i].problems.push_back(
            {.row = row->row.number, .message = award.error().message, .allowed = award.error().remedy});
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t worker = 1; worker < workers; ++worker) threads.emplace_back(sign_some, worker);
  sign_some(0);
  for (std::thread& thread : threads) thread.join();
  if (next < rows.size()) rows.resize(next);
  return broken;
}

void JobRunner::keep_piece(const store::Job& job, const SigningDesk& desk, const std::vector<SignedRow>& rows) {
  bool withdrawn = false;
  platform_.database->write([&](store::Tx& tx) {
    std::int64_t done = 0;
    std::int64_t failed = 0;
    withdrawn = !is_in_force(tx, desk);
    if (withdrawn) return;
    if (store::count(tx, "job WHERE id = ?1 AND state = 'running'", {job.id}) == 0) return;
    for (const SignedRow& row : rows) {
      if (!row.award) {
        if (finish_row(tx, row.row, store::RowState::failed, problems_json(row.problems))) ++failed;
        continue;
      }
      const bool already = !tx.query("SELECT 1 FROM award WHERE uri = ?1", {row.award->uri}).empty();
      if (!finish_row(tx, row.row, store::RowState::done, already ? "" : row.award->id)) continue;
      ++done;
      if (!already) keep_award(tx, platform_, desk, *row.award);
    }
    note_progress(tx, platform_, job.id, done, failed);
    Actor actor;
    actor.person = store::Person{.id = job.person_id};
    audit(tx, platform_, actor, "cohort.issue", job.organisation_id, job.id, std::to_string(done));
  });
  if (withdrawn)
    end_job(platform_, job.id, store::JobState::failed, "the mandate to seal was withdrawn while this went on");
}

bool JobRunner::check_piece(const store::Job& job) {
  const auto rows =
      store::reading(*platform_.database, [&](store::Tx& tx) { return waiting_rows(tx, job.id, -1, k_check_piece); });
  if (rows.empty()) return false;
  std::vector<std::string> outputs;
  for (const store::JobRow& row : rows) {
    json::Arena arena;
    json::Value out = json::Value::object(arena);
    auto input = json::parse(row.input);
    const std::string bytes = input ? unkept_form(std::string{input->root.text("content")}) : "";
    auto checked = check_credential(platform_, bytes);
    if (checked) {
      constexpr std::string_view k_standings[] = {"sound", "caution", "fails", "unknown"};
      out.append(arena, "standing", json::Value::string(k_standings[static_cast<int>(checked->standing)]));
      out.append(arena, "verdict", arena.string(checked->verdict));
      out.append(arena, "args", json::texts(arena, checked->verdict_args));
      out.append(arena, "namesClaim", json::Value::boolean(checked->names_claim));
      out.append(arena, "issuer", vouching_value(arena, checked->who));
      if (checked->contents) {
        out.append(arena, "title", arena.string(checked->contents->definition.title.any()));
        out.append(arena, "learner", arena.string(checked->contents->award.learner.name()));
      }
    } else {
      out.append(arena, "standing", json::Value::string("unreadable"));
      out.append(arena, "verdict", arena.string(checked.error().message));
    }
    outputs.push_back(json::write(out));
  }
  platform_.database->write([&](store::Tx& tx) {
    std::int64_t done = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
      done += finish_row(tx, rows[i], store::RowState::done, outputs[i]) ? 1 : 0;
    note_progress(tx, platform_, job.id, done, 0);
  });
  return true;
}

Result<store::Job> start_check(Platform& platform, const Actor& actor, const std::vector<NamedFile>& files) {
  if (files.empty()) return invalid("no file came", "file", "choose at least one");
  const Instant now = platform.now();
  store::Job job{.id = new_id(now),
                 .kind = "check",
                 .person_id = actor.name(),
                 .state = store::JobState::waiting,
                 .title = std::to_string(files.size()),
                 .parameters = "{}",
                 .total = static_cast<std::int64_t>(files.size()),
                 .created = now};
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, job);
    std::int64_t number = 0;
    for (const NamedFile& file : files) {
      json::Arena arena;
      json::Value input = json::Value::object(arena);
      input.append(arena, "name", json::Value::string(file.name));
      input.append(arena, "content", arena.string(kept_form(file.content)));
      store::insert(tx, store::JobRow{.job_id = job.id, .number = ++number, .input = json::write(input)});
    }
  });
  return job;
}

Result<store::Job> job_of(Platform& platform, const Actor& actor, const std::string& id) {
  auto job = store::reading(*platform.database,
                            [&](store::Tx& tx) { return store::find_one<store::Job>(tx, "id = ?1", {id}); });
  if (!job) return not_found("this job");
  // A check belongs to whoever has its address, which cannot be guessed; the others to their organisation.
  if (job->kind != "check" && !may(actor, "award.see", job->organisation_id)) return not_found("this job");
  return std::move(*job);
}

std::vector<store::Job> jobs_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::Job>(tx, "organisation_id = ?1 ORDER BY id DESC LIMIT 100", {organisation_id});
  });
}

std::vector<store::JobRow> job_rows(Platform& platform, const std::string& job_id, store::RowState state,
                                    std::int64_t after, std::int64_t count) {
  // The state stands in the words of the query, and their numbers are asked for alone: so the index of the failed ones
  // serves, and a job of which none failed is not read through.
  const std::string where = "job_id = ?1 AND number IN (SELECT number FROM job_row WHERE state = '" +
                            std::string{store::name_of(state)} +
                            "' AND job_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3) ORDER BY number";
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::JobRow>(tx, where, {job_id, after, count});
  });
}

}  // namespace credex::service
