"""The suite that a run without arguments measures: everything in it runs and is verified. It trains on
the real MNIST where that is, else on a drawn one."""

import unittest

from program import ProgramTest
from real_data import DATA, has_mnist


class Quick(ProgramTest):
    def test_every_row(self):
        data = ["--data", DATA] if has_mnist() else []
        done = self.succeed("run", "quick", "--max-time", "0.05", "--out", self.out, *data)
        rows = self.rows()
        self.expect_an_epoch(rows, done.stdout)
        kernels = {"stream", "reduce", "transpose", "softmax", "gemm"}
        self.assertEqual({row["benchmark"] for row in rows}, {*kernels, "train_mnist"})
        for row in rows:
            with self.subTest(row["case_id"]):
                if row["status"] == "ok":
                    self.assertEqual(row["verified"], "1")
                    self.assertGreater(float(row["median_s"]), 0)
                    if row["timing"] != "cold":  # which leaves out what a cache may hide
                        self.assertNotEqual(row["bytes_ceiling_pct"], "")
                    if self.has_flops_ceiling(row):
                        self.assertGreater(float(row["flops_ceiling_pct"] or 0), 0)
                else:
                    self.assertEqual(row["status"], "skipped")
                    self.assertNotEqual(row["message"], "")
        self.assertLessEqual({"gemm", "train_mnist"},
                             {row["benchmark"] for row in rows if row["status"] == "ok" and self.has_flops_ceiling(row)})

    def has_flops_ceiling(self, row):
        """Of the CPU's dtypes, these are measured everywhere; copying has no operations."""
        return row["device"] == "cpu" and row["dtype"] in ("fp32", "fp64") and float(row["flops"]) > 0

    def expect_an_epoch(self, rows, table):
        [row] = [row for row in rows if row["device"] == "cpu" and row["timing"] == "epoch"]
        self.assertEqual((row["benchmark"], row["status"]), ("train_mnist", "ok"), row["message"])
        self.assertTrue(self.has_flops_ceiling(row), "so it has a share of one")
        accuracy = float(row["c_test_accuracy_pct"])
        if has_mnist():
            self.assertEqual((row["p_data"], float(row["items"])), ("real", 60000))
            self.assertGreaterEqual(accuracy, 91)  # 92 with this seed (docs/training.md)
        else:
            self.assertEqual(row["p_data"], "synthetic")
            self.assertIn("data=synthetic", row["case_id"])
        self.assertRegex(table, rf"\n    epoch 1, .*\btest_accuracy_pct {accuracy:.4g},")


if __name__ == "__main__":
    unittest.main()
