#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace credex::app {

/// One option, argument or flag of a command. CLI11 does the work, in command_line.cpp alone: it is all headers, and
/// took longer to compile than the commands themselves (docs/building.md).
class Option {
 public:
  explicit Option(CLI::Option* inside) : inside_{inside} {}

  Option* required();
  /// Only one of these words is taken.
  Option* one_of(std::initializer_list<const char*> words);
  /// Only a number from `low` to `high` is taken.
  Option* between(int low, int high);
  Option* between(double low, double high);
  /// The help shows what is taken where nothing is given: the value when this is called.
  Option* capture_default_str();
  /// What the help calls the value.
  Option* type_name(const char* name);
  /// So many values each time it is given.
  Option* expected(int count);
  /// Given several times, all of them count.
  Option* take_all();
  /// Is an error together with `other`.
  Option* excludes(Option* other);
  /// Is an error without `other`.
  Option* needs(Option* other);

 private:
  CLI::Option* inside_;
};

/// A command, or the command line itself. What it gives lives as long as the command line; so must the values written
/// to.
class Command {
 public:
  /// The command line: what the program is.
  explicit Command(const std::string& description);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  ~Command();

  Command* add_subcommand(const std::string& name, const std::string& description);
  /// One subcommand at least (and `count` at most) must be named.
  void require_subcommand(int count = 0);
  /// "--name" or, for an argument by its place, "NAME".
  Option* add_option(const std::string& name, std::string& value, const std::string& description);
  Option* add_option(const std::string& name, std::vector<std::string>& value, const std::string& description);
  Option* add_option(const std::string& name, std::vector<std::size_t>& value, const std::string& description);
  Option* add_option(const std::string& name, int& value, const std::string& description);
  Option* add_option(const std::string& name, std::int64_t& value, const std::string& description);
  Option* add_option(const std::string& name, std::size_t& value, const std::string& description);
  Option* add_option(const std::string& name, double& value, const std::string& description);
  Option* add_option(const std::string& name, std::optional<double>& value, const std::string& description);
  /// `taken` is called with what is given.
  Option* add_option(const std::string& name, std::function<void(const std::string&)> taken,
                     const std::string& description);
  Option* add_flag(const std::string& name, bool& value, const std::string& description);
  /// "--version" prints this.
  void set_version(const std::string& version);
  /// Called when this command was named and everything given to it was good.
  void callback(std::function<void()> run);

  /// Reads the arguments and runs the command that they name. Gives nothing when it ran; otherwise what to exit with: 0
  /// after help and version, k_not_done after a wrong argument, said on standard error.
  std::optional<int> parse(int argc, char** argv);

 private:
  struct Inside;
  explicit Command(CLI::App* inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace credex::app
