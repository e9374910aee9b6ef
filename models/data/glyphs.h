#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace warpmark::nn {

/// A point in 256ths of a pixel; the middle of pixel 0 is at 128.
struct Point {
  int x, y;
};

/// The digits as lines through a few points on a grid 8 wide and 12 high, y downwards.
inline constexpr int kGlyphs = 10, kGlyphWidth = 8, kGlyphHeight = 12;
std::span<const Point> glyph(int digit);  // in steps of the grid

/// A pen on paper of one byte a pixel, 0 blank to 255 full ink. Integers only, so that every
/// machine and compiler draws the same.
class Canvas {
 public:
  Canvas(int width, int height);

  void clear();

  /// A line with round ends; `radius` in 256ths of a pixel, at least 128: its edge fades over the
  /// pixel around that. Where lines overlap, the darker counts.
  void line(Point from, Point to, int radius);

  const std::uint8_t* row(int y) const { return ink_.data() + y * width_; }

 private:
  int width_, height_;
  std::vector<std::uint8_t> ink_;
};

}  // namespace warpmark::nn
