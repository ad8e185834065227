// The folder of JSON-LD contexts that an operator allows: contexts.txt and what it names.
#include "app/configuration.h"
#include "app/files.h"
#include "base/digest.h"
#include "command_support.h"

namespace credex::app {
namespace {

class ContextFolder : public test::Command {
 protected:
  Result<credential::ContextTexts> read_list(const std::string& list) {
    write("a.jsonld", k_context);
    write("broken.jsonld", "{");
    write("none.jsonld", "{}");
    write("contexts.txt", list);
    return read_contexts(folder_.string());
  }
  static constexpr const char* k_context = R"({"@context": {"name": "https://schema.org/name"}})";
};

TEST_F(ContextFolder, is_read_line_by_line) {
  const auto read = test::must(read_list("# ours\n\nhttps://a.example/1 a.jsonld\r\nhttps://a.example/2  a.jsonld " +
                                         hex(sha256(k_context)) + "\n"));
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[1].first, "https://a.example/2");
  EXPECT_EQ(read[1].second, k_context);
  EXPECT_TRUE(test::must(read_list("")).empty());
}

struct BadLine {
  const char* name;
  const char* line;
  const char* words;
};
class ContextLine : public ContextFolder, public testing::WithParamInterface<BadLine> {};
TEST_P(ContextLine, is_refused_with_its_place) {
  const auto read = read_list(std::string{"# first\n"} + GetParam().line);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "app.contexts");
  EXPECT_NE(read.error().where.find("contexts.txt:"), std::string::npos) << read.error().to_string();
  EXPECT_NE(read.error().message.find(GetParam().words), std::string::npos) << read.error().to_string();
}
INSTANTIATE_TEST_SUITE_P(
    Lines, ContextLine,
    testing::Values(BadLine{"address_alone", "https://a.example/1", "two or three words"},
                    BadLine{"too_many_words", "https://a.example/1 a.jsonld 00 more", "two or three words"},
                    BadLine{"no_address", "a.example a.jsonld", "no address"},
                    BadLine{"another_folder", "https://a.example/1 ../a.jsonld", "no file of this folder"},
                    BadLine{"an_absolute_path", "https://a.example/1 /etc/passwd", "no file of this folder"},
                    BadLine{"a_file_that_is_not_there", "https://a.example/1 b.jsonld", "b.jsonld"},
                    BadLine{"no_json", "https://a.example/1 broken.jsonld", "broken.jsonld"},
                    BadLine{"no_context", "https://a.example/1 none.jsonld", "no @context"},
                    BadLine{"another_digest", "https://a.example/1 a.jsonld 00", "SHA-256"},
                    BadLine{"twice", "https://a.example/1 a.jsonld\nhttps://a.example/1 a.jsonld", "twice"}),
    [](const auto& info) { return info.param.name; });

TEST_F(ContextFolder, without_its_list_is_refused) {
  const auto read = read_contexts(path("nowhere"));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "app.contexts");
}

TEST_F(ContextFolder, makes_a_document_readable_on_the_command_line) {
  test::must(read_list("https://a.example/1 a.jsonld\n"));
  write("badge.json", R"({"@context": ["https://www.w3.org/ns/credentials/v2", "https://a.example/1"],
    "type": ["VerifiableCredential"], "issuer": "did:key:z6Mkw3DaEkLwEf9weuAg7rQeNZKDyg8u7thpS8M4pmFE3vzd",
    "credentialSubject": {"name": "x"}, "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
    "verificationMethod": "did:key:z6Mkw3DaEkLwEf9weuAg7rQeNZKDyg8u7thpS8M4pmFE3vzd#z6Mkw3DaEkLwEf9weuAg7rQeNZKDyg8u7thpS8M4pmFE3vzd",
    "proofPurpose": "assertionMethod", "proofValue": "z2"}})");
  const auto without = test::run("verify --offline " + path("badge.json"));
  const auto with = test::run("verify --offline --contexts " + folder_.string() + " " + path("badge.json"));
  EXPECT_NE(without.out.find("A context is not known here"), std::string::npos) << without.out;
  EXPECT_EQ(with.out.find("A context is not known here"), std::string::npos) << with.out;
}

TEST(EbsiRegistry, is_an_address_of_https) {
  Configuration into;
  test::must(set_configuration(into, "ebsi_registry", "https://registry.example/did-registry/v5/identifiers/"));
  EXPECT_EQ(into.ebsi_registry, "https://registry.example/did-registry/v5/identifiers");
  for (const char* bad :
       {"registry.example", "http://registry.example", "https://registry.example/?did=", "https://a b"}) {
    const auto set = set_configuration(into, "ebsi_registry", bad);
    ASSERT_FALSE(set) << bad;
    EXPECT_EQ(set.error().code, "app.configuration");
  }
  test::must(set_configuration(into, "ebsi_registry", ""));
  EXPECT_TRUE(into.ebsi_registry.empty());
}

}  // namespace
}  // namespace credex::app
