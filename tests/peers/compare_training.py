#!/usr/bin/env python3
"""The project's training on this machine's CPU against PyTorch's, measured alternately, so that what
else the machine does meets both alike. Prints, for each workload and batch, the seconds of an epoch
and the ratio to the fastest PyTorch.

    compare_training.py --data ./data --python /usr/bin/python3 --python venv/bin/python --rounds 3
    compare_training.py --data ./data --case cifar10_resnet18:64 --rounds 2

MNIST is a whole epoch each time; networks that take minutes are `--steps` steps of PyTorch and the
timing `step` here, scaled to an epoch.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = {"mnist": 60000, "cifar10_resnet18": 50000, "cifar10_resnet18_cifar": 50000}
WHOLE_EPOCHS = ("mnist",)


def run(command):
    """Its standard output; threads are what the arguments say, not the environment."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "MKL_", "KMP_"))}
    done = subprocess.run([str(word) for word in command], env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with status {done.returncode}:\n{done.stderr}")
    return done.stdout


def ours(arguments, workload, batch):
    """Seconds of an epoch by variant."""
    timing = "epoch" if workload in WHOLE_EPOCHS else "step"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        run([arguments.program, "run", "training", "--device", "cpu", "--threads", arguments.threads, "--epochs", 1,
             "--data", arguments.data, "--no-ceilings", "--max-time", arguments.max_time, "--out", out,
             "--filter", rf"^train_{workload}[.].*dtype=fp32[.]batch={batch}[.](.*[.])?timing={timing}$"])
        with open(out / "results.csv", newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["benchmark"] == f"train_{workload}"]
    for row in rows:
        if row["status"] != "ok":
            raise SystemExit(f"{row['case_id']}: {row['status']}: {row['message']}")
    return {f"warpmark {row['variant']}": IMAGES[workload] / float(row["items_per_s"]) for row in rows}


def peer(arguments, python, workload, batch):
    steps = [] if workload in WHOLE_EPOCHS else ["--steps", max(2, arguments.steps * 64 // batch)]
    lines = run([python, Path(__file__).with_name("train_cpu.py"), "--data", arguments.data, "--workload", workload,
                 "--batch", batch, "--threads", arguments.threads, "--variant", *arguments.variant, *steps])
    rows = [json.loads(line) for line in lines.splitlines()]
    return {f"PyTorch {row['torch']} {row['variant']}": row["epoch_s"] for row in rows}


def compare(arguments, workload, batch):
    seconds = {}
    for _ in range(arguments.rounds):
        measured = ours(arguments, workload, batch)
        for python in arguments.python:
            measured |= peer(arguments, python, workload, batch)
        for name, value in measured.items():
            seconds.setdefault(name, []).append(value)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    best = min((value for name, value in median.items() if name.startswith("PyTorch")), default=None)
    print(f"{workload}, batch {batch}, {arguments.threads} threads: seconds of an epoch")
    for name, values in seconds.items():
        ratio = f"{median[name] / best:6.2f} of the fastest PyTorch" if best else ""
        print(f"  {name:42} {median[name]:9.3f}  {ratio}  [{', '.join(f'{value:.3f}' for value in values)}]", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with the published files, at any depth")
    parser.add_argument("--program", default=ROOT / "build/release/bin/warpmark", help="the built program")
    parser.add_argument("--python", action="append", help="an interpreter that has PyTorch; again for another")
    parser.add_argument("--case", nargs="+", default=["mnist:64", "mnist:1024", "cifar10_resnet18:64"],
                        help="workload:batch")
    parser.add_argument("--variant", nargs="+", default=["eager", "channels_last"], help="of train_cpu.py")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=50, help="of batch 64, where an epoch takes minutes")
    parser.add_argument("--max-time", type=float, default=10, help="seconds of our own, where an epoch takes minutes")
    arguments = parser.parse_args()
    arguments.data = Path(arguments.data).resolve()
    arguments.python = arguments.python or [sys.executable]
    for case in arguments.case:
        workload, _, batch = case.partition(":")
        compare(arguments, workload, int(batch))


if __name__ == "__main__":
    main()
