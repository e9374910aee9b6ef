"""What list and run print and write."""

import json
import os
import pathlib
import pty
import re
import subprocess
import unittest

from program import BRIEF, PROGRAM, TRIAD, ProgramTest, variables

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CASE_ID = re.compile(r"^[A-Za-z0-9._=-]+$")


class List(ProgramTest):
    def test_is_what_a_run_would_measure(self):
        for arguments in ([], ["kernels"], ["cpu_baselines", "quick"], ["--device", "cpu", "--timing", "hot"],
                          ["kernels", "--axis", "n=2^10:2^12:*2", "--filter", "stream"]):
            listed = self.succeed("list", *arguments).stdout.splitlines()
            self.assertEqual(listed, self.succeed("run", "--dry-run", *arguments).stdout.splitlines())
            self.assertEqual(len(listed), len(set(listed)))
            for case in listed:
                self.assertRegex(case, CASE_ID)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_filters(self):
        listed = self.succeed("list", "kernels", "--filter", "^stream", "--axis", "n=3,1K", "--axis", "op=dot,copy",
                              "--axis", "dtype=fp32", "--timing", "hot", "--device", "cpu").stdout.splitlines()
        self.assertIn("stream.openmp.dtype=fp32.op=dot.n=1024.timing=hot", listed)
        pattern = r"^stream\.\w+\.dtype=fp32\.op=(dot|copy)\.n=(3|1024)\.timing=hot$"
        for case in listed:
            self.assertRegex(case, pattern)


class Columns(ProgramTest):
    def documented(self, heading):
        """The names in the first column of the table under a heading of docs/csv.md."""
        page = (SOURCE / "docs" / "csv.md").read_text()
        section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        return re.findall(r"^\| `([^`]+)` ", section, re.M)

    def written(self, name):
        header = (self.out / name).read_text().splitlines()[0].split(",")
        for prefix in ("p_", "c_"):
            places = [i for i, column in enumerate(header) if column.startswith(prefix)]
            self.assertEqual(places, sorted(places))
        fixed = [column for column in header if not column.startswith(("p_", "c_"))]
        self.assertEqual(header[:len(fixed)], fixed)
        return fixed

    def test_are_the_documented_ones(self):
        self.succeed("run", *TRIAD, *BRIEF, "--out", self.out)
        self.assertEqual(self.documented("results.csv"), self.written("results.csv") + ["p_<axis>", "c_<counter>"])
        self.assertEqual(self.documented("samples.csv"), self.written("samples.csv") + ["c_<counter>"])


