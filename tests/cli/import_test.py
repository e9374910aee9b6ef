"""What other benchmark programs wrote becomes results, which compare and report read."""

import json
from program import ProgramTest, unittest


def google(microseconds):
    names = {"BM_sort/4096": microseconds, "BM_copy/64": 1 + microseconds / 1e4}
    rows = [{"name": name, "run_name": name, "run_type": "iteration", "repetition_index": i, "threads": 1,
             "iterations": 1000, "real_time": time * (1 + i / 1000), "cpu_time": time, "time_unit": "us"}
            for name, time in names.items() for i in range(3)]
    return {"context": {"date": "2026-11-22T10:00:00+00:00", "num_cpus": 8, "caches": []}, "benchmarks": rows}


def nvbench(seconds):
    def summary(tag, value):
        return {"tag": tag, "name": tag, "data": [{"name": "value", "type": "float64", "value": str(value)}]}
    summaries = [summary("nv/cold/time/gpu/mean", seconds), summary("nv/batch/time/gpu/mean", seconds / 2)]
    device = {"id": 0, "name": "GPU X", "sm_version": 900, "number_of_sms": 132, "global_memory_size": 2**36}
    state = {"device": 0, "axis_values": [], "summaries": summaries, "is_skipped": False}
    return {"devices": [device], "benchmarks": [{"name": "copy", "states": [state]}]}


class Import(ProgramTest):
    def write(self, name, document):
        file = self.folder / name
        file.write_text(json.dumps(document))
        return file

    def import_runs(self, out, make, times):
        files = [self.write(f"{out}{i}.json", make(time)) for i, time in enumerate(times)]
        self.succeed("import", *files, "--out", self.folder / out)
        return self.folder / out

    def compared(self, status, base, new):
        verdicts = self.folder / "verdicts.json"
        done = self.call("compare", base, new, "--json", verdicts)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return {case["case_id"]: case for case in json.loads(verdicts.read_text())["cases"]}

    def test_google_benchmark(self):
        base = self.import_runs("base", google, [100, 101, 102, 103, 104])
        new = self.import_runs("new", google, [150, 151, 152, 153, 154])
        cases = self.compared(1, base, new)
        slower = cases["BM_sort.google_benchmark.arguments=4096.timing=hot"]
        self.assertEqual((slower["verdict"], slower["base"]["runs"], slower["new"]["runs"]), ("regressed", 5, 5))
        self.assertAlmostEqual(slower["ratio"], 152 / 102, places=2)
        self.assertEqual(cases["BM_copy.google_benchmark.arguments=64.timing=hot"]["verdict"], "same")
        self.succeed("report", base)
        self.assertIn("the result was not verified", (base / "report.html").read_text())

    def test_nvbench(self):
        base = self.import_runs("base", nvbench, [1e-5 + i * 1e-8 for i in range(5)])
        new = self.import_runs("new", nvbench, [2e-5 + i * 1e-8 for i in range(5)])
        cases = self.compared(1, base, new)
        self.assertEqual({name: case["verdict"] for name, case in cases.items()},
                         {"copy.nvbench.timing=cold": "regressed", "copy.nvbench.timing=hot": "regressed"})

    def test_another_machine(self):
        base = self.import_runs("base", google, [100, 101])
        new = self.import_runs("new", nvbench, [1e-5, 2e-5])
        self.assertEqual(self.call("compare", base, new).returncode, 4)
        self.fail_with(4, "of another machine", "import", self.folder / "base0.json", self.folder / "new0.json",
                       "--out", self.out)
        self.assertFalse(self.out.exists())

    def test_what_cannot_be_imported(self):
        good = self.write("good.json", google(100))
        broken = self.folder / "broken.json"
        broken.write_text(good.read_text()[:-5])
        self.fail_with(5, "broken.json: byte ", "import", good, broken, "--out", self.out)
        self.fail_with(5, "cannot read", "import", self.folder, "--out", self.out)
        self.fail_with(5, "cannot read", "import", "none.json", "--out", self.out)
        self.fail_with(5, "one run would count as two", "import", good, good, "--out", self.out)
        self.fail_with(2, "--out", "import", good)
        self.succeed("import", good, "--out", self.out)
        self.fail_with(2, "already holds a results.csv", "import", good, "--out", self.out)
