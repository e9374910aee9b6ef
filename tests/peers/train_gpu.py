#!/usr/bin/env python3
"""Trains with PyTorch on a GPU, the images resident there as bytes, and prints one line of JSON for
each workload, batch, precision and variant. Timed by CUDA's events: shuffling, gathering and
normalising the batch, forward, backward, optimiser. The last, smaller batch of an epoch is left out
and the epoch's time scaled to all images, which favours what is measured here.

    train_gpu.py --data ./data --workload mnist --batch 64 --precision fp32
    train_gpu.py --data ./data --workload cifar10_resnet18 --batch 64 --precision fp16 --variant eager graph reduce-overhead max-autotune
    train_gpu.py --data ./data --workload resnet50 --batch 256 --precision fp16 --epochs 3

Variants: eager; graph, in which the whole step is one CUDA graph; torch.compile's modes
reduce-overhead and max-autotune, whose graphs hold forward and backward alone; graph-compiled and
graph-max-autotune, compiled with the whole step as one CUDA graph. Each is set up in both layouts,
and the one whose steps are faster is measured; --layout leaves one. fp16 scales the loss dynamically.
Where a variant fails, its line says why in `failed`, and the status is 1.
"""

import argparse
import gc
import itertools
import json
import statistics
import sys
import time
from typing import NamedTuple

import torch
from torch.nn import functional as F

from workloads import WORKLOADS, EventClock, HostClock, accuracy, failure, sgd, warm_up

# torch.compile's modes.
MODES = {"reduce-overhead": "reduce-overhead", "max-autotune": "max-autotune", "graph-compiled": "default",
         "graph-max-autotune": "max-autotune-no-cudagraphs"}
VARIANTS = ("eager", "graph", *MODES)
NARROW = {"bf16": torch.bfloat16, "fp16": torch.float16}
LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


class Case(NamedTuple):
    workload: str
    batch: int
    precision: str
    variant: str


