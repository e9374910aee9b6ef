"""run --trace and list --nsight."""

import json
import os
import shlex
import signal
import subprocess
import time
import unittest

from program import PROGRAM, TRIAD, ProgramTest, variables

CASES = ["--filter", r"^stream\.openmp\.dtype=fp64\.op=(copy|triad)\.n=1000\.", "--axis", "n=1000"]


class Trace(ProgramTest):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "trace.json"

    def events(self):
        trace = json.loads(self.file.read_text())
        self.assertEqual(trace["displayTimeUnit"], "ns")
        return [event for event in trace["traceEvents"] if event["ph"] == "X"]

    def test_holds_the_ranges_of_every_case(self):
        done = self.succeed("run", *CASES, "--device", "cpu", "--trace", self.file, "--out", self.out)
        self.assertRegex(done.stderr, "warpmark: the trace holds no GPU activity: .+")
        events = self.events()
        for row in self.rows():
            self.assertEqual((row["profiled"], row["valid"], row["c_kernel_s"]), ("1", "0", ""))
            [case] = [event for event in events if event["name"] == row["case_id"]]
            inside = [event for event in events if case["ts"] <= event["ts"] < case["ts"] + case["dur"]]
            for event in inside:
                self.assertLessEqual(event["ts"] + event["dur"], case["ts"] + case["dur"] + 0.001)
            repetitions = [event["args"]["payload"] for event in inside if event["name"] == "repetition"]
            self.assertEqual(repetitions, [0, 1, 2])
            self.assertAlmostEqual(case["dur"] / (1e6 * float(row["wall_s"])), 1, delta=0.2)

    def test_says_why_there_is_no_gpu_activity(self):
        environment = json.loads(self.succeed("env").stdout)
        if environment["gpus"]:
            self.skipTest("there is a GPU")
        done = self.succeed("run", *CASES, "--trace", self.file, "--out", self.out)
        self.assertIn(f"no GPU activity: {environment['gpu_absence']}\n", done.stderr)

    def test_is_whole_when_the_program_is_killed(self):
        process = subprocess.Popen([PROGRAM, "run", "kernels", "--device", "cpu", "--trace", str(self.file), "--out",
                                    str(self.out)], env=variables(), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (self.file.exists() and len(self.events()) > 20):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertGreater(len(self.events()), 20)

    def test_of_a_run_that_is_resumed_stays(self):
        self.succeed("run", *CASES, "--device", "cpu", "--trace", "trace.json", "--out", self.out)
        before = self.file.read_bytes()
        self.fail_with(2, f"--trace {self.file} holds what was measured", "run", "--resume", self.out)
        self.assertEqual(self.file.read_bytes(), before)
        self.file.rename(self.folder / "before.json")
        self.succeed("run", "--resume", self.out)
        self.assertEqual(self.events(), [])

    def test_cannot_be_written(self):
        self.fail_with(74, "nowhere/trace.json: cannot write", "run", *CASES, "--trace", "nowhere/trace.json")


class Nsight(ProgramTest):
    def blocks(self, *arguments):
        """The command lines under each case_id."""
        text = self.succeed("list", "--nsight", *arguments).stdout
        blocks = [block.splitlines() for block in text.rstrip("\n").split("\n\n")]
        return {block[0].removeprefix("# "): [shlex.split(line) for line in block[1:]] for block in blocks}

    def test_has_a_block_for_every_case(self):
        for arguments in ([], ["kernels", "--device", "gpu", "--filter", "^gemm"], [*CASES, "--timing", "hot"]):
            listed = self.call("list", *arguments)
            if listed.returncode == 7:
                continue  # built without CUDA
            blocks = self.blocks(*arguments)
            self.assertEqual(list(blocks), listed.stdout.splitlines())
            for case, commands in blocks.items():
                self.assertEqual(commands[0][:3], ["nsys", "profile", f"--output={case}"])
                if "--device=cpu" in commands[0]:
                    self.assertEqual(len(commands), 1)
                    continue
                self.assertIn("--capture-range=cudaProfilerApi", commands[0])
                self.assertEqual(commands[1][:6], ["ncu", "--export", case, "--nvtx", "--nvtx-include",
                                                   f"warpmark@{case}/measure/repetition"])

    def test_lines_run_the_case_alone(self):
        tools = self.folder / "tools with 'quotes'"
        tools.mkdir()
        tool = tools / "nsys"
        tool.write_text('#!/bin/sh\nwhile [ "$1" != "$WARPMARK" ]; do shift; done\nexec "$@"\n')
        tool.chmod(0o755)
        text = self.succeed("list", "--nsight", *TRIAD).stdout
        lines = [line for line in text.splitlines() if line.startswith("nsys ")]
        self.assertEqual(len(lines), 1)
        subprocess.run(["sh", "-c", f"{lines[0]} --out out"], check=True, cwd=self.folder, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL,
                       env=variables(PATH=f"{tools}:{os.environ['PATH']}", WARPMARK=PROGRAM))
        [row] = self.rows()
        self.assertEqual(row["case_id"], text.splitlines()[0].removeprefix("# "))
        self.assertEqual(row["profiled"], "1")


if __name__ == "__main__":
    unittest.main()
