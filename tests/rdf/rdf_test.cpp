// The room as a whole: N-Quads, Turtle, JSON-LD, canonical form and shapes, with what each refuses.
#include <rapidcheck.h>

#include "rdf/canon.h"
#include "rdf/jsonld/processor.h"
#include "rdf/nquads.h"
#include "rdf/shacl/validate.h"
#include "rdf/turtle.h"
#include "support.h"

namespace credex::rdf {
namespace {

struct BadText {
  const char* name;
  std::string text;
  const char* where;
};
class BadNQuads : public testing::TestWithParam<BadText> {};
TEST_P(BadNQuads, names_the_place) {
  Dataset dataset;
  const auto result = read_nquads(GetParam().text, dataset);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().where.find(GetParam().where), std::string::npos) << result.error().to_string();
}
INSTANTIATE_TEST_SUITE_P(Read, BadNQuads,
                         testing::Values(BadText{"no_dot", "<a:s> <a:p> <a:o>", "line 1"},
                                         BadText{"relative", "<a:s> <a:p> <o> .", "line 1"},
                                         BadText{"third_line", "<a:s> <a:p> <a:o> .\n# c\n<a:s> <a:p> \"open .",
                                                 "line 3"},
                                         BadText{"bad_escape", "<a:s> <a:p> \"\\x\" .", "line 1"},
                                         BadText{"literal_subject", "\"s\" <a:p> <a:o> .", "line 1"},
                                         BadText{"surrogate", "<a:s> <a:p> \"\\uD800\" .", "line 1"}),
                         [](const auto& info) { return info.param.name; });

class BadTurtle : public testing::TestWithParam<BadText> {};
TEST_P(BadTurtle, names_the_place) {
  Dataset dataset;
  const auto result = read_turtle(GetParam().text, "http://base.example/", dataset);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().where.find(GetParam().where), std::string::npos) << result.error().to_string();
}
INSTANTIATE_TEST_SUITE_P(Read, BadTurtle,
                         testing::Values(BadText{"unknown_prefix", "x:a x:b x:c .", "line 1, column 1"},
                                         BadText{"open_list", "<s> <p> (1 2", "line 1"},
                                         BadText{"deep", "<s> <p> " + std::string(300, '['), "line 1"},
                                         BadText{"open_literal", "<s> <p> \"a\nb\" .", "line 1"},
                                         BadText{"second_line", "<s> <p> <o> .\n<s> <p> ; .", "line 2"}),
                         [](const auto& info) { return info.param.name; });

TEST(Turtle, reads_the_forms_of_the_grammar) {
  Dataset dataset;
  const auto read =
      read_turtle(R"(@prefix x: <http://x.example/> . PREFIX y: <http://y.example/> @base <http://b.example/> .
    x:s a x:T ; x:p 1, 2.5, -3e2, true, "a"@en, """l"o
ng""", 'q'^^y:d , [ x:q (x:a "b") ] ; . <rel> y:p\,q _:n .)",
                  "", dataset);
  ASSERT_TRUE(read) << read.error().to_string();
  const std::string nquads = test::must(canonicalise(dataset)).nquads;
  for (const char* line :
       {"<http://x.example/s> <http://x.example/p> \"-3e2\"^^<http://www.w3.org/2001/XMLSchema#double> .",
        "\"l\\\"o\\nng\"", "<http://b.example/rel> <http://y.example/p,q>",
        "\"2.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>", "\"a\"@en"}) {
    EXPECT_NE(nquads.find(line), std::string::npos) << line << "\n" << nquads;
  }
  Dataset again;
  ASSERT_TRUE(read_turtle(write_turtle(dataset, {{"x", "http://x.example/"}}), "", again));
  EXPECT_EQ(test::must(canonicalise(again)).nquads, nquads);
}

