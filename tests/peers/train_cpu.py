#!/usr/bin/env python3
"""Trains with PyTorch on the CPU, the images resident in memory as floats, and prints one line of
JSON for each workload, batch and variant. An epoch's time is training alone: shuffling, gathering
the batch, forward, backward, optimiser.

    train_cpu.py --data ./data --workload mnist --batch 64 --threads 2 --epochs 3
    train_cpu.py --data ./data --workload cifar10_resnet18 --batch 64 --threads 2 --steps 100
    OMP_PROC_BIND=close OMP_PLACES=cores train_cpu.py --data ./data --threads 2

Where a variant fails, or this PyTorch lacks it, its line says why in `failed`, and the status is 1.
"""

import argparse
import ctypes
import itertools
import json
import os
import statistics
import sys
import time

import torch
from torch.nn import functional as F

from workloads import WORKLOADS, HostClock, accuracy, failure, sgd, warm_up

VARIANTS = ("eager", "channels_last", "compiled", "compiled_channels_last")


def keep_memory():
    """Freed memory stays with the process: glibc would give large blocks back and fault them in again
    at every step. What PyTorch's tuning guide advises another allocator for."""
    M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4
    libc = ctypes.CDLL(None)
    if not (libc.mallopt(M_MMAP_MAX, 0) and libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)):
        raise SystemExit("this malloc has no M_MMAP_MAX or M_TRIM_THRESHOLD: say --malloc default")


class Trainer:
    def __init__(self, workload, variant, arguments):
        torch.manual_seed(arguments.seed)
        images, labels = workload.load(arguments.data, "train")
        self.x, self.y = torch.from_numpy(images.copy()).float() / 255, torch.from_numpy(labels.copy())
        self.net = self.model = workload.network()
        if "channels_last" in variant:
            self.x = self.x.to(memory_format=torch.channels_last)
            self.net = self.model = self.net.to(memory_format=torch.channels_last)
        if variant.startswith("compiled"):
            # The smaller last batch has a compilation of its own, instead of one in which sizes are symbols for both.
            self.model = torch.compile(self.net, dynamic=False)
        self.optimizer = sgd(self.net, workload)
        self.seconds, self.loss = [], []

    def step(self, chosen):
        loss = F.cross_entropy(self.model(self.x[chosen]), self.y[chosen])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss

    def settle(self, batch, last):
        """The epoch's smaller last batch too."""
        for size in [batch] * 5 + ([last] if last else []):
            self.step(torch.arange(size))

    def run(self, batch, steps=None):
        """An epoch, or so many whole steps of one; returns the images seen."""
        clock = HostClock()
        clock.start()
        batches = torch.randperm(len(self.y)).split(batch)[:steps]
        losses = [self.step(chosen).detach() for chosen in batches]
        self.seconds.append(clock.stop())
        self.loss.append(torch.stack(losses).mean().item())
        return sum(len(chosen) for chosen in batches)


def about(name, batch, variant, arguments):
    return {"workload": name, "batch": batch, "variant": variant, "threads": torch.get_num_threads(),
            "bind": os.environ.get("OMP_PROC_BIND"), "places": os.environ.get("OMP_PLACES"),
            "malloc": arguments.malloc, "torch": torch.__version__}


def measure(name, batch, variant, arguments):
    workload = WORKLOADS[name]
    trainer = Trainer(workload, variant, arguments)
    began = time.perf_counter()
    last = 0 if arguments.steps else len(trainer.y) % batch
    warm_up(trainer.net, trainer.optimizer, lambda: trainer.settle(batch, last))
    row = {**about(name, batch, variant, arguments), "warmup_s": round(time.perf_counter() - began, 2)}
    if arguments.accuracy:
        images, labels = workload.load(arguments.data, "test")
        test = torch.from_numpy(images.copy()).float() / 255, torch.from_numpy(labels.copy())
        row["test_accuracy_pct"] = []
    for _ in range(arguments.epochs):
        seen = trainer.run(batch, arguments.steps)
        if arguments.accuracy:
            row["test_accuracy_pct"].append(accuracy(trainer.net, *test))
    median = statistics.median(trainer.seconds)
    epoch = median * len(trainer.y) / seen
    return {**row, "images": seen, "seconds": trainer.seconds, "epoch_s": epoch, "images_per_s": seen / median,
            "loss": trainer.loss}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with the published files, at any depth")
    parser.add_argument("--workload", nargs="+", choices=WORKLOADS, default=["mnist"])
    parser.add_argument("--batch", nargs="+", type=int, default=[64])
    parser.add_argument("--variant", nargs="+", choices=VARIANTS, default=["eager"])
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--epochs", type=int, default=1, help="or repetitions of --steps")
    parser.add_argument("--steps", type=int, help="so many steps of an epoch instead of all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--malloc", choices=("keep", "default"), default="keep", help="what to do with freed memory")
    parser.add_argument("--accuracy", action="store_true", help="on the test images after every epoch, untimed")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    if arguments.malloc == "keep":
        keep_memory()
    failed = False
    for case in itertools.product(arguments.workload, arguments.batch, arguments.variant):
        try:
            row = measure(*case, arguments)
        except Exception as error:
            failed = True
            row = {**about(*case, arguments), "failed": failure(error)}
        print(json.dumps(row), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
