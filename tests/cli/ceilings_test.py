"""What every run measures besides its selection: the canaries, and rows as percentages of them."""

import json
import unittest

from program import ProgramTest

TWO_POINTS = ["--filter", r"^stream\.openmp\.dtype=fp64\.op=triad\.n=.*timing=hot$", "--axis", "n=1K,64K",
              "--max-time", "0.05"]


class Ceilings(ProgramTest):
    def environment(self):
        return json.loads((self.out / "env.json").read_text())

    def test_are_measured_first_between_and_last(self):
        done = self.succeed("run", *TWO_POINTS, "--out", self.out)
        self.assertRegex(done.stdout, r"(?m)^ceilings of cpu, \d+ threads?: [\d.]+ .B/s from memory, ")
        self.assertRegex(done.stdout, r"GB/s +[\d.]+ % of ceiling\n")
        self.assertIn("\n2 rows, 2 ok\n", done.stdout)

        order = [row["suite"] for row in self.all_rows()]
        canaries = order.index("quick")
        self.assertEqual(order, ["ceilings"] * canaries + ["quick"] + ["ceilings"] * canaries + ["quick"]
                         + ["ceilings"] * canaries)
        rows = self.all_rows()[:canaries]
        self.assertEqual([row["p_limit"] for row in rows], ["read", "triad", "cache", "fma"])
        for row in rows:
            with self.subTest(row["case_id"]):
                self.assertEqual((row["status"], row["verified"], row["max_error"]), ("ok", "1", "0"))
                self.assertEqual((row["bytes_ceiling_pct"], row["flops_ceiling_pct"]), ("", ""))
        for row in self.rows():
            self.assertGreater(float(row["bytes_ceiling_pct"]), 0)
            self.assertGreater(float(row["flops_ceiling_pct"]), 0)
            self.assertEqual((row["bytes_peak_pct"], row["flops_peak_pct"]), ("", ""))

        told = self.environment()["canaries"]
        self.assertEqual([canary["case_id"] for canary in told], [row["case_id"] for row in rows])
        for canary in told:
            times = canary["medians_s"]
            self.assertEqual(len(times), 3)
            self.assertAlmostEqual(canary["drift_pct"], 100 * (times[2] / times[0] - 1))
        drifted = [canary for canary in told if abs(canary["drift_pct"]) > 3]
        self.assertEqual("the machine changed meanwhile" in done.stderr, bool(drifted))

    def test_may_be_left_out(self):
        done = self.succeed("run", *TWO_POINTS, "--no-ceilings", "--out", self.out)
        self.assertNotIn("ceiling", done.stdout)
        self.assertEqual(self.rows(), self.all_rows())
        for row in self.rows():
            self.assertEqual((row["bytes_ceiling_pct"], row["flops_ceiling_pct"]), ("", ""))
        self.assertEqual(self.environment()["canaries"], [])

    def test_are_no_part_of_the_selection(self):
        self.assertNotIn("ceilings.", self.succeed("list", "kernels").stdout)
        self.fail_with(7, "nothing matched", "run", "--filter", "^ceilings", "--out", self.out)


if __name__ == "__main__":
    unittest.main()
