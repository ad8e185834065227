#include "credential/brought.h"

#include <zip.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "base/encoding.h"
#include "base/text.h"
#include "base/uri.h"
#include "credential/baked.h"
#include "credential/elmo.h"
#include "credential/issue.h"
#include "credential/label.h"
#include "credential/verify.h"
#include "fixtures.h"

namespace credex::credential {
namespace {

using test::must;

const Instant k_day = test::at("2026-06-01T00:00:00Z");

/// An archive with these files, packed.
std::string zipped(const std::vector<std::pair<std::string, std::string>>& files) {
  zip_error_t problem;
  zip_error_init(&problem);
  zip_source_t* whole = zip_source_buffer_create(nullptr, 0, 0, &problem);
  zip_t* archive = zip_open_from_source(whole, ZIP_TRUNCATE, &problem);
  zip_source_keep(whole);
  for (const auto& [name, bytes] : files)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, bytes.data(), bytes.size(), 0), ZIP_FL_ENC_UTF_8);
  zip_close(archive);
  zip_source_open(whole);
  zip_source_seek(whole, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(whole)), '\0');
  zip_source_seek(whole, 0, SEEK_SET);
  zip_source_read(whole, out.data(), out.size());
  zip_source_close(whole);
  zip_source_free(whole);
  return out;
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

enum class Order : std::uint8_t { little, big };
/// ASCII in UTF-16.
std::string wide(const std::string& text, Order order, const std::string& mark = "") {
  std::string out = mark;
  for (const char c : text) {
    if (order == Order::big) out += '\0';
    out += c;
    if (order == Order::little) out += '\0';
  }
  return out;
}

std::string broken(const std::string& text, const std::string& at) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 76) out += (i == 0 ? "" : at) + text.substr(i, 76);
  return out;
}

class BroughtForms : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    key_ = must(crypto::PrivateKey::generate(crypto::KeyType::ed25519));
    json_ = made(Format::open_badge, test_data::award());
    Award other = test_data::award();
    other.grade = "distinction";
    other.id += "-2";
    second_ = made(Format::open_badge, other);
    jwt_ = made(Format::open_badge_jwt, test_data::award());
  }
  static std::string made(Format format, const Award& award) {
    rdf::jsonld::Processor processor;
    CredentialMaker maker{*key_, processor, offline_fetch(), {.format = format}};
    return std::string{trimmed(must(maker.make(test_data::example("heritage-3d"), award)))};
  }
  Result<Brought> read(std::string_view bytes) {
    return read_brought(bytes, {.unpacking = &unpacking_,
                                .fetch = [this](const FetchRequest& request) -> Result<Fetched> {
                                  asked_.push_back(request.url);
                                  const auto found = web_.find(request.url);
                                  if (found == web_.end())
                                    return Error{.code = "fetch.failed", .message = request.url + " is not there"};
                                  return Fetched{.body = found->second, .at = k_day};
                                },
                                .own = {},
                                .limits = limits_});
  }
  /// The report, and that it is of credentials that hold.
  Report judged(std::string_view bytes) {
    auto brought = must(read(bytes));
    Verifier verifier{{}, offline_fetch()};
    return must(judge_brought(brought, [&](const std::string& one) { return verifier.verify(one, k_day); }));
  }

  static std::unique_ptr<crypto::PrivateKey> key_;
  static std::string json_;
  static std::string second_;
  static std::string jwt_;
  /// Attachments as lines "name=text" behind the mark; what a code says behind the picture's mark.
  Unpacking unpacking_{.attachments = [this](std::string_view, const BroughtLimits& limits) -> Result<BroughtParts> {
                         BroughtParts out{.total = attached_.size()};
                         for (const BroughtPart& one : attached_) {
                           if (out.parts.size() < limits.parts) out.parts.push_back(one);
                         }
                         return out;
                       },
                       .codes = [this](std::string_view) -> Result<std::vector<std::string>> {
                         if (code_.empty()) return Error{.code = "document.qr", .message = "no QR code is seen"};
                         return std::vector<std::string>{code_};
                       }};
  std::vector<BroughtPart> attached_;
  std::string code_;
  std::map<std::string, std::string> web_;
  std::vector<std::string> asked_;
  BroughtLimits limits_;
};
std::unique_ptr<crypto::PrivateKey> BroughtForms::key_;
std::string BroughtForms::json_;
std::string BroughtForms::second_;
std::string BroughtForms::jwt_;

