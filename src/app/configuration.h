#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "http/server.h"
#include "service/platform.h"

namespace credex::app {

/// How the server runs: a file, then the environment, then flags, each over the one before (docs/configuration.md).
struct Configuration {
  std::string data = "credex-data";  ///< the folder of the SQLite database
  std::string database{};            ///< postgresql://...; empty: SQLite in `data`
  std::string smtp_url{};            ///< smtp://host:port or smtps://; empty: mails wait
  std::string smtp_user{};
  std::string smtp_password{};
  std::string trust{};
  std::string issuers{};           ///< a file that names registers of issuers
  std::string contexts{};          ///< a folder of JSON-LD contexts that documents may use
  std::string ebsi_registry{};     ///< address of EBSI's DID registry; empty: it is not asked
  std::string wallet_providers{};  ///< a folder with their certificates or their authorities'
  std::string esco{};              ///< index made by credex esco import; empty: esco.index in `data`, where it is
  bool allow_private = false;
  std::size_t connections = 8;
  std::string request_certificate{};  ///< PEM chain by which wallets know who asks them (OpenID4VP, x509_san_dns)
  std::string request_key{};          ///< PEM of its key
  std::size_t form_rate = 4;  ///< forms a second from one address, after a burst of 40 times as many; 0: no limit
  std::size_t api_rate = 50;  ///< calls a second from one address, after a burst of four times as many; 0: no limit
  http::ServerOptions server{};
  service::Settings settings{};
  bool public_url_said = false;
};

/// A setting that there is: its name in the file, in the environment (CREDEX_ and the name in capitals) and as a flag.
struct SettingInfo {
  const char* name;
  const char* words;
};
const std::vector<SettingInfo>& known_settings();

/// Sets one; Error "app.configuration" names the setting, its value, and what may stand there.
Result<void> set_configuration(Configuration& into, const std::string& name, const std::string& value);

/// Reads `file` (YAML; empty: none) and the environment.
Result<Configuration> read_configuration(const std::string& file);

/// What cannot be judged of one setting alone.
Result<void> check_configuration(Configuration& configuration);

}  // namespace credex::app
