#pragma once

#include <string>
#include <vector>

namespace warpmark::html {

/// Rows of text under a header; every row has as many cells.
struct Table {
  struct Column {
    std::string name;
    bool number = false;  // set to the right
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// A part of the report. What a drawing shows stands in the table behind it as well.
struct Section {
  std::string id, title;
  std::vector<std::string> sentences;  // what was found
  std::vector<std::string> panels;     // elements `svg`
  std::string how_to_read;             // one sentence; wherever there are panels
  Table table;
  bool open = false;  // is the table shown, not only behind a click
};

/// One self-contained HTML file: no script, nothing from anywhere else. Requires: a section with
/// panels says how to read them and has a table.
std::string page(const std::string& title, const std::vector<Section>& sections);

/// The same without drawings, in GitHub's markdown, and short enough for a comment there: below
/// 65,536 characters. Rows that do not fit are counted.
std::string markdown(const std::string& title, const std::vector<Section>& sections);

}  // namespace warpmark::html
