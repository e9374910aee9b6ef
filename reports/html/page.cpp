#include "reports/html/page.h"

#include "reports/html/text.h"
#include "reports/markdown.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace warpmark::html {
namespace {

/// The page is complete without it: a viewer that forbids style sheets shows black on white.
constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--ink:#222;--muted:#666;--line:#ddd;--paper:#fff;--shade:#f5f5f5}
body{margin:0 auto;padding:0 1rem 3rem;max-width:70rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 Helvetica,Arial,sans-serif}
h1{font-size:1.6rem;margin:1.5rem 0 .5rem}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem;padding-top:.5rem;border-top:1px solid var(--line)}
p{margin:.4rem 0;max-width:46rem;overflow-wrap:anywhere}
figure{margin:1rem 0}
figcaption{color:var(--muted);max-width:46rem;margin-top:.5rem}
.plots{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}
.plot{max-width:100%;height:auto;fill:var(--ink)}
details{margin:.5rem 0}
summary{cursor:pointer}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;border:0}
caption{text-align:left}
th,td{border:0;border-bottom:1px solid var(--line);padding:.2rem .6rem .2rem 0;text-align:left;
vertical-align:top;overflow-wrap:anywhere;min-width:3rem}
th{white-space:nowrap}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tbody tr:hover{background:var(--shade)}
@media(prefers-color-scheme:dark){
:root{--ink:#e6e6e6;--muted:#a6a6a6;--line:#444;--paper:#161616;--shade:#222}
.ki{stroke:#e6e6e6}.km{stroke:#a6a6a6}.kg{stroke:#444}.kp{stroke:#161616}
.k1{stroke:#4fa8e0}.k2{stroke:#f0803c}.k3{stroke:#2fc79a}.k4{stroke:#e09ac0}.k5{stroke:#e6b430}
.k6{stroke:#8fd0f5}.k7{stroke:#e6e6e6}
.fi{fill:#e6e6e6}.fm{fill:#a6a6a6}.fg{fill:#444}.fp{fill:#161616}
.f1{fill:#4fa8e0}.f2{fill:#f0803c}.f3{fill:#2fc79a}.f4{fill:#e09ac0}.f5{fill:#e6b430}
.f6{fill:#8fd0f5}.f7{fill:#e6e6e6}}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:9pt}
h2{break-after:avoid}.plot{break-inside:avoid}tr{break-inside:avoid}.scroll{overflow:visible}
table{font-size:7pt}details::details-content{content-visibility:visible;display:block}}
)";

/// Rows and cells end where the next begins: the tags that HTML needs not would be a tenth of a
/// page.
std::string table_html(const Table& table) {
  std::string text = "<div class=\"scroll\"><table border=\"1\" cellpadding=\"4\">\n<thead><tr>";
  for (const Table::Column& column : table.columns) {
    text += fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "",
                        escape(column.name));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const char* number = table.columns.at(i).number ? " class=\"n\"" : "";
      const std::string cell = escape(row[i]);
      text += i == 0 ? fmt::format("<th scope=\"row\"{}>{}", number, cell)
                     : fmt::format("<td{}>{}", number, cell);
    }
    text += '\n';
  }
  return text + "</tbody></table></div>\n";
}

std::string folded_table(const Section& section) {
  if (section.table.rows.empty()) return {};
  return fmt::format("<details{}><summary>Table: {}</summary>\n{}</details>\n",
                     section.open ? " open" : "", counted(section.table.rows.size(), "row"),
                     table_html(section.table));
}

std::string section_html(const Section& section) {
  if (!section.panels.empty() && (section.how_to_read.empty() || section.table.rows.empty())) {
    throw std::logic_error("a drawing without explanation or table: " + section.id);
  }
  std::string text =
      fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n", escape(section.id), escape(section.title));
  for (const std::string& sentence : section.sentences) text += "<p>" + escape(sentence) + "</p>\n";
  if (!section.panels.empty()) {
    text += "<figure>\n<div class=\"plots\">\n";
    for (const std::string& panel : section.panels) text += panel;
    text += fmt::format("</div>\n<figcaption>How to read: {}</figcaption>\n</figure>\n",
                        escape(section.how_to_read));
  }
  return text + folded_table(section) + "</section>\n";
}

/// Bytes of markdown before its headings: a comment on GitHub takes 65,536 characters in all.
constexpr std::size_t kMostMarkdown = 60'000;

/// Its first rows, in so many bytes; those left out are counted.
std::string table_markdown(const Table& table, std::size_t most) {
  std::string head = "|", rule = "|";
  for (const Table::Column& column : table.columns) {
    head += ' ' + plain_markdown(column.name) + " |";
    rule += column.number ? " ---: |" : " --- |";
  }
  std::string text = head + '\n' + rule + '\n';
  std::size_t left_out = 0;
  for (const auto& row : table.rows) {
    std::string line = "|";
    for (const std::string& text_of : row) line += ' ' + plain_markdown(text_of) + " |";
    if (text.size() + line.size() < most && left_out == 0)
      text += line + '\n';
    else
      ++left_out;
  }
  if (left_out == table.rows.size()) text.clear();
  if (left_out == 0) return text + '\n';
  return text + '\n' + counted(left_out, "more row") + " only in the HTML.\n\n";
}

std::string section_markdown(const Section& section, std::size_t most) {
  std::string text;
  std::size_t left_out = 0;
  for (const std::string& sentence : section.sentences) {
    const std::string plain = plain_markdown(sentence);
    if (text.size() + plain.size() < most / 2)
      text += plain + "\n\n";
    else
      ++left_out;
  }
  if (left_out > 0) text += counted(left_out, "more sentence") + " only in the HTML.\n\n";
  if (section.table.rows.empty()) return text;
  const std::string table = table_markdown(section.table, most - std::min(text.size(), most));
  if (section.open) return text + table;
  return text + fmt::format("<details><summary>{}</summary>\n\n{}</details>\n\n",
                            counted(section.table.rows.size(), "row"), table);
}

}  // namespace

std::string page(const std::string& title, const std::vector<Section>& sections) {
  std::string text = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      escape(title), kStyle, escape(title));
  for (const Section& section : sections) text += section_html(section);
  return text + "</body>\n</html>\n";
}

std::string markdown(const std::string& title, const std::vector<Section>& sections) {
  std::string text = "# " + title + "\n\n";
  for (const Section& section : sections) {
    // Half of what is left: the sections behind it have some, too.
    const std::size_t left = kMostMarkdown - std::min(text.size(), kMostMarkdown);
    text += "## " + section.title + "\n\n" + section_markdown(section, left / 2);
  }
  return text;
}

}  // namespace warpmark::html
