#include "app/commands.h"

int main(int argc, char** argv) {
  using namespace credex::app;
  Command app{"credex: micro-credentials of the cultural and creative industries: check, issue, verify, convert"};
  app.require_subcommand(1);
  app.set_version("credex 0.1.0");
  int status = k_good;
  add_verify(app, status);
  add_check(app, status);
  add_validate(app, status);
  add_issue(app, status);
  add_convert(app, status);
  add_present(app, status);
  add_bundle(app, status);
  add_bake(app, status);
  add_key(app, status);
  add_status(app, status);
  add_ld(app, status);
  add_recognise(app, status);
  add_stack(app, status);
  add_matrix(app, status);
  add_skills(app, status);
  add_gap(app, status);
  add_assess(app, status);
  add_practice(app, status);
  add_consult(app, status);
  add_pilot(app, status);
  add_serve(app, status);
  add_operations(app, status);
  if (const auto ended = app.parse(argc, argv)) return *ended;
  return status;
}
