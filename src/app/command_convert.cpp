#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "credential/baked.h"
#include "credential/contents.h"
#include "credential/elm.h"
#include "credential/elmo.h"
#include "credential/issue.h"
#include "credential/label.h"
#include "credential/open_badge.h"

namespace credex::app {
namespace {

/// A transcript with the credential attached, and what it has no place for.
int convert_to_elmo(const credential::Contents& contents, const std::string& bytes, const std::string& out_file,
                    bool json) {
  auto transcript =
      credential::elmo_transcript({{.contents = contents, .file = bytes}},
                                  std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  if (!transcript) return fail(transcript.error(), json);
  Report losses;
  for (const Finding& finding : contents.losses) losses.add(finding);
  for (Finding& finding : credential::losses_to_elmo(contents)) losses.add(std::move(finding));
  if (json) {
    json::Arena arena;
    const json::Value both = json::Value::object(arena);
    both.append(arena, "transcript", arena.string(*transcript));
    auto report = json::parse_into(arena, report_json(losses));
    if (report) both.append(arena, "report", *report);
    std::cout << json::write_pretty(both);
    return k_good;
  }
  if (auto written = write_file(out_file.empty() ? "-" : out_file, *transcript); !written)
    return fail(written.error(), json);
  std::cerr << report_text(losses, Colour::off);
  return k_good;
}

int run_convert(const std::string& file, const std::string& to, const std::string& out_file, bool json) {
  auto bytes = read_file(file);
  if (!bytes) return fail(bytes.error(), json);
  auto contents = credential::contents_of(*bytes);
  if (!contents) return fail(std::move(contents).error().at(file), json);
  if (to == "elmo") return convert_to_elmo(*contents, *bytes, out_file, json);
  const auto target = to == "elm" ? credential::Target::elm : credential::Target::open_badge;
  json::Arena arena;
  auto converted =
      target == credential::Target::elm
          ? credential::elm_from_award(arena, contents->definition, contents->award)
          : credential::open_badge_from_award(arena, contents->definition, contents->award, contents->issuer_id);
  if (!converted) return fail(std::move(converted).error().at(file), json);
  Report losses;
  for (Finding& finding : contents->losses) losses.add(std::move(finding));
  for (Finding& finding : credential::losses_to(target, contents->definition, contents->award))
    losses.add(std::move(finding));
  losses.add({.rule = "convert.unsigned",
              .outcome = Outcome::warn,
              .subject = file,
              .message = "convert.unsigned",
              .source = "VC Data Model 2.0, section 4.12"});
  const std::string text = json::write_pretty(*converted);
  if (json) {
    json::Value both = json::Value::object(arena);
    both.append(arena, "credential", *converted);
    auto report = json::parse_into(arena, report_json(losses));
    if (report) both.append(arena, "report", *report);
    std::cout << json::write_pretty(both);
    return k_good;
  }
  if (auto written = write_file(out_file.empty() ? "-" : out_file, text); !written) return fail(written.error(), json);
  std::cerr << report_text(losses, Colour::off);
  return k_good;
}

int run_bake(const std::string& file, const std::string& picture_file, const std::string& out_file, bool json) {
  auto bytes = read_file(file);
  if (!bytes) return fail(bytes.error(), json);
  std::string picture;
  if (picture_file.empty()) {
    // No picture given: the definition's own sign.
    auto contents = credential::contents_of(*bytes);
    if (!contents) return fail(std::move(contents).error().at(file), json);
    picture = credential::sign_svg(contents->definition);
  } else {
    auto read = read_file(picture_file);
    if (!read) return fail(read.error(), json);
    picture = std::move(*read);
  }
  auto baked = credential::bake(picture, *bytes);
  if (!baked) return fail(baked.error(), json);
  if (auto written = write_file(out_file, *baked); !written) return fail(written.error(), json);
  if (json) {
    std::cout << "{\"out\": \"" << out_file << "\"}\n";
  } else {
    std::cout << "The badge is in " << out_file << "\n";
  }
  return k_good;
}

}  // namespace

void add_convert(Command& app, int& status) {
  auto* command =
      app.add_subcommand("convert", "a credential in another format, unsigned, with the list of what it cannot carry");
  struct Arguments {
    std::string file{};
    std::string to{};
    std::string out{};
    bool json = false;
  };
  auto a = std::make_shared<Arguments>();
  command->add_option("FILE", a->file, "the credential; - for standard input")->required();
  command->add_option("--to", a->to, "elm, ob3 or elmo")->required()->one_of({"elm", "ob3", "elmo"});
  command->add_option("--out", a->out, "where to write it; standard output where absent");
  command->add_flag("--json", a->json, "credential and report as one JSON document");
  command->callback([a, &status] { status = run_convert(a->file, a->to, a->out, a->json); });
}

void add_bake(Command& app, int& status) {
  auto* command = app.add_subcommand("bake", "put a credential into a PNG or SVG picture");
  struct Arguments {
    std::string file{};
    std::string picture{};
    std::string out{};
    bool json = false;
  };
  auto a = std::make_shared<Arguments>();
  command->add_option("FILE", a->file, "an Open Badge, as JSON or JWT")->required();
  command->add_option("--picture", a->picture, "the picture; where absent, the sign of the micro-credential");
  command->add_option("--out", a->out, "where to write the picture")->required();
  command->add_flag("--json", a->json, "the answer as JSON");
  command->callback([a, &status] { status = run_bake(a->file, a->picture, a->out, a->json); });
}

}  // namespace credex::app
