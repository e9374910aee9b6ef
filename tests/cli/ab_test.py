"""Two programs in turn: what one of them does twenty times is found by fresh runs; calibration is kept."""

import csv
import json
import os
import shlex
import signal
import subprocess
import time
from program import BRIEF, PROGRAM, ProgramTest, unittest, variables

POINT = ["--filter", r"^stream\.openmp\.dtype=fp64\.op=(triad|copy)\.n=1000\.timing=hot$", "--axis", "n=1000", "--threads", "1"]
CASES = [*POINT, *BRIEF]
HEADER = "fingerprint,case_id,devices,case_hash,benchmark,pairs,q95_pct,rms_pct,date"


class Ab(ProgramTest):
    def slower(self):
        """A program like ours whose triad does more than it should."""
        script = self.folder / "slower.sh"
        program = shlex.quote(PROGRAM)
        script.write_text(f'#!/bin/sh\n[ "$1" = run ] && exec {program} "$@" --inject slow:50=triad\nexec {program} "$@"\n')
        script.chmod(0o755)
        return script

    def test_a_slower_program_is_found_by_fresh_runs(self):
        found = self.folder / "found.json"
        done = self.call("ab", "--base", PROGRAM, "--new", self.slower(), *CASES, "--runs", "4", "--confirm", "5",
                         "--out", self.out, "--json", found)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        regressed = [case for case in json.loads(found.read_text())["cases"] if case["verdict"] == "regressed"]
        self.assertEqual(len(regressed), 1)
        self.assertIn("op=triad", regressed[0]["case_id"])
        self.assertIn("confirmation 10 of 10", done.stderr)
        rows = [row for run in sorted(self.out.glob("*/*/*")) for row in self.rows(folder=run)]
        self.assertEqual(len({row["session_id"] for row in rows}), 1)
        self.assertEqual({row["side"] for row in rows}, {"base", "new"})
        confirmed = self.rows(folder=self.out / "confirmation" / "new" / "001")
        self.assertIn(regressed[0]["case_id"], [row["case_id"] for row in confirmed])

    def test_what_cannot_be_compared(self):
        self.fail_with(2, "--base is required", "ab", "--new", PROGRAM)
        self.fail_with(2, "not a program", "ab", "--base", PROGRAM, "--new", "none")
        self.fail_with(2, "no warpmark", "ab", "--base", PROGRAM, "--new", "/bin/true")
        self.fail_with(2, "--confirm 0", "ab", "--base", PROGRAM, "--new", PROGRAM, "--runs", "3")
        self.fail_with(2, "unknown flag --resume", "ab", "--base", PROGRAM, "--new", PROGRAM, "--resume", ".")
        self.fail_with(7, "nothing matched", "ab", "--base", PROGRAM, "--new", PROGRAM, "--filter", "none")

    def test_outputs_are_tried_before_anything_is_measured(self):
        both = ["ab", "--base", PROGRAM, "--new", PROGRAM, *CASES, "--out", self.out]
        for flag in ("--md", "--json", "--junit", "--csv", "--html"):
            self.fail_with(74, f"{flag}: nowhere/file: cannot write: No such file", *both, flag, "nowhere/file")
        self.fail_with(74, f"--md: {self.out}: cannot write: Is a directory", *both, "--md", self.out)
        self.fail_with(74, f"--md: {PROGRAM}/file: cannot write: Not a directory", *both, "--md", f"{PROGRAM}/file")
        self.fail_with(74, "/proc/none: cannot create", "calibrate", *CASES, "--noise", "/proc/none/noise.csv",
                       "--out", self.out)
        self.fail_with(74, "cannot write: File name too long", "calibrate", *CASES, "--noise", 300 * "x", "--out", self.out)
        self.assertEqual(list(self.out.iterdir()), [])

    def test_verdicts_may_go_to_what_is_no_file_and_among_the_runs(self):
        done = self.call("ab", "--base", PROGRAM, "--new", PROGRAM, *CASES, "--runs", "1", "--confirm", "0", "--exit-zero",
                         "--md", "/dev/stdout", "--csv", "/dev/null", "--json", self.out / "found.json", "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("| case |", done.stdout)
        self.assertEqual(len(json.loads((self.out / "found.json").read_text())["cases"]), 2)

    def test_runs_of_another_time_stay(self):
        for command, stage in (["ab", "--base", PROGRAM, "--new", PROGRAM], "confirmation"), (["calibrate"], "calibration"):
            log = self.out / stage / "base" / "001" / "run.log"
            log.parent.mkdir(parents=True)
            log.write_text("precious")
            self.fail_with(2, f"--out {self.out} already holds runs, in {stage}", *command, *CASES, "--out", self.out)
            self.assertEqual(log.read_text(), "precious")

    def test_an_interrupted_run_is_kept(self):
        process = subprocess.Popen([PROGRAM, "ab", "--base", PROGRAM, "--new", PROGRAM, *POINT, "--out", self.out,
                                    "--max-time", "60", "--max-noise", "0.001", "--no-ceilings"], cwd=self.folder, env=variables(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        selection = self.out / "screening" / "base" / "001" / "selection.jsonl"
        while not selection.exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        stderr = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, stderr)
        self.assertIn("the runs so far are in", stderr)
        self.assertTrue((self.out / "screening" / "base" / "001" / "run.log").exists())

    def test_an_interruption_reaches_what_a_launcher_started(self):
        launcher = self.folder / "launcher"
        launcher.write_text("#!/bin/bash\necho building > building\nsleep 1000\n")
        launcher.chmod(0o755)
        process = subprocess.Popen([PROGRAM, "ab", "--base", launcher, "--new", PROGRAM, *POINT, "--out", self.out],
                                   cwd=self.folder, env=variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while not (self.folder / "building").exists() and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 130)

    def test_engines_are_chosen_as_run_is_told(self):
        done = self.call("ab", "--base", PROGRAM, "--new", PROGRAM, *POINT, "--runs", "1", "--confirm", "0", "--max-time",
                         "0.05", "--heuristics-only", "--out", self.out)
        self.assertNotEqual(done.returncode, 2, done.stderr)
        command = json.loads((self.out / "screening" / "new" / "001" / "env.json").read_text())["command"]
        self.assertIn("--heuristics-only", " ".join(command))
        self.assertNotIn("--plans", " ".join(command))

    def test_a_calibration_is_added_to(self):
        noise = self.folder / "noise.csv"
        noise.write_text(HEADER + "\nm0,other,,h0,stream,10,1.5,1,2026-11-22T00:00:00Z\n")
        done = self.succeed("calibrate", *CASES, "--noise", noise, "--out", self.out)
        self.assertIn("calibration 20 of 20", done.stderr)
        other, *rows = csv.DictReader(noise.read_text().splitlines())
        self.assertEqual(other["q95_pct"], "1.5")
        self.assertEqual([row["pairs"] for row in rows], ["10", "10"])
        self.assertTrue(all(float(row["rms_pct"]) > 0 for row in rows))
        self.assertIn(rows[0]["case_id"], done.stdout)
        noise.write_text("what is this\n")
        self.fail_with(5, "noise.csv", "calibrate", *CASES, "--noise", noise)
        self.assertEqual(noise.read_text(), "what is this\n")


if __name__ == "__main__":
    unittest.main()
