"""The suite that a run without arguments measures: everything in it runs and is verified."""

import os
import unittest

from program import ProgramTest

# A sanitizer slows down the canaries and not the libraries, which then do what seems impossible;
# every variant at its smaller size shows it all memory errors that there are.
SANITIZED = os.environ["CXXFLAGS"] != ""
SMALLER = ["--no-ceilings", "--filter", r"^(?!.*[.](n=33554432|rows=(4096|16384)|m=2048)[.]).*timing=(?!epoch)"]


class Quick(ProgramTest):
    def test_every_row(self):
        self.succeed("run", "quick", "--max-time", "0.05", "--out", self.out, *SMALLER * SANITIZED)
        rows = self.rows()
        kernels = {"stream", "reduce", "transpose", "softmax", "gemm"}
        self.assertEqual({row["benchmark"] for row in rows}, {*kernels, "train_mnist"})
        for row in rows:
            with self.subTest(row["case_id"]):
                if row["status"] == "ok":
                    self.assertEqual(row["verified"], "1")
                    self.assertGreater(float(row["median_s"]), 0)
                    self.assertEqual(row["bytes_ceiling_pct"] != "", not SANITIZED)
                else:
                    self.assertEqual(row["status"], "skipped")
                    self.assertNotEqual(row["message"], "")
        self.assertTrue(any(row["status"] == "ok" for row in rows if row["device"] == "cpu"))


if __name__ == "__main__":
    unittest.main()
