#include "service/brought.h"

#include <algorithm>

#include "service/awards.h"
#include "service/collection.h"

namespace credex::service {
namespace {

/// Links of this platform lead to the credential without the network; nothing for pages that show none.
std::optional<Result<std::string>> behind_own_link(Platform& platform, const std::string& url) {
  const std::string& own = platform.settings.public_url;
  if (!url.starts_with(own + "/")) return std::nullopt;
  const std::string path = url.substr(own.size());
  constexpr std::string_view k_check = "/check/award/";
  if (path.starts_with(k_check)) return public_award(platform, path.substr(k_check.size()));
  constexpr std::string_view k_share = "/s/";
  if (path.starts_with(k_share)) {
    auto shared = open_share(platform, path.substr(k_share.size()), "checked");
    if (!shared) return std::move(shared).error();
    // A page that shows several credentials is read as a list of them.
    if (shared->holdings.size() == 1) return unkept_form(shared->holdings.front().credential);
    json::Arena arena;
    const json::Value all = json::Value::array(arena);
    for (const store::Holding& holding : shared->holdings)
      all.push(arena, arena.string(unkept_form(holding.credential)));
    if (!shared->holdings.empty()) return json::write(all);
  }
  return not_found("a credential behind this link");
}

credential::BroughtBy by(Platform& platform) {
  return {.unpacking = platform.unpacking, .fetch = platform.fetch, .own = [&platform](const std::string& url) {
            return behind_own_link(platform, url);
          }};
}

/// How bad a standing is, for the worst of many.
int badness(Standing standing) {
  switch (standing) {
    case Standing::sound: return 0;
    case Standing::caution: return 1;
    case Standing::unknown: return 2;
    case Standing::fails: return 3;
  }
  return 3;
}

}  // namespace

Result<credential::Brought> read_brought(Platform& platform, std::string_view bytes) {
  return credential::read_brought(bytes, by(platform));
}

Result<Report> verify_brought(Platform& platform, std::string_view bytes) {
  return credential::verify_brought(
      bytes, by(platform), [&](const std::string& one) { return platform.checker->check(one, platform.now()); });
}

Result<CheckedFile> check_brought(Platform& platform, const credential::Brought& brought) {
  CheckedFile out;
  const auto answer = [](Standing standing, const char* verdict, std::vector<std::string> args = {}) {
    return CheckedCredential{.standing = standing, .verdict = verdict, .verdict_args = std::move(args)};
  };
  auto whole = credential::judge_brought(brought, [&](const std::string& bytes) -> Result<Report> {
    auto checked = check_credential(platform, bytes);
    if (!checked) {
      out.each.push_back(answer(Standing::fails, "This credential cannot be read"));
      return std::move(checked).error();
    }
    Report report = checked->report;
    out.each.push_back(std::move(*checked));
    return report;
  });
  if (!whole) return std::move(whole).error();
  const auto worst =
      std::ranges::max_element(out.each, {}, [](const CheckedCredential& one) { return badness(one.standing); });
  if (worst == out.each.end()) {
    out.whole = answer(Standing::unknown, "Nothing in it is signed in a form that can be checked here");
  } else if (out.each.size() > 1 && worst->standing == Standing::sound) {
    out.whole = answer(Standing::sound, "Each of these {0} credentials is sound", {std::to_string(out.each.size())});
  } else {
    out.whole = *worst;
    if (out.each.size() > 1) out.whole.contents.reset();
  }
  out.whole.report = std::move(*whole);
  return out;
}

}  // namespace credex::service
