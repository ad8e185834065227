#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/report.h"
#include "credential/award.h"
#include "credential/verify.h"
#include "credential/vouching.h"
#include "service/platform.h"

namespace credex::service {

/// Has a verifier ask what this platform knows: its confirmed organisations, the mandates that were taken on here. The
/// platform has to live as long.
void ask_here(credential::VerifierOptions& options, Platform& platform);

/// Verifiers for many threads: each is used by one at a time, and made anew after a while, so that keys and status that
/// were fetched do not grow old. `mutex_` guards `free_`.
class Checker {
 public:
  Checker(credential::VerifierOptions options, Fetch fetch);
  /// Asks this too, whose a proven identifier is; before anything is checked.
  void ask(std::shared_ptr<const credential::Vouchers> vouchers) { options_.vouchers.push_back(std::move(vouchers)); }
  /// As credential::Verifier::verify().
  Result<Report> check(std::string_view bytes, Instant at,
                       const std::optional<proof::ExpectedBinding>& expected = std::nullopt);

 private:
  struct Aged {
    std::unique_ptr<credential::Verifier> verifier;
    std::chrono::steady_clock::time_point made;
    std::thread::id thread{};
  };
  credential::VerifierOptions options_;
  Fetch fetch_;
  std::mutex mutex_;
  std::vector<Aged> free_;
};

/// How a credential stands, in one word for a label.
enum class Standing : std::uint8_t { sound, caution, fails, unknown };

/// A credential as people read it.
struct CheckedCredential {
  Report report{};
  std::optional<credential::Contents> contents{};  ///< absent where the form is not known
  Standing standing = Standing::unknown;
  credential::Vouching who{};  ///< who issued it, and who says so; in a presentation, of the worst
  std::string verdict{};       ///< key of the sentence for the seal line, in English with {0}
  std::vector<std::string> verdict_args{};
  bool names_claim = false;  ///< whether {0} is what it says itself: then it stands in quotes
};

/// The seal line in `language`.
std::string verdict_text(std::string_view language, const CheckedCredential& checked);

/// Judges and reads; an Error where the bytes are no credential at all.
Result<CheckedCredential> check_credential(Platform& platform, const std::string& bytes,
                                           const std::optional<proof::ExpectedBinding>& expected = std::nullopt);

/// Bytes as a column of text keeps them: themselves where they are text, else base64 behind a data: prefix.
std::string kept_form(const std::string& bytes);
/// The bytes behind kept_form().
std::string unkept_form(const std::string& kept);

}  // namespace credex::service
