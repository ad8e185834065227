#include "service/certificates.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "credential/contents.h"
#include "platform_support.h"
#include "proof/jws.h"
#include "service/awards.h"

namespace credex::service {
namespace {

using test::must;
namespace fs = std::filesystem;

/// An authority, by openssl: what it is asked for it issues.
class Authority {
 public:
  Authority() {
    fs::create_directories(folder_);
    run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=Root -keyout root.key -out "
        "root.pem");
    run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Issuing -keyout mid.key -out mid.csr");
    std::ofstream{folder_ / "ca.txt"} << "basicConstraints=critical,CA:TRUE\n";
    run("x509 -req -in mid.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile ca.txt -out mid.pem");
  }
  ~Authority() { fs::remove_all(folder_); }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  /// The certificate for a request, with the one in between and the root's, the root first.
  std::string issue(const std::string& request, int days = 20) const {
    std::ofstream{folder_ / "own.csr"} << request;
    run("x509 -req -in own.csr -CA mid.pem -CAkey mid.key -CAcreateserial -days " + std::to_string(days) +
        " -out own.pem");
    return read("root.pem") + read("own.pem") + read("mid.pem");
  }
  crypto::Certificate root() const { return must(crypto::certificates_from_file_bytes(read("root.pem"))).at(0); }
  std::string read(const std::string& name) const {
    std::ifstream in{folder_ / name};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

 private:
  void run(const std::string& command) const {
    ASSERT_EQ(std::system(("cd " + folder_.string() + " && openssl " + command + " 2>/dev/null").c_str()), 0)
        << command;
  }
  fs::path folder_ = fs::temp_directory_path() / ("credex-authority-" + std::to_string(getpid()));
};

class Certificates : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    // openssl's certificates begin when they are made: a little later than this line.
    now_ = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + std::chrono::hours{1};
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "Accademia del Sasso");
  }
  store::Award issue(credential::Format format) {
    if (definition_.record.id.empty()) definition_ = published(ada_, school_.id);
    const std::string mail = std::to_string(++learners_) + "@learner.example";
    return must(issue_award(p(), ada_, definition_.record.id,
                            {.full_name = "Lea Rossi", .email = mail, .awarded_on = "2026-05-01"}, format));
  }
  Actor ada_;
  store::Organisation school_;
  DefinitionView definition_;
  int learners_ = 0;
};

TEST_F(Certificates, of_an_authority_make_seals_trusted) {
  must(rotate_key(p(), ada_, school_.id, {.type = "p256"}));
  EXPECT_TRUE(certificate_of(p(), school_.id)->certificate.self_signed);
  const Authority authority;
  const std::string answer = authority.issue(must(certificate_request(p(), ada_, school_.id)));
  must(set_certificate(p(), ada_, school_.id, answer));
  const auto known = certificate_of(p(), school_.id);
  EXPECT_FALSE(known->certificate.self_signed);
  EXPECT_NE(known->certificate.subject.find("Accademia del Sasso"), std::string::npos);
  EXPECT_NE(known->certificate.subject.find("VATIT-00000001"), std::string::npos);

  const store::Award sealed = issue(credential::Format::elm);
  const std::string& bytes = sealed.credential;
  const auto judged = [&](std::vector<crypto::Certificate> anchors) {
    return must(credential::Verifier{{.anchors = std::move(anchors)}, offline_fetch()}.verify(bytes, now_));
  };
  const Report trusted = judged({authority.root()});
  EXPECT_EQ(trusted.find("issuer")->outcome, Outcome::pass) << report_text(trusted, Colour::off);
  EXPECT_EQ(judged({}).find("issuer")->outcome, Outcome::unknown);

  // An attestation shows the chain without the root (HAIP 1.0).
  const store::Award attestation = issue(credential::Format::sd_jwt);
  const std::string_view text = attestation.credential;
  const auto jws = must(proof::CompactJws::parse(text.substr(0, text.find('~'))));
  EXPECT_EQ(jws.header.root.get("x5c").size(), 2U);

  // A new key has no certificate yet, and the old one's is not for it.
  must(rotate_key(p(), ada_, school_.id, {.type = "p256"}));
  EXPECT_TRUE(certificate_of(p(), school_.id)->certificate.self_signed);
  EXPECT_FALSE(set_certificate(p(), ada_, school_.id, answer));
}

TEST_F(Certificates, that_do_not_fit_are_told_and_nothing_changes) {
  const Authority authority;
  const auto refused = [&](std::string_view bytes) {
    const auto out = set_certificate(p(), ada_, school_.id, bytes);
    EXPECT_TRUE(certificate_of(p(), school_.id)->certificate.self_signed);
    return out ? std::string{} : out.error().message;
  };
  EXPECT_EQ(refused("nothing"), "the file holds no certificate");
  EXPECT_EQ(refused(authority.read("root.pem")), "no certificate in the file is of the active key");
  EXPECT_EQ(refused(crypto::certificate_pem(certificate_of(p(), school_.id)->certificate.der)),
            "the key issued this certificate itself");
  const std::string answer = authority.issue(must(certificate_request(p(), ada_, school_.id)), 1);
  now_ += std::chrono::days{3};
  EXPECT_EQ(refused(answer), "the certificate is not valid now");
  Actor other = person("other@learner.example");
  EXPECT_FALSE(certificate_request(p(), other, school_.id));
  EXPECT_FALSE(set_certificate(p(), other, school_.id, answer));
}

}  // namespace
}  // namespace credex::service
