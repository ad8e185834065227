#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace credex::test {

/// The value of a result, or the end of the test with the error's words.
template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().to_string();
    throw std::runtime_error{result.error().to_string()};
  }
  return std::move(*result);
}

inline void must(const Result<void>& result) {
  if (result) return;
  ADD_FAILURE() << result.error().to_string();
  throw std::runtime_error{result.error().to_string()};
}

inline Instant at(const char* text) { return must(parse_instant(text)); }

}  // namespace credex::test
