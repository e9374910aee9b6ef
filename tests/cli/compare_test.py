"""The gate, on runs of this machine: what becomes twice the work is found, a file against itself is not."""

import json
import os
import pathlib
import threading
import xml.etree.ElementTree
from program import BRIEF, TRIAD, ProgramTest, unittest

DOCS = pathlib.Path(__file__).parent.parent.parent / "docs"
# One thread: on a busy machine two wait for each other.
RUNS = ["run", *TRIAD, *BRIEF, "--runs", "5", "--threads", "1"]


class Compare(ProgramTest):
    def run_into(self, name, *more):
        out = self.folder / name
        done = self.call(*RUNS, *more, "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def test_work_that_became_more(self):
        base = self.run_into("base")
        new = self.run_into("new", "--inject", "slow:20=triad")
        files = {kind: self.folder / ("verdicts." + kind) for kind in ("json", "md", "junit", "csv", "html")}
        words = [word for kind, file in files.items() for word in ("--" + kind, file)]
        done = self.call("compare", base, new, *words, "--github")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        verdicts = json.loads(files["json"].read_text())
        self.assertEqual(verdicts["gate"], "fail")
        [case] = verdicts["cases"]
        self.assertEqual(case["verdict"], "regressed")
        self.assertEqual((case["base"]["runs"], case["new"]["runs"]), (5, 5))
        self.assertGreater(case["ratio_lo"], 1.05)
        self.assertEqual(xml.etree.ElementTree.parse(files["junit"]).getroot().get("failures"), "1")
        self.assertIn("| regressed |", files["md"].read_text())
        page = files["html"].read_text()
        self.assertIn("FAIL: 1 regressed", page)
        self.assertIn("stream.openmp", page)
        header = files["csv"].read_text().splitlines()[0]
        self.assertIn("`" + header.replace(",", " ") + "`", (DOCS / "compare.md").read_text())
        self.assertIn("::error title=regressed::stream.openmp", done.stdout)
        self.assertTrue(all(len(line) <= 80 for line in done.stdout.split("::")[0].splitlines()), done.stdout)
        self.assertEqual(self.call("compare", base, new, "--exit-zero").returncode, 0)
        self.assertEqual(self.call("compare", new, base).returncode, 0)

    def test_a_run_against_itself(self):
        base = self.run_into("base")
        first = self.call("compare", base, base)
        self.assertEqual((first.returncode, first.stderr), (0, ""))
        self.assertEqual(first.stdout, self.call("compare", base / "results.csv", base).stdout)

    def test_what_cannot_be_read(self):
        base = self.run_into("base")
        empty = self.folder / "empty"
        empty.mkdir()
        self.fail_with(5, "none: cannot open", "compare", base, "none")
        self.fail_with(5, "no results.csv in it", "compare", base, empty)
        self.fail_with(5, "repeats the row at", "compare", base, base, "--base", base / "results.csv")
        self.fail_with(74, "/proc/none", "compare", base, base, "--json", "/proc/none")
        self.fail_with(2, "NEW is missing", "compare", base)
        self.fail_with(2, "--allow-missing", "compare", base, base, "--allow-missing", "(")

    def test_a_pipe_that_closes(self):
        base = self.run_into("base")
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=lambda: pipe.write_bytes((base / "results.csv").read_bytes()[:40]))
        writer.start()
        self.fail_with(5, "pipe: line 1: no header", "compare", base, pipe)
        writer.join()


if __name__ == "__main__":
    unittest.main()
