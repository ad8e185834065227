#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace credex::test {

inline constexpr const char* k_soft_hsm = "/usr/lib/softhsm/libsofthsm2.so";

/// A token "credex" with PIN 1234 in a folder of this process, made once: a module reads its settings once a process.
/// Empty where SoftHSM is not installed.
inline const std::filesystem::path& soft_hsm_folder() {
  static const struct Folder {
    Folder() {
      if (!std::filesystem::exists(k_soft_hsm)) return;
      path = std::filesystem::temp_directory_path() / ("credex-token-" + std::to_string(getpid()));
      std::filesystem::create_directories(path / "tokens");
      std::ofstream{path / "softhsm2.conf"} << "directories.tokendir = " << (path / "tokens").string()
                                            << "\nobjectstore.backend = file\nlog.level = ERROR\n";
      setenv("SOFTHSM2_CONF", (path / "softhsm2.conf").c_str(), 1);
      if (std::system("softhsm2-util --init-token --free --label credex --pin 1234 --so-pin 1234 > /dev/null 2>&1") !=
          0)
        path.clear();
    }
    ~Folder() {
      std::error_code ignored;
      if (!path.empty()) std::filesystem::remove_all(path, ignored);
    }
    std::filesystem::path path{};
  } k_folder;
  return k_folder.path;
}

/// Whether a tool at that token did its work.
inline bool at_token(const std::string& options) {
  const std::string command = std::string{"pkcs11-tool --module "} + k_soft_hsm +
                              " --token-label credex --login --pin 1234 " + options + " > /dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}
inline std::string token_uri(const std::string& object) {
  return "pkcs11:token=credex;object=" + object + "?module-path=" + k_soft_hsm + "&pin-value=1234";
}

}  // namespace credex::test
