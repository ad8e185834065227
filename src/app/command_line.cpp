#include "app/command_line.h"

#include <CLI/CLI.hpp>

#include "app/commands.h"

namespace credex::app {

Option* Option::required() {
  inside_->required();
  return this;
}
Option* Option::one_of(std::initializer_list<const char*> words) {
  inside_->check(CLI::IsMember(std::vector<std::string>(words.begin(), words.end())));
  return this;
}
Option* Option::between(int low, int high) {
  inside_->check(CLI::Range(low, high));
  return this;
}
Option* Option::between(double low, double high) {
  inside_->check(CLI::Range(low, high));
  return this;
}
Option* Option::capture_default_str() {
  inside_->capture_default_str();
  return this;
}
Option* Option::type_name(const char* name) {
  inside_->type_name(name);
  return this;
}
Option* Option::expected(int count) {
  inside_->expected(count);
  return this;
}
Option* Option::take_all() {
  inside_->take_all();
  return this;
}
Option* Option::excludes(Option* other) {
  inside_->excludes(other->inside_);
  return this;
}
Option* Option::needs(Option* other) {
  inside_->needs(other->inside_);
  return this;
}

struct Command::Inside {
  std::unique_ptr<CLI::App> owned{};
  CLI::App* app = nullptr;
  std::vector<std::unique_ptr<Command>> commands{};
  std::vector<std::unique_ptr<Option>> options{};

  Option* keep(CLI::Option* option) { return options.emplace_back(std::make_unique<Option>(option)).get(); }
};

Command::Command(const std::string& description) : inside_{std::make_unique<Inside>()} {
  inside_->owned = std::make_unique<CLI::App>(description);
  inside_->app = inside_->owned.get();
}
Command::Command(CLI::App* inside) : inside_{std::make_unique<Inside>()} { inside_->app = inside; }
Command::~Command() = default;

Command* Command::add_subcommand(const std::string& name, const std::string& description) {
  CLI::App* made = inside_->app->add_subcommand(name, description);
  return inside_->commands.emplace_back(std::unique_ptr<Command>{new Command{made}}).get();
}
void Command::require_subcommand(int count) {
  if (count == 0) {
    inside_->app->require_subcommand();
  } else {
    inside_->app->require_subcommand(count);
  }
}

Option* Command::add_option(const std::string& name, std::string& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, std::vector<std::string>& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, std::vector<std::size_t>& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, int& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, std::int64_t& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, std::size_t& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, double& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, std::optional<double>& value, const std::string& description) {
  return inside_->keep(inside_->app->add_option(name, value, description));
}
Option* Command::add_option(const std::string& name, std::function<void(const std::string&)> taken,
                            const std::string& description) {
  return inside_->keep(inside_->app->add_option_function<std::string>(name, std::move(taken), description));
}
Option* Command::add_flag(const std::string& name, bool& value, const std::string& description) {
  return inside_->keep(inside_->app->add_flag(name, value, description));
}
void Command::set_version(const std::string& version) { inside_->app->set_version_flag("--version", version); }
void Command::callback(std::function<void()> run) { inside_->app->callback(std::move(run)); }

std::optional<int> Command::parse(int argc, char** argv) {
  try {
    inside_->app->parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return inside_->app->exit(problem) == 0 ? k_good : k_not_done;
  }
  return std::nullopt;
}

}  // namespace credex::app
