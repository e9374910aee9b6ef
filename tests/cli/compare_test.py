"""The gate, on runs of this machine: what becomes twice the work is found, a file against itself is not."""

import csv
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
        asked = self.call("compare", base, new, "--margin", "20=^stream", "--margin", "1")
        self.assertIn("margin 20 % (option)", asked.stdout)
        self.fail_with(2, "--margin little", "compare", base, new, "--margin", "little")

    def test_a_run_against_itself(self):
        base = self.run_into("base")
        first = self.call("compare", base, base)
        self.assertEqual((first.returncode, first.stderr), (0, ""))
        self.assertEqual(first.stdout, self.call("compare", base / "results.csv", base).stdout)
        both = self.call("compare", base, base, "--md", "/dev/stdout")  # a pipe that is read here
        self.assertTrue(both.stdout.startswith(first.stdout), both.stdout)
        self.assertIn("\n| verdict | case |", both.stdout[len(first.stdout):])
        self.succeed("report", base / "results.csv")
        self.assertIn("<html", (base / "report.html").read_text())

    def test_other_threads_are_another_case_that_scales(self):
        enough = ["--no-ceilings", "--max-time", "10", "--max-noise", "100"]  # samples for an interval, however slow
        for threads in ("1", "2"):
            self.succeed("run", *TRIAD, *enough, "--threads", threads, "--out", self.folder / threads)
        hashes = {row["case_hash"] for threads in ("1", "2") for row in self.rows(folder=self.folder / threads)}
        self.assertEqual(len(hashes), 2)
        verdicts = self.folder / "verdicts.json"
        done = self.call("compare", "1", "2", "--json", verdicts)
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        [case] = json.loads(verdicts.read_text())["cases"]
        self.assertEqual(case["verdict"], "incomparable")
        self.assertIn("case_hash differs", case["note"])
        self.succeed("report", "1", "2", "--md", self.folder / "report.md")
        [_, section] = (self.folder / "report.md").read_text().split("## Strong scaling")
        self.assertEqual(section.split("## ")[0].count("| stream.openmp."), 2)

    def machine(self, folder):
        return json.loads((folder / "env.json").read_text())["fingerprint"]

    def as_another_machine(self, folder, fingerprint, cores):
        """The results as a machine with so many cores would have written them."""
        ours = self.machine(folder)
        for file in (folder / "results.csv", folder / "env.json"):
            file.write_text(file.read_text().replace(ours, fingerprint))
        environment = json.loads((folder / "env.json").read_text())
        environment["cpu"]["physical_cores"] = cores
        (folder / "env.json").write_text(json.dumps(environment))

    def test_a_baseline_is_kept_and_compared_with(self):
        base = self.run_into("base")
        machine = self.machine(base)
        saved = self.succeed("baseline", "save", "main", base)
        self.assertEqual(saved.stdout, f"baselines/{machine}/main: 5 runs of 1 case\n")
        kept = self.folder / "baselines" / machine / "main" / "base"
        self.assertEqual(sorted(file.name for file in kept.iterdir()), ["env.json", "results.csv"])
        self.assertEqual((kept / "results.csv").read_bytes(), (base / "results.csv").read_bytes())
        self.fail_with(2, "--replace", "baseline", "save", "main", base)
        self.succeed("baseline", "save", "main", base, "--replace")
        [_, line] = self.succeed("baseline", "list").stdout.splitlines()
        self.assertEqual(line.split()[:4], [machine, "main", "5", "1"])
        shown = self.succeed("baseline", "show", "main").stdout.splitlines()
        self.assertEqual(shown[0], f"baselines/{machine}/main")
        self.assertRegex(shown[2], r"^ +[0-9.]+ [mµn]?s +5  stream\.openmp")
        done = self.succeed("compare", "--baseline", "main", base)
        self.assertIn(f"baselines/{machine}/main/base", done.stdout.splitlines()[0])

    def test_a_baseline_of_another_machine(self):
        base = self.run_into("base")
        ours = self.machine(base)
        self.as_another_machine(base, "m0123456789ab", 997)
        self.succeed("baseline", "save", "main", base)
        new = self.run_into("new")
        done = self.fail_with(4, "but of m0123456789ab", "compare", "--baseline", "main", new)
        self.assertIn("of this machine, " + ours, done.stderr)
        self.assertIn("cpu.physical_cores is 997, not ", done.stderr)
        self.fail_with(4, "nor of another", "compare", "--baseline", "release", new)
        self.fail_with(4, "results of 2 machines", "baseline", "save", "both", base, new)
        self.assertFalse((self.folder / "baselines" / ours).exists())

    def test_noise_that_is_known_rules_the_margin(self):
        base = self.run_into("base")
        row = self.rows(folder=base)[0]
        noise = self.folder / "baselines" / self.machine(base) / "noise.csv"
        noise.parent.mkdir(parents=True)
        facts = ("fingerprint", "case_id", "devices", "case_hash", "benchmark")
        known = {**{name: row[name] for name in facts}, "pairs": "10", "q95_pct": "50", "rms_pct": "25", "date": ""}
        noise.write_text(",".join(known) + "\n" + ",".join(known.values()) + "\n")
        verdicts = self.folder / "verdicts.json"
        done = self.succeed("compare", base, base, "--json", verdicts)
        self.assertIn("noise floors are those of baselines/", done.stdout)
        [case] = json.loads(verdicts.read_text())["cases"]
        self.assertEqual(case["margin_from"], "calibrated")
        self.assertAlmostEqual(case["margin_pct"], 100 * (1.5 ** 0.2 ** 0.5 - 1), places=6)
        elsewhere = self.folder / "noise.csv"
        elsewhere.write_text(noise.read_text().replace(row["fingerprint"], "m0123456789ab"))
        done = self.succeed("compare", base, base, "--noise", elsewhere)
        self.assertIn("holds no noise of this machine", " ".join(done.stdout.split()).replace("! ", ""))
        self.fail_with(5, "none.csv", "compare", base, base, "--noise", "none.csv")

    def test_what_is_no_baseline(self):
        base = self.run_into("base")
        for name in ("../main", ".main", "a/b", "noise.csv", "é"):
            self.fail_with(2, f"NAME '{name}'", "baseline", "save", name, base)
        self.fail_with(2, "DIR is missing", "baseline", "save", "main")
        self.fail_with(2, "NAME is missing", "baseline", "show")
        self.fail_with(5, "no baseline main", "baseline", "show", "main")
        self.fail_with(2, "give NEW alone", "compare", "--baseline", "main", base, base)
        failed = self.folder / "failed"
        self.call("run", *TRIAD, *BRIEF, "--inject", "wrong=triad", "--out", failed)
        self.fail_with(5, "no case has a usable time", "baseline", "save", "main", failed)

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

    def test_one_output_that_fails_costs_no_other(self):
        base = self.run_into("base")
        new = self.run_into("new", "--inject", "slow:20=triad")
        rows = list(csv.reader((new / "results.csv").read_text().splitlines()))
        for row in rows[1:]:
            row[rows[0].index("max_error")] = "odd"  # a column that verdicts do not need
        with open(new / "results.csv", "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        files = {kind: self.folder / ("verdicts." + kind) for kind in ("json", "csv")}
        done = self.call("compare", base, new, "--md", "/proc/none/a.md", "--json", files["json"],
                         "--junit", "/proc/none/a.xml", "--html", self.folder / "a.html", "--csv", files["csv"])
        self.assertEqual(done.returncode, 74, done.stderr)
        self.assertIn("FAIL: 1 regressed", done.stdout)
        self.assertEqual(json.loads(files["json"].read_text())["exit_status"], 1)
        self.assertIn(",regressed,", files["csv"].read_text())
        first, second, third = done.stderr.splitlines()
        self.assertTrue(first.startswith("warpmark: --md: /proc/none/a.md"), first)
        self.assertTrue(second.startswith("warpmark: --junit: /proc/none/a.xml"), second)
        self.assertTrue(third.startswith("warpmark: --html: "), third)
        self.assertIn("line 2: column 18 (max_error): 'odd' is no number", third)
        self.assertFalse((self.folder / "a.html").exists())
        self.assertEqual(self.call("compare", base, new, "--json", "/proc/none/a", "--exit-zero").returncode, 74)
        self.assertEqual(self.call("compare", base, new).returncode, 1)
        with open("/dev/full", "w") as full:
            self.assertEqual(self.call("compare", base, new, "--json", files["json"], stdout=full).returncode, 74)

    def test_a_pipe_that_would_be_read_twice(self):
        base = self.run_into("base")
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)  # which nobody writes: reading it would wait for ever
        for sides in ((base, pipe), (pipe, base)):
            self.fail_with(2, "pipe is no regular file", "compare", *sides, "--html", self.folder / "a.html")

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
