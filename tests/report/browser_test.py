"""report.html in a real browser: nothing is complained of, nothing is fetched, every drawing lies
inside the window, no label covers another, in the light, in the dark and on paper. WARPMARK_BROWSER=required
makes a missing browser a failure."""

import contextlib
import itertools
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import chromium
import synthetic

BROWSER = chromium.find()
REQUIRED = os.environ.get("WARPMARK_BROWSER") == "required"  # then its absence is a failure
WIDTHS = (400, 800, 1600)

# For every drawing: labels that leave it or cover one another.
FAULTS = """(() => {
  const faults = [];
  for (const svg of document.querySelectorAll('svg')) {
    const name = svg.querySelector('title').textContent, box = svg.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth) faults.push(name + ' leaves the window');
    const labels = [...svg.querySelectorAll('text')].map(e => [e.textContent, e.getBoundingClientRect()]);
    labels.forEach(([text, a], i) => {
      if (a.left < box.left - 1 || a.right > box.right + 1 || a.top < box.top - 1 || a.bottom > box.bottom + 1)
        faults.push(`${name}: '${text}' leaves the drawing`);
      for (const [other, b] of labels.slice(0, i))
        if (a.left < b.right - .5 && b.left < a.right - .5 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
          faults.push(`${name}: '${text}' covers '${other}'`);
    });
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push('the page is wider than the window');
  return faults;
})()"""

# WCAG 2.1's contrast of every text with the page.
CONTRAST = """(() => {
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(v => v / 255)
        .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  return Math.min(...[...document.querySelectorAll('text, p, td, th, h2, figcaption')].map(e => {
    const style = getComputedStyle(e), ink = luminance(e.tagName === 'text' ? style.fill : style.color);
    return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05);
  }));
})()"""

# How many colours drawings have.
STROKES = "new Set([...document.querySelectorAll('svg path')].map(e => getComputedStyle(e).stroke)).size"

# Drawings that somebody who does not see them could not read.
UNREADABLE = """[...document.querySelectorAll('svg')].filter(svg =>
  svg.getAttribute('role') !== 'img' || !svg.querySelector('title').textContent ||
  !svg.querySelector('desc').textContent || !svg.closest('figure').querySelector('figcaption').textContent ||
  !svg.closest('section').querySelector('table')).map(svg => svg.outerHTML.slice(0, 200))"""


