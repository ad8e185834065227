// What people bring, unwrapped to what Verifier knows.
#include "credential/brought.h"

#include <algorithm>

#include "base/archive.h"
#include "base/text.h"
#include "base/uri.h"
#include "credential/baked.h"
#include "credential/brought_kinds.h"
#include "credential/brought_reader.h"
#include "credential/brought_text.h"
#include "credential/bundle.h"
#include "credential/contents.h"
#include "credential/open_badge_2.h"
#include "proof/jades.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using json::Value;
using proof::has_type;

Error unknown_form() {
  return no_credential(
      "this is no credential that is known here",
      "give a European Digital Credential, an Open Badge, an SD-JWT VC, a W3C credential or a bundle: a "
      "file, a picture, a PDF, a ZIP archive, a link or the text itself");
}

std::string megabytes(std::size_t bytes) { return std::to_string(bytes / (std::size_t{1024} * 1024)) + " MB"; }

/// Members that hold credentials in answers and exports of wallets, issuers and verifiers: OpenID4VCI 1.0 section 8.3
/// and its drafts, OpenID4VP 1.0 section 8.1, the Open Badges 3.0 API, the VC-API.
constexpr std::string_view k_wrappers[] = {"credential",
                                           "credentials",
                                           "verifiableCredential",
                                           "verifiableCredentials",
                                           "verifiable_credential",
                                           "verifiablePresentation",
                                           "verifiable_presentation",
                                           "presentation",
                                           "vp_token",
                                           "vp",
                                           "vc",
                                           "vcs",
                                           "credential_response",
                                           "credential_responses",
                                           "compactJwsString",
                                           "jwt",
                                           "token",
                                           "document",
                                           "rawDocument",
                                           "encodedCredential",
                                           "signedCredential",
                                           "assertion",
                                           "badge",
                                           "badges",
                                           "items",
                                           "results",
                                           "data",
                                           "content",
                                           "value"};

bool is_credential(const Value& root) {
  if (is_bundle(root) || proof::is_json_jws(root) || is_open_badge_2(root)) return true;
  for (const char* type : {"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation", "VerifiablePresentation",
                           "VerifiableCredential"}) {
    if (has_type(root, type)) return true;
  }
  return root.find("credentialSubject") != nullptr ||
         (root.find("@context") != nullptr && root.find("proof") != nullptr);
}

/// Whether an answer's or export's member is worth a look: no text that is surely none.
bool may_hold(const Value& value) {
  return value.is_object() || value.is_array() || (value.is_string() && value.as_string().size() > 40);
}

}  // namespace

void BroughtReader::note(Outcome outcome, const std::string& name, const char* message, std::vector<std::string> args) {
  out.findings.push_back(make_finding("brought.part", outcome, name, message, std::move(args)));
}

void BroughtReader::keep(const std::string& name, std::string bytes) {
  if (out.credentials.size() >= by.limits.credentials) {
    ++left_out;
    return;
  }
  if (auto document = document_of(bytes)) {
    if (auto network = foreign_network(document->root)) out.findings.push_back(std::move(*network));
  }
  out.credentials.push_back({.name = name, .bytes = std::move(bytes)});
}

Result<void> BroughtReader::read(std::string_view bytes, const std::string& name, int depth) {
  if (depth > by.limits.nesting)
    return no_credential("the credential is wrapped too many times", "unpack it, and bring what is inside");
  const std::size_t most = depth == 0 ? by.limits.bytes : by.limits.part;
  if (bytes.size() > most)
    return Error{.code = "credential.too_large",
                 .message = "this is larger than is read: " + std::to_string(bytes.size()) + " B > " + megabytes(most),
                 .remedy = "no credential is this large"};
  spent += bytes.size();
  if (spent > by.limits.bytes + by.limits.unpacked)
    return Error{.code = "credential.too_large",
                 .message = "what is packed in it comes to more than is read: " + megabytes(by.limits.unpacked),
                 .remedy = "bring fewer files at once"};
  switch (form_of(bytes)) {
    case Form::nothing: return no_credential("there is nothing in it", "bring a file that is not empty");
    case Form::pdf: return pdf(bytes, depth);
    case Form::zip: return zip(bytes, depth);
    case Form::gzip: {
      auto plain = gunzipped(bytes, by.limits.part, by.limits.ratio);
      return plain ? read(*plain, name, depth + 1) : Result<void>{std::move(plain).error()};
    }
    case Form::utf16: {
      auto plain = utf8_of_utf16(bytes);
      return plain ? read(*plain, name, depth + 1) : Result<void>{std::move(plain).error()};
    }
    case Form::png: return picture(bytes, name, depth);
    case Form::photograph: return codes(bytes, name, depth);
    case Form::cose: keep(name, std::string{bytes}); return {};
    case Form::markup: return markup(bytes, name, depth);
    case Form::json: {
      const std::string_view written = without_mark(bytes);
      auto document = json::parse(written);
      if (document) return json(document->root, std::string{written}, name, depth);
      // "[my badge](https://...)" begins like a list.
      if (written.front() == '[' && text(written, name, depth)) return {};
      return std::move(document).error();
    }
    case Form::binary:
      return no_credential("this file is of a kind that holds no credential known here", unknown_form().remedy);
    case Form::text: return text(without_mark(bytes), name, depth);
  }
  return unknown_form();
}

