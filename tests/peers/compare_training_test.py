"""compare_training.py without a PyTorch: the commands that it runs, and its table from what others
print."""

import contextlib
import io
import re
import shlex
import stat
import sys
import tempfile
import unittest
from pathlib import Path

import compare_training as compare

# Prints a result for each variant and round, the first of which is slow; keeps an account of its turns.
# Variants' names say what becomes of them.
PEER = """
import json, os, sys
words = sys.argv[1:]
variants = words[words.index("--variant") + 1:]
if "absent" in variants:
    sys.exit("no such variant")
print("a word of a library's")
rates = iter([100, 200, 300])
for round, _ in enumerate(sys.stdin if "--on-request" in words else [None]):
    rate = next(rates)
    for variant in variants:
        if variant == "dies" and round == 1:
            os._exit(9)
        with open("{log}", "a") as log:
            print(variant, file=log)
        row = {{"torch": "2.15.0", "variant": variant}}
        if "--precision" in words:
            row |= {{"precision": words[words.index("--precision") + 1], "layout": "channels_last"}}
            row |= {{"free_bytes": (3 - round) * 2**30, "memory_bytes": 2**33}}
        else:
            row["bind"] = os.environ.get("OMP_PROC_BIND")
        if variant == "unable":
            row["failed"] = "RuntimeError: no memory\\nof 3 GiB"
        else:
            row |= {{"images_per_s": rate, "loss": [float("nan") if variant == "diverges" else 0.5]}}
        if variant != "silent":
            print(json.dumps(row), flush=True)
"""
PROGRAM = """
import pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
out.mkdir()
with open("{log}", "a") as log:
    print("warpmark", file=log)
rows = ["train_mnist,cudnn,train_mnist.cudnn,{status},{message},600",
        "train_mnist,cuda_fused,train_mnist.cuda_fused,ok,,1200"]
head = "benchmark,variant,case_id,status,message,items_per_s"
(out / "results.csv").write_text("\\n".join([head, *rows[:{rows}], ""]))
sys.exit({exits})
"""


