#pragma once

#include <span>
#include <string>
#include <string_view>

#include "credential/award.h"

namespace credex::credential {

/// The label of a micro-credential as a picture (SVG, UTF-8): what, by whom, where, size, level, to whom, when; with a
/// sign at the left whose shape comes from the sector and the identifier. The same input gives the same bytes.
std::string label_svg(const framework::MicroCredential& definition, const Award& award);

/// How a sign is drawn. Colours are SVG's; "currentColor" takes the page's.
struct Artwork {
  std::string family{};  ///< one of sign_families(); empty: the sector's
  std::uint64_t variation = 0;
  std::string ink = "#1d1b18";
  std::string ground = "#fbf8f3";  ///< empty: none
};
std::span<const std::string_view> sign_families();

/// The sign alone, square, in one colour: the badge's picture.
std::string sign_svg(const framework::MicroCredential& definition, const Artwork& artwork = {});

}  // namespace credex::credential
