#include "models/data/glyphs.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace warpmark::nn {
namespace {

struct Glyph {
  std::size_t points;
  std::array<Point, 9> at;
};

constexpr std::array<Glyph, kGlyphs> kDigits{{
    {9, {{{2, 0}, {6, 0}, {8, 3}, {8, 9}, {6, 12}, {2, 12}, {0, 9}, {0, 3}, {2, 0}}}},
    {3, {{{2, 3}, {5, 0}, {5, 12}}}},
    {6, {{{0, 3}, {2, 0}, {6, 0}, {8, 3}, {0, 12}, {8, 12}}}},
    {9, {{{0, 1}, {3, 0}, {7, 1}, {7, 4}, {3, 6}, {8, 8}, {7, 11}, {3, 12}, {0, 11}}}},
    {4, {{{6, 12}, {6, 0}, {0, 8}, {8, 8}}}},
    {8, {{{8, 0}, {1, 0}, {0, 5}, {5, 4}, {8, 7}, {7, 11}, {3, 12}, {0, 11}}}},
    {9, {{{7, 0}, {3, 2}, {0, 7}, {1, 11}, {4, 12}, {7, 11}, {8, 8}, {5, 6}, {0, 8}}}},
    {3, {{{0, 0}, {8, 0}, {3, 12}}}},
    {9, {{{4, 6}, {7, 3}, {4, 0}, {1, 3}, {4, 6}, {8, 9}, {4, 12}, {0, 9}, {4, 6}}}},
    {9, {{{1, 12}, {5, 10}, {8, 5}, {7, 1}, {4, 0}, {1, 1}, {0, 4}, {3, 6}, {8, 4}}}},
}};

constexpr int kPixel = 256, kFade = kPixel / 2;  // 256ths of a pixel

/// A line as its pixels see it: how far along and across it they lie.
class Stroke {
 public:
  Stroke(Point from, Point to, int radius)
      : from_(from), outer_((radius + kFade) * (radius + kFade)) {
    const int dx = to.x - from.x, dy = to.y - from.y;
    // The square root of an integer is rounded alike everywhere.
    length_ = static_cast<int>(std::sqrt(static_cast<double>(dx * dx + dy * dy)));
    ux_ = dx * kUnit / std::max(1, length_);
    uy_ = dy * kUnit / std::max(1, length_);
    slope_ = (255 << 16) / (outer_ - (radius - kFade) * (radius - kFade));
  }

  int ink(Point pixel) const {
    const int dx = pixel.x - from_.x, dy = pixel.y - from_.y;
    const int along = (dx * ux_ + dy * uy_) >> kUnitBits,
              across = (dx * uy_ - dy * ux_) >> kUnitBits;
    const int beyond = std::max({0, -along, along - length_});
    const int inside = std::max(0, outer_ - across * across - beyond * beyond);
    return std::min(255, inside * slope_ >> 16);
  }

 private:
  static constexpr int kUnitBits = 14, kUnit = 1 << kUnitBits;
  Point from_;
  int outer_;  // square of the radius where ink ends
  int length_, ux_, uy_, slope_;
};

/// The pixels first … last of a row or column that a stroke between two coordinates touches.
struct Reach {
  Reach(int a, int b, int radius, int pixels)
      : first(std::max(0, (std::min(a, b) - radius - kFade) / kPixel)),
        last(std::min(pixels - 1, (std::max(a, b) + radius + kFade) / kPixel)) {}
  int first, last;
};

}  // namespace

std::span<const Point> glyph(int digit) {
  const Glyph& found = kDigits.at(static_cast<std::size_t>(digit));
  return std::span(found.at).first(found.points);
}

Canvas::Canvas(int width, int height)
    : width_(width), height_(height), ink_(static_cast<std::size_t>(width * height)) {}

void Canvas::clear() { std::fill(ink_.begin(), ink_.end(), std::uint8_t{0}); }

void Canvas::line(Point from, Point to, int radius) {
  const Stroke stroke(from, to, radius);
  const Reach columns(from.x, to.x, radius, width_), rows(from.y, to.y, radius, height_);
  for (int y = rows.first; y <= rows.last; ++y) {
    std::uint8_t* row = ink_.data() + y * width_;
    for (int x = columns.first; x <= columns.last; ++x) {
      const int ink = stroke.ink({x * kPixel + kPixel / 2, y * kPixel + kPixel / 2});
      row[x] = static_cast<std::uint8_t>(std::max<int>(row[x], ink));
    }
  }
}

}  // namespace warpmark::nn
