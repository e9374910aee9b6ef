"""--resume measures what is missing, and the files are as if there had been no interruption."""

import fcntl
import json
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from program import BRIEF, LIBRARIES, PROGRAM, ProgramTest, variables

CASES = ["--filter", r"^stream\.openmp\.dtype=fp64\.op=(copy|mul|add|triad)\.n=1000\.timing=hot$", "--axis", "n=1000",
         "--device", "cpu", *BRIEF]


class Resume(ProgramTest):
    def interrupt(self, number, *arguments):
        """A run that is ended in its third case."""
        process = subprocess.Popen([PROGRAM, "run", *CASES, "--inject", "hang=op=add", "--out", str(self.out), *arguments],
                                   env=variables(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        results = self.out / "results.csv"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (results.exists() and results.read_text().count("\n") == 3):
            time.sleep(0.02)
        process.send_signal(number)
        process.wait(timeout=60)
        self.assertEqual(len(self.rows()), 2)

    def whole(self, runs=1):
        """Every row once, every sample beside its row."""
        rows, samples = self.rows(), self.rows("samples.csv")
        self.assertEqual([(r["run_index"], r["p_op"]) for r in rows],
                         [(str(run), op) for run in range(runs) for op in ("copy", "mul", "add", "triad")])
        self.assertEqual({r["status"] for r in rows}, {"ok"})
        self.assertEqual(len({r["session_id"] for r in rows}), 1)
        self.assertEqual(len({r["run_id"] for r in rows}), runs)
        self.assertEqual([(s["run_id"], s["case_id"], s["sample_index"]) for s in samples],
                         [(r["run_id"], r["case_id"], str(i)) for r in rows for i in range(int(r["samples"]))])
        self.assertEqual(json.loads((self.out / "env.json").read_text())["run_id"], rows[0]["run_id"])
        return rows

    def test_after_the_supervisor_was_killed(self):
        self.interrupt(signal.SIGKILL)
        before = (self.out / "results.csv").read_bytes()
        done = self.succeed("run", "--resume", self.out)
        self.assertTrue((self.out / "results.csv").read_bytes().startswith(before))
        self.whole()
        self.assertIn("4 rows, 4 ok", done.stdout)
        self.assertIn("3/4 stream", done.stderr)
        self.assertNotIn("2/4 stream", done.stderr)
        [note] = json.loads((self.out / "env.json").read_text())["resumed"]
        self.assertEqual(note["command"][1:3], ["run", "--resume"])

    def test_after_an_interruption_in_the_second_run(self):
        self.interrupt(signal.SIGINT, "--runs", "2")
        rows = self.rows()
        self.assertEqual({r["run_index"] for r in rows}, {"0"})
        self.succeed("run", "--resume", self.out)
        self.assertEqual(self.whole(runs=2)[:2], rows)

    def test_of_torn_files(self):
        self.succeed("run", *CASES, "--out", self.out)
        results, samples = self.out / "results.csv", self.out / "samples.csv"
        lines = results.read_bytes().splitlines(keepends=True)
        results.write_bytes(b"".join(lines[:3]) + lines[3][:40])  # in the middle of the third row
        samples.write_bytes(samples.read_bytes()[:-10])
        self.succeed("run", "--resume", self.out)
        self.whole()

    def test_before_the_first_row(self):
        self.succeed("run", *CASES, "--out", self.out)
        (self.out / "results.csv").unlink()
        (self.out / "samples.csv").write_text("run_id,case")
        self.succeed("run", "--resume", self.out)
        self.whole()

    def test_of_a_run_that_is_whole(self):
        self.succeed("run", *CASES, "--out", self.out)
        before = self.rows(), self.rows("samples.csv")
        self.assertIn("4 rows, 4 ok", self.succeed("run", "--resume", self.out).stdout)
        self.assertEqual(before, (self.rows(), self.rows("samples.csv")))

    def test_failed_rows_stand(self):
        self.call("run", *CASES, "--out", self.out, "--inject", "throw=op=add")
        before = self.rows()
        self.assertEqual(self.call("run", "--resume", self.out).returncode, 3)
        self.assertEqual(self.rows(), before)

    def test_from_another_folder(self):
        (self.folder / "sets").mkdir()
        paths = ["--data", "sets", "--plans", "plans.json", "--benchmark_out=engine.json"]
        self.succeed("run", *CASES, "--out", self.out, *paths)
        (self.out / "results.csv").unlink()
        engine = self.folder / "engine.json"
        engine.unlink()
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        self.succeed("run", "--resume", self.out, "--data", self.folder / "sets", cwd=elsewhere)
        self.whole()
        self.assertTrue(engine.exists())
        self.assertEqual(list(elsewhere.iterdir()), [])
        self.fail_with(2, f"--data={self.folder}/sets, not with --data={elsewhere}/sets", "run", "--resume", self.out,
                       "--data", "sets", cwd=elsewhere)

    def test_with_paths_as_they_were_typed(self):
        (self.folder / "sets").mkdir()
        self.succeed("run", *CASES, "--out", self.out, "--data", "sets")
        selection = self.out / "selection.jsonl"  # as it was written once
        selection.write_text(selection.read_text().replace(f"{self.folder}/sets", "sets"))
        self.succeed("run", "--resume", self.out, "--data", "sets")

    def test_repetitions_of_the_engine(self):
        self.succeed("run", *CASES, "--out", self.out, "--benchmark_repetitions=2", "--benchmark_filter=copy")
        results = self.out / "results.csv"
        results.write_bytes(b"".join(results.read_bytes().splitlines(keepends=True)[:-1]))
        before = self.rows()
        self.succeed("run", "--resume", self.out)
        self.assertEqual(self.rows()[:1], before)
        self.assertEqual([r["p_op"] for r in self.rows()], ["copy", "copy"])
        self.assertEqual(len(self.rows("samples.csv")), sum(int(r["samples"]) for r in self.rows()))


class Refusal(ProgramTest):
    def setUp(self):
        super().setUp()
        self.succeed("run", *CASES, "--seed", "3", "--out", self.out)

    def test_of_other_options(self):
        self.fail_with(2, "was started with --seed=3, not with --seed=4", "run", "--resume", self.out, "--seed", "4")
        self.fail_with(2, "was started without --runs, not with --runs=2", "run", "--resume", self.out, "--runs", "2")
        self.fail_with(2, "--out is another", "run", "--resume", self.out, "--out", self.folder / "new")
        self.fail_with(2, "was started without --module, not with --module=", "run", "--resume", self.out, "--module",
                       self.folder / "own.so")
        self.succeed("run", "--resume", self.out, "--seed", "3", "--timeout", "7")

    def change(self, key, value):
        file = self.out / "selection.jsonl"
        first, *cases = file.read_text().splitlines(keepends=True)
        header = json.loads(first)
        header[key] = value
        file.write_text(json.dumps(header) + "\n" + "".join(cases))

    def test_of_another_machine(self):
        self.change("fingerprint", "m0123456789ab")
        done = self.fail_with(4, "was measured on m0123456789ab, this machine is m", "run", "--resume", self.out)
        self.assertIn(self.rows()[0]["fingerprint"], done.stderr)

    def test_of_another_number_of_threads(self):
        threads = int(self.rows()[0]["threads"])
        self.fail_with(4, "not the 4 of now: is it other data, or another number of threads?", "run", "--resume", self.out,
                       env={"OMP_NUM_THREADS": str(threads + 1)})

    def test_of_another_program(self):
        # The same one, with one byte more in a module.
        other = self.folder / "other"
        shutil.copytree(pathlib.Path(PROGRAM).parent, other / "bin")
        shutil.copytree(LIBRARIES, other / "lib", ignore=lambda _, names: [n for n in names if not n.endswith(".so")])
        with open(other / "lib" / "libwarpmark_openmp.so", "ab") as library:
            library.write(b"\0")
        header = json.loads((self.out / "selection.jsonl").read_text().splitlines()[0])
        done = subprocess.run([other / "bin" / "warpmark", "run", "--resume", self.out], env=variables(),
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(done.stderr, rf"was measured by \S+ \(\w+.*, {header['program']}\), this program is .*, b\w+\)")

    def test_of_what_is_no_run(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.fail_with(5, "selection.jsonl: not there: no run was begun here", "run", "--resume", empty)
        (empty / "selection.jsonl").mkdir()
        self.fail_with(5, "selection.jsonl: cannot read: Is a directory", "run", "--resume", empty)
        self.fail_with(2, "--resume: ", "run", "--resume", self.folder / "none")

    def test_of_an_environment_that_is_none(self):
        file = self.out / "env.json"
        file.write_text("[]")
        self.fail_with(5, "env.json: ", "run", "--resume", self.out)
        file.unlink()
        file.mkdir()
        self.fail_with(5, "env.json: cannot read: Is a directory", "run", "--resume", self.out)

    def test_of_a_selection_that_is_torn(self):
        file = self.out / "selection.jsonl"
        file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
        self.fail_with(5, "selection.jsonl: line 5: the file ends, with 3 of 4 cases", "run", "--resume", self.out)
        file.write_text("{")
        self.fail_with(5, "selection.jsonl: line 1: ", "run", "--resume", self.out)

    def test_while_another_writes(self):
        with open(self.out / "samples.csv", "a") as samples:
            samples.write("r1,a row that is being wri")
        files = [self.out / name for name in ("results.csv", "samples.csv", "env.json")]
        before = [file.read_bytes() for file in files]
        for name in ("results.csv", "samples.csv"):
            with open(self.out / name, "a") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                self.fail_with(74, f"{name}: another process is writing it", "run", "--resume", self.out)
        self.assertEqual(before, [file.read_bytes() for file in files])


class Budget(ProgramTest):
    def test_leaves_out_and_goes_on_later(self):
        cases = ["cpu_baselines", "--filter", r"^(stream|reduce)\.openmp.*n=[0-9]{1,5}\.", "--axis", "n=100,1000,10000"]
        start = time.monotonic()
        done = self.succeed("run", *cases, "--budget", "2s", "--out", self.out)
        self.assertLess(time.monotonic() - start, 30)
        rows = self.rows()
        listed = self.succeed("list", *cases).stdout.splitlines()
        self.assertEqual(sorted(r["case_id"] for r in rows), sorted(listed))
        left_out = [r for r in rows if r["status"] == "skipped"]
        self.assertGreater(len(left_out), 0)
        self.assertEqual(rows[-len(left_out):], left_out)
        self.assertEqual({r["message"] for r in left_out}, {"left out by --budget 2s"})
        self.assertIn(f"--budget 2s left {len(left_out)} cases out: ", done.stderr)

        self.succeed("run", "--resume", self.out, "--budget", "1s")
        again = self.rows()
        kept = rows[:-len(left_out)]
        self.assertEqual(again[:len(kept)], kept)
        self.assertEqual(sorted(r["case_id"] for r in again), sorted(listed))
        self.assertGreater(len([r for r in again if r["status"] == "ok"]), len(kept))

    def test_a_case_that_hangs_is_not_left_out(self):
        done = self.call("run", *CASES, "--inject", "hang=op=copy", "--budget", "1s", "--out", self.out)
        self.assertEqual(done.returncode, 3, done.stderr)
        hung, *others = self.rows()
        self.assertEqual((hung["p_op"], hung["status"]), ("copy", "timeout"))
        self.assertRegex(hung["message"], r"^injected hang: no answer within [\d.]+ s, which is what the budget left$")
        self.assertEqual({r["message"] for r in others}, {"left out by --budget 1s"})

    def test_that_is_none(self):
        self.fail_with(2, "--budget '10x' is no duration", "run", "--budget", "10x")
        self.fail_with(2, "--benchmark_filter", "run", "--budget", "10s", "--benchmark_filter=x")


if __name__ == "__main__":
    unittest.main()