Result<void> BroughtReader::many(std::vector<BroughtPart> parts, std::size_t total, int depth) {
  const std::size_t before = out.credentials.size() + left_out;
  const std::size_t told = out.findings.size();
  std::optional<Error> first;
  std::string first_name;
  for (const BroughtPart& part : parts) {
    if (auto done = read(part.bytes, part.name, depth + 1); !done) {
      Error error = std::move(done).error();
      if (error.code == "credential.too_large")
        note(Outcome::unknown, part.name, "brought.left", {part.name, error.message});
      else
        note(Outcome::not_applicable, part.name, "brought.none", {part.name, error.message});
      if (!first) {
        first_name = part.name;
        first = std::move(error);
      }
    }
  }
  if (total > parts.size())
    note(Outcome::unknown, "", "brought.too_many", {std::to_string(total), std::to_string(parts.size())});
  if (out.credentials.size() + left_out > before) return {};
  // What was read without being a credential (a sealed XML, a transcript) is told.
  const bool told_more = std::any_of(out.findings.begin() + static_cast<std::ptrdiff_t>(told), out.findings.end(),
                                     [](const Finding& one) { return one.rule != "brought.part"; });
  if (told_more) return {};
  out.findings.resize(told);  // all of them of parts: no document is among them
  if (!first) return no_credential("there is no file in it", "bring what holds the credential");
  if (total == 1) return std::move(*first).at(first_name);
  return no_credential("none of the files in it is a credential: " + first_name + " (1 / " + std::to_string(total) +
                           "): " + first->message,
                       "bring the signed file itself");
}

Result<void> BroughtReader::pdf(std::string_view bytes, int depth) {
  if (by.unpacking == nullptr || !by.unpacking->attachments)
    return no_credential("PDFs are not opened here", "bring the signed file itself");
  auto parts = by.unpacking->attachments(bytes, by.limits);
  if (!parts) return std::move(parts).error();
  return many(std::move(parts->parts), parts->total, depth);
}

Result<void> BroughtReader::zip(std::string_view bytes, int depth) {
  auto archive = ZipArchive::open(bytes);
  if (!archive) return std::move(archive).error();
  if (archive->contains("[Content_Types].xml") || archive->contains("mimetype"))
    return no_credential("this is a document of an office program, and holds no credential",
                         "bring the signed file itself");
  const std::vector<std::string> names = archive->names();
  std::vector<BroughtPart> parts;
  std::size_t all = 0;
  std::size_t looked = 0;
  for (const std::string& one : names) {
    if (looked >= by.limits.parts) break;
    ++looked;
    // What archivers of other systems add beside the files.
    if (one.starts_with("__MACOSX/") || one.ends_with(".DS_Store") || one.ends_with("Thumbs.db")) continue;
    // An archive that becomes more than this many times larger is made to do harm.
    auto content = archive->read(one, std::min(by.limits.part, bytes.size() * by.limits.ratio));
    if (!content) {
      note(Outcome::unknown, one, "brought.left", {one, content.error().message});
      continue;
    }
    all += content->size();
    if (all > by.limits.unpacked)
      return Error{.code = "credential.too_large",
                   .message = "the archive unpacks to more than is read: " + megabytes(by.limits.unpacked),
                   .remedy = "unpack it, and bring the files that hold credentials"};
    parts.push_back({.name = one, .bytes = std::move(*content)});
  }
  if (parts.empty() && !out.findings.empty() && depth == 0)
    return no_credential("no file in the archive can be read: " + out.findings.back().args.back(),
                         "unpack it, and bring the files that hold credentials");
  const std::size_t total = parts.size() + (names.size() - looked);
  return many(std::move(parts), total, depth);
}

