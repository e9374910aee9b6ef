"""What warming up leaves, and which layout is taken, where Python has a PyTorch; without one all of it is skipped."""

import argparse
import unittest
from importlib.util import find_spec

if find_spec("torch") is None or find_spec("numpy") is None:
    raise unittest.SkipTest("no PyTorch")

import numpy as np
import torch

if not hasattr(torch.amp, "GradScaler"):
    raise unittest.SkipTest(f"PyTorch {torch.__version__} is older than what trains on a GPU")

import train_gpu
import workloads

WORKLOAD = workloads.WORKLOADS["mnist"]


def steps(net, optimizer, scaler, losses):
    """A loss of 1e38 is infinite once it is scaled, and so are its gradients."""
    for loss in losses:
        optimizer.zero_grad(set_to_none=True)
        scaler.scale(net(torch.ones(2, 3)).sum() * loss).backward()
        scaler.step(optimizer)
        scaler.update()


class WarmUp(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)
        self.net = torch.nn.Linear(3, 2)
        self.optimizer = workloads.sgd(self.net, WORKLOAD)
        self.scaler = torch.amp.GradScaler("cpu")

    def momentum(self):
        return [state["momentum_buffer"] for state in self.optimizer.state.values()]

    def test_the_first_step_is_that_of_no_momentum_yet(self):
        other = torch.nn.Linear(3, 2)
        other.load_state_dict(self.net.state_dict())
        plain = torch.optim.SGD(other.parameters(), lr=WORKLOAD.learning_rate, momentum=WORKLOAD.momentum)
        for net, optimizer in ((self.net, self.optimizer), (other, plain)):
            steps(net, optimizer, torch.amp.GradScaler("cpu", enabled=False), [1, 2, 3])
        for ours, theirs in zip(self.net.parameters(), other.parameters()):
            torch.testing.assert_close(ours, theirs)

    def test_an_overflow_in_the_first_step_leaves_momentum_as_it_was(self):
        steps(self.net, self.optimizer, self.scaler, [1e38])
        self.assertTrue(all((buffer == 0).all() for buffer in self.momentum()))

    def test_everything_is_put_back_in_place(self):
        steps(self.net, self.optimizer, self.scaler, [1])  # so that all tensors are there
        before = {key: value.clone() for key, value in self.net.state_dict().items()}
        tensors = [*self.net.parameters(), *self.momentum(), self.scaler._scale, self.scaler._growth_tracker]
        places = [tensor.data_ptr() for tensor in tensors]

        def some():
            steps(self.net, self.optimizer, self.scaler, [1e38, 1, 1])
            self.assertEqual(self.scaler.get_scale(), 32768)

        workloads.warm_up(self.net, self.optimizer, some, self.scaler)
        for key, value in self.net.state_dict().items():
            self.assertTrue(torch.equal(value, before[key]), key)
        self.assertTrue(all((buffer == 0).all() for buffer in self.momentum()))
        self.assertEqual((self.scaler.get_scale(), self.scaler._get_growth_tracker()), (65536, 1))
        tensors = [*self.net.parameters(), *self.momentum(), self.scaler._scale, self.scaler._growth_tracker]
        self.assertEqual([tensor.data_ptr() for tensor in tensors], places)

    def test_a_scaler_that_has_not_scaled_yet_begins_anew(self):
        workloads.warm_up(self.net, self.optimizer,
                          lambda: steps(self.net, self.optimizer, self.scaler, [1e38, 1]), self.scaler)
        self.assertEqual((self.scaler.get_scale(), self.scaler._get_growth_tracker()), (65536, 0))


class Layout(unittest.TestCase):
    def setUp(self):
        random = np.random.default_rng(1)
        images = random.integers(0, 256, (40, 1, 28, 28), np.uint8), random.integers(0, 10, 40)
        self.addCleanup(setattr, WORKLOAD, "load", WORKLOAD.load)
        WORKLOAD.load = lambda folder, part: images
        self.arguments = argparse.Namespace(data=None, device="cpu", seed=1, steps=2, layout=train_gpu.LAYOUTS,
                                            epochs=1, on_request=False, accuracy=False)

    def row(self, precision, **changes):
        case = train_gpu.Case("mnist", 8, precision, "eager")
        [row] = train_gpu.measure(case, argparse.Namespace(**{**vars(self.arguments), **changes}))
        return row

    def test_the_faster_one_is_measured_in_every_precision(self):
        for precision in ("fp32", "tf32", "bf16", "fp16"):
            row = self.row(precision)
            self.assertEqual(list(row["layouts_step_s"]), ["contiguous", "channels_last"])
            self.assertEqual(row["layout"], min(row["layouts_step_s"], key=row["layouts_step_s"].get))

    def test_one_that_is_asked_for_is_the_only_one(self):
        row = self.row("tf32", layout=["channels_last"])
        self.assertEqual((row["layout"], list(row["layouts_step_s"])), ("channels_last", ["channels_last"]))

    def test_every_layout_trains_alike(self):
        first, second = (self.row("fp32", layout=[layout])["loss"] for layout in train_gpu.LAYOUTS)
        torch.testing.assert_close(torch.tensor(first), torch.tensor(second))


if __name__ == "__main__":
    unittest.main()
