#include "service/overview.h"

#include "framework/definition_file.h"
#include "recognition/what_if.h"
#include "service/agreements.h"
#include "service/policies.h"

namespace credex::service {
namespace {

std::string state_of_catalogue(store::Tx& tx) {
  const auto row = tx.query("SELECT COUNT(*), MAX(changed) FROM definition WHERE published_version > 0");
  return row[0].text(0) + " " + row[0].text(1);
}

std::string state_of_rules(store::Tx& tx) {
  std::string out;
  for (const char* sql :
       {"SELECT COUNT(*), MAX(published) FROM recognition_policy", "SELECT COUNT(*), MAX(changed) FROM agreement",
        "SELECT COUNT(*), MAX(value) FROM setting WHERE name = 'vouching'"}) {
    const auto row = tx.query(sql);
    out += row[0].text(0) + " " + row[0].text(1) + "; ";
  }
  return out;
}

}  // namespace

std::shared_ptr<const DefinitionPool> Overview::pool(Platform& platform) {
  const std::string state = store::reading(*platform.database, [](store::Tx& tx) { return state_of_catalogue(tx); }) +
                            " " + to_string(date_of(platform.now()));
  {
    const std::lock_guard guard{mutex_};
    if (pool_ && pool_->state == state) return pool_;
  }
  auto made = std::make_shared<DefinitionPool>();
  made->state = state;
  platform.database->read([&](store::Tx& tx) {
    made->definitions.clear();
    for (const store::Row& row : tx.query("SELECT v.body FROM definition_version v JOIN definition d ON d.id = "
                                          "v.definition_id AND d.published_version "
                                          "= v.number WHERE d.published_version > 0 ORDER BY d.id")) {
      if (auto reading = framework::read_definition(row.text(0)))
        made->definitions.push_back(std::move(reading->definition));
    }
  });
  made->traits = std::make_unique<recognition::Catalogue>(made->definitions, date_of(platform.now()),
                                                          recognition::Countries::built_in());
  const std::lock_guard guard{mutex_};
  pool_ = made;
  return made;
}

std::shared_ptr<const MatrixView> Overview::matrix(Platform& platform, recognition::Purpose purpose) {
  auto definitions = pool(platform);
  const std::string state =
      store::reading(*platform.database, [](store::Tx& tx) { return state_of_rules(tx); }) + definitions->state;
  {
    const std::lock_guard guard{mutex_};
    const Kept& kept = kept_[purpose];
    if (kept.view && kept.state == state) return kept.view;
  }
  auto made = std::make_shared<MatrixView>();
  made->pool = definitions;
  made->purpose = purpose;
  made->on = date_of(platform.now());
  for (PolicyView& policy : policies_in_force(platform)) made->policies.push_back(std::move(policy.content));
  made->agreements =
      store::reading(*platform.database, [&](store::Tx& tx) { return binding_agreements(tx, platform); });
  made->matrix = recognition::matrix(*definitions->traits, made->input());
  const std::lock_guard guard{mutex_};
  kept_[purpose] = {.state = state, .view = made};
  return made;
}

std::shared_ptr<const recognition::BestChanges> Overview::best(Platform& platform, recognition::Purpose purpose,
                                                               std::size_t changes) {
  const auto view = matrix(platform, purpose);
  {
    const std::lock_guard guard{mutex_};
    const Kept& kept = kept_[purpose];
    const auto it = kept.best.find(changes);
    if (kept.view == view && it != kept.best.end()) return it->second;
  }
  auto made = std::make_shared<const recognition::BestChanges>(
      recognition::best_changes(*view->pool->traits, view->input(), {.changes = changes, .seconds = 4}));
  const std::lock_guard guard{mutex_};
  Kept& kept = kept_[purpose];
  if (kept.view == view) kept.best[changes] = made;
  return made;
}

Result<WhatIfView> what_if(Platform& platform, recognition::Purpose purpose, const std::string& text) {
  WhatIfView out{.before = platform.overview->matrix(platform, purpose)};
  const auto& view = *out.before;
  auto changes = recognition::read_what_if(text, "", view.policies, recognition::Criteria::built_in(),
                                           recognition::Countries::built_in());
  if (!changes) return std::move(changes).error();
  out.after = recognition::matrix_with(*view.pool->traits, view.input(), view.matrix, *changes);
  return out;
}

}  // namespace credex::service
