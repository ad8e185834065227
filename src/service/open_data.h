#pragma once

#include <string>
#include <vector>

#include "service/platform.h"

namespace credex::service {

/// Everything public as open data: a DCAT-AP 3 catalogue of datasets, each as CSV, JSON-LD and N-Quads. No names of
/// people are in any; numbers about people are left out where they are small.
struct OpenColumn {
  std::string name{};
  std::string meaning{};
};
struct OpenTable {
  std::string id{};     ///< part of the address: "assessments"
  std::string title{};  ///< English
  std::string description{};
  std::vector<OpenColumn> columns{};  ///< the first names the row; "url" columns hold addresses
  std::vector<std::vector<std::string>> rows{};
};

/// What there is, without rows.
std::vector<OpenTable> open_tables();
/// With rows. Error "service.not_found".
Result<OpenTable> open_table(Platform& platform, const std::string& id);

std::string table_csv(const OpenTable& table);
/// Rows as nodes; terms lie below `/open-data/terms`.
std::string table_jsonld(const Platform& platform, const OpenTable& table);
/// The same as N-Quads, to be loaded into a store and asked with SPARQL.
Result<std::string> table_nquads(const Platform& platform, const OpenTable& table);

/// The catalogue by DCAT-AP 3.0 (SEMIC), as JSON-LD and as Turtle.
std::string dcat_jsonld(const Platform& platform);
Result<std::string> dcat_turtle(const Platform& platform);

}  // namespace credex::service