class Rows(ProgramTest):
    def test_of_one_case(self):
        self.succeed("run", *TRIAD, "--max-time", "5", "--no-ceilings", "--out", self.out, "--seed", "7")
        [row] = self.rows()
        for column, value in {"benchmark": "stream", "variant": "openmp", "device": "cpu", "suite": "quick",
                              "dtype": "fp64", "timing": "hot", "status": "ok", "verified": "1", "seed": "7",
                              "p_n": "1000", "p_op": "triad", "p_rows": "", "run_index": "0", "devices": "",
                              "flops": "2000", "bytes": "24000", "speedup": "", "message": ""}.items():
            self.assertEqual(row[column], value, column)
        self.assertRegex(row["fingerprint"], "^m[0-9a-f]{12}$")
        self.assertRegex(row["case_hash"], "^h[0-9a-f]{16}$")
        low, median, high = (float(row[c]) for c in ("ci_lo_s", "median_s", "ci_hi_s"))
        self.assertTrue(0 < float(row["min_s"]) <= median <= float(row["max_s"]))
        self.assertTrue(0 < low <= median <= high)
        self.assertAlmostEqual(float(row["bytes_per_s"]) * median / 24000, 1, 9)

        samples = self.rows("samples.csv")
        self.assertEqual(len(samples), int(row["samples"]))
        self.assertEqual([int(s["sample_index"]) for s in samples], list(range(len(samples))))
        self.assertEqual({(s["run_id"], s["case_id"], s["devices"]) for s in samples},
                         {(row["run_id"], row["case_id"], row["devices"])})

        environment = json.loads((self.out / "env.json").read_text())
        self.assertEqual(environment["session_id"], row["session_id"])
        self.assertEqual(environment["fingerprint"], row["fingerprint"])
        self.assertEqual(environment["command"][1:4], ["run", *TRIAD[:2]])

    def test_of_several_runs(self):
        self.succeed("run", *TRIAD, *BRIEF, "--out", self.out, "--runs", "3")
        rows = self.rows()
        self.assertEqual([row["run_index"] for row in rows], ["0", "1", "2"])
        self.assertEqual(len({row["run_id"] for row in rows}), 3)
        self.assertEqual(len({row["session_id"] for row in rows}), 1)
        self.assertEqual(len({row["case_hash"] for row in rows}), 1)

    def test_folder_by_default(self):
        self.succeed("run", *TRIAD, *BRIEF)
        [folder] = (self.folder / "results").iterdir()
        [row] = self.rows(folder=folder)
        self.assertRegex(folder.name, r"^\d{8}T\d{6}Z-" + row["fingerprint"] + "$")

    def test_folders_of_runs_that_begin_together(self):
        runs = [subprocess.Popen([PROGRAM, "run", *TRIAD, *BRIEF], cwd=self.folder, env=variables(),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(3)]
        self.assertEqual([run.wait(timeout=600) for run in runs], [0, 0, 0])
        folders = list((self.folder / "results").iterdir())
        self.assertEqual([len(self.rows(folder=folder)) for folder in folders], [1, 1, 1])

    def test_of_a_gpu_that_is_not_there(self):
        if json.loads(self.succeed("env").stdout)["gpus"]:
            self.skipTest("there is a GPU")
        arguments = ["--filter", "stream.cuda.*triad", "--device", "gpu", "--out", self.out]
        done = self.call("run", *arguments)
        if done.returncode == 7:
            self.assertIn("built without CUDA", done.stderr)
            return
        self.assertEqual(done.returncode, 0, done.stderr)
        for row in self.rows():
            self.assertEqual((row["device"], row["status"], row["median_s"], row["devices"]),
                             ("gpu", "skipped", "", ""))
            self.assertIn("GPU", row["message"])
        for more in ([], ["--dry-run"]):
            self.fail_with(7, "--require-gpu: no GPU: ", "run", *arguments, "--require-gpu", *more)


class Threads(ProgramTest):
    def threads(self, *arguments, **env):
        self.out = self.folder / f"out{len(list(self.folder.iterdir()))}"
        self.succeed("run", *TRIAD, *BRIEF, "--out", self.out, *arguments, env=env)
        [row] = self.rows()
        return int(row["threads"]), json.loads((self.out / "env.json").read_text())

    def test_one_for_every_core_pinned(self):
        threads, environment = self.threads()
        cores = environment["cpu"]["usable_cores"]
        self.assertEqual(threads, environment["cpu"]["usable_threads"])
        self.assertTrue(set(cores) <= os.sched_getaffinity(0))
        self.assertEqual(environment["variables"]["OMP_PLACES"], ",".join(f"{{{c}}}" for c in cores))
        self.assertEqual(environment["variables"]["OMP_PROC_BIND"], "close")

    def test_as_the_user_says(self):
        self.assertEqual(self.threads("--threads", "1")[0], 1)
        threads, environment = self.threads(OMP_NUM_THREADS="1", OMP_PROC_BIND="spread")
        self.assertEqual(threads, 1)
        self.assertEqual(environment["variables"]["OMP_PROC_BIND"], "spread")
        self.assertEqual(self.threads("--threads", "2", OMP_NUM_THREADS="1")[0], 2)

    def test_within_the_limit(self):
        self.assertEqual(self.threads(OMP_THREAD_LIMIT="1")[0], 1)
        for arguments, env in ((["--threads", "2"], {}), ([], {"OMP_NUM_THREADS": "2"})):
            self.fail_with(2, "OMP_THREAD_LIMIT=1 forbids 2 threads", "run", *TRIAD, *arguments,
                           env={"OMP_THREAD_LIMIT": "1", **env})

    def test_within_the_affinity_mask(self):
        core = max(os.sched_getaffinity(0))
        self.succeed("run", *TRIAD, *BRIEF, "--out", self.out,
                     preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        environment = json.loads((self.out / "env.json").read_text())
        self.assertEqual(environment["cpu"]["usable_cores"], [core])
        self.assertEqual(self.rows()[0]["threads"], "1")


class Engine(ProgramTest):
    def test_lists(self):
        listed = self.succeed("run", "--benchmark_list_tests", "--device", "cpu").stdout.splitlines()
        self.assertEqual([line.split("/")[0] for line in listed],
                         self.succeed("list", "--device", "cpu").stdout.splitlines())
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_filters_repeats_and_writes(self):
        file = self.folder / "out.json"
        self.succeed("run", "--filter", "stream.openmp.dtype=fp64.*hot", "--axis", "n=1000", *BRIEF, "--out", self.out,
                     "--benchmark_filter=triad", "--benchmark_repetitions=2", f"--benchmark_out={file}",
                     "--benchmark_out_format=json", "--benchmark_context=colour=green")
        rows = self.rows()
        self.assertEqual([row["case_id"] for row in rows], 2 * ["stream.openmp.dtype=fp64.op=triad.n=1000.timing=hot"])
        written = json.loads(file.read_text())
        self.assertEqual(written["context"]["colour"], "green")
        repetitions = [b for b in written["benchmarks"] if b["run_type"] == "iteration"]
        for row, repetition in zip(rows, repetitions, strict=True):
            self.assertEqual(repetition["name"].split("/")[0], row["case_id"])
            self.assertAlmostEqual(repetition["median_s"] / float(row["median_s"]), 1, 9)


class Terminal(ProgramTest):
    def talk(self, **env):
        """What the program writes to a terminal on both streams."""
        master, slave = pty.openpty()
        process = subprocess.Popen([PROGRAM, "run", "--filter", "stream.openmp.*(copy|triad).*hot", "--axis", "n=1000",
                                    *BRIEF, "--out", str(self.out)], stdout=slave, stderr=slave,
                                   env=variables(TERM="xterm", **env))
        os.close(slave)
        text = b""
        while True:
            try:
                text += os.read(master, 4096)
            except OSError:  # the program has closed its side
                break
        os.close(master)
        self.assertEqual(process.wait(), 0)
        return text.decode()

    def test_bar_and_colours(self):
        text = self.talk()
        self.assertRegex(text, r"\r\x1b\[K\[=+ +\] 2/2")
        self.assertIn("\x1b[1mstream", text)

    def test_no_color(self):
        text = self.talk(NO_COLOR="1")
        self.assertIn("\r\x1b[K", text)
        self.assertNotRegex(text, r"\x1b\[[0-9]+m")

    def test_plain_lines_in_ci(self):
        text = self.talk(CI="true")
        self.assertNotIn("\x1b", text)
        self.assertRegex(text, r"(?m)^2/2 stream\.openmp\.")

    def test_plain_lines_elsewhere(self):
        done = self.succeed("run", *TRIAD, *BRIEF, "--out", self.out)
        self.assertNotIn("\x1b", done.stdout + done.stderr)
        self.assertIn("1/1 stream.openmp.dtype=fp64.op=triad.n=1000.timing=hot", done.stderr)


if __name__ == "__main__":
    unittest.main()