TEST_F(BroughtForms, one_credential_in_whatever_form_is_that_credential) {
  struct Case {
    const char* name;
    std::string bytes;
    std::string expected;
  };
  const std::string token_answer = R"({"credentials": [{"credential": ")" + jwt_ + R"("}], "notification_id": "n"})";
  const Case cases[] = {
      {"as it is", json_, json_},
      {"blanks around it", "\xEF\xBB\xBF\n " + json_ + "\n", json_},
      {"a token", jwt_, jwt_},
      {"a token in quotes", "\"" + jwt_ + "\"", jwt_},
      {"a token in other quotes", "„" + jwt_ + "“", jwt_},
      {"a token in a mail", broken(jwt_, "\r\n"), jwt_},
      {"a token with soft breaks", broken(jwt_, "=\r\n"), jwt_},
      {"a token in a quoted mail", "> " + broken(jwt_, "\n> "), jwt_},
      {"a token in a sentence", "My badge is: " + jwt_ + ".\nThanks", jwt_},
      {"base64", base64(as_bytes(json_)), json_},
      {"base64 in lines", broken(base64(as_bytes(json_)), "\n"), json_},
      {"base64url of a token", base64url(as_bytes(jwt_)), jwt_},
      {"a data: URL", "data:application/vc;base64," + base64(as_bytes(json_)), json_},
      {"a data: URL with escapes", "data:application/vc," + percent_encoded(json_), json_},
      {"UTF-16 with its mark", wide("\"" + jwt_ + "\"", Order::little, "\xFF\xFE"), jwt_},
      {"UTF-16, big end first", wide(jwt_, Order::big, "\xFE\xFF"), jwt_},
      {"UTF-16 without a mark", wide(jwt_, Order::little), jwt_},
      {"gzip", gzipped(json_), json_},
      {"a list of one", "[\"" + jwt_ + "\"]", jwt_},
      {"a wallet's answer of the drafts", R"({"credential": ")" + jwt_ + R"(", "c_nonce": "x"})", jwt_},
      {"an answer of OpenID4VCI 1.0", token_answer, jwt_},
      {"an answer of OpenID4VP", R"({"vp_token": {"any": [")" + jwt_ + R"("]}})", jwt_},
      {"the Open Badges API", R"({"credential": [], "compactJwsString": [")" + jwt_ + R"("]})", jwt_},
      {"an answer that is a list", "[{\"verifiableCredential\": \"" + jwt_ + "\"}]", jwt_},
      {"between marks of a text", "Here:\n```json\n" + json_ + "\n```\n", json_},
      {"an archive", zipped({{"diploma.json", json_}}), json_},
      {"an archive of a system with its own files", zipped({{"a/d.json", json_}, {"__MACOSX/a/._d.json", "x"}}), json_},
      {"an archive in an archive", zipped({{"in.zip", zipped({{"t.jwt", jwt_}})}}), jwt_}};
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    auto brought = read(one.bytes);
    ASSERT_TRUE(brought) << brought.error().to_string();
    ASSERT_EQ(brought->credentials.size(), 1U);
    EXPECT_EQ(std::string{trimmed(std::string_view{brought->credentials[0].bytes})}, one.expected);
    EXPECT_TRUE(asked_.empty());
  }
}

TEST_F(BroughtForms, a_picture_with_a_badge_stays_that_picture) {
  const std::string svg = must(bake(sign_svg(test_data::example("heritage-3d")), json_));
  const auto brought = must(read(svg));
  ASSERT_EQ(brought.credentials.size(), 1U);
  EXPECT_EQ(brought.credentials[0].bytes, svg);
}

TEST_F(BroughtForms, codes_of_pictures_are_read_as_if_they_were_typed) {
  code_ = "https://school.example/a";
  web_[code_] = json_;
  for (const std::string& picture :
       {std::string{"\xFF\xD8\xFF\xE0 jpeg"}, std::string{"RIFF\1\1\1\1WEBPVP8 .."}, std::string{"GIF89a......"},
        std::string{"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"}}) {
    SCOPED_TRACE(picture);
    EXPECT_EQ(must(read(picture)).credentials.at(0).bytes, json_);
  }
  code_ = "openid-credential-offer://?credential_offer_uri=x";
  EXPECT_NE(read("\xFF\xD8\xFF\xE0 jpeg").error().message.find("offer of a credential to a wallet"), std::string::npos);
  code_.clear();
  EXPECT_EQ(read("\xFF\xD8\xFF\xE0 jpeg").error().code, "document.qr");
}