TEST(Canon, does_not_depend_on_order_or_labels) {
  EXPECT_TRUE(rc::check([] {
    const int nodes = *rc::gen::inRange(1, 6);
    const int count = *rc::gen::inRange(1, 12);
    std::vector<std::array<int, 3>> triples;
    for (int i = 0; i < count; ++i)
      triples.push_back({*rc::gen::inRange(0, nodes), *rc::gen::inRange(0, 3), *rc::gen::inRange(0, nodes + 2)});
    const auto make = [&](const std::string& prefix, bool reversed) {
      Dataset out;
      for (std::size_t n = 0; n < triples.size(); ++n) {
        const auto& t = triples[reversed ? triples.size() - 1 - n : n];
        const TermId object = t[2] < nodes ? out.blank(prefix + std::to_string(nodes - t[2]))
                                           : out.literal(std::to_string(t[2]), iri::xsd_string);
        out.add(out.blank(prefix + std::to_string(nodes - t[0])), out.iri("urn:p" + std::to_string(t[1])), object);
      }
      return out;
    };
    RC_ASSERT(canonicalise(make("x", false))->nquads == canonicalise(make("other", true))->nquads);
  }));
}

TEST(Canon, stops_at_a_poisoned_graph) {
  // A clique of blank nodes, each related to each other alike.
  Dataset dataset;
  for (int i = 0; i < 12; ++i) {
    for (int j = 0; j < 12; ++j) {
      if (i != j)
        dataset.add(dataset.blank("n" + std::to_string(i)), dataset.iri("urn:p"),
                    dataset.blank("n" + std::to_string(j)));
    }
  }
  const auto result = canonicalise(dataset);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "rdf.canon.too_complex");
}

class JsonLdSafe : public testing::TestWithParam<BadText> {};
TEST_P(JsonLdSafe, refuses_what_a_signature_would_not_cover) {
  jsonld::Processor processor;
  json::Arena arena;
  const json::Value document = test::must(json::parse_into(arena, GetParam().text));
  Dataset dataset;
  const auto strict = processor.to_rdf(arena, document, dataset, {.safety = jsonld::Safety::safe});
  ASSERT_FALSE(strict);
  EXPECT_NE(strict.error().message.find(GetParam().where), std::string::npos) << strict.error().to_string();
  EXPECT_TRUE(processor.to_rdf(arena, document, dataset));  // leniently it is only dropped
}
INSTANTIATE_TEST_SUITE_P(
    Dropped, JsonLdSafe,
    testing::Values(BadText{"term", R"({"@context": {"a": "urn:a"}, "@id": "urn:x", "a": 1, "grade": "A"})", "grade"},
                    BadText{"type", R"({"@context": {"a": "urn:a"}, "@id": "urn:x", "@type": "Unknown", "a": 1})",
                            "Unknown"},
                    BadText{"relative_id", R"({"@context": {"a": "urn:a"}, "@id": "x y", "a": 1})", "x y"},
                    BadText{"bad_language", R"({"@id": "urn:x", "urn:a": {"@value": "v", "@language": "not a tag"}})",
                            "not a tag"}),
    [](const auto& info) { return info.param.name; });

class JsonLdPlain : public testing::TestWithParam<BadText> {};
TEST_P(JsonLdPlain, refuses_what_readers_would_overlook) {
  jsonld::Processor processor;
  json::Arena arena;
  const json::Value document = test::must(json::parse_into(arena, GetParam().text));
  Dataset dataset;
  EXPECT_TRUE(processor.to_rdf(arena, document, dataset, {.safety = jsonld::Safety::safe}));
  const auto plain = processor.to_rdf(arena, document, dataset, {.safety = jsonld::Safety::plain});
  ASSERT_EQ(!plain, *GetParam().where != '\0');
  if (plain) return;
  EXPECT_EQ(plain.error().code, "rdf.jsonld.not_plain");
  EXPECT_NE(plain.error().message.find(GetParam().where), std::string::npos) << plain.error().to_string();
}
constexpr const char* k_plain_begin =
    R"({"@context": ["https://www.w3.org/ns/credentials/v2", {"nest": "@nest", "own": "urn:own", "step": "urn:step",
  "until": {"@id": "https://www.w3.org/2018/credentials#validUntil", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}}],
  "id": "urn:x", "type": ["VerifiableCredential"], "issuer": "urn:i", "credentialSubject": {"id": "urn:s"}, )";
