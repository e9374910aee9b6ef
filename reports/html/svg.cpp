#include "reports/html/svg.h"

#include "reports/html/text.h"

#include <fmt/format.h>

#include <iterator>

namespace warpmark::html {
namespace {

struct Colour {
  std::string_view name;  // of the class, after f (fill) or k (stroke)
  std::string_view value;
};

Colour colour(Paint paint) {
  static constexpr std::array<Colour, 11> kColours{{{"i", "#222"},
                                                    {"m", "#666"},
                                                    {"g", "#ddd"},
                                                    {"p", "#fff"},
                                                    {"1", "#0072b2"},
                                                    {"2", "#d55e00"},
                                                    {"3", "#009e73"},
                                                    {"4", "#cc79a7"},
                                                    {"5", "#b07d00"},
                                                    {"6", "#56b4e9"},
                                                    {"7", "#222"}}};
  return kColours.at(static_cast<std::size_t>(paint));
}

std::string stroke_attributes(const Stroke& stroke) {
  const auto [name, value] = colour(stroke.paint);
  std::string text = fmt::format(R"(class="k{}" stroke="{}")", name, value);
  if (stroke.width != 1) text += fmt::format(R"( stroke-width="{}")", coordinate(stroke.width));
  if (!stroke.dash.empty()) text += fmt::format(R"( stroke-dasharray="{}")", stroke.dash);
  return text;
}

std::string mark_attributes(const Mark& mark) {
  const auto [name, value] = colour(mark.paint);
  const auto fill = colour(mark.filled ? mark.paint : Paint::paper);
  return fmt::format(R"(class="k{} f{}" stroke="{}" fill="{}" stroke-width="1.5")", name, fill.name,
                     value, fill.value);
}

std::string points_text(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points) {
    text +=
        fmt::format("{}{},{}", text.empty() ? "" : " ", coordinate(point.x), coordinate(point.y));
  }
  return text;
}

std::vector<Point> corners(Point at, const Mark& mark) {
  const auto [x, y] = at;
  const double r = mark.radius, wide = 1.15 * r;
  switch (mark.shape) {
    case Shape::square: return {{x - r, y - r}, {x + r, y - r}, {x + r, y + r}, {x - r, y + r}};
    case Shape::diamond: return {{x, y - wide}, {x + wide, y}, {x, y + wide}, {x - wide, y}};
    case Shape::up: return {{x, y - wide}, {x + wide, y + r}, {x - wide, y + r}};
    default: return {{x, y + wide}, {x + wide, y - r}, {x - wide, y - r}};
  }
}

}  // namespace

Paint series_paint(std::size_t index) {
  return static_cast<Paint>(static_cast<std::size_t>(Paint::first) + index % kSeriesPaints);
}

Svg::Svg(double width, std::string title, std::string description)
    : width_(width), title_(std::move(title)), description_(std::move(description)) {}

void Svg::line(Point from, Point to, const Stroke& stroke) {
  fmt::format_to(std::back_inserter(body_), R"(<line x1="{}" y1="{}" x2="{}" y2="{}" {}/>)",
                 coordinate(from.x), coordinate(from.y), coordinate(to.x), coordinate(to.y),
                 stroke_attributes(stroke));
  body_ += '\n';
}

void Svg::path(const std::vector<Point>& points, const Stroke& stroke) {
  body_ += fmt::format("<polyline points=\"{}\" fill=\"none\" {}/>\n", points_text(points),
                       stroke_attributes(stroke));
}

void Svg::block(Point corner, double width, double height, Paint paint) {
  const auto [name, value] = colour(paint);
  body_ += fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"f{}\" fill=\"{}\"/>\n",
      coordinate(corner.x), coordinate(corner.y), coordinate(width), coordinate(height), name,
      value);
}

void Svg::mark(Point at, const Mark& mark) {
  if (mark.shape == Shape::circle) {
    body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>\n", coordinate(at.x),
                         coordinate(at.y), coordinate(mark.radius), mark_attributes(mark));
  } else {
    body_ += fmt::format("<polygon points=\"{}\" {}/>\n", points_text(corners(at, mark)),
                         mark_attributes(mark));
  }
}

void Svg::add_text(Point baseline, std::string_view text, std::string_view attributes) {
  body_ += fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", coordinate(baseline.x),
                       coordinate(baseline.y), attributes, escape(text));
}

void Svg::text(Point baseline, std::string_view text, Anchor anchor) {
  static constexpr std::array<std::string_view, 3> kAnchors{"", R"( text-anchor="middle")",
                                                            R"( text-anchor="end")"};
  add_text(baseline, text, kAnchors.at(static_cast<std::size_t>(anchor)));
}

void Svg::heading(Point baseline, std::string_view text) {
  add_text(baseline, text, R"( font-weight="bold")");
}

void Svg::label(Point baseline, std::string_view text) {
  add_text(baseline, text, R"( class="kp" stroke="#fff" stroke-width="4" paint-order="stroke")");
}

std::string Svg::str(double height) const {
  const std::string w = coordinate(width_), h = coordinate(height);
  return fmt::format(
      "<svg role=\"img\" class=\"plot\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" "
      "fill=\"#222\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"{}\">\n"
      "<title>{}</title>\n<desc>{}</desc>\n{}</svg>\n",
      w, h, w, h, coordinate(kFontSize), escape(title_), escape(description_), body_);
}

}  // namespace warpmark::html
