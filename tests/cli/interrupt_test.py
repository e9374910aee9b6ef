"""SIGINT, SIGTERM and SIGHUP keep what was measured so far."""

import signal
import subprocess
import time
import unittest

from program import PROGRAM, ProgramTest, variables


class Interrupt(ProgramTest):
    def start(self, *arguments):
        process = subprocess.Popen([PROGRAM, "run", "--no-ceilings", *arguments, "--out", str(self.out)], env=variables(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        return process

    def lines(self):
        file = self.out / "results.csv"
        return file.read_text().count("\n") if file.exists() else 0

    def wait_for_lines(self, process, count):
        deadline = time.monotonic() + 60
        while self.lines() < count and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)

    def end(self, process, number):
        process.send_signal(number)
        table, log = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 128 + number, log)
        self.assertIn(f"the rows so far are in {self.out}", log)
        return table

    def test_between_rows(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                self.out = self.folder / number.name
                process = self.start("kernels", "--filter", "stream.openmp.*hot", "--axis", "n=1000,2000,4000",
                                     "--max-time", "0.2", "--max-noise", "0.001")
                self.wait_for_lines(process, 3)
                table = self.end(process, number)
                rows = self.rows()
                self.assertGreaterEqual(len(rows), 2)
                self.assertEqual({row["status"] for row in rows}, {"ok"})
                self.assertEqual({row["case_id"] for row in self.rows("samples.csv")},
                                 {row["case_id"] for row in rows})
                self.assertIn(f"{len(rows)} rows", table)

    def test_in_the_middle_of_a_row(self):
        process = self.start("--filter", "stream.openmp.dtype=fp64.op=triad.*hot", "--axis", "n=1M", "--max-time",
                             "600", "--min-samples", "1000000", "--max-noise", "0.001")
        self.wait_for_lines(process, 1)
        time.sleep(0.5)
        self.end(process, signal.SIGINT)
        self.assertEqual(self.rows(), [])
        self.assertEqual(self.rows("samples.csv"), [])


if __name__ == "__main__":
    unittest.main()