Result<void> BroughtReader::picture(std::string_view bytes, const std::string& name, int depth) {
  auto inner = unbake(bytes);
  if (!inner) {
    auto seen = codes(bytes, name, depth);
    // A badge that is there and damaged is more to be told than that no code is seen.
    const bool has_none = inner.error().message.starts_with("there is no badge");
    return seen || has_none ? std::move(seen) : Result<void>{std::move(inner).error()};
  }
  if (form_of(*inner) == Form::json) {
    auto document = json::parse(*inner);
    if (!document) return std::move(document).error();
    if (auto other = other_kind(document->root)) return std::move(*other);
  }
  keep(name, std::string{bytes});
  return {};
}

Result<void> BroughtReader::codes(std::string_view bytes, const std::string& name, int depth) {
  if (by.unpacking == nullptr || !by.unpacking->codes)
    return no_credential("QR codes are not read here", "bring the signed file itself");
  auto found = by.unpacking->codes(bytes);
  if (!found) return std::move(found).error();
  std::vector<BroughtPart> parts;
  for (std::string& one : *found) parts.push_back({.name = name.empty() ? "QR code" : name, .bytes = std::move(one)});
  const std::size_t total = parts.size();
  if (total > by.limits.parts) parts.resize(by.limits.parts);
  return many(std::move(parts), total, depth);
}

Result<void> BroughtReader::json(const Value& root, std::string written, const std::string& name, int depth) {
  if (depth > by.limits.nesting + 4)
    return no_credential("the credential is wrapped too many times", "unpack it, and bring what is inside");
  if (root.is_string()) return read(root.as_string(), name, depth + 1);
  if (root.is_array()) {
    if (root.empty()) return no_credential("the list is empty", "bring a credential");
    std::size_t number = 0;
    const std::size_t before = out.credentials.size() + left_out;
    std::optional<Error> first;
    for (const Value& one : root.items()) {
      ++number;
      const std::string item = (name.empty() ? std::string{"item "} : name + ", item ") + std::to_string(number);
      if (number > by.limits.parts) {
        note(Outcome::unknown, name, "brought.too_many",
             {std::to_string(root.size()), std::to_string(by.limits.parts)});
        break;
      }
      auto done = json(one, json::write(one), root.size() == 1 ? name : item, depth + 1);
      if (done) continue;
      if (!first) first = done.error();
      if (root.size() > 1) note(Outcome::not_applicable, item, "brought.none", {item, done.error().message});
    }
    if (out.credentials.size() + left_out > before || !first) return {};
    return std::move(*first);
  }
  if (!root.is_object()) return unknown_form();
  if (auto other = other_kind(root)) return std::move(*other);
  if (is_credential(root)) {
    keep(name, std::move(written));
    return {};
  }
  std::optional<Error> first;
  const std::size_t before = out.credentials.size() + left_out;
  for (const std::string_view key : k_wrappers) {
    const Value* inner = root.find(key);
    if (inner == nullptr || !may_hold(*inner)) continue;
    // The answer to a question in DCQL has a member for each credential asked for, by the question's names.
    const bool by_name = key == "vp_token" && inner->is_object() && !is_credential(*inner);
    std::vector<Value> held{*inner};
    if (by_name) {
      held.clear();
      for (const auto& member : inner->members()) held.push_back(member.value);
    }
    for (const Value& one : held) {
      if (auto done = json(one, json::write(one), name, depth + 1); !done && !first) first = std::move(done).error();
    }
  }
  if (out.credentials.size() + left_out > before) return {};
  if (first) return std::move(*first);
  // What at least has a context is left to the verifier, which says what it lacks.
  if (root.find("@context") != nullptr) {
    keep(name, std::move(written));
    return {};
  }
  return unknown_form();
}

Result<void> BroughtReader::text(std::string_view bytes, const std::string& name, int depth) {
  const std::string_view plain = trimmed(bytes);
  if (auto link = wallet_link(plain)) return std::move(*link);
  // A JSON string, as a program prints a token; quotes of any language.
  if (const std::string_view inner = unquoted(plain); inner.size() < plain.size()) return read(inner, name, depth + 1);
  if (auto token = token_in(plain)) {
    keep(name, std::move(*token));
    return {};
  }
  if (is_encrypted(plain))
    return no_credential("this is encrypted for somebody (JWE): only who has the key can read it",
                         "let its recipient open it, and bring what is inside");
  if (plain.starts_with("data:")) {
    auto inner = data_of(plain);
    return inner ? read(*inner, name, depth + 1) : Result<void>{std::move(inner).error()};
  }
  if (auto inner = base64_of(plain)) return read(*inner, name, depth + 1);
  const auto words = words_of(plain);
  std::size_t tokens = 0;
  for (const std::string_view word : words) {
    if (auto other = wallet_link(word)) return std::move(*other);
    if (auto token = token_in(word)) {
      keep(++tokens == 1 ? name : name + " " + std::to_string(tokens), std::move(*token));
    }
  }
  if (tokens > 0) return {};
  if (auto inside = json_in(plain)) return read(*inside, name, depth + 1);
  return links(links_in(words), depth);
}

