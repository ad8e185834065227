#include "app/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/digest.h"
#include "credential/baked.h"
#include "crypto/pkcs11.h"
#include "framework/definition_file.h"

namespace credex::app {
namespace {

namespace fs = std::filesystem;

Error file_error(const std::string& path, const std::string& what) {
  return Error{.code = "app.file",
               .message = what + ": " + std::strerror(errno),
               .where = path,
               .remedy = "check the path and the rights"};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  std::ifstream file;
  if (path != "-") {
    if (fs::is_directory(path))
      return Error{
          .code = "app.file", .message = "this is a folder, not a file", .where = path, .remedy = "name a file in it"};
    file.open(path, std::ios::binary);
    if (!file) return file_error(path, "the file cannot be read");
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string out;
  char block[64 * 1024];
  while (in.read(block, sizeof block) || in.gcount() > 0) {
    out.append(block, static_cast<std::size_t>(in.gcount()));
    if (out.size() > max_bytes) {
      return Error{.code = "app.file_too_large",
                   .message = "the file is larger than " + std::to_string(max_bytes / 1024 / 1024) + " MB",
                   .where = path,
                   .remedy = "no credential or definition is this large"};
    }
  }
  return out;
}

Result<void> write_file(const fs::path& path, std::string_view bytes, Access access) {
  const std::string name = path.string();
  if (name == "-") {
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return {};
  }
  const std::string beside = name + ".part";
  const int file =
      open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, access == Access::only_owner ? 0600 : 0644);
  if (file < 0) return file_error(name, "the file cannot be written");
  bool good = true;
  for (std::size_t at = 0; at < bytes.size() && good;) {
    const ssize_t n = write(file, bytes.data() + at, bytes.size() - at);
    good = n > 0;
    if (good) at += static_cast<std::size_t>(n);
  }
  good = close(file) == 0 && good;
  if (!good || std::rename(beside.c_str(), name.c_str()) != 0) {
    Error out = file_error(name, "the file cannot be written");
    unlink(beside.c_str());
    return out;
  }
  return {};
}

Result<std::unique_ptr<crypto::Signer>> open_key(const std::string& key) {
  if (key.starts_with("pkcs11:")) return crypto::open_pkcs11(key);
  auto bytes = read_file(key, std::size_t{1} << 20);
  if (!bytes) return std::move(bytes).error();
  const char* const password = std::getenv("CREDEX_KEY_PASSWORD");
  auto out = crypto::PrivateKey::from_file_bytes(*bytes, password ? password : "");
  if (!out) return std::move(out).error().at(key);
  return std::unique_ptr<crypto::Signer>{std::move(*out)};
}

Result<void> read_trust(const std::string& folder, credential::VerifierOptions& into) {
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) {
    return Error{.code = "app.trust",
                 .message = "the trust store is no folder",
                 .where = folder,
                 .remedy = "give a folder with certificates (*.pem, *.crt, *.cer, *.der) and, for DIDs, issuers.txt"};
  }
  for (const auto& entry : fs::directory_iterator{folder, problem}) {
    const fs::path& path = entry.path();
    const std::string ending = path.extension().string();
    if (path.filename() == "issuers.txt") {
      std::ifstream file{path};
      for (std::string line; std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (!line.empty() && line[0] != '#') into.trusted_issuers.insert(line);
      }
    } else if (ending == ".pem" || ending == ".crt" || ending == ".cer" || ending == ".der") {
      auto bytes = read_file(path.string(), std::size_t{1} << 20);
      if (!bytes) return std::move(bytes).error();
      auto certificates = crypto::certificates_from_file_bytes(*bytes);
      if (!certificates) return std::move(certificates).error().at(path.string());
      for (auto& certificate : *certificates) into.anchors.push_back(std::move(certificate));
    }
  }
  if (into.anchors.empty() && into.trusted_issuers.empty()) {
    return Error{.code = "app.trust",
                 .message = "the trust store has neither certificates nor issuers.txt",
                 .where = folder,
                 .remedy = "put certificates (*.pem, *.crt, *.cer, *.der) or issuers.txt in it"};
  }
  return {};
}

Result<credential::ContextTexts> read_contexts(const std::string& folder) {
  constexpr std::size_t k_most = 200;
  constexpr std::size_t k_most_bytes = std::size_t{4} << 20;
  const std::string list = folder + "/contexts.txt";
  auto text = read_file(list, std::size_t{1} << 20);
  const auto bad = [&](std::size_t line, std::string message) {
    return Error{.code = "app.contexts",
                 .message = std::move(message),
                 .where = line == 0 ? list : list + ":" + std::to_string(line),
                 .remedy =
                     "write a line for each context: its address, its file in this folder and, if you like, the "
                     "file's SHA-256"};
  };
  if (!text) return bad(0, text.error().message);
  credential::ContextTexts out;
  std::istringstream lines{*text};
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::istringstream words{line};
    std::string url;
    std::string name;
    std::string wanted;
    std::string more;
    words >> url >> name >> wanted >> more;
    if (url.empty() || url[0] == '#') continue;
    if (name.empty() || !more.empty()) return bad(number, "a line has two or three words");
    if (!url.starts_with("https://") && !url.starts_with("http://") && !url.starts_with("urn:"))
      return bad(number, "'" + url.substr(0, 200) + "' is no address");
    // Files of this folder alone, so that a list that somebody else wrote cannot name others.
    if (name.find('/') != std::string::npos || name[0] == '.')
      return bad(number, "'" + name.substr(0, 200) + "' is no file of this folder");
    if (out.size() == k_most) return bad(number, "there are more than " + std::to_string(k_most) + " contexts");
    if (std::any_of(out.begin(), out.end(), [&](const auto& known) { return known.first == url; }))
      return bad(number, url.substr(0, 200) + " is there twice");
    auto context = read_file(folder + "/" + name, k_most_bytes);
    if (!context) return bad(number, name + ": " + context.error().message);
    if (!wanted.empty() && hex(sha256(*context)) != wanted)
      return bad(number, "the SHA-256 of " + name + " is " + hex(sha256(*context)));
    auto document = json::parse(*context);
    if (!document) return bad(number, name + ": " + document.error().message);
    if (document->root.find("@context") == nullptr) return bad(number, name + " has no @context");
    out.emplace_back(std::move(url), std::move(*context));
  }
  return out;
}

