#include "http/form.h"

#include "base/uri.h"
#include "http/rate_limit.h"
#include "http/router.h"
#include "support.h"

namespace credex::http {
namespace {

TEST(PercentDecoded, keeps_what_is_no_escape) {
  EXPECT_EQ(percent_decoded("a%20b+c%2", Plus::is_space), "a b c%2");
  EXPECT_EQ(percent_decoded("a+b%zz"), "a+b%zz");
  EXPECT_EQ(percent_decoded(percent_encoded("Ω & / ?")), "Ω & / ?");
}

TEST(ParseUrlencoded, keeps_order_and_repeats) {
  const Fields fields = test::must(parse_urlencoded("a=1&b=2&a=3&&c"));
  EXPECT_EQ(fields.list("a"), (std::vector<std::string>{"1", "3"}));
  EXPECT_EQ(fields.get("c"), "");
  EXPECT_TRUE(fields.has("c"));
  EXPECT_FALSE(fields.has("d"));
}

TEST(ParseUrlencoded, refuses_too_many_fields_and_bad_text) {
  EXPECT_FALSE(parse_urlencoded("a=1&b=2&c=3", {.max_fields = 2}));
  EXPECT_FALSE(parse_urlencoded("a=%ff%fe"));
}

constexpr const char* k_type = "multipart/form-data; boundary=XX";

TEST(ParseMultipart, reads_fields_and_files) {
  const Form form = test::must(parse_multipart(
      "--XX\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nhello\r\n--XX\r\nContent-Disposition: form-data; "
      "name=\"f\"; filename=\"../../etc/pass\\\"wd.csv\"\r\nContent-Type: text/csv\r\n\r\na\r\nb\r\n--XX--\r\n",
      k_type));
  EXPECT_EQ(form.fields.get("t"), "hello");
  ASSERT_EQ(form.files.size(), 1U);
  EXPECT_EQ(form.files[0].name, "pass\"wd.csv");
  EXPECT_EQ(form.files[0].content, "a\r\nb");
  EXPECT_EQ(form.files[0].type, "text/csv");
}

TEST(ParseMultipart, leaves_out_a_file_that_was_not_chosen) {
  const Form form = test::must(parse_multipart(
      "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--XX--\r\n", k_type));
  EXPECT_TRUE(form.files.empty());
}

TEST(ParseMultipart, says_what_is_damaged) {
  for (const char* body :
       {"", "--XX", "--XX\r\nno end", "--XX\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nhello",
        "--XXjunk\r\n\r\n--XX--"}) {
    const auto form = parse_multipart(body, k_type);
    ASSERT_FALSE(form) << body;
    EXPECT_EQ(form.error().code, "http.form");
  }
  EXPECT_FALSE(parse_multipart("x", "multipart/form-data"));
}

TEST(Router, finds_by_steps_and_endings) {
  Router router;
  const auto name = [](const char* words) { return [words](const Request&) { return text(words); }; };
  router.add("GET", "/a/{}", name("one"));
  router.add("POST", "/a/{}", name("posted"), 10);
  router.add("GET", "/a/{}/b.json", name("file"));
  router.add("GET", "/files/{*}", name("rest"));
  std::vector<std::string> parts;
  bool other = false;
  EXPECT_EQ(router.find("GET", "/a/x", parts, other)->pattern, "/a/{}");
  EXPECT_EQ(parts, std::vector<std::string>{"x"});
  EXPECT_NE(router.find("HEAD", "/a/x", parts, other), nullptr);
  EXPECT_EQ(router.find("GET", "/a/", parts, other), nullptr);
  EXPECT_EQ(router.find("DELETE", "/a/x", parts, other), nullptr);
  EXPECT_TRUE(other);
  EXPECT_EQ(router.find("GET", "/files/a/b", parts, other)->pattern, "/files/{*}");
  EXPECT_EQ(parts, std::vector<std::string>{"a/b"});
  EXPECT_EQ(router.max_body("POST", "/a/x"), 10U);
}

TEST(RateLimit, lets_a_burst_pass_and_then_one_each_refill) {
  RateLimit limit{3, std::chrono::milliseconds{1000}};
  const auto start = RateLimit::Clock::now();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.take("a", start).count(), 0);
  EXPECT_EQ(limit.take("a", start).count(), 1);
  EXPECT_EQ(limit.take("b", start).count(), 0);
  EXPECT_EQ(limit.take("a", start + std::chrono::milliseconds{1100}).count(), 0);
}

TEST(Cookie, is_found_among_others) {
  Request request;
  request.headers = {{"cookie", "a=1; credex=abc; b=2"}};
  EXPECT_EQ(request.cookie("credex"), "abc");
  EXPECT_EQ(request.cookie("red"), "");
}

}  // namespace
}  // namespace credex::http