TEST_F(BroughtForms, links_are_followed_alone_and_in_sentences) {
  web_["https://school.example/a"] = json_;
  for (const char* text : {"https://school.example/a", "<https://school.example/a>", "school.example/a",
                           "My badge: https://school.example/a.", "Look (https://school.example/a), please!",
                           "[my badge](https://school.example/a)"}) {
    SCOPED_TRACE(text);
    asked_.clear();
    auto brought = read(text);
    ASSERT_TRUE(brought) << brought.error().to_string();
    EXPECT_EQ(brought->credentials.at(0).bytes, json_);
    EXPECT_EQ(asked_, std::vector<std::string>{"https://school.example/a"});
  }
  const Error gone = read("https://school.example/gone").error();
  EXPECT_EQ(gone.code, "fetch.failed");
  asked_.clear();
  EXPECT_EQ(read("no link, e.g. here; only words").error().code, "credential.form");
  EXPECT_TRUE(asked_.empty());
  // No more than the limit, whoever writes them.
  std::string many;
  for (int i = 0; i < 100; ++i) many += "https://school.example/" + std::to_string(i) + " ";
  EXPECT_FALSE(read(many));
  EXPECT_EQ(asked_.size(), limits_.links);
}

TEST_F(BroughtForms, a_page_gives_its_data_or_says_that_it_has_none) {
  web_["https://school.example/p"] =
      "<!DOCTYPE html><html><head><title>T</title><script type=\"application/ld+json\">" + json_ +
      "</script></head></html>";
  EXPECT_EQ(must(read("https://school.example/p")).credentials.at(0).bytes, json_);
  web_["https://school.example/q/r"] =
      "<html><head><link rel=alternate type='application/ld+json' href='../b.json'></head><body>x</body></html>";
  web_["https://school.example/b.json"] = json_;
  EXPECT_EQ(must(read("https://school.example/q/r")).credentials.at(0).bytes, json_);
  const std::string badge = must(bake(sign_svg(test_data::example("heritage-3d")), json_));
  web_["https://school.example/o"] =
      "<html><head><meta property=\"og:image\" content=\"https://school.example/i.svg?a=1&amp;b=2\"></head></html>";
  web_["https://school.example/i.svg?a=1&b=2"] = badge;
  EXPECT_EQ(must(read("https://school.example/o")).credentials.at(0).bytes, badge);
  const Error none = read("<html><head><title>Ann's badge</title></head></html>").error();
  EXPECT_EQ(none.code, "credential.form");
  EXPECT_NE(none.message.find("a page alone proves nothing: \"Ann's badge\""), std::string::npos) << none.message;
}

