#!/usr/bin/env python3
"""The project's training on this machine against PyTorch's, measured alternately, so that what else
the machine does meets both alike. Prints, for each workload and batch, the seconds of an epoch and
the ratio to the fastest PyTorch.

    compare_training.py --data ./data --python /usr/bin/python3 --python venv/bin/python --rounds 3
    compare_training.py --data ./data --case cifar10_resnet18:64 --rounds 2
    compare_training.py --data ./data --device gpu --dtype fp16 --case cifar10_resnet18:1024 --variant eager max-autotune

Networks that take minutes are `--steps` steps of PyTorch and the timing `step` here, scaled to an
epoch: all but MNIST on a CPU, ResNet-50 on a GPU, where an epoch has ImageNet's 1,281,167 images.
With `--steps 0` they are whole epochs all the same (ResNet-50 has none).
On a GPU each variant of PyTorch stays a process of its own, which compiles once, in its first turn,
and does nothing between its turns; 16-bit precisions are autocast, channels-last.
"""

import argparse
import csv
import json
import math
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
IMAGES = {"mnist": 60000, "cifar10_resnet18": 50000, "cifar10_resnet18_cifar": 50000, "resnet50": 1281167}
NARROW = ("bf16", "fp16")


@dataclass(frozen=True)
class Device:
    """What is compared there unless the arguments say otherwise."""
    whole_epochs: tuple
    dtypes: tuple
    cases: tuple
    variants: tuple
    epochs: int


DEVICES = {
    "cpu": Device(("mnist",), ("fp32",), ("mnist:64", "mnist:1024", "cifar10_resnet18:64"),
                  ("eager", "channels_last"), 1),
    "gpu": Device(("mnist", "cifar10_resnet18", "cifar10_resnet18_cifar"), ("fp32", "tf32", *NARROW), ("mnist:64",),
                  ("eager", "graph", "graph-compiled", "reduce-overhead", "max-autotune"), 3),
}


def environment():
    """Threads are what the arguments say."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "MKL_", "KMP_"))}


def run(command):
    """Its standard output."""
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)} ended with status {done.returncode}:\n{done.stderr}")
    return done.stdout


class OnRequest:
    """A process that measures whenever it is asked, and prints a line each time."""

    def __init__(self, command):
        self.command, self.process = command, None

    def __call__(self):
        """The line; nothing where the process has ended, whose own words are on stderr."""
        if self.process is None:
            self.process = subprocess.Popen(self.command, env=environment(), stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, text=True)
        try:
            print(file=self.process.stdin, flush=True)
        except BrokenPipeError:
            return ""
        return self.process.stdout.readline()

    def end(self):
        if self.process is not None:
            self.process.communicate()


def whole_epochs(arguments, workload):
    return arguments.steps == 0 or workload in DEVICES[arguments.device].whole_epochs


def our_command(arguments, workload, batch, out):
    """Of all variants that there are for the device and dtype."""
    timing = "epoch" if whole_epochs(arguments, workload) else "step"
    device = {"cpu": ["--threads", arguments.threads], "gpu": ["--plans", arguments.plans]}[arguments.device]
    command = [arguments.program, "run", "training", "--device", arguments.device, *device,
               "--epochs", arguments.epochs, "--data", arguments.data, "--no-ceilings",
               "--max-time", arguments.max_time, "--out", out, "--filter",
               rf"^train_{workload}[.].*dtype={arguments.dtype}[.]batch={batch}[.]"
               rf"(epochs={arguments.epochs}[.])?(data=synthetic[.])?timing={timing}$"]
    return [str(word) for word in command]


def peer_commands(arguments, workload, batch):
    """On a CPU one for each PyTorch, on a GPU for each of its variants."""
    steps = [] if whole_epochs(arguments, workload) else ["--steps", max(2, arguments.steps * 64 // batch)]
    what = ["--data", arguments.data, "--workload", workload, "--batch", batch, "--epochs", arguments.epochs, *steps]
    for python in arguments.python:
        if arguments.device == "cpu":
            commands = [["train_cpu.py", *what, "--threads", arguments.threads, "--variant", *arguments.variant]]
        else:
            commands = [["train_gpu.py", *what, "--precision", arguments.dtype, "--on-request", "--variant", variant]
                        for variant in arguments.variant]
        for script, *words in commands:
            yield [str(word) for word in (python, HERE / script, *words)]


def ours(arguments, workload, batch):
    """Seconds of an epoch by variant."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        run(our_command(arguments, workload, batch, out))
        with open(out / "results.csv", newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["benchmark"] == f"train_{workload}"]
    for row in rows:
        if row["status"] != "ok":
            raise SystemExit(f"{row['case_id']}: {row['status']}: {row['message']}")
    return {f"warpmark {row['variant']}": IMAGES[workload] / float(row["items_per_s"]) for row in rows}


