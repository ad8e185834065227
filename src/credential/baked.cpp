#include "credential/baked.h"

#include <zlib.h>

#include <pugixml.hpp>
#include <sstream>

#include "credential/contents.h"
#include "proof/packed.h"

namespace credex::credential {
namespace {

constexpr std::string_view k_png = "\x89PNG\r\n\x1a\n";
constexpr std::string_view k_keyword = "openbadgecredential";
constexpr const char* k_svg_namespace = "https://purl.imsglobal.org/ob/v3p0";
constexpr std::size_t k_max_text = std::size_t{8} * 1024 * 1024;

Error bad_picture(std::string message) {
  return Error{.code = "credential.picture",
               .message = std::move(message),
               .remedy = "ask for the badge again; some programs strip what is in a picture when they save it"};
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return out;
}
void append_big_endian(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

struct Chunk {
  std::string_view type{};
  std::string_view data{};
  std::size_t end = 0;
};

Result<Chunk> chunk_at(std::string_view png, std::size_t at) {
  if (at + 12 > png.size()) return bad_picture("the PNG ends in the middle of a chunk: " + std::to_string(at));
  const std::uint32_t size = big_endian(png, at);
  if (size > png.size() - at - 12)
    return bad_picture("a chunk of the PNG is longer than the file: " + std::to_string(at));
  const std::string_view checked = png.substr(at + 4, size + 4);
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  if (sum != big_endian(png, at + 8 + size))
    return bad_picture("a chunk of the PNG is damaged, as its check sum differs: " + std::to_string(at));
  return Chunk{png.substr(at + 4, 4), png.substr(at + 8, size), at + 12 + size};
}

Result<std::string> text_of_packed(std::string_view packed) {
  const proof::Inflated out = proof::inflated(as_bytes(packed), proof::Wrapping::zlib, k_max_text);
  if (out.is_over) return bad_picture("the text in the PNG unpacks to more than 8 MB");
  if (!out.is_whole) return bad_picture("the text in the PNG is cut off");
  return std::string{as_text(out.bytes)};
}

bool is_badge_keyword(std::string_view keyword) { return keyword == k_keyword || keyword == "openbadges"; }

// PNG (ISO/IEC 15948), 11.3.4.5: keyword, 0, compression flag and method, language, 0, translated keyword, 0, text.
Result<std::string> itxt_text(std::string_view data) {
  const auto keyword = data.find('\0');
  if (keyword == std::string_view::npos || keyword + 3 > data.size()) return bad_picture("an iTXt chunk is cut off");
  const bool packed = data[keyword + 1] == 1;
  const auto language = data.find('\0', keyword + 3);
  const auto translated = language == std::string_view::npos ? language : data.find('\0', language + 1);
  if (translated == std::string_view::npos) return bad_picture("an iTXt chunk is cut off");
  const std::string_view text = data.substr(translated + 1);
  if (packed) return text_of_packed(text);
  return std::string{text};
}

Result<std::string> unbake_png(std::string_view png) {
  for (std::size_t at = k_png.size(); at < png.size();) {
    auto chunk = chunk_at(png, at);
    if (!chunk) return std::move(chunk).error();
    at = chunk->end;
    const std::string_view keyword = chunk->data.substr(0, chunk->data.find('\0'));
    if (chunk->type == "iTXt" && is_badge_keyword(keyword)) return itxt_text(chunk->data);
    if (chunk->type == "tEXt" && is_badge_keyword(keyword)) return std::string{chunk->data.substr(keyword.size() + 1)};
    if (chunk->type == "IEND") break;
  }
  return bad_picture("there is no badge in this PNG");
}

Result<std::string> bake_png(std::string_view png, std::string_view credential) {
  std::string body{"iTXt"};
  body += k_keyword;
  body.append(5, '\0');
  body += credential;
  std::string chunk_text;
  append_big_endian(chunk_text, static_cast<std::uint32_t>(body.size() - 4));
  chunk_text += body;
  append_big_endian(chunk_text, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                                 static_cast<uInt>(body.size()))));
  std::string out{k_png};
  bool done = false;
  for (std::size_t at = k_png.size(); at < png.size();) {
    auto chunk = chunk_at(png, at);
    if (!chunk) return std::move(chunk).error();
    const bool is_old = (chunk->type == "iTXt" || chunk->type == "tEXt") &&
                        is_badge_keyword(chunk->data.substr(0, chunk->data.find('\0')));
    if (!is_old) out += png.substr(at, chunk->end - at);
    // Behind the header, before the picture itself.
    if (chunk->type == "IHDR") {
      out += chunk_text;
      done = true;
    }
    at = chunk->end;
    if (chunk->type == "IEND") break;
  }
  if (!done) return bad_picture("this PNG has no header");
  return out;
}

// Any prefix may stand for the namespace, so the local name decides.
pugi::xml_node find_badge(const pugi::xml_node& root) {
  for (const pugi::xml_node& node : root.children()) {
    const std::string_view name = node.name();
    const std::string_view local = name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
    if (name.starts_with("openbadges:") && (local == "credential" || local == "assertion")) return node;
  }
  return {};
}

Result<void> load_svg(pugi::xml_document& document, std::string_view svg) {
  const pugi::xml_parse_result parsed = document.load_buffer(
      svg.data(), svg.size(),
      pugi::parse_default | pugi::parse_declaration | pugi::parse_comments | pugi::parse_ws_pcdata);
  if (!parsed)
    return bad_picture("this is no XML: " + std::string{parsed.description()} + " at byte " +
                       std::to_string(parsed.offset));
  const std::string_view root = document.document_element().name();
  if (root != "svg" && !root.ends_with(":svg")) return bad_picture("this XML is no SVG");
  return {};
}

Result<std::string> unbake_svg(std::string_view svg) {
  pugi::xml_document document;
  if (auto loaded = load_svg(document, svg); !loaded) return std::move(loaded).error();
  const pugi::xml_node badge = find_badge(document.document_element());
  if (!badge) return bad_picture("there is no badge in this SVG");
  // A JWT stands in the attribute "verify", JSON in the element's text.
  if (const std::string_view token = badge.attribute("verify").value();
      token.find('.') != std::string_view::npos && token.starts_with("ey"))
    return std::string{token};
  std::string text;
  for (const pugi::xml_node& child : badge.children()) text += child.value();
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return bad_picture("the badge in this SVG is empty");
  return text;
}

Result<std::string> bake_svg(std::string_view svg, std::string_view credential) {
  pugi::xml_document document;
  if (auto loaded = load_svg(document, svg); !loaded) return std::move(loaded).error();
  pugi::xml_node root = document.document_element();
  if (const pugi::xml_node old = find_badge(root)) root.remove_child(old);
  root.remove_attribute("xmlns:openbadges");
  root.append_attribute("xmlns:openbadges") = k_svg_namespace;
  pugi::xml_node badge = root.prepend_child("openbadges:credential");
  const bool is_token = !credential.starts_with('{');
  const std::string text{credential};
  if (is_token) {
    badge.append_attribute("verify") = text.c_str();
  } else {
    badge.append_child(pugi::node_cdata).set_value(text.c_str());
  }
  std::ostringstream out;
  document.save(out, "", pugi::format_raw);
  return std::move(out).str();
}

}  // namespace

Picture picture_of(std::string_view bytes) {
  if (bytes.starts_with(k_png)) return Picture::png;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && bytes[first] == '<') return Picture::svg;
  return Picture::none;
}

Result<std::string> unbake(std::string_view picture) {
  switch (picture_of(picture)) {
    case Picture::png: return unbake_png(picture);
    case Picture::svg: return unbake_svg(picture);
    case Picture::none: break;
  }
  return bad_picture("this is neither a PNG nor an SVG");
}

Result<std::string> bake(std::string_view picture, std::string_view credential) {
  // What stands there is text: JSON or a JWT.
  if (is_cose(credential))
    return Error{.code = "credential.picture",
                 .message = "a credential in COSE cannot stand in a picture",
                 .remedy = "take its file"};
  switch (picture_of(picture)) {
    case Picture::png: return bake_png(picture, credential);
    case Picture::svg: return bake_svg(picture, credential);
    case Picture::none: break;
  }
  return bad_picture("this is neither a PNG nor an SVG");
}

}  // namespace credex::credential
