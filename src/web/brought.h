#pragma once

#include <string>

#include "web/site.h"

namespace credex::web {

/// A credential as people bring it: a file, pasted text, a link, a QR code's picture, a PDF. Gives the credential's own
/// bytes: a PDF's attachment, what is behind the link or code. Links are fetched behind the guard of Fetch.
Result<std::string> brought_credential(const Visit& visit, std::string bytes);

/// The same from a form with the fields "file" and "text".
Result<std::string> brought_by_form(const Visit& visit);

}  // namespace credex::web