def label(row):
    """Of a line that a PyTorch has printed."""
    how = ["channels-last"] if "channels_last" in row.get("layout", "") else []
    how += ["AMP"] if row.get("precision") in NARROW else []
    return f"PyTorch {row['torch']} {row['variant']}" + (f", {' '.join(how)}" if how else "")


def theirs(lines, workload):
    rows = [json.loads(line) for line in lines.splitlines()]
    for row in rows:
        if not all(map(math.isfinite, row.get("loss", []))):
            raise SystemExit(f"{label(row)}: the losses of its epochs are {row['loss']}")
    return {label(row): IMAGES[workload] / row["images_per_s"] for row in rows}


def table(heading, seconds):
    """A line for each name, with all its rounds."""
    median = {name: statistics.median(values) for name, values in seconds.items()}
    best = min((value for name, value in median.items() if name.startswith("PyTorch")), default=None)
    width = max(map(len, seconds), default=0)
    yield f"{heading}: seconds of an epoch"
    for name, values in seconds.items():
        ratio = f"{median[name] / best:6.2f} of the fastest PyTorch" if best else ""
        yield f"  {name:{width}} {median[name]:9.3f}  {ratio}  [{', '.join(f'{value:.3f}' for value in values)}]"


def compare(arguments, workload, batch):
    commands = list(peer_commands(arguments, workload, batch))
    peers = [OnRequest(command) for command in commands] if arguments.device == "gpu" else []
    turns = peers or [lambda command=command: run(command) for command in commands]
    seconds = {}
    for _ in range(arguments.rounds):
        measured = ours(arguments, workload, batch)
        for turn in turns:
            measured |= theirs(turn(), workload)
        for name, value in measured.items():
            seconds.setdefault(name, []).append(value)
            # A comparison that is cut short has shown what it measured.
            print(f"{workload}:{batch} {name}: {value:.4f} s", file=sys.stderr, flush=True)
    for peer in peers:
        peer.end()
    where = f"{arguments.threads} threads" if arguments.device == "cpu" else "GPU"
    print(*table(f"{workload}, {arguments.dtype}, batch {batch}, {where}", seconds), sep="\n", flush=True)


def case_of(text):
    workload, _, batch = text.partition(":")
    if workload not in IMAGES or not batch.isdigit() or int(batch) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not one of {', '.join(IMAGES)}, a colon and a batch")
    return workload, int(batch)


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with the published files, at any depth")
    parser.add_argument("--program", default=ROOT / "build/release/bin/warpmark", help="the built program")
    parser.add_argument("--python", action="append", help="an interpreter that has PyTorch; again for another")
    parser.add_argument("--device", choices=DEVICES, default="cpu")
    parser.add_argument("--dtype", choices=DEVICES["gpu"].dtypes, default="fp32", help="on a CPU: fp32 alone")
    parser.add_argument("--case", nargs="+", type=case_of, help="workload:batch")
    parser.add_argument("--variant", nargs="+", help="of train_cpu.py or train_gpu.py")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of a CPU")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, help="of each round: 1 on a CPU, 3 on a GPU; or repetitions of --steps")
    parser.add_argument("--steps", type=int, default=50, help="of batch 64, of large networks; 0: whole epochs")
    parser.add_argument("--max-time", type=float, default=10, help="seconds of our own steps")
    parser.add_argument("--dry-run", action="store_true", help="print the commands of a round, and run none")
    arguments = parser.parse_args(words)
    device = DEVICES[arguments.device]
    if arguments.dtype not in device.dtypes:
        parser.error(f"--dtype {arguments.dtype}: PyTorch is compared in {', '.join(device.dtypes)} on a CPU")
    arguments.data = Path(arguments.data).resolve()
    arguments.python = arguments.python or [sys.executable]
    arguments.case = arguments.case or [case_of(case) for case in device.cases]
    arguments.variant = arguments.variant or device.variants
    arguments.epochs = arguments.epochs or device.epochs
    return arguments


def main(words=None):
    arguments = parse(words)
    with tempfile.TemporaryDirectory() as folder:
        # In which our engines are chosen once.
        arguments.plans = "PLANS" if arguments.dry_run else Path(folder) / "plans.json"
        for case in arguments.case:
            if not arguments.dry_run:
                compare(arguments, *case)
                continue
            for command in (our_command(arguments, *case, "OUT"), *peer_commands(arguments, *case)):
                print(shlex.join(command))


if __name__ == "__main__":
    main()
