#include "app/esco.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "app/files.h"
#include "base/archive.h"
#include "proof/packed.h"

namespace credex::app {
namespace {

constexpr std::size_t k_most_archive = std::size_t{512} * 1024 * 1024;
constexpr std::size_t k_most_file = std::size_t{512} * 1024 * 1024;

/// A file mapped for reading.
struct Mapped {
  Mapped() = default;
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  ~Mapped() {
    if (data != nullptr) munmap(data, size);
  }
  void* data = nullptr;
  std::size_t size = 0;
  skills::EscoIndex index{};
};

Error not_read(const std::string& file) {
  return Error{.code = "app.file", .message = "cannot read " + file, .remedy = "check the name and the permissions"};
}

}  // namespace

Result<std::shared_ptr<const skills::EscoIndex>> open_esco(const std::string& file) {
  if (file.empty())
    return std::shared_ptr<const skills::EscoIndex>{std::shared_ptr<void>{}, &skills::EscoIndex::built_in()};
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (descriptor < 0 || fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
    if (descriptor >= 0) close(descriptor);
    return not_read(file);
  }
  auto mapped = std::make_shared<Mapped>();
  mapped->size = static_cast<std::size_t>(about.st_size);
  if (mapped->size > 0) {
    void* data = mmap(nullptr, mapped->size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data != MAP_FAILED) mapped->data = data;
  }
  close(descriptor);
  if (mapped->data == nullptr) return not_read(file);
  auto index = skills::EscoIndex::open({static_cast<const char*>(mapped->data), mapped->size});
  if (!index) return std::move(index).error().at(file);
  mapped->index = std::move(*index);
  return std::shared_ptr<const skills::EscoIndex>{mapped, &mapped->index};
}

std::string usual_esco(const std::string& data_folder) {
  const char* said = std::getenv("CREDEX_ESCO");
  if (said != nullptr && *said != '\0') return said;
  std::error_code ignored;
  const std::filesystem::path file = std::filesystem::path{data_folder} / "esco.index";
  return std::filesystem::exists(file, ignored) ? file.string() : std::string{};
}

Result<std::shared_ptr<const skills::EscoIndex>> esco_or_usual(const std::string& named) {
  return open_esco(named.empty() ? usual_esco("credex-data") : named);
}

Result<std::vector<skills::EscoFile>> read_esco_files(const std::vector<std::string>& files) {
  std::vector<skills::EscoFile> out;
  for (const std::string& file : files) {
    auto bytes = read_file(file, k_most_archive);
    if (!bytes) return std::move(bytes).error();
    if (file.ends_with(".csv")) {
      out.push_back({file, std::move(*bytes)});
    } else if (file.ends_with(".csv.gz")) {
      auto text = proof::unpack(as_bytes(*bytes), proof::Wrapping::gzip, k_most_file);
      if (!text) return std::move(text).error().at(file);
      out.push_back({file.substr(0, file.size() - 3), std::string{as_text(*text)}});
    } else {
      auto archive = ZipArchive::open(*bytes);
      if (!archive) return std::move(archive).error().at(file);
      for (const std::string& name : archive->names()) {
        if (!name.ends_with(".csv")) continue;
        auto text = archive->read(name, k_most_file);
        if (!text) return std::move(text).error().at(file);
        std::string path = file;
        path.append("/").append(name);
        out.push_back({std::move(path), std::move(*text)});
      }
    }
  }
  return out;
}

}  // namespace credex::app