TEST_F(BroughtForms, what_is_no_credential_is_told_to_be_what_it_is) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "name": "Weaving"})",
       "a badge (an Open Badges BadgeClass), awarded to nobody: \"Weaving\""},
      {R"({"@context": "https://w3id.org/openbadges/v2", "type": "Profile", "name": "School"})",
       "the profile of an issuer"},
      {R"({"type": ["Achievement"], "name": "Weaving"})", "the description of an achievement"},
      {R"({"@context": "https://www.w3.org/ns/did/v1", "id": "did:web:a.example", "verificationMethod": []})",
       "no credential: did:web:a.example"},
      {R"({"@context": {"name": "https://schema.org/name"}})", "a JSON-LD context"},
      {R"({"id": "urn:1", "type": "Accreditation", "title": {"en": "May award"}})",
       "what an organisation may award: \"May award\""},
      {R"({"keys": []})", "a set of keys"},
      {R"({"kty": "OKP", "crv": "Ed25519", "x": "a", "d": "b"})", "a private key"},
      {R"({"credential_issuer": "https://a.example", "credential_configuration_ids": ["x"]})",
       "the offer of a credential"},
      {R"({"transaction_id": "1", "interval": 5})", "holds no credential yet"},
      {R"({"dcql_query": {}, "nonce": "n"})", "a verifier's question"},
      {R"({"recipient": "sha256$1", "badge": {"version": "0.5.0", "name": "B", "issuer": {"origin": "https://a.example"}}})",
       "that is not judged here: \"B\""},
      {R"({"uid": "1", "recipient": {}, "badge": "https://a.example/b", "verify": {"type": "hosted", "url": "https://a.example/a"}})",
       "Open Badges 1.0"},
      {R"({"@context": ["https://w3id.org/blockcerts/v2"], "badge": {"name": "B"}, "signature": {"merkleRoot": "00"}})",
       "that is not asked here: \"B\""},
      {"openid-credential-offer://?credential_offer=%7B%7D", "the offer of a credential to a wallet"},
      {"https://issuer.example/o?credential_offer_uri=x", "the offer of a credential to a wallet"},
      {"dccrequest://request?vc_request_url=x", "Digital Credentials Consortium"},
      {"openid4vp://?client_id=x&request_uri=y", "a verifier's question"},
      {"Scan: openid-credential-offer://?credential_offer=%7B%7D", "the offer of a credential to a wallet"},
      {"eyJh.bbbb.cccc.dddd.eeee", "encrypted for somebody"},
      {"<SkillsPassport/>", "a curriculum vitae of Europass"},
      {"<rss version='2'/>", "by its root: rss"},
      {"<rss", "begins like XML"},
      {"%", "no credential that is known here"},
      {"", "there is nothing in it"},
      {"[]", "the list is empty"},
      {R"({"credential": "a text that is long enough to be looked at, and no token"})",
       "no credential that is known here"}};
  for (const auto& [bytes, words] : cases) {
    SCOPED_TRACE(bytes);
    const auto brought = read(bytes);
    ASSERT_FALSE(brought);
    EXPECT_NE(brought.error().message.find(words), std::string::npos) << brought.error().message;
    EXPECT_EQ(brought.error().code, "credential.form");
    EXPECT_FALSE(brought.error().remedy.empty());
    EXPECT_TRUE(asked_.empty());
  }
}

TEST_F(BroughtForms, many_are_judged_each_and_the_line_begins_with_the_worst) {
  std::string altered = json_;
  const auto at = altered.find("merit");
  ASSERT_NE(at, std::string::npos);
  altered.replace(at, 5, "MERIT");
  attached_ = {
      {.name = "a.json", .bytes = second_}, {.name = "b.json", .bytes = altered}, {.name = "c.txt", .bytes = "hi"}};
  for (const std::string& bytes :
       {std::string{"%PDF-1.7"}, zipped({{"a.json", second_}, {"b.json", altered}, {"c.txt", "hi"}}),
        "[" + second_ + "," + altered + "]"}) {
    SCOPED_TRACE(bytes.substr(0, 8));
    const Report report = judged(bytes);
    EXPECT_EQ(report.outcome(), Outcome::fail);
    EXPECT_TRUE(verdict_line(report).starts_with("altered (1 of 2)")) << verdict_line(report);
    const auto held = std::ranges::count(report.findings, "presentation.credential", &Finding::rule);
    EXPECT_EQ(held, 2);
  }
  const Report alone = judged(altered);
  EXPECT_EQ(verdict_line(alone), "altered");
}

TEST_F(BroughtForms, a_transcript_is_told_and_what_is_attached_is_judged) {
  const Contents contents{.definition = test_data::example("heritage-3d"), .award = test_data::award()};
  const std::string elmo = must(elmo_transcript({{.contents = contents, .file = json_}}, k_day));
  const auto brought = must(read(elmo));
  ASSERT_EQ(brought.credentials.size(), 1U);
  EXPECT_EQ(brought.credentials[0].bytes, json_);
  ASSERT_FALSE(brought.findings.empty());
  EXPECT_EQ(brought.findings[0].message, "brought.elmo_unsigned");
  EXPECT_EQ(brought.findings[0].args.at(0), "Győző D’Aubigné");
  EXPECT_EQ(brought.findings[0].args.at(2), "1");
  // The transcript around it is nobody's word, so the whole is unknown however sound the credential is.
  EXPECT_EQ(judged(elmo).outcome(), Outcome::unknown);
  const auto without = must(read(must(elmo_transcript({{.contents = contents}}, k_day))));
  EXPECT_TRUE(without.credentials.empty());
  EXPECT_EQ(without.findings.size(), 1U);
}

