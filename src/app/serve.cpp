#include "app/serve.h"

#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <iostream>
#include <thread>

#include "app/commands.h"
#include "app/files.h"
#include "app/http_fetch.h"
#include "app/metrics.h"
#include "app/smtp.h"
#include "http/server.h"
#include "protocol/api.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "service/demonstration.h"
#include "service/jobs.h"
#include "web/site.h"

namespace credex::app {
namespace {

Instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

std::string one_line(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

/// A mail that nobody asked to be sent anywhere: kept for the page of the demonstration.
service::SendMail kept_mail() {
  return [](const std::string&, const std::string&, const std::string&) { return Result<void>{}; };
}

service::SendMail no_mail() {
  return [](const std::string&, const std::string&, const std::string&) -> Result<void> {
    return Error{
        .code = "app.mail", .message = "no mail server is set", .remedy = "set smtp_url; mails wait until then"};
  };
}

http::Response plain_refusal(int status, const std::string& reason) { return http::text(reason + "\n", status); }

/// Waits for the signal that ends the server, in a thread of its own.
class StopOnSignal {
 public:
  explicit StopOnSignal(http::Server& server) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::thread{[this, &server] {
      int signal = 0;
      sigwait(&signals_, &signal);
      server.stop();
    }};
  }
  ~StopOnSignal() {
    // Where the server ended by itself, the waiting thread is woken.
    pthread_kill(thread_.native_handle(), SIGUSR2);
    thread_.join();
  }

 private:
  sigset_t signals_{};
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<service::Platform>> open_server_platform(const Configuration& configuration) {
  std::string database = configuration.database;
  if (database.empty()) {
    std::error_code problem;
    std::filesystem::create_directories(configuration.data, problem);
    if (problem)
      return Error{.code = "app.folder",
                   .message = "the folder cannot be made: " + problem.message(),
                   .where = configuration.data,
                   .remedy = "choose a folder that this user may write to"};
    // It holds keys and people's data: its owner's alone.
    ::chmod(configuration.data.c_str(), 0700);
    database = "sqlite:" + configuration.data + "/credex.db";
  }
  auto opened = store::Database::open(database, configuration.connections);
  if (!opened) return std::move(opened).error();
  service::SendMail mail = no_mail();
  if (!configuration.smtp_url.empty()) {
    mail = smtp_mail({.url = configuration.smtp_url,
                      .user = configuration.smtp_user,
                      .password = configuration.smtp_password,
                      .from = configuration.settings.mail_from});
  } else if (configuration.settings.demo) {
    mail = kept_mail();
  }
  try {
    auto platform = service::open_platform(
        std::move(*opened), configuration.settings,
        http_fetch({.allow_private = configuration.allow_private, .allow_plain_http = configuration.allow_private}),
        std::move(mail), now);
    if (!platform) return platform;
    credential::VerifierOptions options;
    if (!configuration.trust.empty()) {
      if (auto read = read_trust(configuration.trust, options); !read) return std::move(read).error();
    }
    (*platform)->checker = std::make_unique<service::Checker>(std::move(options), (*platform)->fetch);
    return platform;
  } catch (const store::Failure& problem) {
    return Error{.code = "store.open", .message = problem.what(), .remedy = "see the database's own log"};
  }
}

int serve(Configuration configuration) {
  auto log = spdlog::stderr_logger_mt("credex");
  log->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc);
  if (auto checked = check_configuration(configuration); !checked) return fail(checked.error(), false);
  auto platform = open_server_platform(configuration);
  if (!platform) return fail(platform.error(), false);
  service::Platform& p = **platform;
  Metrics metrics;
  web::Site site{p};
  http::Router router;
  protocol::Api api{p, configuration.api_rate};
  std::atomic<bool> stopping{false};
  const auto answer = [&](const http::Request& request) -> http::Response {
    const auto begun = std::chrono::steady_clock::now();
    std::vector<std::string> parts;
    bool other_method = false;
    http::Response out;
    std::string route = "none";
    if (request.path == "/healthz") {
      out = http::text("ok\n");
    } else if (request.path == "/readyz") {
      out = stopping ? http::text("stopping\n", 503) : http::text("ready\n");
    } else if (request.path == "/metrics") {
      out = http::text(metrics.text(p), 200, "text/plain; version=0.0.4; charset=utf-8");
    } else if (const auto* found = router.find(request.method, request.path, parts, other_method)) {
      route = found->pattern;
      http::Request with_parts = request;
      with_parts.parts = std::move(parts);
      try {
        out = found->handler(with_parts);
      } catch (const store::Failure& problem) {
        log->error(R"("event":"store","path":{},"problem":{})", one_line(request.path), one_line(problem.what()));
        const web::Visit visit{.platform = p, .request = request};
        out = request.path.starts_with("/api/")
                  ? protocol::problem({.code = "store.broken",
                                       .message = "the database cannot answer just now",
                                       .remedy = "try again in a moment; nothing was half done"},
                                      503)
                  : http::text("The database cannot answer just now. Try again in a moment; nothing was half done.\n",
                               503);
      } catch (const std::exception& problem) {
        log->error(R"("event":"exception","path":{},"problem":{})", one_line(request.path), one_line(problem.what()));
        out = http::text("Something went wrong here. Request " + request.id + ".\n", 500);
      }
    } else if (request.path.starts_with("/api/")) {
      out = protocol::problem(
          other_method
              ? Error{.code = "api.method",
                      .message = "this address does not take " + request.method,
                      .remedy = "see /api"}
              : Error{.code = "service.not_found", .message = "there is nothing at this address", .remedy = "see /api"},
          other_method ? 405 : 404);
    } else {
      web::Visit visit{.platform = p, .request = request};
      visit.session = service::session_of(p, request.cookie("credex"));
      out = web::error_page(visit, service::not_found("this page"));
      if (other_method) out.status = 405;
    }
    web::secure(out, p);
    const auto took = std::chrono::steady_clock::now() - begun;
    metrics.count(route, out.status, took);
    log->info(R"("event":"request","id":"{}","method":{},"path":{},"status":{},"ms":{:.3f},"bytes":{})", request.id,
              one_line(request.method), one_line(request.path), out.status,
              std::chrono::duration<double, std::milli>(took).count(), out.body.size());
    return out;
  };
  auto server = http::Server::open(
      configuration.server,
      {.answer = answer,
       .max_body = [&](std::string_view method, std::string_view path) { return router.max_body(method, path); },
       .refusal = plain_refusal});
  if (!server) return fail(server.error(), false);
  if (configuration.server.port == 0 && !configuration.public_url_said)
    p.settings.public_url =
        p.settings.public_url.substr(0, p.settings.public_url.rfind(':') + 1) + std::to_string((*server)->port());
  try {
    if (p.settings.demo) {
      if (auto made = service::make_demonstration(p); !made) return fail(made.error(), false);
    }
  } catch (const store::Failure& problem) {
    return fail({.code = "store.broken", .message = problem.what(), .remedy = "is the disk full?"}, false);
  }

  api.add_routes(router);
  site.add_routes(router);
  const StopOnSignal stop{**server};
  service::JobRunner jobs{p};
  jobs.start();
  std::thread refresher{[&] {
    for (int n = 0; !stopping; ++n) {
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
      // What other servers on this database have published.
      if (n % 20 != 19) continue;
      try {
        p.catalogue->refresh(*p.database);
      } catch (const store::Failure& problem) {
        log->warn(R"("event":"refresh","problem":{})", one_line(problem.what()));
      }
    }
  }};
  std::cout << "ready: " << p.settings.public_url << "\n" << std::flush;
  (*server)->run();
  stopping = true;
  refresher.join();
  jobs.stop();
  log->info(R"("event":"stopped")");
  return k_good;
}

}  // namespace credex::app