class Trainer:
    def __init__(self, case, layout, images, labels, arguments):
        torch.manual_seed(arguments.seed)
        allow_tf32 = case.precision == "tf32"
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allow_tf32
        torch.backends.cudnn.benchmark = True
        self.x, self.y, self.device = images, labels, arguments.device
        self.batch, self.narrow, self.layout = case.batch, NARROW.get(case.precision), layout
        self.whole_batches = len(labels) // case.batch
        workload = WORKLOADS[case.workload]
        self.net = workload.network().to(self.device).to(memory_format=LAYOUTS[layout])
        self.optimizer = sgd(self.net, workload, self.device)
        self.scaler = torch.amp.GradScaler(self.device, enabled=case.precision == "fp16")
        self.chosen = torch.arange(case.batch, device=self.device)
        self.sum = torch.zeros((), device=self.device)
        self.forward, self.captured = self.loss, None
        self.seconds, self.losses = [], []
        if case.variant in MODES:
            # Shapes are fixed: another layout or batch in this process is no reason to make them symbols.
            self.forward = torch.compile(self.loss, mode=MODES[case.variant], dynamic=False)
            for resident in (self.x, self.y, self.chosen):
                # Else the compiler's graphs copy the whole data set before each replay.
                torch._dynamo.mark_static_address(resident, guard=False)
        warm_up(self.net, self.optimizer, lambda: self.settle(case.variant.startswith("graph"), arguments.steps or 50),
                self.scaler)

    def loss(self, x, y, chosen):
        images = (x[chosen].float() / 255).to(memory_format=LAYOUTS[self.layout])
        with torch.autocast(self.device, dtype=self.narrow, enabled=self.narrow is not None):
            return F.cross_entropy(self.net(images), y[chosen])

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.forward(self.x, self.y, self.chosen)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.sum += loss.detach()

    def settle(self, whole, steps):
        """Compiles, lets libraries choose, captures the whole step if asked to, and times a few steps as those of an
        epoch are."""
        if self.device == "cuda":
            self.settle_aside()
            if whole:
                self.optimizer.zero_grad(set_to_none=True)
                graph = torch.cuda.CUDAGraph()
                with torch.cuda.graph(graph):
                    self.step()
                self.captured = graph
        steps = min(steps, 50, self.whole_batches)
        for _ in range(3):
            self.epoch(steps)
        self.step_s = min(self.seconds) / steps

    def settle_aside(self):
        """On a stream beside the default one, as capture wants it; nothing stays allocated for that stream."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(11):
                self.step()
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()
        torch.cuda.empty_cache()

    def epoch(self, steps):
        clock = EventClock() if self.device == "cuda" else HostClock()
        self.sum.zero_()
        clock.start()
        batches = torch.randperm(len(self.y), device=self.device).split(self.batch)[:steps]
        for chosen in batches:
            self.chosen.copy_(chosen)
            if self.captured:
                self.captured.replay()
            else:
                self.step()
        self.seconds.append(clock.stop())
        self.losses.append(self.sum.item() / steps)


def fastest(case, arguments):
    """The trainer with the faster layout, and what a step takes in each."""
    images, labels = (torch.from_numpy(a.copy()).to(arguments.device)
                      for a in WORKLOADS[case.workload].load(arguments.data, "train"))
    best, step_s = None, {}
    for layout in arguments.layout:
        trainer = Trainer(case, layout, images, labels, arguments)
        step_s[layout] = trainer.step_s
        if best is None or trainer.step_s < best.step_s:
            best = trainer
    return best, step_s


def give_back(device):
    """Memory that nothing uses: others measure next."""
    gc.collect()
    if device == "cuda":
        torch.cuda.empty_cache()


def turns(arguments):
    """One; or one for each line of standard input, so that others can have theirs in between."""
    return sys.stdin if arguments.on_request else [None]


def about(case, device):
    row = {**case._asdict(), "torch": torch.__version__, "cuda": torch.version.cuda, "device": device}
    if device == "cuda":
        free, total = torch.cuda.mem_get_info()
        row |= {"device": torch.cuda.get_device_name(), "cudnn": torch.backends.cudnn.version(),
                "free_bytes": free, "memory_bytes": total}
    return row


def measure(case, arguments):
    """A row for each turn."""
    began = time.perf_counter()
    trainer, step_s = fastest(case, arguments)
    warmup = time.perf_counter() - began
    images = len(trainer.y)
    steps = min(arguments.steps or images, trainer.whole_batches)
    for _ in turns(arguments):
        if arguments.on_request:
            trainer.epoch(min(4, steps))  # takes the memory again that the last turn gave back
        trainer.seconds, trainer.losses = [], []
        for _ in range(arguments.epochs):
            trainer.epoch(steps)
        median = statistics.median(trainer.seconds)
        give_back(arguments.device)
        row = {**about(case, arguments.device), "layout": trainer.layout, "layouts_step_s": step_s,
               "warmup_s": warmup, "steps": steps, "seconds": trainer.seconds, "loss": trainer.losses,
               "epoch_s": median * images / (steps * case.batch), "images_per_s": steps * case.batch / median}
        if arguments.accuracy:
            pixels, labels = (torch.from_numpy(a.copy()).to(arguments.device)
                              for a in WORKLOADS[case.workload].load(arguments.data, "test"))
            row["test_accuracy_pct"] = accuracy(trainer.net, pixels.float() / 255, labels)
        yield row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with the published files, at any depth")
    parser.add_argument("--workload", nargs="+", choices=WORKLOADS, default=["mnist"])
    parser.add_argument("--batch", nargs="+", type=int, default=[64])
    parser.add_argument("--precision", nargs="+", choices=("fp32", "tf32", *NARROW), default=["fp32"])
    parser.add_argument("--variant", nargs="+", choices=VARIANTS, default=VARIANTS)
    parser.add_argument("--layout", nargs="+", choices=LAYOUTS, default=LAYOUTS)
    parser.add_argument("--epochs", type=int, default=5, help="or repetitions of --steps")
    parser.add_argument("--steps", type=int, help="so many steps of an epoch instead of all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--accuracy", action="store_true", help="on the test images, after the last epoch")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda", help="cpu: only to try this script")
    parser.add_argument("--on-request", action="store_true", help="measure whenever a line comes in, one case alone")
    arguments = parser.parse_args()
    cases = [Case(*case) for case in itertools.product(arguments.workload, arguments.batch, arguments.precision,
                                                       arguments.variant)]
    if arguments.on_request and len(cases) > 1:
        parser.error(f"--on-request: {len(cases)} cases, not one")
    failed = False
    for case in cases:
        try:
            for row in measure(case, arguments):
                print(json.dumps(row), flush=True)
        except Exception as error:
            failed = True
            print(json.dumps({**about(case, arguments.device), "failed": failure(error)}), flush=True)
        torch.compiler.reset()
        give_back(arguments.device)
    sys.exit(failed)


if __name__ == "__main__":
    main()
