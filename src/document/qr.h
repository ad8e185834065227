#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::document {

/// A QR code (ISO/IEC 18004), error correction M, as rows of modules; true is dark. Error "document.qr" past 2,300
/// bytes.
Result<std::vector<std::vector<bool>>> qr_modules(std::string_view text);

/// The same as SVG in the colour of the text around it, with a quiet zone.
Result<std::string> qr_svg(std::string_view text, std::string_view title);

/// What the QR codes of a picture (PNG, JPEG, WebP or GIF) say. Error "document.qr" where the picture cannot be read,
/// is larger than 40 megapixels, or has none.
Result<std::vector<std::string>> read_qr(std::string_view picture);

}  // namespace credex::document
