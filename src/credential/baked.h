#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/result.h"

namespace credex::credential {

enum class Picture : std::uint8_t { none, png, svg };
/// What kind of picture the bytes begin like.
Picture picture_of(std::string_view bytes);

/// The credential baked into a picture (Open Badges 3.0, section 5.3): iTXt chunk "openbadgecredential" of a PNG,
/// element openbadges:credential of an SVG; those of version 2 too. Errors "credential.picture" name the chunk or
/// element.
Result<std::string> unbake(std::string_view picture);

/// The picture with the credential in it; one that was there before is replaced.
Result<std::string> bake(std::string_view picture, std::string_view credential);

}  // namespace credex::credential
