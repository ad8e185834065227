#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "recognition/best_change.h"
#include "recognition/matrix.h"
#include "service/actor.h"

namespace credex::service {

/// The published definitions with their traits, as they were when last counted.
struct DefinitionPool {
  std::vector<framework::MicroCredential> definitions{};
  std::unique_ptr<recognition::Catalogue> traits{};
  std::string state{};  ///< changes when what is published changes
};

/// The matrix of the whole catalogue for one purpose, with what it was reckoned of.
struct MatrixView {
  std::shared_ptr<const DefinitionPool> pool{};
  std::vector<recognition::Policy> policies{};
  std::vector<recognition::Agreement> agreements{};
  recognition::Purpose purpose = recognition::Purpose::credit;
  Date on{};
  recognition::Matrix matrix{};

  recognition::MatrixInput input() const {
    return {
        .definitions = pool->definitions, .policies = policies, .agreements = agreements, .purpose = purpose, .on = on};
  }
};

/// Keeps what is reckoned of the whole catalogue until it changes. Any thread may use it; `mutex_` guards what is kept.
class Overview {
 public:
  std::shared_ptr<const DefinitionPool> pool(Platform& platform);
  std::shared_ptr<const MatrixView> matrix(Platform& platform, recognition::Purpose purpose);
  /// The best single changes and the best set of `changes`.
  std::shared_ptr<const recognition::BestChanges> best(Platform& platform, recognition::Purpose purpose,
                                                       std::size_t changes);

 private:
  struct Kept {
    std::string state{};
    std::shared_ptr<const MatrixView> view{};
    std::map<std::size_t, std::shared_ptr<const recognition::BestChanges>> best{};
  };
  std::mutex mutex_;
  std::shared_ptr<const DefinitionPool> pool_{};
  std::map<recognition::Purpose, Kept> kept_{};
};

/// The matrix with changes (recognition/what_if.h), beside the one without.
struct WhatIfView {
  std::shared_ptr<const MatrixView> before{};
  recognition::Matrix after{};
};
Result<WhatIfView> what_if(Platform& platform, recognition::Purpose purpose, const std::string& text);

}  // namespace credex::service
