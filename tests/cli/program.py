"""Runs the built program as a user would, each time in a folder of its own."""

import csv
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["WARPMARK"]
LIBRARIES = pathlib.Path(PROGRAM).parent.parent / "lib"

# One small case that every build has, measured for a moment.
TRIAD = ["--filter", r"^stream\.openmp\.dtype=fp64\.op=triad\.n=1000\.timing=hot$", "--axis", "n=1000"]
BRIEF = ["--max-time", "0.05", "--no-ceilings"]


def variables(**changes):
    """This environment without what would change the program's own choice of threads."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "WARPMARK_", "NO_COLOR", "CI"))}
    kept.update(changes)
    return kept


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="warpmark-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = self.folder / "out"

    def call(self, *arguments, env=None, **options):
        options = {"cwd": self.folder, "stdout": subprocess.PIPE} | options
        return subprocess.run([PROGRAM, *map(str, arguments)], env=variables(**(env or {})), stderr=subprocess.PIPE,
                              text=True, timeout=600, **options)

    def succeed(self, *arguments, **options):
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def fail_with(self, status, message, *arguments, **options):
        """The program ends with `status` and one line on stderr that holds `message`."""
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, status, done.stderr)
        last = done.stderr.strip().splitlines()[-1]
        self.assertTrue(last.startswith("warpmark: "), last)
        self.assertIn(message, last)
        return done

    def rows(self, name="results.csv", folder=None):
        """The rows of a file, without those of the canaries."""
        return [row for row in self.all_rows(name, folder) if not row["case_id"].startswith("ceilings.")]

    def all_rows(self, name="results.csv", folder=None):
        """The rows of a file that must be whole: strictly CSV, all fields there, ended by a line feed."""
        text = ((folder or self.out) / name).read_bytes().decode("utf-8")
        self.assertTrue(text.endswith("\n"), "the last row is torn")
        header, *rows = csv.reader(text.splitlines(keepends=True), strict=True)
        for row in rows:
            self.assertEqual(len(row), len(header), row)
        return [dict(zip(header, row)) for row in rows]
