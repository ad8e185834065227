#include "protocol/values.h"

namespace credex::protocol {

using json::Value;

Value lang_value(json::Arena& arena, const framework::LangText& text) {
  Value out = Value::object(arena);
  for (const auto& [language, words] : text.entries) out.append(arena, arena.copy(language), arena.string(words));
  return out;
}

Value job_value(json::Arena& arena, const store::Job& job) {
  Value out = Value::object(arena, 10);
  out.append(arena, "id", arena.string(job.id));
  out.append(arena, "kind", arena.string(job.kind));
  out.append(arena, "state", Value::string(store::name_of(job.state)));
  out.append(arena, "total", Value::integer(job.total));
  out.append(arena, "done", Value::integer(job.done));
  out.append(arena, "failed", Value::integer(job.failed));
  if (!job.error.empty()) out.append(arena, "error", arena.string(job.error));
  return out;
}

}  // namespace credex::protocol
