#include "base/encoding.h"

#include <rapidcheck.h>

#include "base/time.h"
#include "base/uri.h"
#include "support.h"

namespace credex {
namespace {

TEST(Encoding, every_form_reads_back_what_it_wrote) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint8_t>& bytes) {
    RC_ASSERT(*from_hex(hex(bytes)) == bytes);
    RC_ASSERT(*from_base64(base64(bytes)) == bytes);
    RC_ASSERT(*from_base64url(base64url(bytes)) == bytes);
    RC_ASSERT(*from_base58(base58(bytes)) == bytes);
  }));
}

TEST(Base58, known_values) {
  EXPECT_EQ(base58(as_bytes("Hello World!")), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(base58(Bytes{0, 0, 1}), "112");
  EXPECT_FALSE(from_base58("0OIl"));
}

TEST(Base64url, refuses_padding_and_stray_bits) {
  EXPECT_FALSE(from_base64url("YQ=="));
  EXPECT_FALSE(from_base64url("YR"));
  EXPECT_FALSE(from_base64url("Y"));
  EXPECT_TRUE(from_base64url("YQ"));
}

TEST(Utf8, tells_well_formed_from_not) {
  EXPECT_TRUE(is_utf8("Ελένη – Žižka 😀"));
  for (const char* bad : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(Time, reads_what_it_writes) {
  for (const char* text : {"2026-11-24T09:30:00Z", "1999-12-31T23:59:59.125Z", "2024-02-29T00:00:00Z"})
    EXPECT_EQ(to_string(*parse_instant(text)), text);
  EXPECT_EQ(to_string(*parse_instant("2023-09-27T13:54:17+02:00")), "2023-09-27T11:54:17Z");
  for (const char* bad : {"2025-02-29", "2025-13-01T00:00:00Z", "2025-01-01T25:00:00Z", "2025-01-01T00:00:00+2",
                          "yesterday", "", "2025-01-01T00:00"})
    EXPECT_FALSE(parse_instant(bad)) << bad;
}

// RFC 3986, section 5.4: the examples, all of them that apply.
TEST(Uri, resolves_the_examples_of_the_standard) {
  const char* const base = "http://a/b/c/d;p?q";
  const std::pair<const char*, const char*> cases[] = {{"g:h", "g:h"},
                                                       {"g", "http://a/b/c/g"},
                                                       {"./g", "http://a/b/c/g"},
                                                       {"g/", "http://a/b/c/g/"},
                                                       {"/g", "http://a/g"},
                                                       {"//g", "http://g"},
                                                       {"?y", "http://a/b/c/d;p?y"},
                                                       {"g?y", "http://a/b/c/g?y"},
                                                       {"#s", "http://a/b/c/d;p?q#s"},
                                                       {"g#s", "http://a/b/c/g#s"},
                                                       {";x", "http://a/b/c/;x"},
                                                       {"", "http://a/b/c/d;p?q"},
                                                       {".", "http://a/b/c/"},
                                                       {"..", "http://a/b/"},
                                                       {"../g", "http://a/b/g"},
                                                       {"../..", "http://a/"},
                                                       {"../../g", "http://a/g"},
                                                       {"../../../g", "http://a/g"},
                                                       {"/./g", "http://a/g"},
                                                       {"g.", "http://a/b/c/g."},
                                                       {"./../g", "http://a/b/g"},
                                                       {"g/./h", "http://a/b/c/g/h"},
                                                       {"g/../h", "http://a/b/c/h"},
                                                       {"g;x=1/../y", "http://a/b/c/y"},
                                                       {"g?y/./x", "http://a/b/c/g?y/./x"}};
  for (const auto& [reference, wanted] : cases) EXPECT_EQ(resolve_uri(base, reference), wanted) << reference;
}

TEST(Utf8, is_cut_between_characters) {
  EXPECT_EQ(utf8_prefix("abc", 3), "abc");
  EXPECT_EQ(utf8_prefix("abc", 2), "ab");
  EXPECT_EQ(utf8_prefix("aé", 2), "a");
  EXPECT_EQ(utf8_prefix("Μουσείο", 5), "Μο");
  EXPECT_EQ(utf8_prefix("€", 2), "");
}

TEST(Hosts, are_names_as_dns_has_them) {
  EXPECT_EQ(host_in_ascii("School.Example"), "school.example");
  // RFC 5891 keeps the sharp s, which its predecessor wrote as two.
  EXPECT_EQ(host_in_ascii("stra\u00DFe.example"), "xn--strae-oqa.example");
  EXPECT_EQ(host_in_ascii("0x7g.1a"), "0x7g.1a");
  for (const char* bad : {"", "school", "school.", ".example", "a..example", "127.0.0.1", "0x7f.1", "1.0x7F",
                          "a_b.example", "-a.example", "a b.example", "a/b.example", "a:1.example", "\xFF.example"})
    EXPECT_FALSE(host_in_ascii(bad)) << bad;
  EXPECT_FALSE(host_in_ascii(std::string(64, 'a') + ".example"));
}

}  // namespace
}  // namespace credex
