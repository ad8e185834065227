#include "document/qr.h"

#include <gd.h>
#include <qrencode.h>
#include <zbar.h>

#include <memory>

namespace credex::document {
namespace {

Error bad_code(std::string message, std::string remedy) {
  return Error{.code = "document.qr", .message = std::move(message), .remedy = std::move(remedy)};
}

using Picture = std::unique_ptr<gdImage, decltype(&gdImageDestroy)>;

Picture open_picture(std::string_view bytes) {
  const int size = static_cast<int>(bytes.size());
  // The library's functions take what they only read as not constant.
  std::string copy{bytes};
  gdImagePtr image = nullptr;
  if (bytes.starts_with("\x89PNG")) image = gdImageCreateFromPngPtr(size, copy.data());
  if (bytes.starts_with("\xFF\xD8")) image = gdImageCreateFromJpegPtr(size, copy.data());
  if (bytes.starts_with("GIF8")) image = gdImageCreateFromGifPtr(size, copy.data());
  if (bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") image = gdImageCreateFromWebpPtr(size, copy.data());
  return {image, &gdImageDestroy};
}

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size, bool big) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[big ? at + i : at + size - 1 - i]);
    out = out * 256 + byte;
  }
  return out;
}

/// Of a JPEG, by its frame's head (ITU-T T.81, B.2.2): segments are walked until one is found.
std::size_t pixels_of_jpeg(std::string_view bytes) {
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    if (bytes[at] != '\xFF') return 0;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (is_frame) return number_at(bytes, at + 5, 2, true) * number_at(bytes, at + 7, 2, true);
    at += 2 + number_at(bytes, at + 2, 2, true);
  }
  return 0;
}

/// Width times height as the file's head says, before anything is unpacked: 0 where they are not found.
std::size_t pixels_of(std::string_view bytes) {
  if (bytes.size() < 30) return 0;
  if (bytes.starts_with("\x89PNG")) return number_at(bytes, 16, 4, true) * number_at(bytes, 20, 4, true);
  if (bytes.starts_with("\xFF\xD8")) return pixels_of_jpeg(bytes);
  if (bytes.starts_with("GIF8")) return number_at(bytes, 6, 2, false) * number_at(bytes, 8, 2, false);
  const std::string_view chunk = bytes.substr(12, 4);  // WebP Container Specification, now RFC 9649
  constexpr std::size_t k_14_bits = 0x3FFF;
  if (chunk == "VP8X") return (number_at(bytes, 24, 3, false) + 1) * (number_at(bytes, 27, 3, false) + 1);
  if (chunk == "VP8 ")
    return (number_at(bytes, 26, 2, false) & k_14_bits) * (number_at(bytes, 28, 2, false) & k_14_bits);
  const std::size_t both = number_at(bytes, 21, 4, false);
  if (chunk == "VP8L") return ((both & k_14_bits) + 1) * ((both >> 14 & k_14_bits) + 1);
  return 0;
}

}  // namespace

Result<std::vector<std::vector<bool>>> qr_modules(std::string_view text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                        QR_ECLEVEL_M),
      &QRcode_free};
  if (!code) return bad_code("this text does not fit in a QR code", "use a shorter link");
  const auto width = static_cast<std::size_t>(code->width);
  std::vector<std::vector<bool>> out(width, std::vector<bool>(width));
  for (std::size_t y = 0; y < width; ++y) {
    for (std::size_t x = 0; x < width; ++x) out[y][x] = (code->data[y * width + x] & 1) != 0;
  }
  return out;
}

Result<std::string> qr_svg(std::string_view text, std::string_view title) {
  auto modules = qr_modules(text);
  if (!modules) return std::move(modules).error();
  const std::string size = std::to_string(modules->size() + 8);
  std::string path;
  for (std::size_t y = 0; y < modules->size(); ++y) {
    for (std::size_t x = 0; x < modules->size(); ++x) {
      if ((*modules)[y][x]) path += "M" + std::to_string(x + 4) + " " + std::to_string(y + 4) + "h1v1h-1z";
    }
  }
  // Black on white in any theme: cameras want it so.
  return "<svg xmlns='http://www.w3.org/2000/svg' class='qr' viewBox='0 0 " + size + " " + size +
         "' role='img' aria-label='" + std::string{title} + "'><rect width='" + size + "' height='" + size +
         "' fill='#fff'/><path fill='#000' d='" + path + "'/></svg>";
}

Result<std::vector<std::string>> read_qr(std::string_view picture) {
  constexpr std::size_t k_max_pixels = 40'000'000;
  if (pixels_of(picture) > k_max_pixels)
    return bad_code("the picture has more than 40 megapixels", "send a smaller one");
  gdSetErrorMethod([](int, const char*, va_list) {});
  const Picture image = open_picture(picture);
  if (!image) return bad_code("the picture cannot be read", "send a PNG, JPEG, WebP or GIF");
  const auto width = static_cast<unsigned>(gdImageSX(image.get()));
  const auto height = static_cast<unsigned>(gdImageSY(image.get()));
  if (std::size_t{width} * height > k_max_pixels)
    return bad_code("the picture has more than 40 megapixels", "send a smaller one");
  std::string grey(std::size_t{width} * height, '\0');
  for (unsigned y = 0; y < height; ++y) {
    for (unsigned x = 0; x < width; ++x) {
      const int c = gdImageGetTrueColorPixel(image.get(), static_cast<int>(x), static_cast<int>(y));
      // Transparent is white, as paper is.
      const int light =
          gdTrueColorGetAlpha(c) > 100
              ? 255
              : (gdTrueColorGetRed(c) * 30 + gdTrueColorGetGreen(c) * 59 + gdTrueColorGetBlue(c) * 11) / 100;
      grey[std::size_t{y} * width + x] = static_cast<char>(light);
    }
  }
  zbar::ImageScanner scanner;
  scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  zbar::Image frame{width, height, "Y800", grey.data(), grey.size()};
  scanner.scan(frame);
  std::vector<std::string> out;
  for (auto symbol = frame.symbol_begin(); symbol != frame.symbol_end(); ++symbol) out.push_back(symbol->get_data());
  if (out.empty())
    return bad_code("no QR code is seen in the picture", "take it again, straight and with the whole code in sight");
  return out;
}

}  // namespace credex::document
