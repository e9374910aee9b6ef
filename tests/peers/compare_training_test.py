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

# Prints a result for each round, the first of which is slow; keeps an account of its turns.
PEER = """
import json, pathlib, sys
words = sys.argv[1:]
variant = words[words.index("--variant") + 1]
rates = iter([100, 200, 300])
if variant == "absent":
    sys.exit("no such variant")
for _ in sys.stdin if "--on-request" in words else [None]:
    with open("{log}", "a") as log:
        print(variant, file=log)
    row = {{"torch": "2.15.0", "variant": variant, "images_per_s": next(rates)}}
    if "--precision" in words:
        row |= {{"precision": words[words.index("--precision") + 1], "layout": "torch.channels_last"}}
    print(json.dumps(row), flush=True)
"""
PROGRAM = """
import pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
out.mkdir()
with open("{log}", "a") as log:
    print("warpmark", file=log)
(out / "results.csv").write_text("benchmark,variant,case_id,status,message,items_per_s\\n"
                                 "train_mnist,cudnn,train_mnist.cudnn,{status},{message},600\\n"
                                 "train_mnist,cuda_fused,train_mnist.cuda_fused,ok,,1200\\n")
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

    def test_a_cpu_has_a_process_for_each_pytorch(self):
        ours, *peers = commands("--case", "cifar10_resnet18:128", "--threads", "2", "--python", "other")
        self.assertEqual(value(ours, "--threads"), "2")
        self.assertNotIn("--plans", ours)
        self.assertEqual([peer[0] for peer in peers], ["py", "other"])
        self.assertEqual(Path(peers[0][1]).name, "train_cpu.py")
        self.assertEqual(value(peers[0], "--steps"), "25")
        self.assertEqual(peers[0][-2:], ["eager", "channels_last"])

    def test_no_steps_are_whole_epochs(self):
        ours, peer = commands("--case", "cifar10_resnet18:64", "--steps", "0")
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

    def lines(self, *words, status="ok", message=""):
        program = self.program("warpmark", PROGRAM, status=status, message=message)
        with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()):
            compare.main(["--data", "/data", "--program", program, "--python", self.peer(), *words])
        return printed.getvalue().splitlines()

    def test_medians_and_ratios_of_rounds_in_turns(self):
        heading, *rows = self.lines("--device", "gpu", "--dtype", "fp16", "--variant", "eager", "graph")
        self.assertEqual(heading, "mnist, fp16, batch 64, GPU: seconds of an epoch")
        self.assertEqual([re.sub(" +", " ", row.strip()) for row in rows], [
            "warpmark cudnn 100.000 0.33 of the fastest PyTorch [100.000, 100.000, 100.000]",
            "warpmark cuda_fused 50.000 0.17 of the fastest PyTorch [50.000, 50.000, 50.000]",
            "PyTorch 2.15.0 eager, channels-last AMP 300.000 1.00 of the fastest PyTorch [600.000, 300.000, 200.000]",
            "PyTorch 2.15.0 graph, channels-last AMP 300.000 1.00 of the fastest PyTorch [600.000, 300.000, 200.000]",
        ])
        self.assertEqual(self.log.read_text().split(), 3 * ["warpmark", "eager", "graph"])

    def test_a_process_of_a_cpu_is_new_each_round(self):
        heading, *rows = self.lines("--threads", "2", "--case", "mnist:64", "--variant", "eager", "--rounds", "2")
        self.assertEqual(heading, "mnist, fp32, batch 64, 2 threads: seconds of an epoch")
        self.assertEqual(re.sub(" +", " ", rows[-1].strip()),
                         "PyTorch 2.15.0 eager 600.000 1.00 of the fastest PyTorch [600.000, 600.000]")

    def test_a_variant_that_ends_leaves_the_others(self):
        rows = self.lines("--device", "gpu", "--variant", "absent", "eager", "--rounds", "2")
        self.assertEqual(len(rows), 4)
        self.assertIn("[600.000, 300.000]", rows[-1])

    def test_without_a_peer_there_is_no_ratio(self):
        rows = self.lines("--device", "gpu", "--variant", "absent", "--rounds", "2")
        self.assertEqual(re.sub(" +", " ", rows[1].strip()), "warpmark cudnn 100.000 [100.000, 100.000]")

    def test_a_loss_that_is_not_finite_is_no_result(self):
        row = '{"torch": "2.15.0", "variant": "eager", "images_per_s": 600, "loss": [0.5, %s]}'
        self.assertEqual(compare.theirs(row % "0.4", "mnist"), {"PyTorch 2.15.0 eager": 100})
        with self.assertRaisesRegex(SystemExit, "PyTorch 2.15.0 eager: the losses of its epochs are .*nan"):
            compare.theirs(row % "NaN", "mnist")

    def test_a_case_that_did_not_run_is_an_error(self):
        with self.assertRaises(SystemExit) as ended:
            self.lines("--device", "gpu", status="skipped", message="no GPU here")
        self.assertEqual(ended.exception.code, "train_mnist.cudnn: skipped: no GPU here")


if __name__ == "__main__":
    unittest.main()
