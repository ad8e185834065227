#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "rdf/dataset.h"

namespace credex::rdf::jsonld {

enum class ProcessingMode : std::uint8_t { json_ld_1_1, json_ld_1_0 };
enum class RdfDirection : std::uint8_t { none, i18n_datatype, compound_literal };
/// Strict: whatever would be dropped in silence (a term without meaning, a relative type, an ill-formed IRI) is an
/// error. What is signed must say all that it seems to say. Plain: strict, and what a protected term means is said by
/// that term alone. Who reads a document by its terms then reads all that is signed: a holder may otherwise write
/// `validUntil` as its IRI, and the same statements are signed, and nobody finds them.
enum class Safety : std::uint8_t { lenient, safe, plain };

/// JsonLdOptions (JSON-LD 1.1 API, section 9.3), those that make sense here, with its defaults.
struct Options {
  std::string base{};
  ProcessingMode mode = ProcessingMode::json_ld_1_1;
  Safety safety = Safety::lenient;
  bool ordered = false;
  bool compact_arrays = true;
  bool compact_to_relative = true;
  bool generalized_rdf = false;
  bool use_native_types = false;
  bool use_rdf_type = false;
  RdfDirection rdf_direction = RdfDirection::none;
  json::Value expand_context{};
};

/// A loaded document and where it was found in the end.
struct RemoteDocument {
  std::string url{};
  json::Document document{};
};
/// Fetches a context by its URL. The default of a Processor refuses every one.
using Loader = std::function<Result<RemoteDocument>(const std::string& url)>;

class ContextProcessor;

/// The algorithms of JSON-LD 1.1 (Processing Algorithms and API, Recommendation 2020-07-16). Contexts that it knows
/// are processed once and kept; one Processor a thread. What it returns lives in the arena that it was given, and may
/// refer to the input and to the Processor.
class Processor {
 public:
  /// Knows the contexts built into the program (known_contexts()) and no other.
  Processor();
  /// Knows those of `loader` too; what it loads is kept for the Processor's life.
  explicit Processor(Loader loader);
  ~Processor();
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  /// Adds a context under its URL; later uses of the URL take this one.
  void add_context(const std::string& url, json::Document document);

  /// Section 5.1, Expansion. An array.
  Result<json::Value> expand(json::Arena& arena, const json::Value& input, const Options& options = {});
  /// Section 5.6, Compaction; `context` as a document's @context, or a document that has one.
  Result<json::Value> compact(json::Arena& arena, const json::Value& input, const json::Value& context,
                              const Options& options = {});
  /// Section 7.1, Flattening; compacted with `context` where it is not null.
  Result<json::Value> flatten(json::Arena& arena, const json::Value& input, const json::Value& context,
                              const Options& options = {});
  /// Section 8.1, Deserialize JSON-LD to RDF, added to `into`.
  Result<void> to_rdf(json::Arena& arena, const json::Value& input, Dataset& into, const Options& options = {});
  /// Section 8.4, Serialize RDF as JSON-LD. An array, expanded.
  Result<json::Value> from_rdf(json::Arena& arena, const Dataset& dataset, const Options& options = {});

 private:
  std::unique_ptr<ContextProcessor> contexts_;
};

/// The URLs of the contexts that are built in, each with the name of its embedded file.
const std::vector<std::pair<std::string, std::string>>& known_contexts();

/// `base` as a JSON-LD error: code "rdf.jsonld." and the standard's error code in lower case with '_' for ' '.
Error jsonld_error(std::string_view standard_code, std::string message, std::string where = {});

}  // namespace credex::rdf::jsonld
