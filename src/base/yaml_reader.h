#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "base/yaml.h"

namespace credex {

/// Reads the values of a rules file and collects what is wrong with them, each with file, line, key and what to do, so
/// that whoever keeps the file sees everything at once. `name` is the file's name, `code` that of the errors.
class YamlReader {
 public:
  /// `yaml` may be null, for values that came another way: then problems name the key alone. It must outlive this.
  YamlReader(std::string name, std::string code, const YamlDocument* yaml)
      : name_{std::move(name)}, code_{std::move(code)}, yaml_{yaml} {}

  void problem(const std::string& at, std::string message, std::string remedy);
  /// A misspelt key would be a rule lost in silence.
  void known(const json::Value& object, const std::string& at, std::initializer_list<std::string_view> keys);
  void known(const json::Value& object, const std::string& at, std::span<const std::string_view> keys);
  /// Whether the member is a group of keys; a problem where it is there and something else, which would be lost.
  bool is_group(const json::Value& object, const std::string& at, std::string_view key);

  /// A text, or a number as it is written; empty where it is absent.
  std::string text(const json::Value& object, const std::string& at, std::string_view key);
  std::string needed_text(const json::Value& object, const std::string& at, std::string_view key);
  /// A web address or URI.
  std::string uri(const json::Value& object, const std::string& at, std::string_view key);
  /// A number from `least` to `most`.
  std::optional<double> number(const json::Value& object, const std::string& at, std::string_view key, double least,
                               double most);
  std::optional<int> whole(const json::Value& object, const std::string& at, std::string_view key, int least, int most);
  bool flag(const json::Value& object, const std::string& at, std::string_view key, bool otherwise);
  std::optional<Date> date(const json::Value& object, const std::string& at, std::string_view key);
  /// The place of the text in `choices`, or nothing where it is absent or none of them.
  std::optional<std::size_t> choice(const json::Value& object, const std::string& at, std::string_view key,
                                    std::initializer_list<std::string_view> choices);
  /// Texts of a list, or the single text that stands for a list of one; what is given twice is a problem.
  std::vector<std::string> texts(const json::Value& object, const std::string& at, std::string_view key);
  /// Items with their pointers.
  std::vector<std::pair<json::Value, std::string>> list(const json::Value& object, const std::string& at,
                                                        std::string_view key);
  /// Whether `id` is new; a problem where it was met before.
  bool is_new(std::set<std::string>& met, const std::string& id, const std::string& at);

  bool is_good() const { return problems_.empty(); }
  const std::vector<Error>& problems() const { return problems_; }
  /// The first problem, saying how many more there are. Only where there is one.
  Error error() const;

 private:
  std::string name_;
  std::string code_;
  const YamlDocument* yaml_;
  std::vector<Error> problems_{};
};

/// "a, b, c".
std::string comma_separated(const std::vector<std::string>& words);

}  // namespace credex
