#pragma once

#include <string>

#include "credential/award.h"

namespace credex::credential {

/// The label of a micro-credential as a picture (SVG, UTF-8): what, by whom, where, size, level, to whom, when; with a
/// sign at the left whose shape comes from the sector and the identifier. The same input gives the same bytes.
std::string label_svg(const framework::MicroCredential& definition, const Award& award);

/// The sign alone, square, in one colour: the badge's picture.
std::string sign_svg(const framework::MicroCredential& definition);

}  // namespace credex::credential
