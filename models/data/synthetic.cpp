#include "models/data/synthetic.h"

#include "harness/hash.h"
#include "harness/parallel.h"
#include "models/data/dice.h"
#include "models/data/glyphs.h"
#include "models/data/stream.h"

#include <algorithm>
#include <array>
#include <span>

namespace warpmark::nn {
namespace {

constexpr int kPixel = 256;   // Point's unit
constexpr int kMargin = 3;    // pixels that a digit may be off the middle
constexpr Index kGrain = 64;  // images
constexpr std::uint64_t kSeed = 1;

/// The places of a digit's points on an image: a random size, slant and place, each point a little
/// off.
std::vector<Point> place(int digit, int side, Dice& dice) {
  // Of the height that there is beside the margin; the width is 0.7 to 1.2 of what that gives.
  const int height = (side - 2 * kMargin) * kPixel / kGlyphHeight;
  const int step_y = dice.between(height * 6 / 10, height);
  const int step_x = step_y * dice.between(70, 120) / 100;
  const int slant = dice.between(-80, 80);  // 256ths of a pixel to the right, a pixel up
  const int wobble = kPixel * side / 48;
  const Point middle{side * kPixel / 2 + dice.between(-kMargin * kPixel, kMargin * kPixel),
                     side * kPixel / 2 + dice.between(-kMargin * kPixel, kMargin * kPixel)};
  std::vector<Point> points;
  for (const Point& at : glyph(digit)) {
    const int y = (2 * at.y - kGlyphHeight) * step_y / 2;
    const int x = (2 * at.x - kGlyphWidth) * step_x / 2 - y * slant / kPixel;
    points.push_back({middle.x + x + dice.between(-wobble, wobble),
                      middle.y + y + dice.between(-wobble, wobble)});
  }
  return points;
}

using Colour = std::array<int, 3>;  // as many as there are channels

Colour random_colour(int low, int high, Dice& dice) {
  return {dice.between(low, high), dice.between(low, high), dice.between(low, high)};
}

/// `from` where `share` is 0, `to` where it is 255.
int mixed(int from, int to, int share) {
  return from + ((to - from) * (share + (share >> 7)) >> 8);
}

/// An image while it is drawn: planes of side × side bytes.
struct Painting {
  int channels, side;
  std::span<std::uint8_t> bytes;
  Canvas& canvas;

