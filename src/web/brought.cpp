#include "web/brought.h"

#include "base/text.h"
#include "service/brought.h"

namespace credex::web {

Result<credential::Brought> brought_by_form(const Visit& visit) {
  if (!visit.form.files.empty()) return service::read_brought(visit.platform, visit.form.files.front().content);
  const std::string text{trimmed(visit.field("text"))};
  if (text.empty())
    return service::invalid("nothing came", "file", "choose a file, paste a link, or paste the credential itself");
  return service::read_brought(visit.platform, text);
}

}  // namespace credex::web
