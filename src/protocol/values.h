#pragma once

#include "base/json.h"
#include "framework/text.h"
#include "store/award_records.h"

namespace credex::protocol {

/// Entries of a page of a list.
inline constexpr std::size_t k_page = 50;

/// {"en": "...", "fr": "..."}
json::Value lang_value(json::Arena& arena, const framework::LangText& text);
/// A job and how far it is.
json::Value job_value(json::Arena& arena, const store::Job& job);
/// {"items": [...]}
json::Value list_value(json::Arena& arena, json::Value items);

}  // namespace credex::protocol
