#include "app/configuration.h"

#include <algorithm>
#include <charconv>

#include "app/files.h"
#include "base/yaml.h"

namespace credex::app {
namespace {

Error bad_setting(const std::string& name, const std::string& value, const char* allowed) {
  return Error{.code = "app.configuration",
               .message = "the setting " + name + " is '" + value + "'",
               .where = name,
               .remedy = allowed};
}

Result<void> set_number(const std::string& name, const std::string& value, std::size_t low, std::size_t high,
                        std::size_t& into) {
  std::size_t number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  if (read.ec != std::errc{} || read.ptr != value.data() + value.size() || number < low || number > high) {
    const std::string allowed = "give a number from " + std::to_string(low) + " to " + std::to_string(high);
    return bad_setting(name, value, allowed.c_str());
  }
  into = number;
  return {};
}

Result<void> set_yes(const std::string& name, const std::string& value, bool& into) {
  if (value != "yes" && value != "no" && value != "true" && value != "false" && value != "1" && value != "0")
    return bad_setting(name, value, "give yes or no");
  into = value == "yes" || value == "true" || value == "1";
  return {};
}

}  // namespace

const std::vector<SettingInfo>& known_settings() {
  static const std::vector<SettingInfo> k_known = {
      {"data", "folder of the SQLite database"},
      {"database", "postgresql://user@host/name, instead of SQLite"},
      {"address", "IP address to listen at (127.0.0.1)"},
      {"port", "port to listen at (8080); 0 takes a free one"},
      {"public_url", "address under which people reach the server, e.g. https://credex.example"},
      {"tls_certificate", "PEM file of the certificate chain, for TLS of its own"},
      {"tls_key", "PEM file of its key"},
      {"behind_proxy", "yes: the client's address is the last of X-Forwarded-For"},
      {"threads", "threads that answer at most, counting those that wait (0: eight a core, at least 32)"},
      {"max_connections", "connections at once (2000)"},
      {"connections", "connections to the database (8)"},
      {"api_rate", "API calls a second from one address (50); 0: no limit"},
      {"form_rate", "forms a second from one address (4), after 40 times as many at once; 0: no limit"},
      {"smtp_url", "mail server: smtp://host:25 or smtps://host:465"},
      {"smtp_user", "its user"},
      {"smtp_password", "its password"},
      {"mail_from", "sender of mails"},
      {"open_registration", "no: only the operator founds organisations (yes)"},
      {"openid_issuer", "an OpenID Connect provider, e.g. https://login.example"},
      {"openid_client", "our client id there"},
      {"openid_secret", "our client secret there"},
      {"openid_name", "how the provider is called on the sign-in page"},
      {"request_certificate", "PEM file of the certificate by which wallets know who asks them (its DNS name is ours)"},
      {"request_key", "PEM file of its key"},
      {"pkcs11_module", "PKCS#11 module for keys in tokens"},
      {"trust", "folder with certificates and issuers that checks trust, as of credex verify --trust"},
      {"issuers", "YAML file that names registers of issuers, with the keys or digests by which they are known"},
      {"contexts", "folder with JSON-LD contexts that documents may use, as of credex verify --contexts"},
      {"ebsi_registry",
       "https address of EBSI's DID registry (its API v5, to /identifiers), which issuers by did:ebsi are asked at"},
      {"wallet_providers", "folder with certificates of wallet providers, or of authorities over them, that we trust"},
      {"esco", "index of ESCO made by credex esco import (esco.index in the data folder, where it is)"},
      {"least_group", "from how many people on a number about them is published (5)"},
      {"publisher", "who publishes the open data (CREDEX)"},
      {"open_data_licence", "address of their licence (CC BY 4.0 as the Publications Office lists it)"},
      {"wallet_assurance", "high: only wallets that show what the profile HAIP demands (any)"},
      {"allow_private", "yes: checks may ask private networks and this machine"},
      {"demo", "yes: a demonstration; never for real people"}};
  return k_known;
}

Result<void> set_configuration(Configuration& into, const std::string& name, const std::string& value) {
  service::Settings& settings = into.settings;
  const auto text = [&](std::string& to) {
    to = value;
    return Result<void>{};
  };
  if (name == "data") return text(into.data);
  if (name == "database") return text(into.database);
  if (name == "address") return text(into.server.address);
  if (name == "port") {
    std::size_t port = 0;
    auto set = set_number(name, value, 0, 65535, port);
    into.server.port = static_cast<std::uint16_t>(port);
    return set;
  }
  if (name == "public_url") {
    if (!value.starts_with("https://") && !value.starts_with("http://"))
      return bad_setting(name, value, "begin with https:// (or http:// for a trial)");
    into.public_url_said = true;
    settings.public_url = value;
    while (settings.public_url.ends_with('/')) settings.public_url.pop_back();
    return {};
  }
  if (name == "tls_certificate") return text(into.server.certificate);
  if (name == "tls_key") return text(into.server.key);
  if (name == "behind_proxy") return set_yes(name, value, into.server.behind_proxy);
  if (name == "threads") return set_number(name, value, 0, 512, into.server.threads);
  if (name == "max_connections") return set_number(name, value, 10, 100'000, into.server.max_connections);
  if (name == "connections") return set_number(name, value, 2, 200, into.connections);
  if (name == "form_rate") return set_number(name, value, 0, 100'000, into.form_rate);
  if (name == "api_rate") return set_number(name, value, 0, 100'000, into.api_rate);
  if (name == "smtp_url") {
    if (!value.empty() && !value.starts_with("smtp://") && !value.starts_with("smtps://"))
      return bad_setting(name, value, "begin with smtp:// or smtps://");
    return text(into.smtp_url);
  }
  if (name == "smtp_user") return text(into.smtp_user);
  if (name == "smtp_password") return text(into.smtp_password);
  if (name == "mail_from") return text(settings.mail_from);
  if (name == "open_registration") return set_yes(name, value, settings.open_registration);
  if (name == "openid_issuer") return text(settings.openid_issuer);
  if (name == "openid_client") return text(settings.openid_client);
  if (name == "openid_secret") return text(settings.openid_secret);
  if (name == "openid_name") return text(settings.openid_name);
  if (name == "request_certificate") return text(into.request_certificate);
  if (name == "request_key") return text(into.request_key);
  if (name == "pkcs11_module") return text(settings.pkcs11_module);
  if (name == "trust") return text(into.trust);
  if (name == "issuers") return text(into.issuers);
  if (name == "contexts") return text(into.contexts);
  if (name == "ebsi_registry") {
    if (!value.empty() && (!value.starts_with("https://") || value.find_first_of("?# ") != std::string::npos))
      return bad_setting(name, value, "begin with https://, and leave out what begins with ? or #");
    into.ebsi_registry = value;
    while (into.ebsi_registry.ends_with('/')) into.ebsi_registry.pop_back();
    return {};
  }
  if (name == "wallet_providers") return text(into.wallet_providers);
  if (name == "esco") return text(into.esco);
  if (name == "least_group") {
    const char* const end = value.data() + value.size();
    std::int64_t least = 0;
    const auto [read_to, problem] = std::from_chars(value.data(), end, least);
    if (problem != std::errc{} || read_to != end || least < 2 || least > 1000)
      return bad_setting(name, value, "a whole number from 2 to 1000");
    settings.least_group = least;
    return {};
  }
  if (name == "publisher") return text(settings.publisher);
  if (name == "open_data_licence") return text(settings.open_data_licence);
  if (name == "wallet_assurance") {
    if (value != "any" && value != "high") return bad_setting(name, value, "any, or high");
    settings.high_assurance = value == "high";
    return {};
  }
  if (name == "allow_private") return set_yes(name, value, into.allow_private);
  if (name == "demo") return set_yes(name, value, settings.demo);
  std::string names;
  for (const SettingInfo& known : known_settings()) names += (names.empty() ? "" : ", ") + std::string{known.name};
  return Error{.code = "app.configuration",
               .message = "there is no setting '" + name + "'",
               .where = name,
               .remedy = "those there are: " + names};
}

Result<Configuration> read_configuration(const std::string& file) {
  Configuration out;
  if (!file.empty()) {
    auto text = read_file(file);
    if (!text) return std::move(text).error();
    auto yaml = parse_yaml(*text);
    if (!yaml) return std::move(yaml).error().at(file);
    if (!yaml->document.root.is_object() && !yaml->document.root.is_null())
      return Error{.code = "app.configuration",
                   .message = "a configuration is a list of names and values",
                   .where = file,
                   .remedy = "write lines such as port: 8080"};
    for (const json::Member& member : yaml->document.root.members()) {
      const json::Value& value = member.value;
      const std::string text_value = value.is_string()    ? std::string{value.as_string()}
                                     : value.is_boolean() ? (value.as_boolean() ? "yes" : "no")
                                                          : json::write(value);
      if (auto set = set_configuration(out, std::string{member.key}, text_value); !set) {
        const int line = yaml->line_of("/" + std::string{member.key});
        return std::move(set).error().at(file + ":" + std::to_string(line));
      }
    }
  }
  for (const SettingInfo& known : known_settings()) {
    std::string variable = "CREDEX_" + std::string{known.name};
    std::ranges::transform(variable, variable.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const char* value = std::getenv(variable.c_str());
    if (!value) continue;
    if (auto set = set_configuration(out, known.name, value); !set)
      return std::move(set).error().at("the environment, " + variable);
  }
  return out;
}

Result<void> check_configuration(Configuration& configuration) {
  if (configuration.server.certificate.empty() != configuration.server.key.empty())
    return bad_setting("tls_key", configuration.server.key, "give tls_certificate and tls_key together, or neither");
  if (!configuration.settings.openid_issuer.empty() && configuration.settings.openid_client.empty())
    return bad_setting("openid_client", "", "give the client id that the provider gave you");
  if (configuration.settings.high_assurance && configuration.wallet_providers.empty())
    return bad_setting("wallet_assurance", "high", "name wallet_providers, or no wallet could be let in");
  if (configuration.settings.demo && configuration.public_url_said && configuration.settings.names_issuers() &&
      configuration.server.address != "127.0.0.1")
    return bad_setting("demo", "yes", "a demonstration signs anybody in: serve it at 127.0.0.1 only");
  if (!configuration.public_url_said) {
    const bool secure = !configuration.server.certificate.empty();
    const std::string host = configuration.server.address == "0.0.0.0" || configuration.server.address == "::"
                                 ? "localhost"
                                 : configuration.server.address;
    configuration.settings.public_url =
        std::string{secure ? "https://" : "http://"} + host + ":" + std::to_string(configuration.server.port);
  }
  return {};
}

}  // namespace credex::app