def make_pages(root: pathlib.Path) -> dict[str, pathlib.Path]:
    """A report of several runs, and one of a comparison in which some cases changed."""
    pages = {"report": root / "report.html", "comparison": root / "comparison.html"}
    synthetic.write(root / "synthetic_a", runs=2)
    synthetic.write(root / "synthetic_b", runs=1, seed=2, threads=8)
    synthetic.write_sides(root, cases=24, runs=8, changed=4)
    warpmark = os.environ["WARPMARK"]
    for words in (["report", root / "synthetic_a", root / "synthetic_b", "--out", pages["report"]],
                  ["compare", root / "base", root / "new", "--html", pages["comparison"], "--exit-zero"]):
        subprocess.run([warpmark, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return pages


@unittest.skipUnless(BROWSER or REQUIRED, "there is none of " + ", ".join(chromium.NAMES))
class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not BROWSER:
            raise RuntimeError("WARPMARK_BROWSER is 'required', and there is none of " + ", ".join(chromium.NAMES))
        cls.folder = tempfile.TemporaryDirectory(prefix="warpmark-report-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.pages = make_pages(pathlib.Path(cls.folder.name))
        cls.browser = chromium.Chromium(BROWSER).__enter__()
        cls.addClassCleanup(cls.browser.__exit__)

    def show(self, file, width=800, dark=False):
        self.browser.complaints.clear()
        self.browser.look(width, dark)
        self.browser.open(file.as_uri())

    @contextlib.contextmanager
    def shown(self, name, width=800, dark=False):
        with self.subTest(page=name, width=width, dark=dark):
            self.show(self.pages[name], width, dark)
            yield

    def test_every_section_is_drawn(self):
        common = ["speed-ups", "roofline", "sizes", "timings"]
        wanted = {"report": [*common, "training", "phases", "scaling", "noise"],
                  "comparison": ["verdict", *common, "evidence", "noise"]}
        for name in self.pages:
            with self.shown(name):
                drawn = self.browser.evaluate("[...document.querySelectorAll('section:has(svg)')].map(s => s.id)")
                self.assertEqual(drawn, wanted[name])

    def test_nothing_overlaps_or_leaves_the_window(self):
        for look in itertools.product(self.pages, WIDTHS, (False, True)):
            with self.shown(*look):
                self.assertEqual(self.browser.evaluate(FAULTS), [])
                self.assertEqual(self.browser.complaints, [])

    def test_what_overlaps_would_be_found(self):
        self.show(self.pages["report"])
        self.browser.evaluate("document.querySelectorAll('svg').forEach(svg => svg.setAttribute('font-size', 30))")
        faults = " ".join(self.browser.evaluate(FAULTS))
        self.assertIn("covers", faults)
        self.assertIn("leaves the drawing", faults)

    def test_tables_stay_in_the_window_when_opened(self):
        for look in itertools.product(self.pages, WIDTHS):
            with self.shown(*look):
                self.browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                self.assertEqual(self.browser.evaluate(FAULTS), [])

    def test_text_can_be_told_from_the_page(self):
        for name, dark in itertools.product(self.pages, (False, True)):
            with self.shown(name, dark=dark):
                self.assertGreaterEqual(self.browser.evaluate(CONTRAST), 4.5)

    def test_nothing_is_fetched(self):
        for name in self.pages:
            with self.shown(name):
                self.assertEqual(self.browser.requested(), [self.pages[name].as_uri()])

    def test_drawings_can_be_read_without_being_seen(self):
        for name in self.pages:
            with self.shown(name):
                self.assertEqual(self.browser.evaluate(UNREADABLE), [])

    def test_drawings_need_no_style_sheet(self):
        policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">"
        for name, file in self.pages.items():
            with self.subTest(page=name):
                plain = file.with_suffix(".plain.html")
                plain.write_text(file.read_text().replace("<title>", policy + "<title>", 1))
                self.show(plain)
                size = self.browser.evaluate("document.querySelector('h1').computedStyleMap().get('font-size').value")
                self.assertEqual(size, 32)
                # Only a style sheet lets a table scroll: one that is open, as that of verdicts, is as wide as it is.
                faults = self.browser.evaluate(FAULTS)
                self.assertEqual([fault for fault in faults if fault != "the page is wider than the window"], [])
                self.assertGreater(self.browser.evaluate(STROKES), 4)

    def test_paper_has_the_tables_too(self):
        for name in self.pages:
            with self.shown(name):
                self.browser.call("Emulation.setEmulatedMedia", media="print")
                heights = self.browser.evaluate("[...document.querySelectorAll('details table')]"
                                                ".map(t => t.getBoundingClientRect().height)")
                self.assertGreater(min(heights), 20)
                self.browser.call("Emulation.setEmulatedMedia", media="")
                paper = self.browser.pdf()
                self.assertTrue(paper.startswith(b"%PDF"))
                self.assertGreater(len(re.findall(rb"/Type\s*/Page\b", paper)), 3)


class ReportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="warpmark-report-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def report(self, *arguments):
        return subprocess.run([os.environ["WARPMARK"], "report", *map(str, arguments)], text=True, stderr=subprocess.PIPE)

    def test_300_cases_of_10_runs_are_below_a_megabyte(self):
        synthetic.write_many(self.root / "synthetic", cases=300, runs=10)
        self.assertEqual(self.report(self.root / "synthetic").returncode, 0)
        self.assertLess((self.root / "synthetic/report.html").stat().st_size, 1_000_000)

    def test_a_comparison_of_300_cases_and_10_runs_is_below_a_megabyte(self):
        synthetic.write_sides(self.root, cases=300, runs=10, changed=20)
        page = self.root / "comparison.html"
        subprocess.run([os.environ["WARPMARK"], "compare", self.root / "base", self.root / "new", "--html", page,
                        "--exit-zero"], check=True, stdout=subprocess.DEVNULL)
        text = page.read_text()
        self.assertEqual(text.count(": samples</title>"), 20)
        self.assertRegex(text, r"\d+ of 40000 samples are drawn")
        self.assertLess(page.stat().st_size, 1_000_000)

    def test_the_same_results_give_the_same_bytes(self):
        synthetic.write(self.root / "synthetic", runs=1)
        for name in ("a", "b"):
            self.report(self.root / "synthetic", "--out", self.root / name, "--md", self.root / (name + ".md"))
        self.assertEqual((self.root / "a").read_bytes(), (self.root / "b").read_bytes())
        self.assertEqual((self.root / "a.md").read_bytes(), (self.root / "b.md").read_bytes())

    def test_what_is_no_folder_of_results_is_refused(self):
        done = self.report(self.root / "none")
        self.assertEqual(done.returncode, 5)
        self.assertEqual(done.stderr, f"warpmark: {self.root}/none: cannot open: No such file or directory\n")

    def test_a_folder_without_results_is_refused(self):
        done = self.report(self.root)
        missing = f"warpmark: {self.root}: no results.csv in it, nor in a folder of it\n"
        self.assertEqual((done.returncode, done.stderr), (5, missing))

    def test_where_nothing_can_be_written_is_said(self):
        synthetic.write(self.root / "synthetic", runs=1)
        done = self.report(self.root / "synthetic", "--out", self.root / "none/report.html")
        self.assertEqual(done.returncode, 74)
        self.assertIn("none/report.html", done.stderr)


if __name__ == "__main__":
    unittest.main()
