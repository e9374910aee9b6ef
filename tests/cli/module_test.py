"""A module built from a foreign folder adds a benchmark."""

import os
import pathlib
import subprocess
import unittest

from program import LIBRARIES, ProgramTest, BRIEF

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class Module(ProgramTest):
    def setUp(self):
        super().setUp()
        build = self.folder / "build"
        configure = [os.environ["CMAKE"], "-G", "Ninja", "-S", SOURCE / "tests" / "module", "-B", build,
                     f"-DCMAKE_CXX_COMPILER={os.environ['CXX']}",
                     f"-DWARPMARK_SOURCE={SOURCE}", f"-DWARPMARK_LIBRARIES={LIBRARIES}"]
        for command in (configure, [os.environ["CMAKE"], "--build", build]):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.module = build / "libsaxpy.so"

    def test_runs_verified(self):
        self.succeed("run", "--module", self.module, *BRIEF, "--out", self.out)
        rows = self.rows()
        self.assertEqual([row["case_id"] for row in rows],
                         self.succeed("list", "--module", self.module).stdout.splitlines())
        self.assertEqual(len(rows), 4)
        for row in rows:
            self.assertEqual((row["suite"], row["benchmark"], row["variant"], row["status"], row["verified"],
                              row["c_alpha"]), ("modules", "saxpy", "loop", "ok", "1", "2.5"))

    def test_joins_the_programs_own(self):
        listed = self.succeed("list", "modules", "kernels", "--module", self.module).stdout.splitlines()
        self.assertEqual({case.split(".")[0] for case in listed},
                         {"saxpy", "stream", "reduce", "transpose", "softmax", "gemm"})

    def test_only_once(self):
        self.fail_with(2, "there already is a benchmark 'saxpy'", "list", "--module", self.module, "--module",
                       self.module)


if __name__ == "__main__":
    unittest.main()
