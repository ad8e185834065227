#pragma once

#include <string>
#include <string_view>

#include "credential/award.h"

namespace credex::document {

/// What a certificate shows.
struct Certificate {
  credential::Contents contents{};
  std::string language = "en";  ///< BCP 47, of the certificate's own words
  std::string check_url{};      ///< where the QR code leads; empty: none
  std::string standing{};       ///< the seal line, such as "Sound, issued by ..., checked on ..."
  std::string vouching{};       ///< who vouches for the issuer, or that nobody does
  std::string awarding_body{};  ///< as it may be said; empty: as the credential says
  bool is_vouched = false;      ///< else the awarding body stands in quotes, in plain letters
  std::string credential{};     ///< the signed credential, attached as a file
  std::string file_name{};      ///< of the attachment
  Instant made{};
};

/// An A4 page as PDF 1.7, fonts embedded, with the credential attached (PDF 1.7, section 7.11.4). Error "document.pdf".
Result<std::string> certificate_pdf(const Certificate& certificate);

/// A picture drawn as PNG, `size` pixels square.
Result<std::string> png_from_svg(const std::string& svg, int size);

}  // namespace credex::document
