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
graph-max-autotune, compiled with the whole step as one CUDA graph. Networks with 16-bit precisions
run channels-last, unless --layout says otherwise; fp16 scales the loss dynamically.
"""

import argparse
import json
import statistics
import sys
import time

import torch
from torch.nn import functional as F

from workloads import WORKLOADS, EventClock, HostClock, accuracy, sgd, warm_up

# torch.compile's modes.
MODES = {"reduce-overhead": "reduce-overhead", "max-autotune": "max-autotune", "graph-compiled": "default",
         "graph-max-autotune": "max-autotune-no-cudagraphs"}
VARIANTS = ("eager", "graph", *MODES)
NARROW = {"bf16": torch.bfloat16, "fp16": torch.float16}


class Trainer:
    def __init__(self, workload, variant, precision, batch, arguments):
        torch.manual_seed(arguments.seed)
        allow_tf32 = precision == "tf32"
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allow_tf32
        torch.backends.cudnn.benchmark = True
        self.device, self.batch, self.narrow = arguments.device, batch, NARROW.get(precision)
        images, labels = workload.load(arguments.data, "train")
        self.x, self.y = (torch.from_numpy(a.copy()).to(self.device) for a in (images, labels))
        layout = arguments.layout or ("channels_last" if self.narrow else "contiguous")
        self.layout = getattr(torch, f"{layout}{'_format' if layout == 'contiguous' else ''}")
        self.net = workload.network().to(self.device).to(memory_format=self.layout)
        self.optimizer = sgd(self.net, workload, self.device)
        self.scaler = torch.amp.GradScaler(self.device, enabled=precision == "fp16")
        self.chosen = torch.arange(batch, device=self.device)
        self.sum = torch.zeros((), device=self.device)
        self.forward = torch.compile(self.loss, mode=MODES[variant]) if variant in MODES else self.loss
        self.captured = None
        self.seconds, self.losses = [], []
        if variant in MODES:
            for resident in (self.x, self.y, self.chosen):
                # Else the compiler's graphs copy the whole data set before each replay.
                torch._dynamo.mark_static_address(resident, guard=False)
        warm_up(self.net, self.optimizer, lambda: self.settle(variant.startswith("graph")))

    def loss(self, x, y, chosen):
        images = (x[chosen].float() / 255).to(memory_format=self.layout)
        with torch.autocast(self.device, dtype=self.narrow, enabled=self.narrow is not None):
            return F.cross_entropy(self.net(images), y[chosen])

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.forward(self.x, self.y, self.chosen)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.sum += loss.detach()

    def settle(self, whole):
        """Compiles, lets libraries choose, captures the whole step if asked to, and ends with some steps of an epoch
        as it is timed."""
        if self.device == "cuda":
            self.settle_aside()
            if whole:
                self.optimizer.zero_grad(set_to_none=True)
                graph = torch.cuda.CUDAGraph()
                with torch.cuda.graph(graph):
                    self.step()
                self.captured = graph
        self.epoch(min(4, len(self.y) // self.batch))

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


def turns(arguments):
    """One; or one for each line of standard input, so that others can have theirs in between."""
    return sys.stdin if arguments.on_request else [None]


def measure(name, batch, precision, variant, arguments):
    """A row for each turn."""
    workload = WORKLOADS[name]
    began = time.perf_counter()
    trainer = Trainer(workload, variant, precision, batch, arguments)
    warmup = time.perf_counter() - began
    images = len(trainer.y)
    steps = min(arguments.steps or images, images // batch)
    for _ in turns(arguments):
        trainer.seconds, trainer.losses = [], []
        for _ in range(arguments.epochs):
            trainer.epoch(steps)
        median = statistics.median(trainer.seconds)
        row = {"workload": name, "batch": batch, "precision": precision, "variant": variant,
               "layout": str(trainer.layout), "torch": torch.__version__, "cuda": torch.version.cuda,
               "cudnn": torch.backends.cudnn.version() if arguments.device == "cuda" else None,
               "device": torch.cuda.get_device_name() if arguments.device == "cuda" else "cpu",
               "warmup_s": warmup, "steps": steps, "seconds": trainer.seconds, "loss": trainer.losses,
               "epoch_s": median * images / (steps * batch), "images_per_s": steps * batch / median}
        if arguments.accuracy:
            pixels, labels = (torch.from_numpy(a.copy()).to(arguments.device)
                              for a in workload.load(arguments.data, "test"))
            row["test_accuracy_pct"] = accuracy(trainer.net, pixels.float() / 255, labels)
        yield row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with the published files, at any depth")
    parser.add_argument("--workload", nargs="+", choices=WORKLOADS, default=["mnist"])
    parser.add_argument("--batch", nargs="+", type=int, default=[64])
    parser.add_argument("--precision", nargs="+", choices=("fp32", "tf32", *NARROW), default=["fp32"])
    parser.add_argument("--variant", nargs="+", choices=VARIANTS, default=VARIANTS)
    parser.add_argument("--layout", choices=("contiguous", "channels_last"))
    parser.add_argument("--epochs", type=int, default=5, help="or repetitions of --steps")
    parser.add_argument("--steps", type=int, help="so many steps of an epoch instead of all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--accuracy", action="store_true", help="on the test images, after the last epoch")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda", help="cpu: only to try this script")
    parser.add_argument("--on-request", action="store_true", help="measure whenever a line comes in, one case alone")
    arguments = parser.parse_args()
    cases = [(n, b, p, v) for n in arguments.workload for b in arguments.batch for p in arguments.precision
             for v in arguments.variant]
    if arguments.on_request and len(cases) > 1:
        parser.error(f"--on-request: {len(cases)} cases, not one")
    for case in cases:
        try:
            for row in measure(*case, arguments):
                print(json.dumps(row), flush=True)
        except Exception as error:  # a variant that this PyTorch lacks must not end the others
            print(*case, f"{type(error).__name__}: {error}", sep=": ", file=sys.stderr)
        if arguments.device == "cuda":
            torch.compiler.reset()
            torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
