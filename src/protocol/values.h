#pragma once

#include "base/json.h"
#include "framework/text.h"
#include "protocol/api.h"
#include "store/award_records.h"

namespace credex::protocol {

/// Entries of a page of a list.
inline constexpr std::size_t k_page = 50;

/// {"en": "...", "fr": "..."}
json::Value lang_value(json::Arena& arena, const framework::LangText& text);
/// A job and how far it is.
json::Value job_value(json::Arena& arena, const store::Job& job);
/// {"items": [...]}, each made by `value(arena, entry)`.
template <class Range, class F>
json::Value list_value(json::Arena& arena, const Range& entries, F&& value) {
  json::Value items = json::Value::array(arena, std::size(entries));
  for (const auto& entry : entries) items.push(arena, value(arena, entry));
  json::Value out = json::Value::object(arena);
  out.append(arena, "items", items);
  return out;
}

/// The answer that such a list is.
template <class Range, class F>
http::Response answer_list(const Range& entries, F&& value) {
  json::Arena arena;
  return answer(list_value(arena, entries, std::forward<F>(value)));
}

}  // namespace credex::protocol
