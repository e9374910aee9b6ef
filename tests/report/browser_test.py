"""report.html in a real browser: nothing is complained of, nothing is fetched, every drawing lies
inside the window, no label covers another, in the light, in the dark and on paper."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import chromium
import synthetic

BROWSER = chromium.find()
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

# Drawings that somebody who does not see them could not read.
UNREADABLE = """[...document.querySelectorAll('svg')].filter(svg =>
  svg.getAttribute('role') !== 'img' || !svg.querySelector('title').textContent ||
  !svg.querySelector('desc').textContent || !svg.closest('figure').querySelector('figcaption').textContent ||
  !svg.closest('section').querySelector('table')).map(svg => svg.outerHTML.slice(0, 200))"""


@unittest.skipUnless(BROWSER, "there is none of " + ", ".join(chromium.NAMES))
class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="warpmark-report-")
        root = pathlib.Path(cls.folder.name)
        cls.file, cls.plain = root / "report.html", root / "plain.html"
        synthetic.write(root / "synthetic_a", runs=2)
        synthetic.write(root / "synthetic_b", runs=1, seed=2, threads=8)
        subprocess.run([os.environ["WARPMARK"], "report", root / "synthetic_a", root / "synthetic_b", "--out", cls.file],
                       check=True, stderr=subprocess.DEVNULL)
        policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">"
        cls.plain.write_text(cls.file.read_text().replace("<title>", policy + "<title>", 1))
        cls.browser = chromium.Chromium(BROWSER).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.folder.cleanup()

    def show(self, file, width=800, dark=False):
        self.browser.complaints.clear()
        self.browser.look(width, dark)
        self.browser.open(file.as_uri())

    def test_every_section_is_drawn(self):
        self.show(self.file)
        drawn = self.browser.evaluate("[...document.querySelectorAll('section:has(svg)')].map(s => s.id)")
        self.assertEqual(drawn, ["speed-ups", "roofline", "sizes", "timings", "training", "phases", "scaling", "noise"])

    def test_nothing_overlaps_or_leaves_the_window(self):
        for width in WIDTHS:
            for dark in (False, True):
                with self.subTest(width=width, dark=dark):
                    self.show(self.file, width, dark)
                    self.assertEqual(self.browser.evaluate(FAULTS), [])
                    self.assertEqual(self.browser.complaints, [])

    def test_what_overlaps_would_be_found(self):
        self.show(self.file)
        self.browser.evaluate("document.querySelectorAll('svg').forEach(svg => svg.setAttribute('font-size', 30))")
        faults = " ".join(self.browser.evaluate(FAULTS))
        self.assertIn("covers", faults)
        self.assertIn("leaves the drawing", faults)

    def test_tables_stay_in_the_window_when_opened(self):
        for width in WIDTHS:
            self.show(self.file, width)
            self.browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            self.assertEqual(self.browser.evaluate(FAULTS), [])

    def test_text_can_be_told_from_the_page(self):
        for dark in (False, True):
            self.show(self.file, dark=dark)
            self.assertGreaterEqual(self.browser.evaluate(CONTRAST), 4.5)

    def test_nothing_is_fetched(self):
        self.show(self.file)
        self.assertEqual(self.browser.requested(), [self.file.as_uri()])

    def test_drawings_can_be_read_without_being_seen(self):
        self.show(self.file)
        self.assertEqual(self.browser.evaluate(UNREADABLE), [])

    def test_drawings_need_no_style_sheet(self):
        self.show(self.plain)
        self.assertEqual(self.browser.evaluate("document.querySelector('h1').computedStyleMap().get('font-size').value"), 32)
        self.assertEqual(self.browser.evaluate(FAULTS), [])
        colours = self.browser.evaluate("[...new Set([...document.querySelectorAll('svg circle')]"
                                        ".map(e => getComputedStyle(e).stroke))].length")
        self.assertGreater(colours, 1)

    def test_paper_has_the_tables_too(self):
        self.show(self.file)
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

    def test_the_same_results_give_the_same_bytes(self):
        synthetic.write(self.root / "synthetic", runs=1)
        for name in ("a", "b"):
            self.report(self.root / "synthetic", "--out", self.root / name, "--md", self.root / (name + ".md"))
        self.assertEqual((self.root / "a").read_bytes(), (self.root / "b").read_bytes())
        self.assertEqual((self.root / "a.md").read_bytes(), (self.root / "b.md").read_bytes())

    def test_what_is_no_folder_of_results_is_refused(self):
        done = self.report(self.root / "none")
        self.assertEqual(done.returncode, 5)
        self.assertEqual(done.stderr, f"warpmark: {self.root}/none: no folder of results\n")

    def test_a_folder_without_results_is_refused(self):
        done = self.report(self.root)
        missing = f"warpmark: {self.root}/results.csv: cannot open: No such file or directory\n"
        self.assertEqual((done.returncode, done.stderr), (5, missing))

    def test_where_nothing_can_be_written_is_said(self):
        synthetic.write(self.root / "synthetic", runs=1)
        done = self.report(self.root / "synthetic", "--out", self.root / "none/report.html")
        self.assertEqual(done.returncode, 74)
        self.assertIn("none/report.html", done.stderr)


if __name__ == "__main__":
    unittest.main()
