#pragma once

#include <memory>
#include <string>
#include <vector>

#include "skills/esco_index.h"

namespace credex::app {

/// The index in a file, mapped into memory; what shares it keeps it mapped, whatever becomes of the file. An empty name
/// is what the program states itself. Errors "app.file", "skills.index".
Result<std::shared_ptr<const skills::EscoIndex>> open_esco(const std::string& file);

/// Where the index lies when nobody says otherwise: CREDEX_ESCO, else esco.index in the data folder; empty where there
/// is no such file.
std::string usual_esco(const std::string& data_folder);

/// The index that a command names; where it names none, the usual one of credex-data.
Result<std::shared_ptr<const skills::EscoIndex>> esco_or_usual(const std::string& named);

/// The files of the official download in archives (ZIP), and files given unpacked (CSV, also packed by gzip).
Result<std::vector<skills::EscoFile>> read_esco_files(const std::vector<std::string>& files);

}  // namespace credex::app
