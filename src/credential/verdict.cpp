#include "credential/verify.h"
#include "credential/vouching.h"

namespace credex::credential {

std::string verdict_line(const Report& report) {
  std::string out;
  const auto add = [&](const std::string& words) {
    if (!words.empty()) out += (out.empty() ? "" : "; ") + words;
  };
  if (const Finding* integrity = report.find("integrity")) {
    const std::string& key = integrity->message;
    add(key == "integrity.authentic"  ? "authentic"
        : key == "integrity.altered"  ? "altered"
        : key == "integrity.unsigned" ? "not signed"
                                      : "authenticity not checked");
    if (key == "integrity.altered") return out;
  }
  if (const Finding* issuer = report.find("issuer")) {
    const Vouching who = vouching_of(report);
    if (issuer->outcome == Outcome::fail && who.face == Face::contradicted) {
      add("not from " + who.name + ", whose name it uses");
    } else if (who.face == Face::vouched) {
      add("from " + who.name);
    } else if (!who.domain.empty()) {
      add("says it is from \"" + who.claimed + "\", signed by " + who.domain);
    } else {
      add(who.claimed.empty() ? "issuer unknown" : "says it is from \"" + who.claimed + "\", which nobody vouches for");
    }
  }
  if (const Finding* mandate = report.find("mandate"); mandate && mandate->outcome == Outcome::fail)
    add("issuer outside its mandate");
  if (const Finding* related = report.find("related"); related && related->outcome == Outcome::fail)
    add("what it points at was changed");
  if (const Finding* holder = report.find("holder"); holder && holder->outcome == Outcome::fail)
    add("not shown by its holder");
  if (const Finding* validity = report.find("validity"))
    add(validity->message == "validity.expired"   ? "expired"
        : validity->message == "validity.not_yet" ? "not yet valid"
                                                  : "valid");
  if (const Finding* status = report.find("status"); status && status->outcome != Outcome::not_applicable) {
    const std::string& key = status->message;
    const std::string age = status->args.empty() ? "" : status->args[0];
    if (key == "status.revoked") add("revoked");
    if (key == "status.suspended") add("suspended");
    if (key == "status.not_revoked" || key == "status.not_suspended") add("not revoked as of " + age);
    if (key == "status.not_revoked_old" || key == "status.not_suspended_old")
      add("status older than allowed (" + age + ")");
    if (status->outcome == Outcome::unknown) add("status unreachable");
  }
  return out;
}

}  // namespace credex::credential