Result<std::vector<std::string>> yaml_files(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return Error{.code = "app.file.missing", .message = "there is no " + path, .remedy = "look at the path"};
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator{path, error}) {
    const std::string ending = entry.path().extension().string();
    if (entry.is_regular_file(error) && (ending == ".yaml" || ending == ".yml" || ending == ".json"))
      out.push_back(entry.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool is_definition(std::string_view bytes) {
  return credential::picture_of(bytes) == credential::Picture::none && framework::looks_like_definition(bytes);
}

Result<framework::MicroCredential> definition_in(std::string_view text, const std::string& file) {
  auto reading = framework::read_definition(text);
  if (!reading) return std::move(reading).error().at(file);
  if (!reading->problems.empty()) return std::move(reading->problems.front()).at(file);
  return std::move(reading->definition);
}

Result<std::vector<framework::MicroCredential>> read_definitions(const std::string& folder) {
  auto files = yaml_files(folder);
  if (!files) return std::move(files).error();
  std::vector<framework::MicroCredential> out;
  for (const std::string& file : *files) {
    auto text = read_file(file);
    if (!text) return std::move(text).error();
    const bool names_body = text->find("awarding_body") != std::string::npos;
    if (!names_body || !framework::looks_like_definition(*text)) continue;
    auto definition = definition_in(*text, file);
    if (!definition) return std::move(definition).error();
    out.push_back(std::move(*definition));
  }
  if (out.empty())
    return Error{.code = "app.catalogue.empty",
                 .message = "there are no definitions in " + folder,
                 .remedy = "docs/definition.md says how one is written"};
  return out;
}

}  // namespace credex::app
