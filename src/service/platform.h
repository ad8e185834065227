#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/fetch.h"
#include "base/time.h"
#include "crypto/key.h"
#include "crypto/x509.h"
#include "skills/esco_index.h"
#include "store/database.h"

namespace credex::credential {
struct Unpacking;
}

namespace credex::service {

class Catalogue;
class Checker;
class Keys;
class Overview;
class TalentPool;
class AwardCounts;
class PublishedAssessments;
class ConfirmedOrganisations;

/// What the operator chose (docs/configuration.md).
struct Settings {
  std::string public_url = "http://127.0.0.1:8080";  ///< without a slash at the end
  bool demo = false;                                 ///< mails are shown on a page; people are signed in with a click
  bool open_registration = true;                     ///< anyone who signs in may found an organisation
  std::string mail_from = "credex@localhost";
  std::string openid_issuer{};  ///< an OpenID Connect provider; empty is none
  std::string openid_client{};
  std::string openid_secret{};
  std::string openid_name{};
  std::string pkcs11_module{};       ///< the module that organisations' token keys may be in
  std::int64_t least_group = 5;      ///< from how many people on a number about them is published
  std::string publisher = "CREDEX";  ///< who publishes this platform's open data
  /// Of the open data: an entry of the Publications Office's list of licences.
  std::string open_data_licence = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0";
  bool high_assurance = false;  ///< wallets must show what the profile HAIP 1.0 demands of them

  /// An https address can name issuers (did:web); others would be found by nobody.
  bool names_issuers() const { return public_url.starts_with("https://"); }
};

/// How much there is, for the front page and the operator's.
struct Figures {
  std::int64_t organisations = 0;
  std::int64_t definitions = 0;
  std::int64_t awards = 0;
  std::int64_t people = 0;
};
/// The figures as they were counted last; `mutex` guards the rest.
struct KeptFigures {
  std::mutex mutex{};
  std::optional<Figures> kept{};
  Instant counted{};
};

/// The TXT records of a domain name; an Error "dns.failed" where no server answers in time. None is an empty list.
using LookUpText = std::function<Result<std::vector<std::string>>(const std::string& name)>;

/// A register of issuers that the operator loads, as the page Who vouches shows it.
struct LoadedRegister {
  std::string name{};
  std::string source{};              ///< file or address
  std::size_t entries = 0;           ///< issuers in it
  std::optional<Instant> loaded{};   ///< when it was read last
  std::optional<Instant> updated{};  ///< as it says itself
  std::size_t added = 0;             ///< identifiers that the last edition to differ has and the one before had not
  std::size_t removed = 0;           ///< and those that it has not any more
  std::string problem{};             ///< why the last loading failed; empty where it did not
};

/// Hands a mail to the mail server; an Error is tried again later.
using SendMail =
    std::function<Result<void>(const std::string& to, const std::string& subject, const std::string& body)>;

/// What the use cases work with. Any thread may use it; it outlives them all.
struct Platform {
  Platform(std::unique_ptr<store::Database> database_, Settings settings_, Fetch fetch_, SendMail send_mail_,
           std::function<Instant()> now_);
  ~Platform();

  std::unique_ptr<store::Database> database;
  Settings settings;
  Fetch fetch;  ///< own addresses are answered from here, others by the network
  SendMail send_mail;
  std::function<Instant()> now;
  std::string secret{};       ///< of this platform, for links; made once and kept in the database
  std::string server_name{};  ///< of this process, for the work that it has taken
  const credential::Unpacking* unpacking = nullptr;  ///< opens PDFs and QR codes; outlives this; null: neither is read
  std::shared_ptr<const crypto::Signer> request_signer{};  ///< with a certificate of our host's; null: there is none
  std::vector<crypto::Certificate> wallet_providers{};     ///< or their authorities; empty: none is known
  /// JSON-LD contexts that the operator allows, address and text: shared with the checker's verifiers.
  std::shared_ptr<const std::vector<std::pair<std::string, std::string>>> contexts{};
  std::unique_ptr<Keys> keys;
  std::unique_ptr<Catalogue> catalogue;
  std::shared_ptr<ConfirmedOrganisations> confirmed;         ///< shared with the verifiers, which ask it who signed
  LookUpText look_up_text{};                                 ///< null: there is no DNS to ask
  std::function<std::vector<LoadedRegister>()> registers{};  ///< null: none are loaded
  std::unique_ptr<Checker> checker;
  std::unique_ptr<Overview> overview;
  std::shared_ptr<const skills::EscoIndex> esco;  ///< shared with the talent pool and whoever mapped it
  std::unique_ptr<TalentPool> talent;
  std::unique_ptr<AwardCounts> award_counts;
  std::unique_ptr<PublishedAssessments> assessments;
  KeptFigures figures{};

  /// Takes another ESCO than the part that the program states itself; before anything else is done.
  void use_esco(std::shared_ptr<const skills::EscoIndex> index);
  std::string url(std::string_view path) const { return settings.public_url + std::string{path}; }
};

/// Brings tables up to date and reads what is kept in memory.
Result<std::unique_ptr<Platform>> open_platform(std::unique_ptr<store::Database> database, Settings settings,
                                                Fetch fetch, SendMail send_mail, std::function<Instant()> now);

}  // namespace credex::service
