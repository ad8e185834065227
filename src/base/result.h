#pragma once

#include <cassert>
#include <memory>
#include <optional>
#include <string>
#include <utility>

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

/// A value or the Error that kept it from being made. The error lies apart, so that a good result stays small.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_{std::move(value)} {}
  Result(Error error) : error_{std::make_unique<Error>(std::move(error))} {}

  explicit operator bool() const noexcept { return error_ == nullptr; }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& {
    assert(error_);  // asked for the error of a success
    return *error_;
  }
  Error&& error() && {
    assert(error_);  // asked for the error of a success
    return std::move(*error_);
  }

 private:
  T& value() {
    assert(value_);  // asked for the value of a failure
    return *value_;
  }
  const T& value() const {
    assert(value_);  // asked for the value of a failure
    return *value_;
  }
  std::optional<T> value_{};
  std::unique_ptr<Error> error_{};
};

/// Done, or the Error that kept it from being done.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_{std::make_unique<Error>(std::move(error))} {}

  explicit operator bool() const noexcept { return error_ == nullptr; }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  std::unique_ptr<Error> error_{};
};

}  // namespace credex
