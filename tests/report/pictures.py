"""Pictures of sections of a report, as docs/ has them:

    python3 tests/report/pictures.py results/…/report.html docs/report.png roofline sizes --drawings 3
"""

import argparse
import json
import pathlib

import chromium

# Leaves the sections alone, without their tables, each with so many of its first drawings.
LEAVE = """((ids, most) => {
  document.querySelectorAll('h1, details').forEach(e => e.remove());
  for (const section of document.querySelectorAll('section')) {
    if (!ids.includes(section.id)) section.remove();
    [...section.querySelectorAll('svg')].slice(most).forEach(svg => svg.remove());
  }
  return [...document.querySelectorAll('section')].map(s => s.id);
})"""


def parse():
    parser = argparse.ArgumentParser(description="Pictures of sections of a report.")
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("picture", type=pathlib.Path)
    parser.add_argument("sections", nargs="+", help="roofline, sizes, training … (the ids of the sections)")
    parser.add_argument("--drawings", type=int, default=3, help="of each section, at most")
    parser.add_argument("--width", type=int, default=1160)
    parser.add_argument("--dark", action="store_true")
    return parser.parse_args()


def main():
    wanted, program = parse(), chromium.find()
    if not program:
        raise SystemExit("there is none of " + ", ".join(chromium.NAMES))
    with chromium.Chromium(program) as browser:
        browser.look(wanted.width, wanted.dark)
        browser.open(wanted.report.resolve().as_uri())
        shown = browser.evaluate(f"{LEAVE}({json.dumps(wanted.sections)}, {wanted.drawings})")
        missing = set(wanted.sections) - set(shown)
        if missing:
            raise SystemExit(f"{wanted.report} has no section {', '.join(sorted(missing))}")
        wanted.picture.write_bytes(browser.screenshot())


if __name__ == "__main__":
    main()
