"""Bad input gets a clear error, and nothing is lost."""

import json
import os
import resource
import shutil
import signal
import subprocess
import unittest

from program import BRIEF, PROGRAM, TRIAD, ProgramTest

TOO_LONG = 300 * "x"


class CommandLine(ProgramTest):
    def test_no_command(self):
        self.fail_with(2, "a command is missing")

    def test_unknown_command(self):
        self.fail_with(2, "unknown command 'rnu': did you mean 'run'?", "rnu")

    def test_worker_without_supervisor(self):
        self.fail_with(2, "only `run` starts a worker", "worker")

    def test_bytes_that_are_no_text(self):
        self.fail_with(2, '"r\ufffdsultats" is no UTF-8', "run", *TRIAD, "--out", "r\udce9sultats")

    def test_numbers_that_look_octal(self):
        self.fail_with(2, "'010' is no whole number from 1 to 1000", "run", *TRIAD, "--runs", "010")

    def test_what_is_left_of_a_run_is_not_listed(self):
        self.fail_with(2, "--dry-run: ", "run", "--resume", self.folder, "--dry-run")

    def test_what_acts_on_measuring_is_not_listed(self):
        for flag in ("--benchmark_filter=copy", "--benchmark_repetitions=2"):
            self.fail_with(2, f"{flag} acts on what is measured, not on --dry-run; use --filter", "run", "--dry-run", flag)

    def test_unknown_suite(self):
        for command in ("list", "run"):
            self.fail_with(2, "unknown suite 'quik': did you mean 'quick'?", command, "quik")

    def test_unknown_flag(self):
        self.fail_with(2, "unknown flag --fliter: did you mean '--filter'?", "list", "--fliter", "x")

    def test_flag_of_another_command(self):
        self.fail_with(2, "unknown flag --runs", "list", "--runs", "2")

    def test_unknown_axis(self):
        self.fail_with(2, "unknown axis 'dtyp': did you mean 'dtype'?", "list", "--axis", "dtyp=fp32")

    def test_plans(self):
        plans = self.folder / "plans.json"
        plans.write_text("{}")
        self.fail_with(5, f"{plans}: ", "run", *TRIAD, "--plans", plans, "--out", self.out)
        self.fail_with(74, "nowhere/plans.json: there is no folder nowhere", "run", *TRIAD, "--plans",
                       "nowhere/plans.json", "--out", self.out)
        self.assertFalse(self.out.exists())

    def test_unknown_dtype(self):
        self.fail_with(2, "unknown value 'fp33': did you mean 'fp32'?", "list", "--axis", "dtype=fp33")

    def test_unknown_word(self):
        self.fail_with(2, "unknown value 'tirad': did you mean 'triad'?", "list", "--axis", "op=tirad")

    def test_unknown_timing(self):
        self.fail_with(2, "unknown timing 'colt': did you mean 'cold'?", "list", "--timing", "colt")

    def test_unknown_device(self):
        self.fail_with(2, "'tpu'", "list", "--device", "tpu")

    def test_regex_that_does_not_compile(self):
        self.fail_with(2, "--filter '(' is no regular expression (ECMAScript's): ", "list", "--filter", "(")

    def test_regex_of_javascript(self):
        self.assertEqual(self.succeed("list", "kernels", "--filter", r"\bn=1048576\b.*\w+old$").stdout,
                         self.succeed("list", "kernels", "--filter", r"[.]n=1048576[.].*cold$").stdout)

    def test_values_of_an_axis(self):
        for value, complaint in {
            "0": "a size is at least 1",
            "-1": "a size is at least 1",
            "1" + 30 * "0": "too large",
            "2^99": "too large",
            "abc": "is no size",
            "": "is no size",
            "1K,,2K": "is no size",
            "1.5K": "is no size",
            "4:1:*2": "ends before it begins",
            "1:10:*1": "at least 2",
            "1:10": "first:last:",
            "1:10:2": "first:last:",
            "1:1G:+1": "more than 1000",
        }.items():
            with self.subTest(value):
                self.fail_with(2, complaint, "list", "--axis", "n=" + value)

    def test_numbers(self):
        for flag, value in [("--runs", "0"), ("--runs", "-1"), ("--runs", "x"), ("--min-samples", "0"),
                            ("--max-noise", "nan"), ("--max-noise", "0"), ("--max-time", "inf"),
                            ("--max-time", "-2"), ("--threads", "0"), ("--seed", "-1")]:
            with self.subTest(flag + "=" + value):
                self.fail_with(2, f"{flag}: '{value}'", "run", flag, value)

    def test_data_that_does_not_exist(self):
        self.fail_with(2, "--data: ", "run", "--data", self.folder / "none")

    def test_data_that_is_a_file(self):
        file = self.folder / "file"
        file.touch()
        self.fail_with(2, "--data: ", "run", "--data", file)

    def test_flag_of_the_engine_without_meaning(self):
        self.fail_with(2, "--max-time", "run", "--benchmark_min_time=3")

    def test_unknown_flag_of_the_engine(self):
        self.fail_with(2, "--benchmark_foo", "run", "--benchmark_foo=1")

    def test_filter_of_the_engine_that_does_not_compile(self):
        self.fail_with(2, "--benchmark_filter", "run", "--benchmark_filter=(", "--out", self.out)

    def test_threads_of_the_environment(self):
        for variable in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT"):
            self.fail_with(2, f"{variable}='many'", "run", *TRIAD, env={variable: "many"})

    def test_module_that_is_none(self):
        file = self.folder / "text.so"
        file.write_text("no library")
        self.fail_with(2, "text.so", "list", "--module", file)
        self.fail_with(2, "no such file", "list", "--module", self.folder / "none.so")
        self.fail_with(2, "File name too long", "list", "--module", TOO_LONG)


