#include "rdf/jsonld/processor.h"

#include <algorithm>

#include "base/text.h"
#include "rdf/jsonld/compact.h"
#include "rdf/jsonld/context_processor.h"
#include "rdf/jsonld/expand.h"
#include "rdf/jsonld/flatten.h"
#include "rdf/jsonld/to_rdf.h"

namespace credex::rdf::jsonld {

const std::vector<std::pair<std::string, std::string>>& known_contexts() {
  static const std::vector<std::pair<std::string, std::string>> k_known{
      {"https://www.w3.org/ns/credentials/v2", "contexts/credentials-v2.jsonld"},
      {"https://www.w3.org/2018/credentials/v1", "contexts/credentials-v1.jsonld"},
      {"https://www.w3.org/ns/credentials/undefined-terms/v2", "contexts/undefined-terms-v2.jsonld"},
      {"https://w3id.org/security/data-integrity/v1", "contexts/data-integrity-v1.jsonld"},
      {"https://w3id.org/security/data-integrity/v2", "contexts/data-integrity-v2.jsonld"},
      {"https://w3id.org/security/multikey/v1", "contexts/multikey-v1.jsonld"},
      {"https://www.w3.org/ns/credentials/status/v1", "contexts/bitstring-status-list-v1.jsonld"},
      {"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "contexts/open-badges-3.0.1.jsonld"},
      {"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", "contexts/open-badges-3.0.2.jsonld"},
      {"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "contexts/open-badges-3.0.3.jsonld"},
      {"https://purl.imsglobal.org/spec/ob/v3p0/context.json", "contexts/open-badges-first.jsonld"},
      {"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", "contexts/open-badges-extensions.jsonld"},
      {"https://w3id.org/security/suites/ed25519-2020/v1", "contexts/ed25519-2020-v1.jsonld"},
      {"https://w3id.org/security/suites/ed25519-2018/v1", "contexts/ed25519-2018-v1.jsonld"},
      {"https://w3id.org/security/v1", "contexts/security-v1.jsonld"},
      {"https://w3id.org/security/v2", "contexts/security-v2.jsonld"},
      {"https://w3id.org/security/v3-unstable", "contexts/security-v3-unstable.jsonld"},
      {"https://w3id.org/vc/status-list/2021/v1", "contexts/status-list-2021-v1.jsonld"},
      {"https://w3id.org/vc-revocation-list-2020/v1", "contexts/revocation-list-2020-v1.jsonld"},
      {"https://w3id.org/citizenship/v1", "contexts/citizenship-v1.jsonld"},
      {"https://w3id.org/citizenship/v2", "contexts/citizenship-v2.jsonld"},
      {"https://w3id.org/citizenship/v3", "contexts/citizenship-v3.jsonld"},
      {"https://w3id.org/citizenship/v4rc1", "contexts/citizenship-v4rc1.jsonld"},
      {"https://purl.imsglobal.org/spec/clr/v2p0/context.json", "clr/clr-context.jsonld"},
      {"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", "clr/clr-context.jsonld"},
      {"http://data.europa.eu/snb/model/context/edc-ap", "elm/edc-context.jsonld"},
      {"https://data.europa.eu/snb/model/context/edc-ap", "elm/edc-context.jsonld"},
  };
  return k_known;
}

Error jsonld_error(std::string_view standard_code, std::string message, std::string where) {
  std::string code = "rdf.jsonld.";
  for (const char c : standard_code) {
    if (c == '@') continue;
    code += c == ' ' || c == '-' ? '_' : ascii_lower(c);
  }
  return Error{.code = std::move(code),
               .message = std::move(message),
               .where = std::move(where),
               .remedy = "correct the document"};
}

Processor::Processor() : Processor{Loader{}} {}
Processor::Processor(Loader loader) : contexts_{std::make_unique<ContextProcessor>(std::move(loader))} {}
Processor::~Processor() = default;

void Processor::add_context(const std::string& url, json::Document document) {
  contexts_->add_document(url, std::move(document));
}

Result<json::Value> Processor::expand(json::Arena& arena, const json::Value& input, const Options& options) {
  contexts_->begin(arena, options);
  return expand_document(*contexts_, input);
}

Result<json::Value> Processor::compact(json::Arena& arena, const json::Value& input, const json::Value& context,
                                       const Options& options) {
  contexts_->begin(arena, options);
  auto expanded = expand_document(*contexts_, input);
  if (!expanded) return expanded;
  return compact_expanded(*contexts_, *expanded, context);
}

Result<json::Value> Processor::flatten(json::Arena& arena, const json::Value& input, const json::Value& context,
                                       const Options& options) {
  contexts_->begin(arena, options);
  auto expanded = expand_document(*contexts_, input);
  if (!expanded) return expanded;
  auto flat = flatten_expanded(arena, *expanded);
  if (!flat || context.is_null()) return flat;
  return compact_expanded(*contexts_, *flat, context);
}

Result<void> Processor::to_rdf(json::Arena& arena, const json::Value& input, Dataset& into, const Options& options) {
  contexts_->begin(arena, options);
  auto expanded = expand_document(*contexts_, input);
  if (!expanded) return std::move(expanded).error();
  return rdf_from_expanded(*expanded, into, options);
}

Result<json::Value> Processor::from_rdf(json::Arena& arena, const Dataset& dataset, const Options& options) {
  return expanded_from_rdf(arena, dataset, options);
}

}  // namespace credex::rdf::jsonld
