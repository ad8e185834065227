#pragma once

#include "credential/brought.h"

namespace credex::document {

/// Opens PDFs (QPDF) and pictures (QR codes) for credential::read_brought().
const credential::Unpacking& unpacking();

/// Every file attached to a PDF, by name: at the document and at its pages' annotations. Errors "document.pdf": no PDF,
/// encrypted, nothing attached.
Result<credential::BroughtParts> attachments_of(std::string_view pdf, const credential::BroughtLimits& limits = {});

/// As read_qr(), of an SVG too, which is drawn for it.
Result<std::vector<std::string>> codes_of(std::string_view picture);

}  // namespace credex::document
