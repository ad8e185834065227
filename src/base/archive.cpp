#include "base/archive.h"

#include <zip.h>

namespace credex {
namespace {

Error bad_archive(std::string message) {
  return Error{
      .code = "archive.zip", .message = std::move(message), .remedy = "take the file again from where it came"};
}

}  // namespace

void ZipArchive::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<ZipArchive> ZipArchive::open(std::string_view bytes) {
  zip_error_t problem;
  zip_error_init(&problem);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &problem);
  zip_t* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &problem) : nullptr;
  if (source && !archive) zip_source_free(source);
  zip_error_fini(&problem);
  if (!archive) return bad_archive("the file is no ZIP archive that can be opened");
  return ZipArchive{archive};
}

std::vector<std::string> ZipArchive::names() const {
  std::vector<std::string> out;
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0);
    if (name != nullptr && !std::string_view{name}.ends_with('/')) out.emplace_back(name);
  }
  return out;
}

bool ZipArchive::contains(const std::string& name) const {
  return zip_name_locate(archive_.get(), name.c_str(), 0) >= 0;
}

Result<std::string> ZipArchive::read(const std::string& name, std::size_t max_bytes) const {
  zip_stat_t about;
  zip_stat_init(&about);
  if (zip_stat(archive_.get(), name.c_str(), 0, &about) != 0)
    return bad_archive("the archive has no such file: " + name);
  if ((about.valid & ZIP_STAT_SIZE) == 0 || about.size > max_bytes)
    return bad_archive("a file in the archive unpacks to more than is taken: " + name);
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file{zip_fopen(archive_.get(), name.c_str(), 0),
                                                                &zip_fclose};
  if (!file) return bad_archive("a file in the archive cannot be read, perhaps as it is encrypted: " + name);
  std::string out(about.size, '\0');
  if (zip_fread(file.get(), out.data(), out.size()) != static_cast<zip_int64_t>(out.size()))
    return bad_archive("a file in the archive is damaged: " + name);
  return out;
}

}  // namespace credex
