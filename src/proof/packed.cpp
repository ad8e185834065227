#include "proof/packed.h"

#include <zlib.h>

namespace credex::proof {
namespace {

Error bad_packed(std::string message) {
  return Error{.code = "proof.packed", .message = std::move(message), .remedy = "ask who published it to do so again"};
}

int window(Wrapping wrapping) { return wrapping == Wrapping::gzip ? 16 + MAX_WBITS : MAX_WBITS; }

}  // namespace

Bytes pack(ByteView bytes, Wrapping wrapping) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window(wrapping), 8, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 64);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Inflated inflated(ByteView packed, Wrapping wrapping, std::size_t max) {
  z_stream stream{};
  Inflated out;
  if (inflateInit2(&stream, window(wrapping)) != Z_OK) return out;
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  Bytes block(64 * 1024);
  int state = Z_OK;
  while (state == Z_OK && out.bytes.size() <= max) {
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.bytes.insert(out.bytes.end(), block.begin(), block.end() - stream.avail_out);
    if (state == Z_OK && stream.avail_in == 0 && stream.avail_out != 0) break;
  }
  inflateEnd(&stream);
  out.is_over = out.bytes.size() > max;
  out.is_whole = state == Z_STREAM_END;
  return out;
}

Result<Bytes> unpack(ByteView packed, Wrapping wrapping, std::size_t max) {
  Inflated out = inflated(packed, wrapping, max);
  if (out.is_over) return bad_packed("it unpacks to more than " + std::to_string(max >> 20) + " MB");
  if (!out.is_whole)
    return bad_packed(wrapping == Wrapping::gzip ? "it is no complete gzip" : "it is no complete zlib stream");
  return std::move(out.bytes);
}

}  // namespace credex::proof
