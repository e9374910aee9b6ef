"""What the program tells a tool that listens to NVTX."""

import os
import re
import unittest

from program import BRIEF, ProgramTest

NAME = re.compile(r"^[A-Za-z0-9._=-]+$")
PHASES = {"setup", "warmup", "measure", "verify"}
CASES = ["--filter", r"^stream\.openmp\.dtype=fp64\.op=(copy|triad)\.n=1000\.", "--axis", "n=1000", "--no-ceilings"]


class Nvtx(ProgramTest):
    def listen(self, *arguments):
        """The ranges of a run in the order of opening: the names from the outermost to it, its payload."""
        log = self.folder / f"nvtx{len(list(self.folder.iterdir()))}.log"
        self.out = log.with_suffix(".out")
        self.succeed("run", *CASES, *arguments, "--out", self.out,
                     env={"NVTX_INJECTION64_PATH": os.environ["NVTX_INJECTION"], "NVTX_LOG": str(log)})
        self.calls = [line.split("\t") for line in log.read_text().splitlines()]
        return self.ranges_of(self.calls)

    def ranges_of(self, calls):
        self.assertEqual(len({process for process, *_ in calls}), 1, "one process measures")
        names, stack, ranges, domains = {}, [], [], []
        for _, what, *fields in calls:
            self.assertNotEqual(what, "other", fields)
            if what == "domain":
                domains.append(fields[1])
            elif what == "string":
                names[fields[1]] = fields[2]
            elif what == "push":
                self.assertIn(fields[1], names, "a range is named by a registered string")
                stack.append(names[fields[1]])
                ranges.append((tuple(stack), fields[2]))
            elif what == "pop":
                stack.pop()
        self.assertEqual(stack, [], "every range is closed")
        self.assertEqual(domains, ["warpmark"])
        self.assertEqual(len(set(names.values())), len(names), "each name is registered once")
        for name in names.values():
            self.assertRegex(name, NAME)
        return ranges

    def test_ranges_of_a_case_are_its_phases(self):
        ranges = self.listen(*BRIEF)
        rows = self.rows()
        cases = [row["case_id"] for row in rows]
        self.assertEqual(len(cases), 4)
        self.assertEqual([path[0] for path, _ in ranges if len(path) == 1], cases)
        for case in cases:
            phases = [path[1] for path, _ in ranges if path[0] == case and len(path) == 2]
            self.assertEqual(set(phases), PHASES)
            self.assertEqual(phases[-2:], ["warmup", "measure"])
            self.assertEqual(phases.count("measure"), 1)
        self.assertLessEqual({len(path) for path, _ in ranges}, {1, 2})
        self.assertEqual({payload for _, payload in ranges}, {""})
        self.assertEqual({(row["profiled"], row["valid"]) for row in rows}, {("1", "0")}, "a tool is attached")

    def test_a_timed_loop_calls_nothing(self):
        few, many = {}, {}
        for at_least, counts in ((6, few), (200, many)):
            self.listen("--timing", "hot", "--min-samples", at_least, "--max-noise", 100)
            counts["calls"] = len(self.calls)
            counts["samples"] = sum(int(row["samples"]) for row in self.rows())
        self.assertGreater(many["samples"], few["samples"])
        self.assertEqual(many["calls"], few["calls"])

    def test_profiled_repetitions_have_ranges(self):
        ranges = self.listen("--profile")
        for row in self.rows():
            self.assertEqual((row["profiled"], row["valid"], row["samples"], row["iterations"], row["converged"]),
                             ("1", "0", "3", "1", ""))
            inner = [(path[2], payload) for path, payload in ranges if path[:2] == (row["case_id"], "measure")
                     and len(path) == 3]
            self.assertEqual(inner, [entry for i in "012" for entry in (("clear", ""), ("repetition", i))])
        self.assertEqual({path[1] for path, _ in ranges if len(path) == 3}, {"measure"})

    def test_names_are_registered_once_in_several_runs(self):
        ranges = self.listen("--profile", "--runs", 2)
        self.assertEqual(len([path for path, _ in ranges if len(path) == 1]), 8)

    def test_without_a_tool_a_row_is_not_profiled(self):
        self.succeed("run", *CASES, *BRIEF, "--out", self.out)
        self.assertEqual({(row["profiled"], row["valid"]) for row in self.rows()}, {("0", "1")})


if __name__ == "__main__":
    unittest.main()
