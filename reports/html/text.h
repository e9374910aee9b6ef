#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace warpmark::html {

/// The text where markup or an attribute's value stands: & < > " as entities.
std::string escape(std::string_view text);

/// A width that the text does not exceed in any of the usual sans-serif fonts, in pixels.
double text_width(std::string_view text, double font_size);

/// The text without its end, and an ellipsis, where it would be wider.
std::string shortened(std::string_view text, double width, double font_size);

/// The text in lines that are not wider, broken at spaces; a word that is wider, as a case_id may
/// be, behind its dots; what is still wider is shortened.
std::vector<std::string> wrapped(std::string_view text, double width, double font_size);

/// A coordinate: to a tenth of a pixel.
std::string coordinate(double value);

/// A word of a command line, in single quotes where a shell would take it apart.
std::string quoted(const std::string& word);

/// "1 case", "2 cases".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace warpmark::html