def commands(*words):
    """What --dry-run prints, a list of words each."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        compare.main(["--data", "/data", "--program", "warpmark", "--python", "py", "--dry-run", *words])
    return [shlex.split(line) for line in printed.getvalue().splitlines()]


def value(command, flag):
    return command[command.index(flag) + 1]


class Commands(unittest.TestCase):
    def test_a_gpu_has_a_process_for_each_variant_that_waits_for_its_turn(self):
        ours, *peers = commands("--device", "gpu", "--dtype", "fp16", "--case", "cifar10_resnet18:1024",
                                "--variant", "eager", "max-autotune")
        self.assertEqual((value(ours, "--device"), value(ours, "--epochs"), value(ours, "--plans")),
                         ("gpu", "3", "PLANS"))
        self.assertEqual([value(peer, "--variant") for peer in peers], ["eager", "max-autotune"])
        for peer in peers:
            self.assertEqual(peer[0], "py")
            self.assertEqual(Path(peer[1]).name, "train_gpu.py")
            self.assertIn("--on-request", peer)
            self.assertNotIn("--steps", peer)
            self.assertEqual((value(peer, "--precision"), value(peer, "--batch"), value(peer, "--epochs")),
                             ("fp16", "1024", "3"))

    def test_the_slowest_to_compile_is_last(self):
        ours, *peers = commands("--device", "gpu")
        self.assertEqual([value(peer, "--variant") for peer in peers],
                         ["eager", "graph", "graph-compiled", "reduce-overhead", "max-autotune", "graph-max-autotune"])

    def test_a_cpu_has_a_process_for_each_pytorch_free_and_pinned(self):
        ours, *peers = commands("--case", "cifar10_resnet18:128", "--threads", "2", "--python", "other")
        self.assertEqual(value(ours, "--threads"), "2")
        self.assertNotIn("--plans", ours)
        pinned = ["env", "OMP_PROC_BIND=close", "OMP_PLACES=cores"]
        self.assertEqual([peer[:len(peer) - len(peers[0]) + 1] for peer in peers],
                         [["py"], [*pinned, "py"], ["other"], [*pinned, "other"]])
        self.assertEqual(Path(peers[0][1]).name, "train_cpu.py")
        self.assertEqual(peers[1][4:], peers[0][1:])
        self.assertEqual(value(peers[0], "--steps"), "25")
        self.assertEqual(peers[0][-2:], ["eager", "channels_last"])

    def test_pinned_or_free_alone(self):
        for pin, first in (("yes", "env"), ("no", "py")):
            ours, peer = commands("--case", "mnist:64", "--pin", pin)
            self.assertEqual(peer[0], first)

    def test_no_steps_are_whole_epochs(self):
        ours, peer = commands("--case", "cifar10_resnet18:64", "--steps", "0", "--pin", "no")
        self.assertRegex(value(ours, "--filter"), "timing=epoch[$]$")
        self.assertNotIn("--steps", peer)

    def test_the_filter_takes_all_variants_of_one_case(self):
        [ours, *_] = commands("--device", "gpu")
        case = re.compile(value(ours, "--filter"))
        for variant in ("cudnn", "cuda_fused"):
            for data in ("", "data=synthetic."):
                name = f"train_mnist.{variant}.dtype=fp32.batch=64.epochs=3.{data}timing=epoch"
                self.assertTrue(case.search(name), name)
        for name in ("train_mnist.cudnn.dtype=fp32.batch=64.epochs=3.timing=step",
                     "train_mnist.cudnn.dtype=fp32.batch=640.epochs=3.timing=epoch",
                     "train_mnist.cudnn.dtype=fp32.batch=64.epochs=3.filters=cropped.timing=epoch",
                     "train_mnist.cudnn.dtype=bf16.batch=64.epochs=3.timing=epoch"):
            self.assertFalse(case.search(name), name)

    def test_what_nobody_compares_is_a_mistake(self):
        for words in (["--dtype", "bf16"], ["--case", "mnist"], ["--case", "other:64"], ["--case", "mnist:0"]):
            with self.assertRaises(SystemExit) as ended, contextlib.redirect_stderr(io.StringIO()) as said:
                commands(*words)
            self.assertEqual(ended.exception.code, 2)
            self.assertIn(words[1], said.getvalue())


class Table(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.log = Path(folder.name), Path(folder.name) / "log"

    def program(self, name, text, **values):
        path = self.folder / name
        path.write_text(f"#!{sys.executable}\n" + text.format(log=self.log, **values))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    def peer(self):
        """An interpreter, whatever the script: its first argument is the script's name."""
        return self.program("python", PEER)

    def lines(self, *words, status="ok", message="", rows=2, exits=0):
        """Of the table, single spaces between words; self.status is then the script's, self.said its stderr."""
        program = self.program("warpmark", PROGRAM, status=status, message=message, rows=rows, exits=exits)
        with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()) as said:
            self.status = compare.main(["--data", "/data", "--program", program, "--python", self.peer(), *words])
        self.said = said.getvalue()
        return [re.sub(" +", " ", line.strip()) for line in printed.getvalue().splitlines()]

    def test_medians_and_ratios_of_rounds_in_turns(self):
        heading, *rows = self.lines("--device", "gpu", "--dtype", "fp16", "--variant", "eager", "graph")
        self.assertEqual(heading, "mnist, fp16, batch 64, GPU: seconds of an epoch")
        self.assertEqual(rows[:4], [
            "warpmark cudnn 100.000 0.33 of the fastest PyTorch [100.000, 100.000, 100.000]",
            "warpmark cuda_fused 50.000 0.17 of the fastest PyTorch [50.000, 50.000, 50.000]",
            "PyTorch 2.15.0 eager, channels-last, AMP 300.000 1.00 of the fastest PyTorch [600.000, 300.000, 200.000]",
            "PyTorch 2.15.0 graph, channels-last, AMP 300.000 1.00 of the fastest PyTorch [600.000, 300.000, 200.000]",
        ])
        self.assertEqual(self.log.read_text().split(), 3 * ["warpmark", "eager", "graph"])
        self.assertEqual(self.status, 0)

    def test_a_process_of_a_cpu_is_new_each_round(self):
        heading, *rows = self.lines("--threads", "2", "--case", "mnist:64", "--variant", "eager", "silent",
                                    "--rounds", "2", "--pin", "no")
        self.assertEqual(heading, "mnist, fp32, batch 64, 2 threads: seconds of an epoch")
        self.assertIn("PyTorch 2.15.0 eager 600.000 1.00 of the fastest PyTorch that ran [600.000, 600.000]", rows)
        self.assertEqual(self.log.read_text().split(), 2 * ["warpmark", "eager", "silent"])

    def test_pinned_threads_are_another_figure(self):
        rows = self.lines("--case", "mnist:64", "--variant", "eager", "--rounds", "1")
        self.assertEqual(rows[-2:], ["PyTorch 2.15.0 eager 600.000 1.00 of the fastest PyTorch [600.000]",
                                     "PyTorch 2.15.0 eager, pinned 600.000 1.00 of the fastest PyTorch [600.000]"])

    def test_a_variant_that_ends_leaves_the_others_and_a_line(self):
        rows = self.lines("--device", "gpu", "--variant", "absent", "eager", "dies", "unable", "--rounds", "2")
        self.assertEqual(rows[3:], [
            "PyTorch 2.15.0 eager, channels-last 450.000 1.00 of the fastest PyTorch that ran [600.000, 300.000]",
            "PyTorch 2.15.0 dies, channels-last 600.000 1.33 of the fastest PyTorch that ran "
            "failed: no figures, and it ended with status 9 [600.000]",
            f"PyTorch of {self.folder}/python absent failed: no figures, and it ended with status 1",
            f"PyTorch of {self.folder}/python unable failed: RuntimeError: no memory of 3 GiB",
        ])
        self.assertEqual(self.status, 1)

    def test_a_process_of_a_cpu_that_prints_nothing_for_a_variant_has_failed(self):
        rows = self.lines("--case", "mnist:64", "--variant", "silent", "eager", "--rounds", "1", "--pin", "yes")
        self.assertEqual(rows[-1], f"PyTorch of {self.folder}/python silent, pinned failed: no figures")
        self.assertEqual(self.status, 1)

    def test_a_round_that_is_missing_is_a_failure(self):
        figures = compare.Figures("mnist:64")
        with contextlib.redirect_stderr(io.StringIO()):
            for seconds in (4, 2):
                figures.add("PyTorch a", seconds)
            figures.add("warpmark b", 1)
            figures.complete(2)
        self.assertEqual(figures.failures, {"warpmark b": "measured in 1 of 2 rounds"})

    def test_without_a_peer_there_is_no_ratio(self):
        rows = self.lines("--device", "gpu", "--variant", "absent", "--rounds", "2")
        self.assertEqual(rows[1], "warpmark cudnn 100.000 [100.000, 100.000]")
        self.assertEqual(self.status, 1)

    def test_a_loss_that_is_not_finite_is_no_result(self):
        rows = self.lines("--device", "gpu", "--variant", "diverges", "--rounds", "1")
        self.assertEqual(rows[3], "PyTorch 2.15.0 diverges, channels-last failed: the losses of its epochs are [nan]")
        self.assertEqual(self.status, 1)

    def test_memory_that_is_short_is_said(self):
        short = "memory is short: 1.0 of 8.0 GiB were free between two turns"
        self.assertEqual(self.lines("--device", "gpu", "--variant", "eager")[-1], short)
        self.assertNotIn("memory", "".join(self.lines("--device", "gpu", "--variant", "eager", "--rounds", "1")))

    def test_figures_are_shown_at_once(self):
        self.lines("--device", "gpu", "--variant", "eager", "--rounds", "1")
        self.assertEqual(self.said.splitlines(), ["mnist:64 warpmark cudnn: 100.0000 s",
                                                  "mnist:64 warpmark cuda_fused: 50.0000 s",
                                                  "mnist:64 PyTorch 2.15.0 eager, channels-last: 600.0000 s"])

    def test_a_case_that_did_not_run_is_a_failure(self):
        rows = self.lines("--device", "gpu", "--variant", "eager", "--rounds", "1", status="skipped",
                          message="no GPU here", exits=3)
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows[3], "warpmark cudnn failed: skipped: no GPU here")
        self.assertEqual(self.status, 1)

    def test_a_program_without_figures_is_compared_with_nothing(self):
        for status, rows in (("skipped", 1), ("ok", 0)):
            self.log.write_text("")
            failed = self.lines("--device", "gpu", "--variant", "eager", status=status, rows=rows, exits=7)[1:]
            self.assertEqual(failed, {1: ["warpmark cudnn failed: skipped:"],
                                      0: ["warpmark failed: 0 rows, and it ended with status 7"]}[rows])
            self.assertEqual(self.log.read_text().split(), ["warpmark"])
            self.assertEqual(self.status, 1)

    def test_a_program_that_fails_with_all_its_figures_has_failed(self):
        rows = self.lines("--device", "gpu", "--variant", "eager", "--rounds", "1", exits=74)
        self.assertEqual(rows[-1], "warpmark failed: 2 rows, and it ended with status 74")
        self.assertEqual(self.status, 1)


if __name__ == "__main__":
    unittest.main()
