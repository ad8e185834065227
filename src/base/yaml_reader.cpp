#include "base/yaml_reader.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

#include "base/uri.h"

namespace credex {
namespace {

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

std::string as_written(const json::Value& value) {
  return value.is_string() ? std::string{value.as_string()} : json::write(value);
}

std::string decimal(double number) {
  std::string out;
  json::append_number(out, number);
  return out;
}

}  // namespace

std::string comma_separated(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

void YamlReader::problem(const std::string& at, std::string message, std::string remedy) {
  const int line = yaml_ ? yaml_->line_of(at) : 0;
  std::string where = name_;
  if (line > 0) where += (name_.empty() ? "line " : ":") + std::to_string(line);
  where += (where.empty() ? "" : ", ") + (at.empty() ? "/" : at);
  problems_.push_back({code_, std::move(message), std::move(where), std::move(remedy)});
}

void YamlReader::known(const json::Value& object, const std::string& at, std::initializer_list<std::string_view> keys) {
  known(object, at, std::span{keys.begin(), keys.size()});
}

void YamlReader::known(const json::Value& object, const std::string& at, std::span<const std::string_view> keys) {
  if (!object.is_object()) {
    problem(at, "a group of keys is wanted here", "write one of: " + joined(keys));
    return;
  }
  for (const json::Member& member : object.members()) {
    if (std::find(keys.begin(), keys.end(), member.key) != keys.end()) continue;
    problem(at + json::pointer_step(member.key), "the key \"" + std::string{member.key} + "\" is not known here",
            "use one of: " + joined(keys));
  }
}

bool YamlReader::is_group(const json::Value& object, const std::string& at, std::string_view key) {
  const json::Value value = object.get(key);
  if (!value.is_null() && !value.is_object())
    problem(at + json::pointer_step(key), "a group of keys is wanted here", "write each below it as KEY: VALUE");
  return value.is_object();
}

std::string YamlReader::text(const json::Value& object, const std::string& at, std::string_view key) {
  const json::Value value = object.get(key);
  if (value.is_null()) return {};
  if (value.is_array() || value.is_object()) {
    problem(at + json::pointer_step(key), "this is a list or a group of keys where a text is wanted", "write one text");
    return {};
  }
  return as_written(value);
}

std::string YamlReader::needed_text(const json::Value& object, const std::string& at, std::string_view key) {
  std::string out = text(object, at, key);
  if (out.empty()) problem(at, "\"" + std::string{key} + "\" is missing", "add it");
  return out;
}

std::string YamlReader::uri(const json::Value& object, const std::string& at, std::string_view key) {
  std::string out = text(object, at, key);
  if (!out.empty() && !is_wellformed_iri(out)) {
    problem(at + json::pointer_step(key), "\"" + out + "\" is no web address or URI",
            "write it whole, like https://body.example/policy");
    return {};
  }
  return out;
}

std::optional<double> YamlReader::number(const json::Value& object, const std::string& at, std::string_view key,
                                         double least, double most) {
  const json::Value value = object.get(key);
  if (value.is_null()) return std::nullopt;
  double out = 0;
  bool good = value.is_number();
  if (good) {
    out = value.as_number();
  } else if (value.is_string()) {
    const std::string_view text = value.as_string();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    good = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  }
  if (!good || !std::isfinite(out) || out < least || out > most) {
    problem(at + json::pointer_step(key),
            "\"" + as_written(value) + "\" is no number from " + decimal(least) + " to " + decimal(most),
            "write a number like " + decimal(least));
    return std::nullopt;
  }
  return out;
}

std::optional<int> YamlReader::whole(const json::Value& object, const std::string& at, std::string_view key, int least,
                                     int most) {
  const auto out = number(object, at, key, least, most);
  if (!out) return std::nullopt;
  if (*out != std::floor(*out)) {
    problem(at + json::pointer_step(key), "\"" + decimal(*out) + "\" is no whole number", "leave the decimals out");
    return std::nullopt;
  }
  return static_cast<int>(*out);
}

bool YamlReader::flag(const json::Value& object, const std::string& at, std::string_view key, bool otherwise) {
  const json::Value value = object.get(key);
  if (value.is_null()) return otherwise;
  if (value.is_boolean()) return value.as_boolean();
  problem(at + json::pointer_step(key), "\"" + as_written(value) + "\" is neither true nor false",
          "write true or false");
  return otherwise;
}

std::optional<Date> YamlReader::date(const json::Value& object, const std::string& at, std::string_view key) {
  const std::string written = text(object, at, key);
  if (written.empty()) return std::nullopt;
  auto out = parse_date(written);
  if (!out) {
    problem(at + json::pointer_step(key), "\"" + written + "\" is no date", "write it like 2026-12-31");
    return std::nullopt;
  }
  return *out;
}

std::optional<std::size_t> YamlReader::choice(const json::Value& object, const std::string& at, std::string_view key,
                                              std::initializer_list<std::string_view> choices) {
  const std::string written = text(object, at, key);
  if (written.empty()) return std::nullopt;
  const auto* const found = std::find(choices.begin(), choices.end(), written);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  problem(at + json::pointer_step(key), "\"" + written + "\" is not known here",
          "use one of: " + joined({choices.begin(), choices.size()}));
  return std::nullopt;
}

std::vector<std::pair<json::Value, std::string>> YamlReader::list(const json::Value& object, const std::string& at,
                                                                  std::string_view key) {
  std::vector<std::pair<json::Value, std::string>> out;
  const json::Value value = object.get(key);
  const std::string here = at + json::pointer_step(key);
  if (value.is_null()) return out;
  if (!value.is_array()) return {{value, here}};
  for (std::size_t i = 0; i < value.size(); ++i) out.emplace_back(value.items()[i], here + "/" + std::to_string(i));
  return out;
}

std::vector<std::string> YamlReader::texts(const json::Value& object, const std::string& at, std::string_view key) {
  std::vector<std::string> out;
  std::set<std::string> met;
  for (const auto& [value, here] : list(object, at, key)) {
    if (value.is_null() || value.is_array() || value.is_object()) {
      problem(here, "a text is wanted here", "write one text a line");
      continue;
    }
    const std::string written = as_written(value);
    if (is_new(met, written, here)) out.push_back(written);
  }
  return out;
}

bool YamlReader::is_new(std::set<std::string>& met, const std::string& id, const std::string& at) {
  if (met.insert(id).second) return true;
  problem(at, "\"" + id + "\" stands here twice", "leave one of them");
  return false;
}

Error YamlReader::error() const {
  assert(!problems_.empty());  // asked for the error of a file without problems
  // All that is wrong, so that a file need not be brought in once for each; past some it would not be read.
  constexpr std::size_t k_most_told = 8;
  Error out = problems_.front();
  for (std::size_t i = 1; i < problems_.size() && i <= k_most_told; ++i)
    out.message += (i == 1 ? " (also, at " : "; at ") + problems_[i].where + ": " + problems_[i].message;
  if (problems_.size() > k_most_told + 1)
    out.message += "; and " + std::to_string(problems_.size() - 1 - k_most_told) + " more problems";
  if (problems_.size() > 1) out.message += ")";
  return out;
}

}  // namespace credex
