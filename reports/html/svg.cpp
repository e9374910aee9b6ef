#include "reports/html/svg.h"

#include "reports/html/text.h"

#include <fmt/format.h>

#include <cmath>

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

double rounded(double value) { return std::round(value * 10) / 10; }

std::string pair(Point point) { return coordinate(point.x) + ',' + coordinate(point.y); }

/// A line of a path, by how far it goes.
std::string step(Point by) {
  if (rounded(by.y) == 0) return 'h' + coordinate(by.x);
  if (rounded(by.x) == 0) return 'v' + coordinate(by.y);
  return 'l' + pair(by);
}

/// A closed part of a path: each corner by how far it is from the one before.
std::string polygon(const std::vector<Point>& corners) {
  std::string text;
  Point last;
  for (const Point& corner : corners) {
    const Point at{rounded(corner.x), rounded(corner.y)};
    text += text.empty() ? 'M' + pair(at) : step({at.x - last.x, at.y - last.y});
    last = at;
  }
  return text + 'z';
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

/// The outline of a mark as a part of a path.
std::string outline(Point at, const Mark& mark) {
  const auto [x, y] = at;
  const double r = mark.radius, wide = 1.15 * r;
  switch (mark.shape) {
    case Shape::circle: {
      const std::string arc = fmt::format("a{0},{0} 0 1 0 ", coordinate(r));
      return 'M' + pair({x - r, y}) + arc + pair({2 * r, 0}) + arc + pair({-2 * r, 0}) + 'z';
    }
    case Shape::square:
      return polygon({{x - r, y - r}, {x + r, y - r}, {x + r, y + r}, {x - r, y + r}});
    case Shape::diamond:
      return polygon({{x, y - wide}, {x + wide, y}, {x, y + wide}, {x - wide, y}});
    case Shape::up: return polygon({{x, y - wide}, {x + wide, y + r}, {x - wide, y + r}});
    case Shape::down: break;
  }
  return polygon({{x, y + wide}, {x + wide, y - r}, {x - wide, y - r}});
}

}  // namespace

Paint series_paint(std::size_t index) {
  return static_cast<Paint>(static_cast<std::size_t>(Paint::first) + index % kSeriesPaints);
}

Svg::Svg(double width, std::string title, std::string description)
    : width_(width), title_(std::move(title)), description_(std::move(description)) {}

void Svg::add(std::string_view opening, std::string_view content, std::string_view closing) {
  if (opening == last_opening_) {
    body_.resize(body_.size() - closing.size());
  } else {
    body_ += opening;
    last_opening_ = opening;
  }
  body_ += content;
  body_ += closing;
}

void Svg::add_path(const std::string& attributes, const std::string& part) {
  add("<path " + attributes + " d=\"", part, "\"/>\n");
}

void Svg::line(Point from, Point to, const Stroke& stroke) {
  const bool level = rounded(from.y) == rounded(to.y), upright = rounded(from.x) == rounded(to.x);
  add_path(stroke_attributes(stroke), 'M' + pair(from) +
                                          (level     ? 'H' + coordinate(to.x)
                                           : upright ? 'V' + coordinate(to.y)
                                                     : 'L' + pair(to)));
}

void Svg::path(const std::vector<Point>& points, const Stroke& stroke) {
  std::string part;
  for (const Point& point : points) part += (part.empty() ? 'M' : 'L') + pair(point);
  add_path(R"(fill="none" )" + stroke_attributes(stroke), part);
}

void Svg::block(Point corner, double width, double height, Paint paint) {
  const auto [name, value] = colour(paint);
  last_opening_.clear();
  body_ += fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"f{}\" fill=\"{}\"/>\n",
      coordinate(corner.x), coordinate(corner.y), coordinate(width), coordinate(height), name,
      value);
}

void Svg::mark(Point at, const Mark& mark) { add_path(mark_attributes(mark), outline(at, mark)); }

std::string Svg::text_element(Point baseline, std::string_view text, std::string_view attributes) {
  return fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", coordinate(baseline.x),
                     coordinate(baseline.y), attributes, escape(text));
}

void Svg::text(Point baseline, std::string_view text, Anchor anchor) {
  static constexpr std::array<std::string_view, 3> kAnchors{"", R"( text-anchor="middle")",
                                                            R"( text-anchor="end")"};
  last_opening_.clear();
  body_ += text_element(baseline, text, kAnchors.at(static_cast<std::size_t>(anchor)));
}

void Svg::heading(Point baseline, std::string_view text) {
  last_opening_.clear();
  body_ += text_element(baseline, text, R"( font-weight="bold")");
}

void Svg::label(Point baseline, std::string_view text) {
  add("<g class=\"kp\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">\n",
      text_element(baseline, text, ""), "</g>\n");
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