TEST_F(BroughtForms, xml_of_europass_is_named_and_its_seal_kept_to_be_judged) {
  const auto brought =
      must(read("<europassCredential xmlns='http://data.europa.eu/snb'><title>Diploma</title>"
                "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/></europassCredential>"));
  EXPECT_TRUE(brought.credentials.empty());
  ASSERT_EQ(brought.findings.size(), 1U);
  EXPECT_EQ(brought.findings[0].message, "brought.europass_sealed");
  EXPECT_EQ(brought.findings[0].args.at(0), "Diploma");
  ASSERT_EQ(brought.documents.size(), 1U);
  EXPECT_EQ(brought.documents[0].finding, 0U);
}

TEST_F(BroughtForms, bombs_end_at_the_limits) {
  const std::string zeros(std::size_t{20} * 1024 * 1024, ' ');
  const auto zip_bomb = read(zipped({{"a.json", zeros}}));
  ASSERT_FALSE(zip_bomb);
  EXPECT_NE(zip_bomb.error().message.find("unpacks to more"), std::string::npos) << zip_bomb.error().message;
  EXPECT_EQ(read(gzipped(zeros)).error().code, "credential.too_large");
  limits_.bytes = 1000;
  EXPECT_EQ(read(std::string(1001, 'a')).error().code, "credential.too_large");
  limits_ = {};
  std::string nested = json_;
  for (int i = 0; i < 8; ++i) nested = zipped({{"in.zip", nested}});
  EXPECT_FALSE(read(nested));
  std::string deep = "\"" + jwt_ + "\"";
  for (int i = 0; i < 12; ++i) deep = R"({"credential": )" + deep + "}";
  EXPECT_NE(read(deep).error().message.find("wrapped too many times"), std::string::npos);
  std::string entity =
      "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbbbbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>";
  EXPECT_FALSE(read(entity));
}

TEST_F(BroughtForms, a_thousand_attachments_are_read_to_the_limit_and_the_rest_is_told) {
  for (int i = 0; i < 1000; ++i) attached_.push_back({.name = std::to_string(i), .bytes = "nothing"});
  EXPECT_NE(read("%PDF-1.7").error().message.find("0 (1 / 1000)"), std::string::npos);
  attached_[3].bytes = json_;
  const auto brought = must(read("%PDF-1.7"));
  EXPECT_EQ(brought.credentials.size(), 1U);
  const auto left = std::ranges::find(brought.findings, "brought.too_many", &Finding::message);
  ASSERT_NE(left, brought.findings.end());
  EXPECT_EQ(left->outcome, Outcome::unknown);
  EXPECT_EQ(left->args, (std::vector<std::string>{"1000", "200"}));
  // Past the most that are judged, the whole is unknown and says so.
  limits_.credentials = 1;
  attached_ = {{.name = "a", .bytes = json_}, {.name = "b", .bytes = second_}};
  const auto first = must(read("%PDF-1.7"));
  EXPECT_EQ(first.credentials.size(), 1U);
  ASSERT_FALSE(first.findings.empty());
  EXPECT_EQ(first.findings.back().message, "brought.too_many");
}

TEST_F(BroughtForms, the_shared_cases_are_read) {
  const std::filesystem::path folder = std::filesystem::path{CREDEX_SOURCE_DIR} / "../shared/cases/credentials";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared cases are not here";
  const auto file = [&](const char* name) {
    std::ifstream in{folder / name, std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
  };
  EXPECT_EQ(must(read(file("array.json"))).credentials.size(), 1U);
  EXPECT_EQ(must(read(file("two.zip"))).credentials.size(), 2U);
  EXPECT_EQ(must(read(file("jwt-wrapped.txt"))).credentials.size(), 1U);
  EXPECT_EQ(must(read(file("elmo.xml"))).findings.at(0).rule, "brought.elmo");
  EXPECT_NE(read(file("ob1-baked.png")).error().message.find("Open Badges 1.0"), std::string::npos)
      << read(file("ob1-baked.png")).error().message;
  EXPECT_NE(read(file("ob2-badgeclass.json")).error().message.find("awarded to nobody"), std::string::npos);
  EXPECT_TRUE(verdict_line(judged(file("vp-good-tampered.json"))).starts_with("altered"));
  EXPECT_EQ(must(read(file("blockcerts-chain.json"))).credentials.size(), 1U);
}

}  // namespace
}  // namespace credex::credential