  /// Calls paint(row, channel, y) with the bytes of every row of every channel.
  template <class Paint>
  void each_row(const Paint& paint) const {
    std::uint8_t* row = bytes.data();
    for (int c = 0; c < channels; ++c) {
      for (int y = 0; y < side; ++y, row += side) paint(row, static_cast<std::size_t>(c), y);
    }
  }
};

/// Lines through the points, over what there is.
void paint_lines(const Painting& image, std::span<const Point> points, int radius,
                 const Colour& colour) {
  image.canvas.clear();
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    image.canvas.line(points[i], points[i + 1], radius);
  }
  image.each_row([&, side = image.side](std::uint8_t* row, std::size_t c, int y) {
    const std::uint8_t* ink = image.canvas.row(y);
    const int to = colour[c];
    for (int x = 0; x < side; ++x) row[x] = static_cast<std::uint8_t>(mixed(row[x], to, ink[x]));
  });
}

/// From one colour at the one side of the image to another at the other.
void paint_ground(const Painting& image, const Colour& from, const Colour& to, Dice& dice) {
  const int right = dice.between(-255, 255) / image.side;
  const int down = dice.between(-255, 255) / image.side;
  image.each_row([&, side = image.side](std::uint8_t* row, std::size_t c, int y) {
    const int first = from[c], last = to[c];
    const int share = 128 + (y - side / 2) * down - side / 2 * right;
    for (int x = 0; x < side; ++x) {
      row[x] = static_cast<std::uint8_t>(mixed(first, last, std::clamp(share + x * right, 0, 255)));
    }
  });
}

void paint_stray_line(const Painting& image, Dice& dice) {
  const int last = image.side * kPixel;
  const std::array<Point, 2> ends{{{dice.between(0, last), dice.between(0, last)},
                                   {dice.between(0, last), dice.between(0, last)}}};
  const int radius = dice.between(kPixel / 2, kPixel);
  paint_lines(image, ends, radius, random_colour(40, 215, dice));
}

/// Adds up to ± `amplitude` to every byte, four of which take one random word.
void add_noise(const Painting& image, int amplitude, Dice& dice) {
  std::uint8_t *byte = image.bytes.data(), *const end = byte + image.bytes.size();
  while (byte < end) {
    std::uint32_t word = dice.word();
    for (int i = 0; i < 4 && byte < end; ++i, ++byte, word >>= 8) {
      const int noise = (static_cast<int>(word & 255) - 128) * amplitude / 128;
      *byte = static_cast<std::uint8_t>(std::clamp(*byte + noise, 0, 255));
    }
  }
}

/// White on black; or bright on dark and in one image of four dark on bright, in any colours.
void paint(const Painting& image, int digit, Dice& dice) {
  const auto points = place(digit, image.side, dice);
  const int radius = dice.between(kPixel * 6 / 10, kPixel * 3 / 2);
  if (image.channels == 1) {
    paint_lines(image, points, radius, random_colour(130, 255, dice));
    return add_noise(image, dice.between(0, 60), dice);
  }
  Colour ink = random_colour(140, 235, dice);
  Colour from = random_colour(20, 115, dice), to = random_colour(20, 115, dice);
  if (dice.between(0, 3) == 0) {
    for (Colour* colour : {&ink, &from, &to}) {
      for (int& channel : *colour) channel = 255 - channel;
    }
  }
  paint_ground(image, from, to, dice);
  paint_stray_line(image, dice);
  paint_lines(image, points, radius, ink);
  add_noise(image, dice.between(10, 50), dice);
}

/// Four bytes of each random word.
void random_bytes(std::span<std::uint8_t> image, int, Dice& dice) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < image.size(); ++i) {
    if (i % 4 == 0) word = dice.word();
    image[i] = static_cast<std::uint8_t>(word >> 8 * (i % 4));
  }
}

/// The set with its images, for each of which make(bytes, label, dice) was called with its own
/// random numbers.
template <class Make>
ImageSet filled(const std::string& name, ImageSet set, int threads, const Make& make) {
  const auto size = static_cast<std::size_t>(set.image_bytes());
  set.images.resize(static_cast<std::size_t>(set.count) * size);
  set.labels.resize(static_cast<std::size_t>(set.count));
  const PhiloxKey stream = random_stream(fnv1a(name), kSeed);
  parallel_ranges(set.count, threads, kGrain, [&](Index begin, Index end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      Dice dice(stream, static_cast<Index>(i));
      const int label = dice.between(0, static_cast<int>(set.classes) - 1);
      set.labels[i] = static_cast<std::uint16_t>(label);
      make(std::span(set.images).subspan(i * size, size), label, dice);
    }
  });
  return set;
}

}  // namespace

ImageSet draw_digits(const std::string& name, Index count, Index channels, Index side,
                     int threads) {
  const auto pixels = static_cast<int>(side);
  const auto draw = [&](std::span<std::uint8_t> image, int label, Dice& dice) {
    Canvas canvas(pixels, pixels);
    paint({static_cast<int>(channels), pixels, image, canvas}, label, dice);
  };
  return filled(name, {count, channels, side, side, kGlyphs, {}, {}}, threads, draw);
}

DataSet synthetic_mnist(int threads) {
  return {"mnist",
          Origin::synthetic,
          draw_digits("mnist train", 60000, 1, 28, threads),
          {},
          draw_digits("mnist test", 10000, 1, 28, threads)};
}

DataSet synthetic_cifar10(int threads) {
  return {"cifar10",
          Origin::synthetic,
          draw_digits("cifar10 train", 50000, 3, 32, threads),
          {},
          draw_digits("cifar10 test", 10000, 3, 32, threads)};
}

DataSet synthetic_imagenet(Index train, Index test, int threads) {
  const auto set = [&](const std::string& name, Index count) {
    return filled(name, {count, 3, 224, 224, 1000, {}, {}}, threads, random_bytes);
  };
  return {
      "imagenet", Origin::synthetic, set("imagenet train", train), {}, set("imagenet test", test)};
}

}  // namespace warpmark::nn
