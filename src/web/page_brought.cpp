// The page on a file that holds many credentials: the worst of them first, then each.
#include <algorithm>

#include "base/translate.h"
#include "service/brought.h"
#include "web/check_view.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

Outcome mark_of(service::Standing standing) {
  switch (standing) {
    case service::Standing::sound: return Outcome::pass;
    case service::Standing::caution: return Outcome::warn;
    case service::Standing::unknown: return Outcome::unknown;
    case service::Standing::fails: return Outcome::fail;
  }
  return Outcome::fail;
}

std::string tree_of(const Visit& visit, const std::vector<Finding>& findings) {
  View below;
  below.set("lines", report_view(visit, findings));
  return render("report", visit.language, below);
}

View label_of_one(const Visit& visit, const service::CheckedCredential& checked, const std::string& bytes) {
  View label;
  if (checked.contents) {
    label = label_of(visit, checked.contents->definition, &checked.contents->award);
    label.set("holder", checked.contents->award.learner.name()).set("grade", checked.contents->award.grade);
  } else if (auto statement = statement_label(visit, bytes)) {
    label = std::move(statement->label);
  } else {
    label.set("title", visit.t("A credential of a kind that is not known here"));
  }
  add_seal(visit, label, checked);
  return label;
}

}  // namespace

http::Response brought_page(const Visit& visit, const service::CheckedFile& file, const credential::Brought& brought) {
  View view;
  view.set("verdict", service::verdict_text(visit.language, file.whole));
  view.set("mark", mark_svg(mark_of(file.whole.standing)));
  view.set("at", format_time(visit.language, visit.platform.now()));
  std::vector<View> each;
  for (std::size_t i = 0; i < file.each.size() && i < brought.credentials.size(); ++i) {
    const credential::BroughtCredential& one = brought.credentials[i];
    View item;
    item.set("name", one.name.empty() ? std::to_string(i + 1) : one.name);
    item.set("label", label_html(visit, label_of_one(visit, file.each[i], one.bytes)));
    item.set("tree", tree_of(visit, file.each[i].report.findings));
    each.push_back(std::move(item));
  }
  view.set("each", each);
  // Behind a finding for each credential: what else was read, with what judging it gave.
  const std::vector<Finding>& all = file.whole.report.findings;
  const auto credentials = static_cast<std::ptrdiff_t>(std::min(brought.credentials.size(), all.size()));
  const std::vector<Finding> others{all.begin() + credentials, all.end()};
  if (!others.empty()) view.set("others", tree_of(visit, others));
  return page(visit, "check_many", visit.t("Result of the check"), std::move(view));
}

}  // namespace credex::web
