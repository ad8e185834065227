#pragma once

#include "credential/award_sheet.h"
#include "credential/issue.h"
#include "credential/name_likeness.h"
#include "credential/vouching.h"
#include "framework/definition_file.h"
#include "support.h"

namespace credex::test {

/// A register of one organisation that has all its keys, none of which a test holds.
class RegisterOfOne final : public credential::Vouchers {
 public:
  RegisterOfOne(std::string name, std::string country)
      : known_{std::make_shared<credential::KnownOrganisation>(
            credential::KnownOrganisation{.name = std::move(name),
                                          .country = std::move(country),
                                          .identifiers = {"did:web:norrsken.example"},
                                          .complete_since = at("2020-01-01T00:00:00Z"),
                                          .by = "a register"})} {}
  std::vector<std::shared_ptr<const credential::KnownOrganisation>> with_identifier(
      std::string_view identifier) const override {
    if (identifier != known_->identifiers.front()) return {};
    return {known_};
  }
  std::vector<std::shared_ptr<const credential::KnownOrganisation>> with_name_like(
      std::string_view name) const override {
    if (!credential::are_alike(known_->name, name)) return {};
    return {known_};
  }
  std::vector<std::string> asked() const override { return {"a register"}; }

 private:
  std::shared_ptr<const credential::KnownOrganisation> known_;
};

/// A badge that anybody can make: signed with a key of the moment, in the name of a school.
inline std::string home_made(const std::string& school, const std::string& learner,
                             const std::string& definition_text) {
  auto reading = must(framework::read_definition(definition_text));
  framework::MicroCredential definition = reading.definition;
  definition.awarding_body.legal_name = {};
  definition.awarding_body.legal_name.set("en", school);
  credential::Award award{.learner = {.full_name = learner, .identifier = "S-17"}};
  award.awarded_on = *parse_date("2026-03-14");
  award.issued = at("2026-03-15T10:00:00Z");
  award.valid_from = at("2026-03-14T00:00:00Z");
  award.id = credential::award_id("https://school.example/mc", "1", award);
  const auto key = must(crypto::PrivateKey::generate(crypto::KeyType::ed25519));
  rdf::jsonld::Processor processor;
  credential::CredentialMaker maker{*key, processor, offline_fetch(), {.format = credential::Format::open_badge}};
  return must(maker.make(definition, award));
}

}  // namespace credex::test
