// The command line as its users meet it: exit statuses, the JSON of the contract, bad input.
#include <arpa/inet.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/http_fetch.h"
#include "command_support.h"
#include "proof/sd_jwt.h"
#include "support.h"

namespace credex::app {
namespace {

namespace fs = std::filesystem;

using test::Answer;
using test::Command;
using test::run;

TEST_F(Command, each_has_help) {
  for (const char* name : {"verify", "check", "validate", "issue", "convert", "bundle", "bake", "present", "key new",
                           "key show", "status new", "status set", "ld expand", "ld canon"}) {
    const Answer answer = run(std::string{name} + " --help");
    EXPECT_EQ(answer.status, 0) << name;
    EXPECT_NE(answer.out.find("--json"), std::string::npos) << name;
  }
  EXPECT_EQ(run("").status, 2);
  EXPECT_EQ(run("nothing").status, 2);
  EXPECT_EQ(run("verify").status, 2);
}

TEST_F(Command, verifies_what_came_in_any_form) {
  ASSERT_EQ(run("key new --out " + path("k.pem") + " --definition " + example_ + "/definition.yaml").status, 0);
  ASSERT_EQ(run("issue --definition " + example_ + "/definition.yaml --awards " + example_ + "/awards.csv --key " +
                path("k.pem") + " --out " + path("out") + " --format ob3-jwt")
                .status,
            0);
  std::string token = read(first("out", ".jwt"));
  while (!token.empty() && token.back() == '\n') token.pop_back();
  write("plain.jwt", token);
  const Answer alone = run("verify --offline --json " + path("plain.jwt"));
  std::string lines;
  for (std::size_t i = 0; i < token.size(); i += 76) lines += token.substr(i, 76) + "\r\n";
  const std::pair<const char*, std::string> forms[] = {
      {"quoted.txt", "\"" + token + "\""},
      {"wrapped.txt", lines},
      {"sentence.txt", "My badge: " + token + "\n"},
      {"list.json", "[\"" + token + "\"]"},
      {"answer.json", R"({"credentials": [{"credential": ")" + token + R"("}]})"},
      {"data.txt", "data:application/vc+jwt," + token}};
  for (const auto& [name, bytes] : forms) {
    write(name, bytes);
    const Answer read_it = run("verify --offline --json " + path(name));
    EXPECT_EQ(read_it.out, alone.out) << name;
    EXPECT_EQ(read_it.status, alone.status) << name;
  }
  write("many.json", "[\"" + token + "\", \"" + token.substr(0, token.size() - 8) + "AAAAAAAA\"]");
  const Answer many = run("verify --offline " + path("many.json"));
  EXPECT_EQ(many.status, 1);
  EXPECT_TRUE(many.out.starts_with("altered (1 of 2)")) << many.out;
  write("offer.txt", "openid-credential-offer://?credential_offer_uri=x");
  const Answer offer = run("verify --offline " + path("offer.txt"));
  EXPECT_EQ(offer.status, 2);
  EXPECT_NE(offer.out.find("offer of a credential to a wallet"), std::string::npos) << offer.out;
  const Answer link = run("verify --offline https://school.example/badge");
  EXPECT_EQ(link.status, 2);
  EXPECT_NE(link.out.find("without --offline"), std::string::npos) << link.out;
}

TEST_F(Command, issues_once_verifies_revokes_converts_bakes_and_bundles) {
  ASSERT_EQ(run("key new --type p256 --out " + path("k.pem") + " --definition " + example_ + "/definition.yaml").status,
            0);
  EXPECT_EQ(run("key new --out " + path("k.pem")).status, 2);  // never written over
  EXPECT_EQ(fs::status(path("k.pem")).permissions() & fs::perms::all, fs::perms::owner_read | fs::perms::owner_write);
  const std::string issue = "issue --definition " + example_ + "/definition.yaml --awards " + example_ +
                            "/awards.csv --key " + path("k.pem") + " --out " + path("out") + " --json --format ";
  const Answer once = run(issue + "ob3 --status-list https://school.example/status");
  ASSERT_EQ(once.status, 0) << once.out;
  EXPECT_EQ(test::must(json::parse(once.out)).root.get("issued").as_integer(), 4);
  const Answer twice = run(issue + "ob3");
  EXPECT_EQ(test::must(json::parse(twice.out)).root.get("issued").as_integer(), 0);
  EXPECT_EQ(test::must(json::parse(twice.out)).root.get("already_issued").as_integer(), 4);
  ASSERT_EQ(run(issue + "elm").status, 0);
  ASSERT_EQ(run(issue + "ob3-jwt").status, 0);

  const Answer verified = run("verify --offline --json " + first("out", ".ob3.json"));
  EXPECT_EQ(verified.status, 1);  // the status cannot be asked: unknown
  EXPECT_EQ(test::must(json::parse(verified.out)).root.text("outcome"), "unknown");
  // Its signature holds, and nobody vouches for whose the key is: unknown, until it is on a list.
  const Answer unvouched = run("verify --offline --json " + first("out", ".jwt"));
  EXPECT_EQ(unvouched.status, 1);
  EXPECT_NE(unvouched.out.find("No register of issuers was there to be asked"), std::string::npos) << unvouched.out;
  const std::string did{test::must(json::parse(run("key show --json " + path("k.pem")).out)).root.text("did")};
  std::ofstream{path("own.json")}
      << R"({"name": "Our own", "issuers": [{"name": "Accademia del Sasso", "identifiers": [")" << did << R"("]}]})";
  EXPECT_EQ(run("verify --offline --issuers " + path("own.json") + " " + first("out", ".jwt")).status, 0) << did;
  EXPECT_EQ(run("verify --offline " + first("out", ".elm.json")).status, 1);
  fs::create_directories(path("trust"));
  ASSERT_EQ(std::system(("sed -n '/BEGIN CERT/,$p' " + path("k.pem") + " > " + path("trust/k.crt")).c_str()), 0);
  const Answer trusted = run("verify --offline --trust " + path("trust") + " " + first("out", ".elm.json"));
  EXPECT_EQ(trusted.status, 0) << trusted.out;

  for (const char* target : {"elm", "ob3"}) {
    const Answer converted =
        run("convert " + first("out", target[0] == 'e' ? ".ob3.json" : ".elm.json") + " --json --to " + target);
    ASSERT_EQ(converted.status, 0) << converted.out;
    EXPECT_FALSE(test::must(json::parse(converted.out)).root.get("report").get("findings").empty());
  }
  ASSERT_EQ(run("bake " + first("out", ".jwt") + " --out " + path("badge.svg")).status, 0);
  EXPECT_EQ(run("verify --offline --issuers " + path("own.json") + " " + path("badge.svg")).status, 0);
  ASSERT_EQ(
      run("bundle --issuers " + path("own.json") + " " + first("out", ".jwt") + " --out " + path("bundle.json")).status,
      0);
  EXPECT_EQ(run("verify --offline --issuers " + path("own.json") + " " + path("bundle.json")).status, 0);

  ASSERT_EQ(
      run("status new --url https://school.example/status --key " + path("k.pem") + " --list " + path("list.json"))
          .status,
      0);
  ASSERT_EQ(run("status set --index 2 --key " + path("k.pem") + " --list " + path("list.json")).status, 0);
  const Answer list = run("verify --offline --issuers " + path("own.json") + " " + path("list.json"));
  EXPECT_EQ(list.status, 0) << list.out;
}

TEST_F(Command, shows_of_an_attestation_what_is_asked_for_bound_to_who_asks) {
  ASSERT_EQ(run("key new --type p256 --out " + path("holder.pem")).status, 0);
  ASSERT_EQ(run("key new --type p256 --out " + path("other.pem")).status, 0);
  const json::Document holder = test::must(json::parse(run("key show --json " + path("holder.pem")).out));
  const auto issuer = test::must(crypto::PrivateKey::generate(crypto::KeyType::ed25519));
  const json::Document claims = test::must(
      json::parse(R"({"iss":"https://school.example","vct":"urn:x","given_name":"Zoë","grade":"1.3","cnf":{"jwk":)" +
                  json::write(holder.root.get("jwk")) + "}}"));
  write("award.txt",
        test::must(proof::sign_sd_jwt(claims.root, {.selective = {"/given_name", "/grade"}}, *issuer)) + "\n");

  const Answer list = run("present --list " + path("award.txt"));
  EXPECT_EQ(list.status, 0) << list.out;
  EXPECT_NE(list.out.find("/given_name  Zoë\n"), std::string::npos) << list.out;
  const std::string bound = " --key " + path("holder.pem") + " --audience https://employer.example --nonce n1";
  const Answer shown = run("present " + path("award.txt") + " --show /grade --out " + path("shown.txt") + bound);
  ASSERT_EQ(shown.status, 0) << shown.out;
  const std::string text = read(path("shown.txt"));
  const auto opened = test::must(proof::open_claims(test::must(proof::SdJwt::parse(text.substr(0, text.size() - 1)))));
  EXPECT_EQ(opened.claims.text("grade"), "1.3");
  EXPECT_EQ(opened.claims.find("given_name"), nullptr);
  const auto holder_finding = [&](const std::string& audience) {
    const Answer judged =
        run("verify --offline --json " + path("shown.txt") + " --audience " + audience + " --nonce n1");
    const json::Document report = test::must(json::parse(judged.out));
    for (const json::Value& finding : report.root.get("findings").items()) {
      if (finding.text("rule") == "holder") return std::string{finding.text("outcome")};
    }
    return judged.out;
  };
  EXPECT_EQ(holder_finding("https://employer.example"), "pass");
  EXPECT_EQ(holder_finding("https://other.example"), "fail");
  const Answer other = run("verify --offline " + path("shown.txt") + " --audience https://other.example --nonce n1");
  EXPECT_EQ(other.status, 1);
  EXPECT_NE(other.out.find("not shown by its holder"), std::string::npos) << other.out;

  // What cannot be is said, and nothing is shown.
  const auto refused = [&](const std::string& arguments) {
    const Answer answer = run("present " + path("award.txt") + " " + arguments);
    EXPECT_EQ(answer.status, 2) << answer.out;
    return answer.out;
  };
  EXPECT_NE(refused("--show /salary").find("--show /salary leads to nothing"), std::string::npos);
  EXPECT_NE(refused("--key " + path("other.pem") + " --audience a --nonce n").find("another key"), std::string::npos);
  EXPECT_NE(refused("--audience a --nonce n").find("--key"), std::string::npos);
  EXPECT_NE(refused("--key " + path("holder.pem")).find("--audience and --nonce"), std::string::npos);
}

TEST_F(Command, bad_rows_are_told_and_kept_in_a_sheet_that_can_be_issued_again) {
  write("a.csv", "given_name,family_name,awarded_on\nA,B,2026-01-20\n,,2026-01-20\nC,D,tomorrow\n");
  ASSERT_EQ(run("key new --out " + path("k.pem")).status, 0);
  const std::string base = "issue --definition " + example_ + "/definition.yaml --key " + path("k.pem") +
                           " --format ob3 --out " + path("out") + " --awards ";
  const Answer dry = run(base + path("a.csv") + " --dry-run --failed " + path("failed.csv"));
  EXPECT_EQ(dry.status, 1);
  EXPECT_NE(dry.out.find("Row 4, column 'awarded_on': 'tomorrow' is no date. Write 2026-11-24 or 24.11.2026."),
            std::string::npos)
      << dry.out;
  EXPECT_FALSE(fs::exists(path("out")));
  const Answer real = run(base + path("a.csv"));
  EXPECT_EQ(real.status, 1);
  EXPECT_NE(real.out.find("Issued 1, 0 issued before, 2 failed"), std::string::npos) << real.out;
  std::ifstream failed{path("out/failed-rows.csv")};
  std::string text{std::istreambuf_iterator<char>{failed}, {}};
  EXPECT_NE(text.find("\"reason\""), std::string::npos);
  text.replace(text.find("tomorrow"), 8, "2026-02-20");
  write("mended.csv", text);
  EXPECT_NE(run(base + path("mended.csv")).out.find("Issued 1, 0 issued before, 1 failed"), std::string::npos);
}

TEST_F(Command, what_cannot_be_done_is_status_2_with_the_place) {
  write("bad.json", "{\"a\": 1,\n \"a\": 2}");
  write("bad.yaml", "title: A\nworklaod: 2\n");
  for (const std::string& arguments :
       {std::string{"verify /no/such/file"}, "verify " + path("bad.json"), std::string{"verify /tmp"},
        "verify --trust /no/such " + path("bad.json"), "verify --at yesterday " + path("bad.json"),
        "issue --definition " + path("bad.yaml") + " --awards x --format ob3 --out " + path("o"),
        "validate " + path("bad.json") + " --shapes " + path("bad.json"), "ld expand " + path("bad.json"),
        "key show " + path("bad.json"), "check " + path("bad.json")}) {
    EXPECT_EQ(run(arguments).status, 2) << arguments;
  }
  EXPECT_NE(run("verify " + path("bad.json")).out.find("line 2"), std::string::npos);
  const Answer json = run("verify --json " + path("bad.json"));
  EXPECT_EQ(test::must(json::parse(json.out)).root.get("error").text("code"), "json.duplicate_key");
}

TEST_F(Command, a_definition_is_checked_with_line_and_element) {
  write("d.yaml", "title: A\nworkload: {ects: 1, hours: 10}\n");
  const Answer answer = run("check --json " + path("d.yaml"));
  EXPECT_EQ(answer.status, 1);
  const json::Document document = test::must(json::parse(answer.out));
  EXPECT_EQ(document.root.text("outcome"), "fail");
  EXPECT_NE(answer.out.find("2022/C 243/02"), std::string::npos);
  EXPECT_EQ(run("check " + example_ + "/definition.yaml").status, 0);
}

TEST_F(Command, json_ld_from_the_command_line) {
  write("d.jsonld", R"({"@context": {"n": "urn:n"}, "@id": "urn:x", "n": "a"})");
  EXPECT_EQ(run("ld to-rdf " + path("d.jsonld")).out, "<urn:x> <urn:n> \"a\" .\n");
  EXPECT_EQ(run("ld canon " + path("d.jsonld")).out, "<urn:x> <urn:n> \"a\" .\n");
  write("d.nq", run("ld to-rdf " + path("d.jsonld")).out);
  EXPECT_EQ(run("ld from-rdf " + path("d.nq")).status, 0);
  write("s.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetNode <urn:x> ; sh:property [ "
        "sh:path <urn:n> ; sh:maxCount 0 ] .");
  EXPECT_EQ(run("validate " + path("d.jsonld") + " --shapes " + path("s.ttl")).status, 1);
  EXPECT_NE(run("validate --report-turtle " + path("d.jsonld") + " --shapes " + path("s.ttl"))
                .out.find("sh:MaxCountConstraintComponent"),
            std::string::npos);
}

TEST(Fetch, only_public_addresses_are_asked) {
  const std::pair<const char*, bool> v4[] = {
      {"8.8.8.8", true},    {"127.0.0.1", false},   {"10.1.2.3", false},        {"172.16.0.1", false},
      {"172.32.0.1", true}, {"192.168.1.1", false}, {"169.254.169.254", false}, {"100.64.0.1", false},
      {"0.0.0.0", false},   {"224.0.0.1", false},   {"255.255.255.255", false}};
  for (const auto& [text, is_public] : v4) {
    std::array<unsigned char, 4> address{};
    ASSERT_EQ(inet_pton(AF_INET, text, address.data()), 1);
    EXPECT_EQ(is_public_address(address.data(), 4), is_public) << text;
  }
  const std::pair<const char*, bool> v6[] = {
      {"2606:4700::1111", true}, {"::1", false},     {"::ffff:127.0.0.1", false}, {"::ffff:8.8.8.8", true},
      {"fe80::1", false},        {"fd00::1", false}, {"2001:db8::1", false},      {"64:ff9b::a00:1", false},
      {"2002:7f00:1::", false}};
  for (const auto& [text, is_public] : v6) {
    std::array<unsigned char, 16> address{};
    ASSERT_EQ(inet_pton(AF_INET6, text, address.data()), 1);
    EXPECT_EQ(is_public_address(address.data(), 16), is_public) << text;
  }
}

TEST(Fetch, refuses_this_machine_and_plain_http) {
  const Fetch fetch = http_fetch({});
  const auto local = fetch({.url = "https://127.0.0.1:1/x"});
  ASSERT_FALSE(local);
  EXPECT_EQ(local.error().code, "fetch.refused");
  const auto plain = fetch({.url = "http://school.example/"});
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, "fetch.refused");
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/"})
    EXPECT_FALSE(fetch({.url = url})) << url;
}

}  // namespace
}  // namespace credex::app
