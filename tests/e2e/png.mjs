// A screenshot with at most 256 colours, which is a third of its size: pages have few, and their letters' edges are shades between them.
import { writeFileSync } from "node:fs";
import { crc32 as zlibCrc, deflateSync, inflateSync } from "node:zlib";

const table = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; ++k) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
// zlib.crc32 is not in Node.js 18.
const crc32 = zlibCrc || ((bytes) => {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
});

/// The pixels of a PNG of 8 bits with three or four channels, without alpha.
function pixelsOf(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  if (png[24] !== 8 || (png[25] !== 2 && png[25] !== 6) || png[28] !== 0) throw new Error("not a PNG as browsers take them");
  const channels = png[25] === 6 ? 4 : 3;
  const parts = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const packed = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const lines = Buffer.alloc(stride * height);
  // PNG (Third Edition), section 9.2: each byte was written as its difference from one before, above, or both.
  for (let y = 0; y < height; ++y) {
    const filter = packed[y * (stride + 1)];
    for (let x = 0; x < stride; ++x) {
      const left = x >= channels ? lines[y * stride + x - channels] : 0;
      const above = y > 0 ? lines[(y - 1) * stride + x] : 0;
      const corner = x >= channels && y > 0 ? lines[(y - 1) * stride + x - channels] : 0;
      const p = left + above - corner;
      const [a, b, c] = [Math.abs(p - left), Math.abs(p - above), Math.abs(p - corner)];
      const guess = [0, left, above, (left + above) >> 1, a <= b && a <= c ? left : b <= c ? above : corner][filter];
      lines[y * stride + x] = packed[y * (stride + 1) + 1 + x] + guess;
    }
  }
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; ++i) colours[i] = (lines[i * channels] << 16) | (lines[i * channels + 1] << 8) | lines[i * channels + 2];
  return { width, height, colours };
}

const part = (colour, channel) => (colour >> (8 * channel)) & 255;

/// At most 256 colours for those of a histogram, by median cut: the box with the widest spread, by how often it is met, is halved.
function paletteOf(histogram) {
  let boxes = [[...histogram]];
  const spread = (box, channel) => {
    const values = box.map(([colour]) => part(colour, channel));
    return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
  };
  const measured = (box) => {
    const spreads = [0, 1, 2].map((channel) => spread(box, channel));
    const widest = Math.max(...spreads);
    return { box, channel: spreads.indexOf(widest), weight: widest * Math.log2(2 + box.reduce((sum, [, n]) => sum + n, 0)) };
  };
  boxes = boxes.map(measured);
  while (boxes.length < 256) {
    boxes.sort((a, b) => b.weight - a.weight);
    const { box, channel, weight } = boxes[0];
    if (weight === 0) break;
    box.sort(([a], [b]) => part(a, channel) - part(b, channel));
    const half = Math.max(1, Math.min(box.length - 1, box.length >> 1));
    boxes.splice(0, 1, measured(box.slice(0, half)), measured(box.slice(half)));
  }
  return boxes.map(({ box }) => {
    // The colour that is met most: flat areas keep theirs.
    return box.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
  });
}

const chunk = (name, data) => {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, "latin1");
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
};

/// Writes the screenshot to `file` and gives its size in bytes.
export function reducedPng(png, file) {
  const { width, height, colours } = pixelsOf(png);
  const histogram = new Map();
  for (const colour of colours) histogram.set(colour, (histogram.get(colour) || 0) + 1);
  const palette = paletteOf(histogram);
  const place = new Map();
  for (const colour of histogram.keys()) {
    let best = 0;
    let least = Infinity;
    palette.forEach((one, i) => {
      const far = [0, 1, 2].reduce((sum, channel) => sum + (part(colour, channel) - part(one, channel)) ** 2, 0);
      if (far < least) [least, best] = [far, i];
    });
    place.set(colour, best);
  }
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) lines[y * (width + 1) + 1 + x] = place.get(colours[y * width + x]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const out = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap((colour) => [part(colour, 2), part(colour, 1), part(colour, 0)]))),
    chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
  writeFileSync(file, out);
  return out.length;
}
