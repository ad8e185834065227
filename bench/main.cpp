// Measures the numbers of the credential core side by side with their references in one run and writes a table and
// bench.json. credex_bench [OUT.json] [STANDARDS_DIR]. Each pair is measured in turns, round by round, and the median
// of the rounds is taken, so that a busy machine troubles both alike.
#include <openssl/evp.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "credential/award_sheet.h"
#include "credential/elm.h"
#include "credential/elm_profile.h"
#include "credential/holder_match.h"
#include "credential/issue.h"
#include "credential/issuer_register.h"
#include "credential/verify.h"
#include "framework/definition_file.h"
#include "rdf/canon.h"

namespace {

namespace fs = std::filesystem;
using namespace credex;
using Clock = std::chrono::steady_clock;

struct Row {
  std::string name;
  double value;
  std::string unit;
};

std::string read_text(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream out;
  out << file.rdbuf();
  return std::move(out).str();
}

double seconds_of(const std::function<void()>& work, int times) {
  const auto start = Clock::now();
  for (int i = 0; i < times; ++i) work();
  return std::chrono::duration<double>(Clock::now() - start).count() / times;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Seconds of each work in each round, the works measured in turns within a round.
using Rounds = std::vector<std::vector<double>>;
Rounds in_turns(const std::vector<std::function<void()>>& works, int rounds, int times) {
  Rounds out(works.size());
  for (const auto& work : works) seconds_of(work, times / 4 + 1);  // warm up
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) out[i].push_back(seconds_of(works[i], times));
  }
  return out;
}

/// The median of the rounds' ratios: what troubles the machine in a round troubles both of its works.
double ratio(const std::vector<double>& reference, const std::vector<double>& ours) {
  std::vector<double> out;
  for (std::size_t i = 0; i < reference.size(); ++i) out.push_back(reference[i] / ours[i]);
  return median(std::move(out));
}

// A badge of about 1.5 kB, as a small provider would issue it.
framework::MicroCredential small_definition() {
  framework::MicroCredential d;
  d.id = "https://studio.example/mc/1";
  d.title.set("en", "Immersive audio basics");
  d.description.set("en", "Record, mix and deliver a short immersive scene.");
  d.awarding_body.legal_name.set("en", "Studio Example");
  d.awarding_body.country = "IE";
  d.workload.ects = framework::Ects{2};
  return d;
}

/// A register of that many invented schools, as an operator would load it.
std::string register_of(int issuers) {
  std::string out =
      R"({"type": "IssuerRegister", "name": "Register of Examples", "updated": "2026-05-01", "issuers": [)";
  for (int i = 0; i < issuers; ++i) {
    const std::string n = std::to_string(i);
    out += (i == 0 ? "\n" : ",\n") + std::string{R"({"name": "Škola dizajna )"} + n +
           R"( d.o.o.", "names": ["School of Design )" + n + R"("], "country": "HR", "identifiers": ["did:web:school)" +
           n + R"(.example", "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnw)" + n +
           R"("], "registered": ["VATHR-)" + n + R"("], "since": "2024-01-01", "completeSince": "2025-01-01"})";
  }
  return out + "]}";
}

/// Memory of this process that lies in RAM, in MB.
double resident_mb() {
  std::ifstream file{"/proc/self/statm"};
  double pages = 0;
  file >> pages >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576;
}

