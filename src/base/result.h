#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace credex {

/// Why work could not be done. What was done and judged bad is a Report instead (base/report.h).
struct Error {
  std::string code{};     ///< stable, dotted, listed in docs/errors.md
  std::string message{};  ///< for people, with the value that was wrong
  std::string where{};    ///< file:line, row and column, or JSON pointer; added by the caller who knows it
  std::string remedy{};   ///< what to do now

  /// "where: message (remedy) [code]", leaving out what is empty.
  std::string to_string() const {
    std::string out;
    if (!where.empty()) out += where + ": ";
    out += message;
    if (!remedy.empty()) out += "; " + remedy;
    out += " [" + code + "]";
    return out;
  }

  /// The same error, at `place`; an inner place is kept behind it.
  Error at(const std::string& place) && {
    where = where.empty() ? place : place + ": " + where;
    return std::move(*this);
  }
};

/// A value or the Error that kept it from being made.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_{std::in_place_index<0>, std::move(value)} {}
  Result(Error error) : state_{std::in_place_index<1>, std::move(error)} {}

  explicit operator bool() const noexcept { return state_.index() == 0; }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& {
    assert(!*this);  // asked for the error of a success
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    assert(!*this);  // asked for the error of a success
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  T& value() {
    assert(*this);  // asked for the value of a failure
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(*this);  // asked for the value of a failure
    return *std::get_if<0>(&state_);
  }
  std::variant<T, Error> state_;
};

/// Done, or the Error that kept it from being done.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_{std::move(error)} {}

  explicit operator bool() const noexcept { return !error_; }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace credex
