#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "credential/verify.h"
#include "crypto/key.h"
#include "framework/definition.h"

namespace credex::app {

/// The bytes of a file, or of standard input for "-". At most `max_bytes`, 64 MB.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes = std::size_t{64} * 1024 * 1024);

/// Writes beside the file first and then renames, so that there is never half a file. `only_owner` for keys.
enum class Access : std::uint8_t { everyone, only_owner };
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, Access access = Access::everyone);

/// The key behind --key: a file (JWK, PEM, PKCS#12; password in CREDEX_KEY_PASSWORD) or a pkcs11: URI.
Result<std::unique_ptr<crypto::Signer>> open_key(const std::string& key);

/// Fills anchors (certificates in *.pem, *.crt, *.cer, *.der) and trusted issuers (lines of issuers.txt) from a folder.
Result<void> read_trust(const std::string& folder, credential::VerifierOptions& into);

/// The JSON-LD contexts of a folder: its contexts.txt has a line for each, address and file, and where wanted the
/// file's SHA-256 in hexadecimal. At most 200, of 4 MB each. Error "app.contexts" names the line.
Result<credential::ContextTexts> read_contexts(const std::string& folder);

/// Whether the bytes are a definition, and no credential or picture.
bool is_definition(std::string_view bytes);
/// The definition in a file's text; one with problems is an error, which names the file.
Result<framework::MicroCredential> definition_in(std::string_view text, const std::string& file);

/// The definitions of a folder (*.yaml, *.json, and definition.yaml in folders below it), in the order of their paths.
/// A file that is no definition is left out; one with problems is an error.
Result<std::vector<framework::MicroCredential>> read_definitions(const std::string& folder);

/// The files of a folder that end in .yaml, .yml or .json, and of the folders below it, sorted; a file alone is itself.
Result<std::vector<std::string>> yaml_files(const std::string& path);

/// What `read` makes of each of those files; none for an empty path.
template <class T, class Read>
Result<std::vector<T>> read_each(const std::string& path, const Read& read) {
  std::vector<T> out;
  if (path.empty()) return out;
  auto files = yaml_files(path);
  if (!files) return std::move(files).error();
  for (const std::string& file : *files) {
    auto text = read_file(file);
    if (!text) return std::move(text).error();
    auto one = read(*text, file);
    if (!one) return std::move(one).error();
    out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace credex::app