/// Peak memory of `credex issue` over 100,000 rows, in MB.
double issue_peak_mb(const fs::path& folder) {
  const fs::path sheet = folder / "awards.csv";
  {
    std::ofstream out{sheet};
    out << "given_name,family_name,email,awarded_on\n";
    for (int i = 0; i < 100'000; ++i)
      out << "Given" << i << ",Family" << i << ",learner" << i << "@school.example,2026-03-14\n";
  }
  const fs::path key = folder / "key.pem";
  const std::string definition = std::string{CREDEX_SOURCE_DIR} + "/examples/heritage-3d/definition.yaml";
  const std::string make_key = std::string{CREDEX_BINARY} + " key new --out " + key.string() + " > /dev/null";
  if (std::system(make_key.c_str()) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    if (!std::freopen("/dev/null", "w", stdout)) _exit(1);
    const std::string out = (folder / "out").string();
    execl(CREDEX_BINARY, "credex", "issue", "--definition", definition.c_str(), "--awards", sheet.c_str(), "--key",
          key.c_str(), "--format", "ob3", "--out", out.c_str(), nullptr);
    _exit(1);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  return status == 0 ? static_cast<double>(usage.ru_maxrss) / 1024 : -1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string out_file = argc > 1 ? argv[1] : "bench.json";
  const fs::path standards = argc > 2 ? argv[2] : "../shared/standards";
  std::vector<Row> rows;
  const auto key = *crypto::PrivateKey::generate(crypto::KeyType::ed25519);
  rdf::jsonld::Processor processor;
  credential::CredentialMaker maker{*key, processor, offline_fetch(), {}};
  const framework::MicroCredential definition = small_definition();
  credential::Award award;
  award.learner.full_name = "Aoife Ní Bhriain";
  award.learner.email = "aoife@learner.example";
  award.awarded_on = *parse_date("2026-03-14");
  award.issued = *parse_instant("2026-03-14T10:00:00Z");
  award.valid_from = award.issued;
  award.id = credential::award_id(definition.id, "1", award);
  const std::string badge = *maker.make(definition, award);
  credential::Verifier verifier{{}, offline_fetch()};
  const Instant now = *parse_instant("2026-11-24T10:00:00Z");
  const Report check = *verifier.verify_integrity(badge, now);
  if (check.outcome() != Outcome::pass) {
    std::fprintf(stderr, "the badge does not verify:\n%s", report_text(check, Colour::off).c_str());
    return 1;
  }

  // The references: bare Ed25519 over the 64 bytes that a proof signs, by OpenSSL, the one library for it here.
  const std::array<unsigned char, 64> message{};
  std::array<unsigned char, 64> signature{};
  EVP_PKEY* const bare = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  const auto bare_sign = [&] {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::size_t size = signature.size();
    EVP_DigestSignInit(context, nullptr, nullptr, nullptr, bare);
    EVP_DigestSign(context, signature.data(), &size, message.data(), message.size());
    EVP_MD_CTX_free(context);
  };
  volatile int sink = 0;
  const auto bare_verify = [&] {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, bare);
    sink = EVP_DigestVerify(context, signature.data(), signature.size(), message.data(), message.size());
    EVP_MD_CTX_free(context);
  };
  bare_sign();
  const auto timings =
      in_turns({bare_verify, [&] { sink = static_cast<int>(verifier.verify_integrity(badge, now)->outcome()); },
                bare_sign, [&] { sink = static_cast<int>(maker.make(definition, award)->size()); },
                [&] { sink = static_cast<int>(verifier.verify(badge, now)->outcome()); }},
               101, 60);
  EVP_PKEY_free(bare);
  rows.push_back({"badge_bytes", static_cast<double>(badge.size()), "bytes"});
  rows.push_back({"ed25519_verify_us", median(timings[0]) * 1e6, "us"});
  rows.push_back({"verify_ob3_us", median(timings[1]) * 1e6, "us"});
  rows.push_back({"verify_ob3_ratio", ratio(timings[0], timings[1]), "ratio"});
  rows.push_back({"verify_ob3_full_report_us", median(timings[4]) * 1e6, "us"});
  rows.push_back({"ed25519_sign_us", median(timings[2]) * 1e6, "us"});
  rows.push_back({"issue_ob3_us", median(timings[3]) * 1e6, "us"});
  rows.push_back({"issue_ob3_ratio", ratio(timings[2], timings[3]), "ratio"});

  // Whose an award is: one award against one person, in Latin letters and in others.
  {
    const credential::HolderMatcher person{{.name = "Maja Sofia Lindqvist", .addresses = {"maja@learner.example"}}};
    credential::HolderFacts latin;
    latin.learner.given_name = "Mája";
    latin.learner.family_name = "Lindqvist";
    credential::HolderFacts cyrillic;
    cyrillic.learner.full_name = "Майя Линдквист";
    const auto match = in_turns({[&] { sink = static_cast<int>(person.match(latin).match); },
                                 [&] { sink = static_cast<int>(person.match(cyrillic).match); }},
                                101, 60);
    rows.push_back({"holder_match_us", median(match[0]) * 1e6, "us"});
    rows.push_back({"holder_match_transliterated_us", median(match[1]) * 1e6, "us"});
  }

  // A register of 100,000 issuers: had, and asked in each verification, beside the same without one.
  {
    std::string text = register_of(100'000);
    rows.push_back({"register_mb", static_cast<double>(text.size()) / 1048576, "MB"});
    std::shared_ptr<const credential::IssuerRegister> loaded;
    const double before = resident_mb() - static_cast<double>(text.size()) / 1048576;
    const auto start = Clock::now();
    auto read = credential::IssuerRegister::read(std::move(text), {.place = "register"}, now);
    rows.push_back({"register_load_ms", std::chrono::duration<double>(Clock::now() - start).count() * 1e3, "ms"});
    if (!read || (*read)->with_identifier("did:web:school77777.example").size() != 1) {
      std::fprintf(stderr, "the register cannot be asked\n");
      return 1;
    }
    loaded = *read;
    rows.push_back({"register_memory_mb", resident_mb() - before, "MB"});
    framework::MicroCredential of_school = definition;
    of_school.awarding_body.legal_name.set("en", "School of Design 777");
    const std::string other = *maker.make(of_school, award);
    credential::Verifier asking{{.vouchers = {loaded}}, offline_fetch()};
    const auto asked = in_turns({[&] { sink = static_cast<int>(verifier.verify(badge, now)->outcome()); },
                                 [&] { sink = static_cast<int>(asking.verify(badge, now)->outcome()); },
                                 [&] { sink = static_cast<int>(asking.verify(other, now)->outcome()); }},
                                101, 60);
    rows.push_back({"verify_with_register_over_without", 1 / ratio(asked[0], asked[1]), "ratio"});
    rows.push_back({"verify_imitation_over_without", 1 / ratio(asked[0], asked[2]), "ratio"});
  }

  // Attestations: SD-JWT VC by P-256, against bare P-256 over as many bytes, in turns.
  {
    const auto p256 = *crypto::PrivateKey::generate(crypto::KeyType::p256);
    credential::CredentialMaker attester{*p256, processor, offline_fetch(), {.format = credential::Format::sd_jwt}};
    const std::string attestation = *attester.make(definition, award);
    const std::string signed_part = attestation.substr(0, attestation.rfind('.'));
    const auto* const signed_bytes = reinterpret_cast<const unsigned char*>(signed_part.data());
    EVP_PKEY* const curve = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    std::array<unsigned char, 80> der{};
    std::size_t der_size = der.size();
    EVP_MD_CTX* const signing = EVP_MD_CTX_new();
    EVP_DigestSignInit(signing, nullptr, EVP_sha256(), nullptr, curve);
    EVP_DigestSign(signing, der.data(), &der_size, signed_bytes, signed_part.size());
    EVP_MD_CTX_free(signing);
    const auto bare_p256 = [&] {
      EVP_MD_CTX* const context = EVP_MD_CTX_new();
      EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, curve);
      sink = EVP_DigestVerify(context, der.data(), der_size, signed_bytes, signed_part.size());
      EVP_MD_CTX_free(context);
    };
    if (verifier.verify_integrity(attestation, now)->outcome() != Outcome::pass) {
      std::fprintf(stderr, "the attestation does not verify\n");
      return 1;
    }
    const auto sd =
        in_turns({bare_p256, [&] { sink = static_cast<int>(verifier.verify_integrity(attestation, now)->outcome()); },
                  [&] { sink = static_cast<int>(attester.make(definition, award)->size()); }},
                 101, 60);
    EVP_PKEY_free(curve);
    rows.push_back({"attestation_bytes", static_cast<double>(attestation.size()), "bytes"});
    rows.push_back({"p256_verify_us", median(sd[0]) * 1e6, "us"});
    rows.push_back({"verify_sd_jwt_us", median(sd[1]) * 1e6, "us"});
    rows.push_back({"verify_sd_jwt_ratio", ratio(sd[0], sd[1]), "ratio"});
    rows.push_back({"issue_sd_jwt_us", median(sd[2]) * 1e6, "us"});
  }

  // RDFC-1.0 alone, on the badge's dataset.
  {
    json::Arena arena;
    rdf::Dataset dataset;
    auto document = *json::parse_into(arena, badge);
    document.erase("proof");
    if (auto done = processor.to_rdf(arena, document, dataset); !done) return 1;
    const auto canon =
        in_turns({[&] { sink = static_cast<int>(rdf::canonicalise(dataset)->nquads.size()); }}, 15, 2000);
    rows.push_back({"rdfc10_us", median(canon[0]) * 1e6, "us"});
    rows.push_back({"rdfc10_quads", static_cast<double>(dataset.quads().size()), "quads"});
  }

  // The Commission's signed sample, everything checked.
  const fs::path sample = standards / "elm/samples/Sample-MC-Annex1-signed.jsonld";
  if (fs::exists(sample)) {
    const std::string bytes = read_text(sample);
    const Instant then = *parse_instant("2024-06-01T00:00:00Z");
    const auto elm = in_turns({[&] { sink = static_cast<int>(verifier.verify(bytes, then)->outcome()); }}, 11, 20);
    rows.push_back({"elm_sample_ms", median(elm[0]) * 1e3, "ms"});
  } else {
    std::printf("skipped elm_sample_ms: the Commission's sample is not at %s\n", sample.c_str());
  }

  const fs::path folder = fs::temp_directory_path() / ("credex-bench-" + std::to_string(getpid()));
  fs::create_directories(folder);
  rows.push_back({"issue_csv_peak_mb", issue_peak_mb(folder), "MB"});
  fs::remove_all(folder);

  std::ofstream out{out_file};
  out << "[\n";
  std::printf("%-32s %14s\n", "what", "value");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::printf("%-32s %14.3f %s\n", rows[i].name.c_str(), rows[i].value, rows[i].unit.c_str());
    char line[200];
    std::snprintf(line, sizeof line, "  {\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\"}%s\n",
                  rows[i].name.c_str(), rows[i].value, rows[i].unit.c_str(), i + 1 < rows.size() ? "," : "");
    out << line;
  }
  out << "]\n";
  return 0;
}
