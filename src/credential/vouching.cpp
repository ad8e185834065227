#include "credential/vouching.h"

#include <array>

namespace credex::credential {
namespace {

constexpr std::array<std::string_view, 5> k_voucher_kinds{"platform", "operator_list", "registry", "certificate",
                                                          "domain"};

std::string argument(const Finding& finding, std::size_t index) {
  return index < finding.args.size() ? finding.args[index] : std::string{};
}

}  // namespace

std::string_view voucher_kind_name(VoucherKind kind) { return k_voucher_kinds[static_cast<std::size_t>(kind)]; }

Vouching vouching_of(const Report& report) {
  Vouching out;
  const Finding* who = report.find("issuer.organisation");
  if (who == nullptr) {
    const Finding* issuer = report.find("issuer");
    if (issuer != nullptr) out.claimed = issuer->subject;
    return out;
  }
  out.claimed = argument(*who, 0);
  out.name = argument(*who, 1);
  out.by = argument(*who, 2);
  out.since = argument(*who, 3);
  out.until = argument(*who, 4);
  out.domain = argument(*who, 5);
  for (std::size_t i = 0; i < k_voucher_kinds.size(); ++i) {
    if (argument(*who, 6) == k_voucher_kinds[i]) out.kind = static_cast<VoucherKind>(i);
  }
  out.is_over = who->message == "issuer.organisation.vouched_until";
  const Finding* key = report.find("issuer.key");
  if (key != nullptr && key->outcome == Outcome::pass) out.identifier = key->subject;
  if (who->outcome == Outcome::fail) {
    out.face = Face::contradicted;
  } else if ((who->outcome == Outcome::pass || who->outcome == Outcome::warn) && key != nullptr &&
             (key->outcome == Outcome::pass || key->outcome == Outcome::warn)) {
    out.face = Face::vouched;
  } else {
    // Whoever it might be is no name of its issuer.
    out.name.clear();
    out.by.clear();
    out.since.clear();
    out.until.clear();
    if (out.kind != VoucherKind::domain) out.kind.reset();
  }
  return out;
}

}  // namespace credex::credential
