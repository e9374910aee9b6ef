#!/usr/bin/env python3
"""Trains as a user would, once for each seed, and prints what each epoch's test accuracy came to: the
table of docs/training.md, ready to be pasted. Ten epochs of MNIST take seconds, of ResNet-18 minutes.

    train_epochs.py --data ./data --workload mnist --seed 1 2 3
    train_epochs.py --data ./data --workload cifar10_resnet18 --seed 1 --keep results/resnet18
"""

import argparse
import csv
import statistics
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def train(arguments, seed, folder):
    """The row of a training, and its samples."""
    case = rf"^train_{arguments.workload}\.{arguments.variant}\.dtype={arguments.dtype}\.batch={arguments.batch}\."
    case += rf"(epochs={arguments.epochs}\.)?timing=epoch$"
    out = Path(folder) / f"seed{seed}"
    done = subprocess.run([str(arguments.program), "run", "training", "--device", arguments.device, "--data",
                           str(arguments.data.resolve()), "--epochs", str(arguments.epochs), "--seed", str(seed),
                           "--filter", case, "--out", str(out)], stdout=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(f"seed {seed}: warpmark ended with status {done.returncode}")

    def rows(name):
        with open(out / name, newline="", encoding="utf-8") as file:
            return [row for row in csv.DictReader(file) if row["case_id"].startswith("train_")]

    [row] = rows("results.csv")
    if row["status"] != "ok":
        raise SystemExit(f"seed {seed}: {row['status']}: {row['message']}")
    return row, rows("samples.csv")


def numbers(samples, column):
    return [float(sample[column]) for sample in samples]


def line(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path, help="folder of the real images")
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/bin/warpmark")
    parser.add_argument("--workload", default="mnist", help="what follows train_ in the benchmark's name")
    parser.add_argument("--variant", default="onednn")
    parser.add_argument("--device", default="cpu", choices=["cpu", "gpu"])
    parser.add_argument("--dtype", default="fp32")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--keep", type=Path, help="folder for the result files, which else are removed")
    arguments = parser.parse_args()
    line(["seed", "test after 1", f"after {arguments.epochs}", "highest", "train", "loss", "an epoch", "images/s"])
    line(["---"] * 8)
    last = []
    with tempfile.TemporaryDirectory() as temporary:
        for seed in arguments.seed:
            row, samples = train(arguments, seed, arguments.keep or temporary)
            if row["p_data"] != "real":
                raise SystemExit("the images are drawn: their accuracy is no measure of anything")
            test = numbers(samples, "c_test_accuracy_pct")
            last.append(test[-1])
            line([str(seed), f"{test[0]:.2f} %", f"{test[-1]:.2f} %", f"{max(test):.2f} %",
                  f"{float(samples[-1]['c_train_accuracy_pct']):.2f} %", f"{float(samples[-1]['c_loss']):.4f}",
                  f"{statistics.median(numbers(samples, 'time_s')):.2f} s",
                  f"{statistics.median(numbers(samples, 'c_images_per_s')):,.0f}"])
    if len(last) > 1:
        line(["mean", "", f"**{statistics.mean(last):.2f} %**", "", "", "", "", ""])


if __name__ == "__main__":
    main()
