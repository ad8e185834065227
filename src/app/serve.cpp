#include "app/serve.h"

#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <iostream>
#include <thread>

#include "app/clock.h"
#include "app/commands.h"
#include "app/dns.h"
#include "app/esco.h"
#include "app/files.h"
#include "app/front.h"
#include "app/http_fetch.h"
#include "app/log.h"
#include "app/registers.h"
#include "app/smtp.h"
#include "document/unpacking.h"
#include "http/server.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "service/confirmed.h"
#include "service/demonstration.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "service/jobs.h"
#include "service/learning_record.h"
#include "service/presentations.h"
#include "service/talent_search.h"
#include "service/vc_api.h"

namespace credex::app {
namespace {

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
  explicit StopOnSignal(std::function<void()> stop) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::thread{[this, stop = std::move(stop)] {
      int signal = 0;
      sigwait(&signals_, &signal);
      stop();
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

/// Looks every two seconds for what other servers on this database have published, and does, some at a time, what is
/// due each day: searchable profiles are verified anew, holders told that a credential ends.
class CatalogueRefresher {
 public:
  CatalogueRefresher(service::Platform& platform, spdlog::logger& log, std::shared_ptr<Registers> registers) {
    thread_ = std::thread{[this, &platform, &log, registers = std::move(registers)] {
      std::unique_lock lock{mutex_};
      std::size_t rounds = 0;
      while (!wake_.wait_for(lock, std::chrono::seconds{2}, [this] { return ending_.load(); })) {
        try {
          platform.catalogue->refresh(*platform.database);
          ++rounds;
          if (registers && rounds % k_rounds_of_an_hour == 0) {
            registers->load(platform.now());
            for (const RegisterState& one : registers->state()) {
              if (!one.problem.empty())
                log.warn(R"("event":"register","place":{},"problem":{})", json_text(one.place), json_text(one.problem));
            }
          }
          if (rounds % 30 != 0) continue;
          service::recheck_talent(platform, 500);
          service::judge_due_holdings(platform, 500, [this] { return !ending_; });
          service::remind_of_endings(platform, 500);
          service::judge_holders_again(platform, 500);
        } catch (const store::Failure& problem) {
          log.warn(R"("event":"refresh","problem":{})", json_text(problem.what()));
        }
      }
    }};
  }
  CatalogueRefresher(const CatalogueRefresher&) = delete;
  CatalogueRefresher& operator=(const CatalogueRefresher&) = delete;
  ~CatalogueRefresher() {
    {
      const std::scoped_lock lock{mutex_};
      ending_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  static constexpr std::size_t k_rounds_of_an_hour = 1800;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

/// The registers that the configuration names. One that lies in a file has to be good at the start; an address may be
/// away, and is asked again.
Result<std::shared_ptr<Registers>> open_registers(const Configuration& configuration, Fetch fetch, Instant at) {
  if (configuration.issuers.empty()) return std::shared_ptr<Registers>{};
  auto out = Registers::open(configuration.issuers, std::move(fetch));
  if (!out) return std::move(out).error();
  (*out)->load(at);
  for (const RegisterState& one : (*out)->state()) {
    if (!one.problem.empty() && !one.place.starts_with("https://"))
      return Error{
          .code = "app.registers", .message = one.problem, .where = one.place, .remedy = "mend it, or leave it out"};
  }
  return out;
}

/// The certificate by which wallets know who asks them; it must be of our own host.
Result<void> set_request_signer(service::Platform& platform, const Configuration& configuration) {
  if (configuration.request_certificate.empty() && configuration.request_key.empty()) return {};
  const auto bad = [](std::string message) {
    return Error{.code = "app.configuration",
                 .message = std::move(message),
                 .where = "request_certificate",
                 .remedy = "give request_certificate and request_key of a certificate for the host of public_url"};
  };
  auto certificate = read_file(configuration.request_certificate);
  if (!certificate) return bad(certificate.error().message);
  auto key = read_file(configuration.request_key);
  if (!key) return bad(key.error().message);
  auto signer = crypto::PrivateKey::from_file_bytes(*key + "\n" + *certificate, "");
  if (!signer) return bad(signer.error().message);
  const auto chain = (*signer)->certificates();
  auto own = chain.empty() ? Result<crypto::Certificate>{bad("there is no certificate in it")}
                           : crypto::Certificate::from_der(chain[0]);
  if (!own) return bad(own.error().message);
  const std::string host = service::own_host(platform);
  if (!crypto::certifies_host(*own, host)) return bad("the certificate is not for " + host);
  platform.request_signer = std::move(*signer);
  return {};
}

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
    auto esco = open_esco(configuration.esco.empty() ? usual_esco(configuration.data) : configuration.esco);
    if (!esco) return std::move(esco).error();
    (*platform)->use_esco(std::move(*esco));
    (*platform)->unpacking = &document::unpacking();
    if (auto set = set_request_signer(**platform, configuration); !set) return std::move(set).error();
    if (!configuration.wallet_providers.empty()) {
      credential::VerifierOptions providers;
      if (auto read = read_trust(configuration.wallet_providers, providers); !read) return std::move(read).error();
      if (providers.anchors.empty())
        return Error{.code = "app.configuration",
                     .message = "wallet providers are known by certificates, and there are none",
                     .where = configuration.wallet_providers,
                     .remedy = "put certificates (*.pem, *.crt, *.cer, *.der) into the folder"};
      (*platform)->wallet_providers = std::move(providers.anchors);
    }
    credential::VerifierOptions options;
    if (!configuration.trust.empty()) {
      if (auto read = read_trust(configuration.trust, options); !read) return std::move(read).error();
    }
    options.registries.ebsi = configuration.ebsi_registry;
    service::ask_here(options, **platform);
    (*platform)->look_up_text = dns_text();
    if (!configuration.contexts.empty()) {
      auto contexts = read_contexts(configuration.contexts);
      if (!contexts) return std::move(contexts).error();
      options.context_texts = std::make_shared<const credential::ContextTexts>(std::move(*contexts));
      (*platform)->contexts = options.context_texts;
    }
    (*platform)->checker = std::make_unique<service::Checker>(std::move(options), (*platform)->fetch);
    return platform;
  } catch (const store::Failure& problem) {
    return Error{.code = "store.open", .message = problem.what(), .remedy = "see the database's own log"};
  }
}

int serve(Configuration configuration) {
  const auto log = open_log();
  if (auto checked = check_configuration(configuration); !checked) return fail(checked.error(), false);
  auto platform = open_server_platform(configuration);
  if (!platform) return fail(platform.error(), false);
  service::Platform& p = **platform;
  auto registers = open_registers(configuration, p.fetch, now());
  if (!registers) return fail(registers.error(), false);
  if (*registers) {
    p.checker->ask(*registers);
    p.registers = [kept = *registers] {
      std::vector<service::LoadedRegister> out;
      for (const RegisterState& one : kept->state())
        out.push_back({.name = one.name,
                       .source = one.place,
                       .entries = one.issuers,
                       .loaded = one.loaded,
                       .updated = one.updated,
                       .added = one.added,
                       .removed = one.removed,
                       .problem = one.problem});
      return out;
    };
  }
  Front front{p, configuration, log};
  auto server = http::Server::open(
      configuration.server,
      {.answer = [&](http::Request request) { return front.answer(std::move(request)); },
       .max_body = [&](std::string_view method, std::string_view path) { return front.max_body(method, path); },
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

  const StopOnSignal stop{[&] {
    front.stopping();
    (*server)->stop();
  }};
  service::JobRunner jobs{p};
  jobs.start();
  {
    const CatalogueRefresher refresher{p, *log, *registers};
    for (const std::string& issuer : service::demo_issuers(p)) std::cout << "demonstration issuer: " << issuer << "\n";
    std::cout << "ready: " << p.settings.public_url << "\n" << std::flush;
    (*server)->run();
  }
  jobs.stop();
  log->info(R"("event":"stopped")");
  return k_good;
}

}  // namespace credex::app
