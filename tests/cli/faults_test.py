"""A case that goes wrong costs its own row and no other."""

import os
import pathlib
import signal
import subprocess
import time
import unittest

from program import BRIEF, PROGRAM, ProgramTest, variables

# Four small cases: add, copy, …; the second is meddled with.
CASES = ["--filter", r"^stream\.openmp\.dtype=fp64\.op=(copy|mul|add|triad)\.n=1000\.timing=hot$", "--axis", "n=1000",
         "--device", "cpu", *BRIEF]
VICTIM = "stream.openmp.dtype=fp64.op=mul.n=1000.timing=hot"
# A sanitizer's build would turn the signal into an exit status.
PLAIN = {"ASAN_OPTIONS": "handle_segv=0", "TSAN_OPTIONS": "handle_segv=0"}


def parents():
    """Every process with its parent."""
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            pass


class Faults(ProgramTest):
    def inject(self, fault, *arguments, status=3, **env):
        """The victim's row; the others must be as always."""
        done = self.call("run", *CASES, "--inject", f"{fault}=op=mul", "--out", self.out, *arguments,
                         env={**PLAIN, **env})
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(f"{fault} is injected into 1 cases", done.stderr)
        rows = {row["case_id"]: row for row in self.rows()}
        self.assertEqual(len(rows), 4)
        victim = rows.pop(VICTIM)
        for row in rows.values():
            self.assertEqual((row["status"], row["verified"], row["message"]), ("ok", "1", ""))
        self.assertTrue(victim["message"].startswith(f"injected {fault}"), victim["message"])
        return victim

    def failed(self, row, status, message):
        self.assertEqual(row["status"], status)
        self.assertIn(message, row["message"])
        self.assertEqual(row["median_s"], "")
        self.assertEqual(row["flops"], "1000")
        self.assertGreater(float(row["wall_s"]), 0)

    def test_crash(self):
        self.failed(self.inject("crash"), "failed", "SIGSEGV (Segmentation fault)")

    def test_hang(self):
        self.failed(self.inject("hang", "--timeout", "3"), "timeout", "no answer within 3.05 s")

    def test_exception(self):
        for place in ((), ("--in-process",)):
            self.out = self.folder / f"out{len(place)}"
            self.failed(self.inject("throw", *place), "failed", "thrown on purpose")

    def test_out_of_memory(self):
        self.failed(self.inject("oom"), "failed", "out of memory")

    def test_wrong_result(self):
        row = self.inject("wrong")
        self.failed(row, "failed", "[999]: expected")
        self.assertEqual(row["verified"], "0")

    def test_more_work(self):
        row = self.inject("slow:3", status=0)
        self.assertEqual((row["status"], row["verified"], row["message"]), ("ok", "1", "injected slow:3"))

    def test_text_that_is_none(self):
        for text, complaint in {"crash": "lacks =REGEX", "melt=x": "the faults are crash, hang", "slow=x": "the faults",
                                "slow:0.5=x": "'0.5' is no factor", "crash:2=x": "the faults",
                                "crash=(": "--inject crash '('", "crash=nosuch": "meets no case"}.items():
            with self.subTest(text):
                self.fail_with(2, complaint, "run", *CASES, "--out", self.out, "--inject", text)
        self.assertNotIn("--inject", self.succeed("run", "--help").stdout)


class Killed(ProgramTest):
    def start(self, *arguments):
        process = subprocess.Popen([PROGRAM, "run", *CASES, "--out", str(self.out), *arguments], env=variables(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def worker_of(self, process):
        """Its process number, once the case that hangs is under way."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            results = self.out / "results.csv"
            if results.exists() and VICTIM.replace("mul", "copy") in results.read_text():
                [worker] = [pid for pid, parent in parents() if parent == process.pid]
                return worker
            time.sleep(0.02)
        self.fail("no worker")

    def test_worker(self):
        process = self.start("--inject", "hang=op=mul")
        os.kill(self.worker_of(process), signal.SIGKILL)
        self.assertEqual(process.wait(timeout=60), 3)
        rows = {row["case_id"]: row for row in self.rows()}
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows[VICTIM]["status"], "failed")
        self.assertIn("SIGKILL (Killed)", rows[VICTIM]["message"])

    def test_supervisor(self):
        process = self.start("--inject", "hang=op=mul")
        worker = self.worker_of(process)
        process.kill()
        process.wait()
        for _ in range(500):
            if not pathlib.Path(f"/proc/{worker}").exists():
                break
            time.sleep(0.01)
        self.assertFalse(pathlib.Path(f"/proc/{worker}").exists(), "the worker lives on")
        self.assertEqual([row["status"] for row in self.rows()], ["ok"])

    def test_interrupted_although_it_hangs(self):
        process = self.start("--inject", "hang=op=mul")
        self.worker_of(process)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=10), 130)
        self.assertEqual([row["status"] for row in self.rows()], ["ok"])

    def test_what_measures_is_only_in_the_worker(self):
        process = self.start("--inject", "hang=op=mul")
        worker = self.worker_of(process)
        maps = {pid: pathlib.Path(f"/proc/{pid}/maps").read_text() for pid in (process.pid, worker)}
        self.assertIn("libwarpmark_harness", maps[process.pid])
        self.assertIn("libwarpmark_openmp", maps[worker])
        for library in ("libwarpmark_openmp", "libgomp", "libwarpmark_cuda", "libcuda", "libcudart", "libwarpmark_cpu"):
            self.assertNotIn(library, maps[process.pid])


class WhatWorkersPrint(ProgramTest):
    def test_is_on_standard_error(self):
        done = self.succeed("run", *CASES, "--out", self.out, env={"OMP_DISPLAY_ENV": "true"})
        self.assertIn("OPENMP DISPLAY ENVIRONMENT BEGIN", done.stderr)
        self.assertNotIn("OPENMP", done.stdout)
        self.assertEqual(len(self.rows()), 4)


if __name__ == "__main__":
    unittest.main()
