#include <filesystem>
#include <iostream>

#include "app/backup.h"
#include "app/commands.h"
#include "app/serve.h"
#include "service/organisations.h"
#include "store/audit.h"

namespace credex::app {
namespace {

struct ServeArguments {
  std::string config{};
  std::vector<std::pair<std::string, std::string>> said{};
  bool demo = false;
  bool json = false;
  std::string file{};
  std::string last{};
  std::string email{};
  std::string role{};
  bool take_back = false;
};

Result<Configuration> configuration_of(const ServeArguments& a) {
  auto out = read_configuration(a.config);
  if (!out) return out;
  for (const auto& [name, value] : a.said) {
    if (auto set = set_configuration(*out, name, value); !set) return std::move(set).error();
  }
  if (a.demo) out->settings.demo = true;
  return out;
}

/// A flag for each setting: --public-url for public_url.
void add_settings(Command& command, const std::shared_ptr<ServeArguments>& a) {
  command.add_option("--config", a->config, "configuration file (docs/configuration.md)");
  for (const SettingInfo& setting : known_settings()) {
    const std::string name = setting.name;
    if (name == "demo") continue;
    std::string flag = "--" + name;
    for (char& c : flag) c = c == '_' ? '-' : c;
    command.add_option(
        flag, [a, name](const std::string& value) { a->said.emplace_back(name, value); }, setting.words);
  }
}

int run_serve(const ServeArguments& a) {
  auto configuration = configuration_of(a);
  if (!configuration) return fail(configuration.error(), false);
  return serve(std::move(*configuration));
}

int run_backup(const ServeArguments& a) {
  auto configuration = configuration_of(a);
  if (!configuration) return fail(configuration.error(), a.json);
  auto done = backup(*configuration, a.file);
  if (!done) return fail(done.error(), a.json);
  std::cout << "The backup is in " << a.file << ". It holds keys and people's data: keep it as safe as the server.\n";
  return k_good;
}

int run_restore(const ServeArguments& a) {
  auto configuration = configuration_of(a);
  if (!configuration) return fail(configuration.error(), a.json);
  auto done = restore(*configuration, a.file);
  if (!done) return fail(done.error(), a.json);
  std::cout << "Restored " << *done << " rows from " << a.file << ".\n";
  return k_good;
}

int run_grant(const ServeArguments& a) {
  auto configuration = configuration_of(a);
  if (!configuration) return fail(configuration.error(), a.json);
  auto platform = open_server_platform(*configuration);
  if (!platform) return fail(platform.error(), a.json);
  auto done = service::grant_platform_role(**platform, a.email, a.role, !a.take_back);
  if (!done) return fail(done.error(), a.json);
  std::cout << a.email << (a.take_back ? " is no longer " : " is now ") << a.role << " of this platform.\n";
  return k_good;
}

int run_audit(const ServeArguments& a) {
  auto configuration = configuration_of(a);
  if (!configuration) return fail(configuration.error(), a.json);
  auto database = open_database(*configuration);
  if (!database) return fail(database.error(), a.json);
  try {
    return print_report(store::verify_audit(**database, a.last), a.json);
  } catch (const store::Failure& problem) {
    return fail({.code = "store.broken", .message = problem.what(), .remedy = "is it a credex database?"}, a.json);
  }
}

}  // namespace

void add_serve(Command& app, int& status) {
  auto* command = app.add_subcommand("serve", "the server: pages and API");
  auto a = std::make_shared<ServeArguments>();
  add_settings(*command, a);
  command->add_flag("--demo", a->demo,
                    "fill an empty database with the demonstration, and sign people in with a click");
  command->callback([a, &status] { status = run_serve(*a); });

  auto* demo = app.add_subcommand("demo", "the server with the demonstration");
  auto d = std::make_shared<ServeArguments>();
  d->demo = true;
  add_settings(*demo, d);
  demo->callback([d, &status] { status = run_serve(*d); });
}

void add_operations(Command& app, int& status) {
  auto* save = app.add_subcommand("backup", "everything of a server into one file, while it runs");
  auto a = std::make_shared<ServeArguments>();
  add_settings(*save, a);
  save->add_option("--out", a->file, "where to write it")->required();
  save->callback([a, &status] { status = run_backup(*a); });

  auto* back = app.add_subcommand("restore", "a backup into an empty database");
  auto b = std::make_shared<ServeArguments>();
  add_settings(*back, b);
  back->add_option("--from", b->file, "the backup")->required();
  back->callback([b, &status] { status = run_restore(*b); });

  auto* grant = app.add_subcommand("grant", "makes somebody operator or facilitator of the whole platform");
  auto g = std::make_shared<ServeArguments>();
  add_settings(*grant, g);
  grant->add_option("EMAIL", g->email, "the person's address")->required();
  grant->add_option("ROLE", g->role, "operator or facilitator")->required();
  grant->add_flag("--take-back", g->take_back, "takes the role away again");
  grant->callback([g, &status] { status = run_grant(*g); });

  auto* audit = app.add_subcommand("audit", "the log of what was done");
  audit->require_subcommand(1);
  auto* verify = audit->add_subcommand("verify", "whether the log is as it was written");
  auto v = std::make_shared<ServeArguments>();
  add_settings(*verify, v);
  verify->add_option("--last", v->last, "the hash with which it ended when you looked last");
  verify->add_flag("--json", v->json, "the report as JSON");
  verify->callback([v, &status] { status = run_audit(*v); });
}

}  // namespace credex::app
