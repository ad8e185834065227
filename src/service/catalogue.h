#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "framework/definition.h"
#include "store/records.h"

namespace credex::service {

/// By what the catalogue is narrowed.
enum class Facet : std::uint8_t {
  sector,
  country,
  language,
  level,
  size,
  participation,
  assessment,
  quality,
  skill,
  stack,
  provider
};
inline constexpr std::size_t k_facets = 11;
/// The facet's name in addresses and in the API.
std::string_view facet_name(Facet facet);
std::optional<Facet> facet_from(std::string_view name);

/// A published micro-credential as a list shows it.
struct CatalogueEntry {
  std::string id{};
  framework::LangText title{};
  std::string provider{};
  std::string provider_slug{};
  std::string country{};
  std::string sector{};
  std::string level{};  ///< EQF, "6"; empty where it is not known
  double ects = 0;      ///< 0 where it is not known
  double hours = 0;
  std::string participation{};
  Instant published{};
};

struct CatalogueQuery {
  std::string text{};
  std::map<Facet, std::vector<std::string>> chosen{};  ///< within a facet any, between facets all
  std::size_t from = 0;
  std::size_t count = 20;
};

struct FacetValue {
  std::string value{};
  std::string label{};  ///< English, or the value itself
  std::size_t count = 0;
  bool chosen = false;
};

struct CatalogueResults {
  std::size_t total = 0;
  std::vector<CatalogueEntry> entries{};
  std::array<std::vector<FacetValue>, k_facets> facets{};  ///< the most frequent, chosen ones always
};

/// What of a definition the catalogue keeps, as JSON.
std::string catalogue_summary(const framework::MicroCredential& content, const store::Organisation& organisation,
                              Instant published);

/// All published micro-credentials in memory: words and facets as compressed bitmaps, the same on both databases
/// (decision 0010). Any thread may use it.
class Catalogue {
 public:
  Catalogue();
  ~Catalogue();
  /// Takes in what changed since the last time; gives how many.
  std::size_t refresh(store::Database& database);
  /// Words must all be there, the last one may be its beginning; those in titles come first, then the newest.
  std::shared_ptr<const CatalogueResults> search(const CatalogueQuery& query) const;
  std::size_t size() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace credex::service
