"""What is trained: the same networks, data and hyper-parameters as the project's training suite."""

import time
import traceback
from dataclasses import dataclass
from typing import Callable

import torch

import data
import networks


@dataclass
class Workload:
    network: Callable
    load: Callable
    momentum: float
    learning_rate: float = 0.01


WORKLOADS = {
    "mnist": Workload(networks.mnist_cnn, data.mnist, 0.5),
    "cifar10_resnet18": Workload(networks.resnet18, data.cifar10, 0.9),
    "cifar10_resnet18_cifar": Workload(networks.resnet18_cifar, data.cifar10, 0.9),
    "resnet50": Workload(lambda: networks.resnet50(1000), data.imagenet_like, 0.9),
}


def sgd(net, workload, device="cpu"):
    """The fused optimiser where this version has one for the device; else the one that is faster
    there, on lists of parameters on a GPU and one by one on a CPU."""
    arguments = {"lr": workload.learning_rate, "momentum": workload.momentum}
    try:
        optimizer = torch.optim.SGD(net.parameters(), fused=True, **arguments)
    except (TypeError, RuntimeError):
        optimizer = torch.optim.SGD(net.parameters(), foreach=device == "cuda", **arguments)
    for parameter in net.parameters():
        # Else the fused one makes it in the first step, and leaves it unset where fp16 overflows in that step.
        optimizer.state[parameter]["momentum_buffer"] = torch.zeros_like(parameter)
    return optimizer


def warm_up(net, optimizer, steps, scaler=None):
    """Runs `steps`, which compile, choose and settle, and puts back what they trained, in place, as a
    captured graph wants it: parameters, statistics, momentum, and the loss scale with its count of steps."""
    before = {key: value.clone() for key, value in net.state_dict().items()}
    scale = scaler.state_dict() if scaler else None
    steps()
    net.load_state_dict(before)
    for state in optimizer.state.values():
        state["momentum_buffer"].zero_()
    if scaler:
        scaler.load_state_dict(scale)


def failure(error):
    """What a row has in place of figures; the rest is on stderr. A variant that this PyTorch lacks, or that fails,
    must not end the others."""
    traceback.print_exception(type(error), error, error.__traceback__)
    return f"{type(error).__name__}: {error}"


def accuracy(net, x, y, batch=1000):
    """In percent."""
    training = net.training
    net.eval()
    with torch.no_grad():
        right = sum((net(x[i:i + batch]).argmax(1) == y[i:i + batch]).sum().item() for i in range(0, len(y), batch))
    net.train(training)
    return 100 * right / len(y)


class HostClock:
    def start(self):
        self.began = time.perf_counter()

    def stop(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began


class EventClock:
    """By CUDA's events, in the order of the GPU's work."""

    def __init__(self):
        self.events = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)

    def start(self):
        self.events[0].record()

    def stop(self) -> float:
        self.events[1].record()
        self.events[1].synchronize()
        return self.events[0].elapsed_time(self.events[1]) / 1000