INSTANTIATE_TEST_SUITE_P(
    Disguised, JsonLdPlain,
    testing::Values(
        BadText{"as_meant", std::string{k_plain_begin} + R"("validUntil": "2026-01-01T00:00:00Z"})", ""},
        BadText{"own_words", std::string{k_plain_begin} + R"("urn:p": {"@value": "v", "@type": "urn:t"}})", ""},
        BadText{
            "iri",
            std::string{k_plain_begin} + R"("https://www.w3.org/2018/credentials#validUntil": "2026-01-01T00:00:00Z"})",
            "#validUntil"},
        BadText{"alias", std::string{k_plain_begin} + R"("until": "2026-01-01T00:00:00Z"})", "until"},
        BadText{"nest", std::string{k_plain_begin} + R"("nest": {"validUntil": "2026-01-01T00:00:00Z"}})", "nest"},
        BadText{"list", std::string{k_plain_begin} + R"("validUntil": ["2026-01-01T00:00:00Z"]})", "validUntil"},
        BadText{"wrapped", std::string{k_plain_begin} + R"("name": {"@value": "A"}})", "name"},
        BadText{"in_a_language", std::string{k_plain_begin} + R"("name": {"@value": "A", "@language": "it"}})", ""},
        BadText{"set", std::string{k_plain_begin} + R"("credentialStatus": {"@set": [{"id": "urn:l"}]}})", "@set"},
        BadText{"reverse",
                std::string{k_plain_begin} +
                    R"("@reverse": {"https://www.w3.org/2018/credentials#evidence": {"id": "urn:e"}}})",
                "@reverse"},
        BadText{"deeper",
                std::string{k_plain_begin} +
                    R"("evidence": {"id": "urn:x", "type": "urn:t",
                                 "https://www.w3.org/2018/credentials#credentialStatus": {"id": "urn:l"}}})",
                "#credentialStatus"},
        BadText{"own_nodes", std::string{k_plain_begin} + R"("urn:p": {"step": 1}, "own": {"@id": "urn:e"}})", ""},
        BadText{"identifier", std::string{k_plain_begin} + R"("evidence": {"@id": "urn:e", "type": "urn:t"}})", "@id"}),
    [](const auto& info) { return info.param.name; });

