#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

// Drawing in SVG. Colours are presentation attributes, which show also where style sheets are
// forbidden; the classes beside them let the page's style sheet change them for a dark screen.
namespace warpmark::html {

struct Point {
  double x = 0, y = 0;  // pixels from the upper left corner
};

/// What something is drawn for; its colour follows. `first` … `seventh` tell series apart: the
/// colours of M. Okabe and K. Ito (Color Universal Design, 2008) that are legible on white.
enum class Paint { ink, muted, grid, paper, first, second, third, fourth, fifth, sixth, seventh };

inline constexpr int kSeriesPaints = 7;
Paint series_paint(std::size_t index);

struct Stroke {
  Paint paint = Paint::ink;
  double width = 1;
  std::string_view dash = {};  // "4 3": lengths of strokes and gaps; empty: solid
};

enum class Shape { circle, square, diamond, up, down };

/// How a measured value is marked: colour, shape and filling say it three times.
struct Mark {
  Paint paint = Paint::first;
  Shape shape = Shape::circle;
  bool filled = true;
  double radius = 4;
};

enum class Anchor { start, middle, end };

inline constexpr double kFontSize = 12;

class Svg {
 public:
  /// Screen readers read `title` and `description`.
  Svg(double width, std::string title, std::string description);

  void line(Point from, Point to, const Stroke& stroke);
  void path(const std::vector<Point>& points, const Stroke& stroke);
  void block(Point corner, double width, double height, Paint paint);
  void mark(Point at, const Mark& mark);
  void text(Point baseline, std::string_view text, Anchor anchor = Anchor::start);
  void heading(Point baseline, std::string_view text);
  /// On a ground of its own, so that lines behind it do not cross it out.
  void label(Point baseline, std::string_view text);

  double width() const { return width_; }

  /// The element `svg`; everything lies above `height`.
  std::string str(double height) const;

 private:
  // What is drawn alike one after the other is one element: thousands of marks are small.
  void add(std::string_view opening, std::string_view content, std::string_view closing);
  void add_path(const std::string& attributes, const std::string& part);
  static std::string text_element(Point baseline, std::string_view text,
                                  std::string_view attributes);

  double width_;
  std::string title_, description_, body_;
  std::string last_opening_;  // of the element at the end of body_, if more may be added to it
};

}  // namespace warpmark::html