class EmptySelection(ProgramTest):
    def test_says_what_was_searched(self):
        for command in (["list"], ["run"], ["run", "--dry-run"]):
            done = self.fail_with(7, "nothing matched in kernels, --filter 'nosuch'", *command, "kernels",
                                  "--filter", "nosuch")
            self.assertIn("--axis n=3", self.call(*command, "--filter", "nosuch", "--axis", "n=3").stderr)
            self.assertEqual(done.stdout, "")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_by_the_engine(self):
        self.fail_with(7, "--benchmark_filter", "run", *TRIAD, "--benchmark_filter=nosuch", "--out", self.out)


class Output(ProgramTest):
    # Ten rows, each with 300 samples in about 20 kB of samples.csv.
    MANY = ["run", "kernels", "--filter", r"^stream\.openmp\..*hot", "--axis", "n=1000", "--max-noise", "100",
            "--min-samples", "300", "--no-ceilings"]

    def test_folder_that_cannot_be_made(self):
        self.fail_with(74, "/proc/warpmark", "run", *TRIAD, "--out", "/proc/warpmark")

    def test_name_that_is_none(self):
        self.fail_with(74, "File name too long", "run", *TRIAD, "--out", TOO_LONG)

    def test_file_in_its_place(self):
        self.out.touch()
        self.fail_with(74, str(self.out), "run", *TRIAD, "--out", self.out)

    def test_results_are_not_overwritten(self):
        self.out.mkdir()
        (self.out / "results.csv").write_text("precious\n")
        self.fail_with(2, "already holds a results.csv", "run", *TRIAD, "--out", self.out)
        self.assertEqual((self.out / "results.csv").read_text(), "precious\n")

    def test_file_that_may_not_grow(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))

        self.fail_with(74, "samples.csv: cannot write: File too large", *self.MANY, "--out", self.out,
                       preexec_fn=limit)
        cases = [row["case_id"] for row in self.rows()]
        self.assertGreater(len(cases), 0)
        self.assertLess(len(cases), 10)
        self.assertEqual([row["case_id"] for row in self.rows("samples.csv")], [c for c in cases for _ in range(300)])

    def test_disk_that_fills_up(self):
        disk = self.folder / "disk"
        disk.mkdir()
        script = ('mount -t tmpfs -o size=64k none "$1" || exit 99; cd "$1"; shift; "$@" > /dev/null; '
                  'status=$?; cp -r out ..; exit $status')
        command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(disk), PROGRAM]
        if not shutil.which("unshare"):
            self.skipTest("no unshare")
        done = subprocess.run([*command, *self.MANY, "--out", "out"], capture_output=True, text=True, timeout=600)
        if done.returncode == 99 or done.returncode == 1 and done.stderr.startswith("unshare:"):
            self.skipTest("may not mount a file system: " + done.stderr)
        self.assertEqual(done.returncode, 74, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertGreater(len(self.rows()), 0)
        self.assertLess(len(self.rows()), 10)

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "w") as full:
            self.fail_with(74, "standard output", "list", stdout=full)
            self.fail_with(74, "standard output", "run", *TRIAD, *BRIEF, "--out", self.out, stdout=full)

    def test_streams_that_are_closed(self):
        for stream in (0, 1, 2):
            out = self.folder / str(stream)
            self.succeed("run", *TRIAD, *BRIEF, "--out", out, stdin=subprocess.DEVNULL,
                         preexec_fn=lambda: os.close(stream))
            self.assertEqual(len(self.rows(folder=out)), 1)
            json.loads((out / "env.json").read_text())

    def test_json_of_the_engine(self):
        for file in ("/proc/none.json", "/dev/full"):
            self.fail_with(74, file, "run", *TRIAD, *BRIEF, "--out", self.folder / file[1:], "--benchmark_out=" + file)
        self.fail_with(2, "--benchmark_repetitions", "run", *TRIAD, "--runs", "2", "--benchmark_out=out.json")


class Memory(ProgramTest):
    def test_size_that_exceeds_it(self):
        self.succeed("run", "--filter", r"^stream\.openmp\.dtype=fp64\.op=triad.*hot", "--axis", "n=2^38",
                     "--no-ceilings", "--out", self.out)
        [row] = self.rows()
        self.assertEqual(row["status"], "skipped")
        self.assertRegex(row["message"], r"^needs 6144 GiB, [0-9.]+ GiB available$")
        self.assertEqual(row["median_s"], "")
        self.assertEqual(row["verified"], "")

    def test_largest_size_of_all(self):
        done = self.call("run", "--no-ceilings", "--filter", "timing=cold", "--device", "cpu", "--out", self.out, "--axis", "n=2^40",
                         "--axis", "rows=2^40", "--axis", "cols=2^40", "--axis", "m=2^40", "--axis", "k=2^40")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({row["status"] for row in self.rows()}, {"skipped"})
        self.assertTrue(all(row["message"].startswith("needs ") for row in self.rows()))


if __name__ == "__main__":
    unittest.main()
