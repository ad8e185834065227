// What bench/platform.mjs cannot do from outside: fill a database, and measure one thread without a server.
//   credex_platform_tool fill DIR DEFINITIONS AWARDS    a demonstration with so many more of each
//   credex_platform_tool verify FILE SECONDS            verifications a second of one thread
//   credex_platform_tool sign SECONDS                   bare Ed25519 signatures a second of one thread, by OpenSSL
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>

#include "app/serve.h"
#include "base/hash.h"
#include "credential/verify.h"
#include "crypto/key.h"
#include "service/catalogue.h"
#include "service/demonstration.h"
#include "service/tokens.h"
#include "store/award_records.h"
#include "store/records.h"

namespace {

using namespace credex;

Instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

template <class T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
    std::exit(2);
  }
  return std::move(*result);
}

int fill(const std::string& folder, std::int64_t definitions, std::int64_t awards) {
  app::Configuration configuration;
  configuration.data = folder;
  configuration.settings.demo = true;
  auto platform = must(app::open_server_platform(configuration));
  if (auto made = service::make_demonstration(*platform); !made) return 2;
  constexpr const char* k_words[] = {"lighting", "ceramics",  "archive", "colour",   "sound",  "editing", "rights",
                                     "textile",  "animation", "score",   "museum",   "stage",  "print",   "camera",
                                     "glass",    "choir",     "pattern", "festival", "letter", "wood"};
  std::uint64_t state = 7;
  const auto roll = [&](std::uint64_t sides) {
    return (state = mix_hash(state + 1, 3)) >> 20 ? (state >> 20) % sides : 0;
  };
  platform->database->write([&](store::Tx& tx) {
    const auto known = store::find<store::Definition>(tx, "published_version > 0");
    for (std::int64_t i = 0; i < definitions; ++i) {
      store::Definition one = known[roll(known.size())];
      one.id = service::new_id(now());
      one.uri = "http://127.0.0.1/mc/" + one.id;
      const std::string title = std::string{k_words[roll(20)]} + " and " + k_words[roll(20)] + " " + std::to_string(i);
      auto summary = must(json::parse(one.summary));
      json::Value titles = json::Value::object(*summary.arena);
      titles.append(*summary.arena, "en", json::Value::string(title));
      summary.root.set(*summary.arena, "title", titles);
      constexpr const char* k_countries[] = {"AT", "BE", "CZ", "DE", "EE", "ES", "FI", "FR", "GR", "IT", "PL", "PT"};
      summary.root.set(*summary.arena, "country", json::Value::string(k_countries[roll(12)]));
      one.summary = json::write(summary.root);
      one.title = title;
      one.changed = now();
      store::insert(tx, one);
    }
  });
  for (std::int64_t done = 0; done < awards;) {
    platform->database->write([&](store::Tx& tx) {
      const auto sample = store::find_one<store::Award>(
          tx, "organisation_id = (SELECT id FROM organisation WHERE slug = 'accademia-sasso') LIMIT 1");
      for (int i = 0; i < 20'000 && done < awards; ++i, ++done) {
        store::Award one = *sample;
        one.id = service::new_id(now());
        one.uri = "urn:bench:" + one.id;
        one.learner_name = "Learner " + std::to_string(done);
        one.learner_email = "l" + std::to_string(done) + "@bench.example";
        one.person_id.clear();
        one.claimed.reset();
        one.status = store::AwardStatus::valid;
        one.credential.resize(1000, ' ');
        store::insert(tx, one);
      }
    });
  }
  return 0;
}

int verify(const std::string& file, double seconds) {
  std::ifstream in{file, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  credential::Verifier verifier{{}, offline_fetch()};
  const auto begun = std::chrono::steady_clock::now();
  std::size_t count = 0;
  double took = 0;
  while (took < seconds) {
    for (int i = 0; i < 50; ++i, ++count) must(verifier.verify(bytes, now()));
    took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  }
  std::printf("%.0f\n", static_cast<double>(count) / took);
  return 0;
}

int sign(double seconds) {
  const auto key = must(crypto::PrivateKey::generate(crypto::KeyType::ed25519));
  const Bytes data(64, 7);
  const auto begun = std::chrono::steady_clock::now();
  std::size_t count = 0;
  double took = 0;
  while (took < seconds) {
    for (int i = 0; i < 200; ++i, ++count) must(key->sign(crypto::Algorithm::ed_dsa, data));
    took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  }
  std::printf("%.0f\n", static_cast<double>(count) / took);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "fill" && argc == 5) return fill(argv[2], std::atoll(argv[3]), std::atoll(argv[4]));
  if (what == "verify" && argc == 4) return verify(argv[2], std::atof(argv[3]));
  if (what == "sign" && argc == 3) return sign(std::atof(argv[2]));
  std::fprintf(stderr, "see the first lines of bench/platform_tool.cpp\n");
  return 2;
}
