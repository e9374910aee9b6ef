#!/usr/bin/env python3
"""Trains as a user would, once for each seed, and prints what accuracy came of it: the table of
docs/training.md, ready to be pasted. Ten epochs of MNIST take seconds, of ResNet-18 minutes.

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
    """The samples of a training on real images, one an epoch."""
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
    if row["p_data"] != "real":
        raise SystemExit("the images are drawn: their accuracy is no measure of anything")
    return rows("samples.csv")


def percent(number):
    return f"{number:.2f} %"


def line(cells):
    print("|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|", flush=True)


def parse():
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
    return parser.parse_args()


def main():
    arguments = parse()
    line(["seed", "test after 1 epoch", f"after {arguments.epochs}", "highest", f"train, epoch {arguments.epochs}",
          "loss"])
    print("|---" * 6 + "|")
    tests = []
    with tempfile.TemporaryDirectory() as temporary:
        for seed in arguments.seed:
            samples = train(arguments, seed, arguments.keep or temporary)
            test = [float(sample["c_test_accuracy_pct"]) for sample in samples]
            tests.append(test)
            line([str(seed), percent(test[0]), percent(test[-1]), percent(max(test)),
                  percent(float(samples[-1]["c_train_accuracy_pct"])), f"{float(samples[-1]['c_loss']):.4f}"])
    if len(tests) > 1:
        first, last = (percent(statistics.mean(test[epoch] for test in tests)) for epoch in (0, -1))
        line(["mean", first, f"**{last}**", "", "", ""])


if __name__ == "__main__":
    main()
