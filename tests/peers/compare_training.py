#!/usr/bin/env python3
"""The project's training on this machine against PyTorch's, measured alternately, so that what else
the machine does meets both alike. Prints, for each workload and batch, the seconds of an epoch and
the ratio to the fastest PyTorch. What failed has a line that says why, and the status is then 1.

    compare_training.py --data ./data --python /usr/bin/python3 --python venv/bin/python --rounds 3
    compare_training.py --data ./data --case cifar10_resnet18:64 --rounds 2
    compare_training.py --data ./data --device gpu --dtype fp16 --case cifar10_resnet18:1024 --variant eager max-autotune

Networks that take minutes are `--steps` steps of PyTorch and the timing `step` here, scaled to an
epoch: all but MNIST on a CPU, ResNet-50 on a GPU, where an epoch has ImageNet's 1,281,167 images.
With `--steps 0` they are whole epochs all the same (ResNet-50 has none).
On a CPU each PyTorch runs twice in a round, its threads pinned to cores and free, unless --pin says otherwise.
On a GPU each variant of PyTorch stays a process of its own, which compiles once, in its first turn,
and between its turns does nothing and gives back what memory it can; 16-bit precisions are autocast.
"""

import argparse
import contextlib
import csv
import json
import math
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import textwrap
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
                  # The slowest to compile are last: one who waits no longer has the others.
                  ("eager", "graph", "graph-compiled", "reduce-overhead", "max-autotune", "graph-max-autotune"), 3),
}
PINNED = ("env", "OMP_PROC_BIND=close", "OMP_PLACES=cores")


def environment():
    """Threads are what the arguments say."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "MKL_", "KMP_"))}


class Peer:
    """A PyTorch in turns, a process for each, and the variants of which it prints a row there."""

    def __init__(self, python, script, variants, words, pinned=False):
        self.command = [str(word) for word in (*PINNED * pinned, python, HERE / script, *words, "--variant", *variants)]
        # Until a row says more.
        self.names = {variant: f"PyTorch of {python} {variant}{', pinned' * pinned}" for variant in variants}

    def turn(self):
        """The lines it prints; its status where it has ended."""
        done = subprocess.run(self.command, env=environment(), stdout=subprocess.PIPE, text=True)
        return done.stdout.splitlines(), done.returncode

    def end(self):
        pass


class OnRequest(Peer):
    """One process for all turns: it measures whenever it is asked, and prints a line each time."""

    process = None

    def turn(self):
        if self.process is None:
            self.process = subprocess.Popen(self.command, env=environment(), stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, text=True)
        with contextlib.suppress(BrokenPipeError):
            print(file=self.process.stdin, flush=True)
        for line in self.process.stdout:
            if line.startswith("{"):
                return [line], None
        return [], self.process.wait()

    def end(self):
        if self.process is not None:
            self.process.communicate()


class Figures:
    """Of a case, by name: the seconds of an epoch in each round, and why there are none."""

    def __init__(self, case):
        self.case, self.seconds, self.failures, self.memory = case, {}, {}, []

    def say(self, name, what):
        """A comparison that is cut short has shown what it measured."""
        print(f"{self.case} {name}: {what}", file=sys.stderr, flush=True)

    def add(self, name, seconds):
        self.seconds.setdefault(name, []).append(seconds)
        self.say(name, f"{seconds:.4f} s")

    def fail(self, name, why):
        why = textwrap.shorten(why, 160)
        if name not in self.failures:
            self.failures[name] = why
            self.say(name, f"failed: {why}")

    def complete(self, rounds):
        """Whoever has missed one has failed."""
        for name, values in self.seconds.items():
            if len(values) < rounds:
                self.fail(name, f"measured in {len(values)} of {rounds} rounds")

    def table(self, heading):
        """A line for each name, with all its rounds."""
        median = {name: statistics.median(values) for name, values in self.seconds.items()}
        best = min((value for name, value in median.items() if name.startswith("PyTorch")), default=None)
        names = list(self.seconds) + [name for name in self.failures if name not in self.seconds]
        width = max(map(len, names), default=0)
        which = "PyTorch that ran" if any(name.startswith("PyTorch") for name in self.failures) else "PyTorch"
        yield f"{heading}: seconds of an epoch"
        for name in names:
            cells = [f"{name:{width}}"]
            if name in median:
                cells.append(f"{median[name]:9.3f}")
                cells.append(f"{median[name] / best:6.2f} of the fastest {which}" if best else "")
            if name in self.failures:
                cells.append(f"failed: {self.failures[name]}")
            if name in median:
                cells.append(f"[{', '.join(f'{value:.3f}' for value in self.seconds[name])}]")
            yield f"  {'  '.join(cells)}"
        free, total = min(self.memory, default=(1, 1))
        if free < total / 4:
            yield f"  memory is short: {free / 2**30:.1f} of {total / 2**30:.1f} GiB were free between two turns"


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


def peers(arguments, workload, batch):
    """On a CPU for each PyTorch, pinned and free; on a GPU for each of its variants."""
    steps = [] if whole_epochs(arguments, workload) else ["--steps", max(2, arguments.steps * 64 // batch)]
    what = ["--data", arguments.data, "--workload", workload, "--batch", batch, "--epochs", arguments.epochs, *steps]
    for python in arguments.python:
        if arguments.device == "cpu":
            for pinned in {"both": (False, True), "yes": (True,), "no": (False,)}[arguments.pin]:
                yield Peer(python, "train_cpu.py", arguments.variant, [*what, "--threads", arguments.threads], pinned)
        else:
            for variant in arguments.variant:
                yield OnRequest(python, "train_gpu.py", [variant],
                                [*what, "--precision", arguments.dtype, "--on-request"])


def ours(arguments, workload, batch, figures):
    """Of all variants."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = our_command(arguments, workload, batch, out)
        done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        rows = []
        if (out / "results.csv").exists():
            with open(out / "results.csv", newline="", encoding="utf-8") as file:
                rows = [row for row in csv.DictReader(file) if row["benchmark"] == f"train_{workload}"]
    for row in rows:
        name = f"warpmark {row['variant']}"
        if row["status"] == "ok":
            figures.add(name, IMAGES[workload] / float(row["items_per_s"]))
        else:
            figures.fail(name, f"{row['status']}: {row['message']}")
    if not rows or (done.returncode and all(row["status"] == "ok" for row in rows)):
        print(shlex.join(command), done.stdout, sep="\n", file=sys.stderr)
        figures.fail("warpmark", f"{len(rows)} rows, and it ended with status {done.returncode}")


