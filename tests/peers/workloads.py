"""What is trained: the same networks, data and hyper-parameters as the project's training suite."""

import time
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
        return torch.optim.SGD(net.parameters(), fused=True, **arguments)
    except (TypeError, RuntimeError):
        return torch.optim.SGD(net.parameters(), foreach=device == "cuda", **arguments)


def warm_up(net, optimizer, steps):
    """Runs `steps`, which compile, choose and settle, and puts back what they trained, in place."""
    before = {key: value.clone() for key, value in net.state_dict().items()}
    steps()
    net.load_state_dict(before)
    for state in optimizer.state.values():
        for value in state.values():
            if isinstance(value, torch.Tensor):
                value.zero_()


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