TEST(JsonLd, refuses_contexts_that_it_does_not_know) {
  jsonld::Processor processor;
  json::Arena arena;
  const json::Value document =
      test::must(json::parse_into(arena, R"({"@context": "https://elsewhere.example/context", "a": 1})"));
  const auto result = processor.expand(arena, document);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "rdf.jsonld.loading_remote_context_failed");
  EXPECT_NE(result.error().remedy.find("from a file"), std::string::npos);
}

TEST(JsonLd, knows_the_third_version_of_the_security_vocabulary) {
  const auto document =
      [](const std::string& type) {
        return test::must(json::parse(R"({
      "@context": "https://w3id.org/security/v3-unstable", "id": "urn:a:1", "type": "JsonWebKey2020",
      "controller": "urn:a:2", "created": "2026-01-01T00:00:00Z", "publicKeyJwk": {"b": 1, "a": "x"},
      "proof": {"type": ")" + type + R"(", "proofPurpose": "assertionMethod", "verificationMethod": "urn:a:3",
                "jws": "a..b"}})"));
      };
  // By the context that w3c-ccg/security-vocab@42893e1 publishes, read by hand.
  const std::string sec = "<https://w3id.org/security#";
  const std::string type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ";
  const std::string expected =
      "<urn:a:1> " + type + sec + "JsonWebKey2020> .\n" + "<urn:a:1> " + sec + "controller> <urn:a:2> .\n" +
      "<urn:a:1> <http://purl.org/dc/terms/created> "
      "\"2026-01-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n" +
      "<urn:a:1> " + sec +
      "publicKeyJwk> "
      R"("{\"a\":\"x\",\"b\":1}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .)" +
      "\n<urn:a:1> " + sec + "proof> _:g .\n_:p " + type + sec + "JsonWebSignature2020> _:g .\n" + "_:p " + sec +
      "proofPurpose> " + sec + "assertionMethod> _:g .\n" + "_:p " + sec + "verificationMethod> <urn:a:3> _:g .\n" +
      "_:p " + sec + "jws> \"a..b\" _:g .\n";
  jsonld::Processor processor;
  json::Arena arena;
  Dataset own;
  Dataset wanted;
  const auto sound = document("JsonWebSignature2020");
  test::must(processor.to_rdf(arena, sound.root, own, {.safety = jsonld::Safety::safe}));
  test::must(read_nquads(expected, wanted));
  EXPECT_EQ(test::must(canonicalise(own)).nquads, test::must(canonicalise(wanted)).nquads);
  // It protects proofValue and gives it another meaning in this type of proof (JSON-LD 1.1 API, 4.2.2, step 27).
  const auto unsound = document("Ed25519Signature2020");
  const auto refused = processor.to_rdf(arena, unsound.root, own);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "rdf.jsonld.protected_term_redefinition");
}

TEST(JsonLd, ends_at_cyclic_contexts) {
  jsonld::Processor processor;
  processor.add_context("https://a.example/", test::must(json::parse(R"({"@context": "https://b.example/"})")));
  processor.add_context("https://b.example/", test::must(json::parse(R"({"@context": "https://a.example/"})")));
  json::Arena arena;
  const auto result =
      processor.expand(arena, test::must(json::parse_into(arena, R"({"@context": "https://a.example/"})")));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "rdf.jsonld.context_overflow");
}

TEST(JsonLd, compacting_what_was_expanded_gives_the_same_rdf) {
  const char* const text =
      R"({"@context": {"@vocab": "urn:v:", "k": {"@id": "urn:k", "@container": "@language"}, "r": {"@reverse": "urn:r"}, "l": {"@id": "urn:l", "@container": "@list"}},
    "@id": "urn:x", "@type": "T", "k": {"en": "a", "de": "b"}, "r": {"@id": "urn:y", "name": "SAFe® ’x’"}, "l": [1, 2.5, true, {"@id": "http://é.example/ü"}]})";
  jsonld::Processor processor;
  json::Arena arena;
  const json::Value document = test::must(json::parse_into(arena, text));
  const json::Value compacted =
      test::must(processor.compact(arena, test::must(processor.expand(arena, document)), document.get("@context")));
  Dataset a;
  Dataset b;
  ASSERT_TRUE(processor.to_rdf(arena, document, a));
  ASSERT_TRUE(processor.to_rdf(arena, compacted, b));
  EXPECT_EQ(test::must(canonicalise(a)).nquads, test::must(canonicalise(b)).nquads);
  const json::Value back = test::must(processor.from_rdf(arena, a));
  Dataset c;
  ASSERT_TRUE(processor.to_rdf(arena, back, c));
  EXPECT_EQ(test::must(canonicalise(a)).nquads, test::must(canonicalise(c)).nquads);
}

TEST(Shacl, what_is_not_core_is_unknown_and_never_a_pass) {
  Dataset triples;
  ASSERT_TRUE(
      read_turtle("@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetNode <urn:x> ; "
                  "sh:sparql [ sh:select \"\" ] .",
                  "", triples));
  const shacl::Shapes shapes = test::must(shacl::Shapes::from(std::move(triples)));
  Dataset data;
  ASSERT_TRUE(read_turtle("<urn:x> <urn:p> 1 .", "", data));
  const Graph graph{data};
  EXPECT_EQ(shacl::validation_report(shapes, graph, test::must(shacl::validate(shapes, graph))).outcome(),
            Outcome::unknown);
}

TEST(Shacl, shapes_that_hit_nothing_are_unknown) {
  Dataset triples;
  ASSERT_TRUE(
      read_turtle("@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; "
                  "sh:nodeKind sh:IRI .",
                  "", triples));
  const shacl::Shapes shapes = test::must(shacl::Shapes::from(std::move(triples)));
  Dataset data;
  const Graph graph{data};
  EXPECT_EQ(shacl::validation_report(shapes, graph, test::must(shacl::validate(shapes, graph))).outcome(),
            Outcome::unknown);
}

TEST(Shacl, a_circular_path_is_an_error) {
  Dataset triples;
  ASSERT_TRUE(read_turtle(
      "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p .", "",
      triples));
  const auto shapes = shacl::Shapes::from(std::move(triples));
  ASSERT_FALSE(shapes);
  EXPECT_EQ(shapes.error().code, "rdf.shacl.shape");
}

}  // namespace
}  // namespace credex::rdf
