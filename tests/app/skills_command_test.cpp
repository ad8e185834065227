// esco, skills, gap and talent on the command line: exit statuses, the JSON of the contract, bad input.
#include "command_support.h"
#include "skills/esco_support.h"

namespace credex::app {
namespace {

using test::Answer;
using test::run;

const std::string k_skill_examples = CREDEX_SOURCE_DIR "/examples/";
const std::string k_sound_designer = "http://data.europa.eu/esco/occupation/790c8dca-f624-4bdc-ac16-27bc13ead188";

class SkillsCommand : public test::Command {
 protected:
  /// The small download of the skills room's tests, as CSV files on the command line.
  std::string write_download(const std::vector<skills::EscoFile>& files) {
    std::string out;
    for (const skills::EscoFile& file : files) {
      write(file.name, file.text);
      out += " " + path(file.name);
    }
    return out;
  }
  std::string from(const char* more) { return std::string{more} + " --esco " + path("esco.index"); }
};

json::Document skills_parsed(const Answer& answer) { return test::must(json::parse(answer.out)); }

TEST_F(SkillsCommand, import_makes_an_index_that_the_others_read) {
  const Answer made =
      run("esco import --json --esco-version 9.9 --to " + path("esco.index") + write_download(test::small_files()));
  EXPECT_EQ(made.status, 0) << made.out;
  EXPECT_EQ(skills_parsed(made).root.text("outcome"), "warn") << "collections that the download lacks are said";
  const Answer found = run(from("skills search 'repair painting' --json"));
  EXPECT_EQ(found.status, 0) << found.out;
  const json::Document hits = skills_parsed(found);
  ASSERT_GE(hits.root.size(), 1U);
  EXPECT_EQ(hits.root.items()[0].text("label"), "restore paintings");
  EXPECT_EQ(hits.root.items()[0].text("matched"), "repair paintings");
  EXPECT_EQ(run(from("skills search xylophone")).status, 1);
  write("ad.txt", "You will be restoring old paintings with us.");
  const json::Document tags = skills_parsed(run(from("skills tag --least 0.01 --json ") + " " + path("ad.txt")));
  ASSERT_EQ(tags.root.size(), 1U);
  EXPECT_EQ(tags.root.items()[0].get("evidence").items()[0].text("text"), "restoring old paintings");
}

TEST_F(SkillsCommand, a_bad_import_leaves_the_index_in_use_whole) {
  ASSERT_EQ(run("esco import --to " + path("esco.index") + write_download(test::small_files())).status, 0);
  const std::string before = read(path("esco.index"));
  auto files = test::small_files();
  files[0].text += "KnowledgeSkillCompetence,\"broken\n";
  const Answer broken = run("esco import --json --to " + path("esco.index") + write_download(files));
  EXPECT_EQ(broken.status, 2);
  EXPECT_NE(broken.out.find("skills_en.csv, row 5"), std::string::npos) << broken.out;
  files.erase(files.begin());
  std::filesystem::remove(path("skills_en.csv"));
  const Answer lacking = run("esco import --json --to " + path("esco.index") + write_download(files));
  EXPECT_EQ(lacking.status, 2);
  EXPECT_NE(lacking.out.find("skills.esco"), std::string::npos) << lacking.out;
  write("no.zip", "this is no archive");
  EXPECT_EQ(run("esco import --to " + path("esco.index") + " " + path("no.zip")).status, 2);
  EXPECT_EQ(read(path("esco.index")), before);
}

TEST_F(SkillsCommand, refuses_an_index_that_is_damaged_and_texts_that_are_too_long) {
  write("esco.index", "CREDEXSK and then nothing that makes sense, but long enough for a header");
  const Answer damaged = run(from("skills search x --json"));
  EXPECT_EQ(damaged.status, 2);
  EXPECT_NE(damaged.out.find("skills.index"), std::string::npos) << damaged.out;
  write("long.txt", std::string(10'000'000, 'x'));
  const Answer long_text = run("skills tag --json " + path("long.txt"));
  EXPECT_EQ(long_text.status, 2);
  EXPECT_NE(long_text.out.find("skills.text.long"), std::string::npos) << long_text.out;
}

TEST_F(SkillsCommand, gap_names_what_is_missing_and_the_way_to_close_it) {
  const Answer answer = run("gap --json --person " + k_skill_examples + "skills/person.yaml --occupation " +
                            k_sound_designer + " --catalogue " + k_skill_examples + " --date 2026-06-01 --offline");
  EXPECT_EQ(answer.status, 1) << answer.out;
  const json::Document gap = skills_parsed(answer);
  EXPECT_EQ(gap.root.text("target"), "sound designer");
  EXPECT_GT(gap.root.get("rows").size(), 3U);
  EXPECT_TRUE(gap.root.get("bridge").is_object());
  const json::Document fits =
      skills_parsed(run("gap --json --person " + k_skill_examples + "skills/person.yaml --most 3 --date 2026-06-01"));
  EXPECT_EQ(fits.root.size(), 3U);
  const Answer unknown = run("gap --json --person " + k_skill_examples +
                             "skills/person.yaml --occupation http://data.europa.eu/esco/occupation/none");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.out.find("skills.occupation"), std::string::npos);
}

TEST_F(SkillsCommand, credentials_of_a_person_count_once_they_verify) {
  const std::string definition = k_skill_examples + "heritage-3d/definition.yaml";
  ASSERT_EQ(run("key new --type p256 --out " + path("key.pem") + " --definition " + definition).status, 0);
  write("a.csv", "full_name,email,awarded_on\nAda Rossi,ada@learner.example,2026-05-01\n");
  ASSERT_EQ(run("issue --definition " + definition + " --awards " + path("a.csv") + " --key " + path("key.pem") +
                " --format ob3 --out " + path("out"))
                .status,
            0);
  const std::string file = first("out", ".ob3.json");
  write("person.yaml", "credentials: [" + file + "]\n");
  const std::string did{skills_parsed(run("key show --json " + path("key.pem"))).root.text("did")};
  write("own.json", R"({"issuers": [{"name": "Accademia del Sasso", "identifiers": [")" + did + R"("]}]})");
  const auto best = [&](const std::string& who = "--issuers own.json") {
    return skills_parsed(run("gap --json --offline " + (who.empty() ? who : "--issuers " + path("own.json")) +
                             " --person " + path("person.yaml") + " --most 1 --date 2026-06-01"))
        .root.items()[0]
        .get("fit")
        .as_number();
  };
  EXPECT_GT(best(), 0);
  EXPECT_EQ(best(""), 0) << "what nobody vouches for gives no skill";
  std::string text = read(file);
  text.replace(text.find("heritage"), 8, "heretage");
  write("forged.json", text);
  write("person.yaml", "credentials: [forged.json]\n");
  EXPECT_EQ(best(), 0) << "what was changed gives no skill";
}

TEST_F(SkillsCommand, talent_is_ranked_with_reasons) {
  const Answer answer = run("talent search --json --role " + k_skill_examples + "skills/role.yaml --profiles " +
                            k_skill_examples + "skills/profiles --date 2026-06-01");
  EXPECT_EQ(answer.status, 0) << answer.out;
  const json::Document result = skills_parsed(answer);
  ASSERT_GE(result.root.get("hits").size(), 1U);
  EXPECT_GT(result.root.get("hits").items()[0].get("reasons").size(), 0U);
  EXPECT_EQ(run("talent search --role " + k_skill_examples + "skills/role.yaml --profiles " + path("nowhere")).status,
            2);
  // Without a folder: the platform's people, and an error where there is no platform.
  const Answer none =
      run("talent search --json --role " + k_skill_examples + "skills/role.yaml --data " + path("nowhere"));
  EXPECT_EQ(none.status, 2);
  EXPECT_NE(none.out.find("there is no platform"), std::string::npos) << none.out;
}

}  // namespace
}  // namespace credex::app
