// Whose a seal is, for JAdES and XAdES alike: revocation, time, chain.
#include "proof/seal_certificate.h"

#include <algorithm>

namespace credex::proof {
namespace {

using crypto::Certificate;

class CertificateJudge {
 public:
  CertificateJudge(SealFacts& facts, const SealOptions& options, const std::string& place, const SealRules& rules,
                   Finding& into)
      : facts_{facts}, options_{options}, place_{place}, rules_{rules}, into_{into} {}

  // The revocation values, for the seal's certificate and those of the time-stamping authorities.
  void revocation() {
    std::vector<Certificate> wanted{facts_.certificate};
    for (const SealTimestamp& timestamp : facts_.timestamps) {
      const bool known = std::any_of(wanted.begin(), wanted.end(), [&](const Certificate& other) {
        return other.der == timestamp.check.authority.der;
      });
      if (!known) wanted.push_back(timestamp.check.authority);
    }
    const bool has_values = !facts_.values.crls.empty() || !facts_.values.ocsp_responses.empty();
    for (const Certificate& certificate : wanted) {
      const auto issuer = std::find_if(facts_.pool.begin(), facts_.pool.end(),
                                       [&](const Certificate& other) { return certificate.is_issued_by(other); });
      crypto::RevocationCheck state;
      if (issuer != facts_.pool.end())
        state = crypto::check_revocation(certificate, *issuer, facts_.values, facts_.pool);
      const std::string who = certificate.common_name.empty() ? certificate.subject : certificate.common_name;
      switch (state.state) {
        case crypto::RevocationState::good:
          add(make(".revocation", Outcome::pass, "jades.not_revoked", {who, to_string(*state.as_of)}));
          break;
        case crypto::RevocationState::revoked: {
          // Sealed before it was revoked, and provably so, it stands.
          const bool before =
              std::any_of(facts_.timestamps.begin(), facts_.timestamps.end(),
                          [&](const SealTimestamp& t) { return state.revoked_at && t.check.time < *state.revoked_at; });
          add(make(".revocation", before ? Outcome::warn : Outcome::fail,
                   before ? "jades.revoked_later" : "jades.revoked", {who, to_string(*state.revoked_at)}));
          break;
        }
        case crypto::RevocationState::unknown:
          add(make(".revocation", has_values ? Outcome::warn : Outcome::not_applicable,
                   has_values ? "jades.revocation_not_covered" : "jades.revocation_none", {who}));
          break;
      }
    }
  }

  void validity() {
    for (SealTimestamp& timestamp : facts_.timestamps) {
      const auto chain =
          crypto::check_chain(timestamp.check.authority, facts_.pool, options_.anchors, timestamp.check.time);
      timestamp.trusted = chain.state == crypto::ChainState::trusted;
    }
    const Certificate& seal = facts_.certificate;
    const auto& claimed = facts_.claimed;
    const std::string until = to_string(seal.not_after);
    const bool within_now = seal.not_before <= options_.at && options_.at <= seal.not_after;
    const auto proves = [&](const SealTimestamp& t) {
      return seal.not_before <= t.check.time && t.check.time <= seal.not_after;
    };
    const bool proven = std::any_of(facts_.timestamps.begin(), facts_.timestamps.end(),
                                    [&](const SealTimestamp& t) { return t.trusted && proves(t); });
    const bool said = std::any_of(facts_.timestamps.begin(), facts_.timestamps.end(), proves);
    if (claimed && *claimed > options_.at) {
      add(make(".certificate", Outcome::fail, "jades.signed_in_future", {to_string(*claimed)}));
    } else if (claimed && (*claimed < seal.not_before || *claimed > seal.not_after)) {
      add(make(".certificate", Outcome::fail, "jades.signed_outside_validity",
               {to_string(*claimed), to_string(seal.not_before), until}));
    } else if (within_now) {
      add(make(".certificate", Outcome::pass, "jades.certificate_valid", {until}));
    } else if (options_.at < seal.not_before) {
      add(make(".certificate", Outcome::fail, "jades.certificate_not_yet", {to_string(seal.not_before)}));
    } else if (proven) {
      add(make(".certificate", Outcome::pass, "jades.certificate_expired_proven", {until}));
    } else {
      add(make(".certificate", Outcome::unknown, said ? "jades.certificate_expired_said" : "jades.certificate_expired",
               {until}));
    }
  }

  // The chains against the operator's trust store. What is not anchored is unknown, never a forgery.
  void trust() {
    Finding out = make(".trust", Outcome::not_applicable, "jades.trusted", {facts_.certificate.subject});
    Instant at = options_.at;
    for (const SealTimestamp& timestamp : facts_.timestamps) {
      if (timestamp.trusted) at = std::min(at, timestamp.check.time);
    }
    const auto chain = crypto::check_chain(facts_.certificate, facts_.pool, options_.anchors, at);
    constexpr const char* k_chains = "RFC 5280, section 6";
    switch (chain.state) {
      case crypto::ChainState::trusted:
        out.add(make(".trust.seal", Outcome::pass, "jades.chain_trusted", {chain.detail}, k_chains));
        break;
      case crypto::ChainState::issuer_unknown:
        out.add(make(".trust.seal", Outcome::unknown, "jades.chain_unknown", {chain.detail}, k_chains));
        break;
      case crypto::ChainState::expired:
      case crypto::ChainState::not_yet_valid:
        out.add(make(".trust.seal", Outcome::unknown, "jades.chain_not_valid_now", {chain.detail, to_string(at)},
                     k_chains));
        break;
      case crypto::ChainState::broken:
        out.add(make(".trust.seal", Outcome::fail, "jades.chain_broken", {chain.detail}, k_chains));
        break;
    }
    if (!facts_.timestamps.empty()) {
      const bool all = std::all_of(facts_.timestamps.begin(), facts_.timestamps.end(),
                                   [](const SealTimestamp& t) { return t.trusted; });
      out.add(make(".trust.timestamps", all ? Outcome::pass : Outcome::unknown,
                   all ? "jades.tsa_trusted" : "jades.tsa_unknown", {facts_.timestamps[0].check.authority.issuer},
                   k_chains));
    }
    if (out.outcome == Outcome::unknown) out.message = "jades.trust_missing";
    if (out.outcome == Outcome::fail) out.message = "jades.trust_broken";
    add(std::move(out));
  }

 private:
  void add(Finding finding) { into_.add(std::move(finding)); }
  Finding make(const char* part, Outcome outcome, const char* message, std::vector<std::string> args,
               const char* source = nullptr) const {
    return make_finding((rules_.rule + part).c_str(), outcome, place_, message, std::move(args),
                        source == nullptr ? rules_.source : source);
  }

  SealFacts& facts_;
  const SealOptions& options_;
  const std::string& place_;
  const SealRules& rules_;
  Finding& into_;
};

}  // namespace

void SealFacts::add_to_pool(const Certificate& another) {
  const bool known =
      std::any_of(pool.begin(), pool.end(), [&](const Certificate& other) { return other.der == another.der; });
  if (!known) pool.push_back(another);
}

void judge_seal_certificate(SealFacts& facts, const SealOptions& options, const std::string& place,
                            const SealRules& rules, Finding& into) {
  CertificateJudge judge{facts, options, place, rules, into};
  judge.revocation();
  judge.validity();
  judge.trust();
}

}  // namespace credex::proof
