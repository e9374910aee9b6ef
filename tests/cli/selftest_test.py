"""The self-test, and what is said of the machine before a run."""

import json
import os
import pathlib
import re
import unittest

from program import BRIEF, TRIAD, ProgramTest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
METHOD = (SOURCE / "docs" / "method.md").read_text()
TOO_MANY = str(2 * os.cpu_count() + 1)  # threads


class SelfTest(ProgramTest):
    def checked(self, *arguments):
        """The JSON, whose exit status must be the one that its checks ask for."""
        done = self.call("selftest", "--json", *arguments)
        document = json.loads(done.stdout)
        failed = any(check["status"] == "failed" for check in document["checks"])
        self.assertEqual(done.returncode, 3 if failed else 0, done.stdout)
        return document

    def test_json(self):
        document = self.checked()
        self.assertEqual(document["schema_version"], 1)
        self.assertRegex(document["fingerprint"], "^m[0-9a-f]{12}$")
        for check in document["checks"]:
            self.assertEqual(list(check), ["name", "devices", "value", "unit", "bound", "status", "message"])
            name = re.sub(r"_\d+us_", "_<length>_", check["name"])
            name = re.sub(r"(gpu\.empty_kernel|gpu\.delay_<length>)_\w+", r"\1_<timing>", name)
            self.assertIn(f"| `{name}` |", METHOD)
            if check["status"] == "skipped":
                self.assertIsNone(check["value"])
                self.assertNotEqual(check["message"], "")
            elif check["message"] == "":
                low, high = check["bound"]["low"], check["bound"]["high"]
                within = (low is None or low <= check["value"]) and (high is None or check["value"] <= high)
                self.assertEqual(check["status"], "passed" if within else "failed", check)

    def test_text(self):
        done = self.call("selftest", "--device", "cpu", "--threads", "1")
        self.assertIn(done.returncode, (0, 3), done.stderr)
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^stop_rule\.coverage +9\d\.?\d* % +93 … 100 % +passed$")
        self.assertTrue(all(len(line) <= 80 for line in lines), done.stdout)
        self.assertNotIn("gpu", done.stdout)

    def test_required_gpu(self):
        required = ["selftest", "--require-gpu", "--device", "cpu"]
        if json.loads(self.succeed("env").stdout)["gpus"]:
            done = self.call(*required)
            self.assertIn(done.returncode, (0, 3), done.stderr)
        else:
            self.fail_with(7, "no GPU", *required)

    def test_bad_input(self):
        self.fail_with(2, "unknown flag --jsn: did you mean '--json'?", "selftest", "--jsn")
        self.fail_with(2, "--threads", "selftest", "--threads", "0")
        self.fail_with(2, "'tpu'", "selftest", "--device", "tpu")


class Machine(ProgramTest):
    def test_warns_in_every_output(self):
        done = self.succeed("run", *TRIAD, *BRIEF, "--threads", TOO_MANY, "--out", self.out)
        self.assertRegex(done.stderr, rf"(?m)^warpmark: warning: {TOO_MANY} threads share [0-9.]+ cores")
        self.assertRegex(done.stdout, r"(?m)^warnings: .*cpu_oversubscribed")
        [warning] = [w for w in json.loads((self.out / "env.json").read_text())["warnings"]
                     if w["code"] == "cpu_oversubscribed"]
        self.assertIn(TOO_MANY, warning["message"])
        self.assertIn(warning["advice"], done.stderr)
        self.assertIs(warning["note"], False)

    def test_strict_measures_nothing(self):
        self.fail_with(6, "cpu_oversubscribed", "run", *TRIAD, "--threads", TOO_MANY, "--strict",
                       "--out", self.out)
        self.assertFalse(self.out.exists())

    def test_env_warns(self):
        self.assertIsInstance(json.loads(self.succeed("env").stdout)["warnings"], list)

    def test_codes_are_documented(self):
        code = re.findall(r'"((?:cpu|gpu)_\w+)"', (SOURCE / "harness" / "preflight.cpp").read_text())
        self.assertEqual(sorted(code), sorted(re.findall(r"^\| `((?:cpu|gpu)_\w+)` ", METHOD, re.M)))


if __name__ == "__main__":
    unittest.main()
