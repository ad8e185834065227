#pragma once

#include <optional>

#include "base/result.h"
#include "store/database.h"

namespace credex::service {

/// Runs `work`, which gives a Result, in one transaction; an Error takes back what it wrote.
template <class F>
auto transact(store::Database& database, F&& work) -> decltype(work(std::declval<store::Tx&>())) {
  struct TakenBack {};
  std::optional<decltype(work(std::declval<store::Tx&>()))> out;
  try {
    database.write([&](store::Tx& tx) {
      out.emplace(work(tx));
      if (!*out) throw TakenBack{};
    });
  } catch (const TakenBack&) {
    // The transaction has ended without a trace; the error says why.
  }
  return std::move(*out);
}

}  // namespace credex::service