def label(row):
    """Of a line that a PyTorch has printed."""
    how = ["channels-last"] if "channels_last" in row.get("layout", "") else []
    how += ["AMP"] if row.get("precision") in NARROW else []
    how += ["pinned"] if row.get("bind") else []
    return ", ".join([f"PyTorch {row['torch']} {row['variant']}", *how])


def rows_of(lines):
    """By variant; other lines, and one that was cut short, are none."""
    for line in lines:
        with contextlib.suppress(json.JSONDecodeError):
            row = json.loads(line)
            if isinstance(row, dict):
                yield row["variant"], row


def theirs(peer, workload, figures):
    lines, status = peer.turn()
    rows = dict(rows_of(lines))
    for variant in peer.names:
        row = rows.get(variant)
        if row is None:
            figures.fail(peer.names[variant], "no figures" + (f", and it ended with status {status}" if status else ""))
            continue
        if "memory_bytes" in row:
            figures.memory.append((row["free_bytes"], row["memory_bytes"]))
        if "failed" in row:
            figures.fail(peer.names[variant], row["failed"])
            continue
        peer.names[variant] = label(row)
        if not all(map(math.isfinite, row.get("loss", []))):
            figures.fail(peer.names[variant], f"the losses of its epochs are {row['loss']}")
        else:
            figures.add(peer.names[variant], IMAGES[workload] / row["images_per_s"])


def compare(arguments, workload, batch):
    """Prints a table; false where it lacks anything."""
    figures = Figures(f"{workload}:{batch}")
    them = list(peers(arguments, workload, batch))
    for _ in range(arguments.rounds):
        ours(arguments, workload, batch, figures)
        if not figures.seconds:
            break  # there is nothing to compare with
        for peer in them:
            theirs(peer, workload, figures)
    for peer in them:
        peer.end()
    figures.complete(arguments.rounds)
    where = f"{arguments.threads} threads" if arguments.device == "cpu" else "GPU"
    print(*figures.table(f"{workload}, {arguments.dtype}, batch {batch}, {where}"), sep="\n", flush=True)
    return not figures.failures


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
    parser.add_argument("--pin", choices=("both", "yes", "no"), default="both",
                        help=f"PyTorch's threads to cores, on a CPU, by {' and '.join(PINNED[1:])}; ours always are")
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
        if not arguments.dry_run:
            complete = [compare(arguments, *case) for case in arguments.case]
            return 0 if all(complete) else 1
        for case in arguments.case:
            for command in (our_command(arguments, *case, "OUT"), *(peer.command for peer in peers(arguments, *case))):
                print(shlex.join(command))
    return 0


if __name__ == "__main__":
    sys.exit(main())