Result<void> BroughtReader::links(const std::vector<std::string>& urls, int depth) {
  if (urls.empty()) return unknown_form();
  std::optional<Error> first;
  const std::size_t before = out.credentials.size() + left_out;
  const std::size_t most = std::min(urls.size(), by.limits.links);
  if (urls.size() > most)
    note(Outcome::unknown, "", "brought.too_many", {std::to_string(urls.size()), std::to_string(most)});
  for (std::size_t i = 0; i < most; ++i) {
    const std::string& url = urls[i];
    if (auto done = link(url, depth); !done) {
      if (urls.size() > 1) note(Outcome::not_applicable, url, "brought.none", {url, done.error().message});
      if (!first) first = std::move(done).error();
    }
  }
  if (out.credentials.size() + left_out > before || !first) return {};
  return std::move(*first);
}

Result<void> BroughtReader::link(const std::string& url, int depth) {
  if (by.own) {
    if (auto own = by.own(url)) {
      if (!*own) return std::move(*own).error();
      return read(**own, url, depth + 1);
    }
  }
  if (followed >= by.limits.links)
    return no_credential("no more links than these are followed: " + std::to_string(by.limits.links),
                         "bring fewer at once");
  ++followed;
  auto fetched = by.fetch(
      {.url = url,
       .accept = "application/vc, application/vc+jwt, application/vc+cose, application/ld+json, application/json, "
                 "image/png, image/svg+xml, application/pdf, text/html;q=0.5"});
  if (!fetched) return std::move(fetched).error();
  const std::string before = std::exchange(page, url);
  auto done = read(fetched->body, url, depth + 1);
  page = before;
  return done ? std::move(done) : Result<void>{std::move(done).error().at(url)};
}

Result<Brought> read_brought(std::string_view bytes, const BroughtBy& by) {
  BroughtReader reader{.by = by};
  if (auto done = reader.read(bytes, "", 0); !done) return std::move(done).error();
  if (reader.left_out > 0)
    reader.note(Outcome::unknown, "", "brought.too_many",
                {std::to_string(reader.out.credentials.size() + reader.left_out),
                 std::to_string(reader.out.credentials.size())});
  return std::move(reader.out);
}

Result<Report> judge_brought(const Brought& brought,
                             const std::function<Result<Report>(const std::string& credential)>& judge) {
  Report out;
  if (brought.credentials.size() == 1) {
    auto alone = judge(brought.credentials.front().bytes);
    if (!alone) return std::move(alone).error();
    out = std::move(*alone);
  } else {
    for (std::size_t i = 0; i < brought.credentials.size(); ++i) {
      const BroughtCredential& one = brought.credentials[i];
      const std::string number = std::to_string(i + 1);
      Finding finding =
          make_finding("presentation.credential", Outcome::not_applicable, one.name,
                       one.name.empty() ? "brought.credential" : "brought.named_credential", {number, one.name});
      auto report = judge(one.bytes);
      if (report) {
        for (Finding& child : report->findings) finding.add(std::move(child));
      } else {
        finding.add(make_finding("presentation.credential", Outcome::fail, one.name, "presentation.unreadable",
                                 {report.error().to_string()}));
      }
      out.add(std::move(finding));
    }
  }
  std::vector<Finding> told = brought.findings;
  for (const BroughtDocument& document : brought.documents) {
    Finding& finding = told.at(document.finding);
    auto report = judge(document.bytes);
    if (report) {
      for (Finding& child : report->findings) finding.add(std::move(child));
    } else {
      finding.add(make_finding("brought.part", Outcome::unknown, finding.subject, "brought.left",
                               {finding.subject, report.error().message}));
    }
  }
  for (Finding& finding : told) out.add(std::move(finding));
  return out;
}

Result<Report> verify_brought(std::string_view bytes, const BroughtBy& by,
                              const std::function<Result<Report>(const std::string& credential)>& judge) {
  auto brought = read_brought(bytes, by);
  if (!brought) return std::move(brought).error();
  return judge_brought(*brought, judge);
}

}  // namespace credex::credential
