"""The workflow files of docs/ci: each shell step, in its order, in a checkout whose launcher is the
built program."""

import json
import os
import re
import subprocess
from program import PROGRAM, ProgramTest, unittest, variables
from results_test import SOURCE

FOLDER = SOURCE / "docs" / "ci"
LAUNCHER = '#!/bin/sh\n[ "$1" = build ] || exec "$WARPMARK" "$@"\n'
# Instead of the values in the files: one small case, enough runs for a test, no more.
SMALL = {"SELECTION": "--filter ^stream.openmp.dtype=fp64.op=triad.n=1000.timing=hot$ --axis n=1000 "
                      "--max-time 0.02 --no-ceilings --threads 1",
         "AB": "--runs 4 --confirm 0", "RUNS": "4"}
STATUS = {"pass": 0, "fail": 1, "invalid": 4, "inconclusive": 6}


def steps(file, job):
    """The shell steps of a job: blocks of lines, by GitHub's `run: |` and GitLab's `- |`."""
    text = file.read_text()
    [(indent, body)] = re.findall(rf"^( *){job}:\n((?:\1 .*\n|\n)+)", text, re.M)
    blocks = re.findall(r"^( *)(?:run: |- )\|\n((?:\1 .*\n)+)", body, re.M)
    return [re.sub(r"^ *", "", block, flags=re.M) for _, block in blocks]


class CiFiles(ProgramTest):
    def setUp(self):
        super().setUp()
        self.checkout = self.folder / "checkout"
        self.checkout.mkdir()
        (self.checkout / "warpmark").write_text(LAUNCHER)
        (self.checkout / "warpmark").chmod(0o755)
        self.git("init", "-q")
        self.git("add", ".")
        self.commit("base")
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.base = self.git("rev-parse", "HEAD").strip()
        self.commit("head")

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.checkout, check=True, capture_output=True, text=True).stdout

    def commit(self, message):
        self.git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "--allow-empty", "-m", message)

    def shell(self, step):
        more = {"WARPMARK": PROGRAM, "GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base, **SMALL}
        return subprocess.run(["bash", "-eo", "pipefail", "-c", step], cwd=self.checkout, env={**variables(), **more},
                              capture_output=True, text=True, timeout=600)

    def run_job(self, name, job):
        """All steps succeed, the one that judges with the status of its gate. What a job keeps is its
        own, whichever step ends it."""
        out, judged = self.checkout / "out", 0
        out.mkdir(exist_ok=True)
        (out / "verdicts.md").write_text("of the job before")
        for step in steps(FOLDER / name, job):
            done = self.shell(step)
            judges = "--strict" in step
            if not judges and not judged:
                self.assertFalse((out / "verdicts.md").exists(), step)
            expected = STATUS[json.loads((out / "verdicts.json").read_text())["gate"]] if judges else 0
            self.assertEqual(done.returncode, expected, step + done.stdout + done.stderr)
            judged += judges
        self.assertEqual(judged, 1)
        for kind in ("md", "json", "xml", "html"):
            self.assertGreater((out / f"verdicts.{kind}").stat().st_size, 0, kind)
        if name.startswith("github"):
            self.assertEqual((self.folder / "summary.md").read_text(), (out / "verdicts.md").read_text())

    def test_merge_base_against_head(self):
        for name in ("github.yml", "gitlab.yml"):
            with self.subTest(name):
                self.run_job(name, "merge-base-against-head")

    def test_head_against_baseline(self):
        if "unknown command" in self.call("baseline").stderr:
            self.skipTest("this program has no baselines")
        self.succeed("run", *SMALL["SELECTION"].split(), "--runs", "4", "--out", self.folder / "old")
        self.assertEqual(self.shell(f"./warpmark baseline save release {self.folder / 'old'}").returncode, 0)
        for name in ("github.yml", "gitlab.yml"):
            with self.subTest(name):
                self.run_job(name, "head-against-baseline")

    def test_nothing_but_variables_of_the_shell(self):
        for name in os.listdir(FOLDER):
            for job in ("merge-base-against-head", "head-against-baseline"):
                for step in steps(FOLDER / name, job):
                    self.assertNotIn("{{", step, "the runner's expressions cannot be tried here")


if __name__ == "__main__":
    unittest.main()
