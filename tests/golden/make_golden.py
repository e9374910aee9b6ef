#!/usr/bin/env python3
"""Writes the golden values beside this script, from PyTorch on the CPU: README.md says what they are.

    make_golden.py                 all in double precision, mnist_cnn in fp32 too
    make_golden.py resnet18_fp32   adds this version of PyTorch to the file of that name
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

FOLDER = Path(__file__).parent
sys.path.append(str(FOLDER.parent / "peers"))

import counter  # noqa: E402
import networks  # noqa: E402

# image, batch, momentum; steps in double precision
CASES = {
    "mnist_cnn": ((1, 28, 28), 64, 0.5, 20),
    "resnet18": ((3, 32, 32), 8, 0.9, 5),
    "resnet18_cifar": ((3, 16, 16), 4, 0.9, 2),
    "resnet50": ((3, 64, 64), 2, 0.9, 2),
}
LEARNING_RATE = float(np.float32(0.01))  # the program's are single precision
FP32_STEPS = 20
FP32_BATCH = 64


def array(tensor):
    return tensor.detach().double().contiguous().numpy()


def network(name, dtype):
    """MNIST's begins as PyTorch's layers do, seeded; the others by the counter formula."""
    torch.manual_seed(1)
    net = getattr(networks, name)()
    if name != "mnist_cnn":
        with torch.no_grad():
            for key, value in net.state_dict().items():
                if not key.endswith("num_batches_tracked"):
                    value.copy_(torch.from_numpy(counter.parameter(key, tuple(value.shape))))
    return net.to(dtype)


class Run:
    """Trains on consecutive batches and keeps what the tests compare."""

    def __init__(self, name, dtype, steps, channels_last=False, batch=None):
        image, usual_batch, momentum, _ = CASES[name]
        batch = batch or usual_batch
        pixels, labels = counter.images(batch * steps, image)
        x = torch.from_numpy(pixels).to(dtype) / 255
        y = torch.from_numpy(labels)
        self.net = network(name, dtype)
        if channels_last:
            x, self.net = x.to(memory_format=torch.channels_last), self.net.to(memory_format=torch.channels_last)
        self.start = self.state()
        optimizer = torch.optim.SGD(self.net.parameters(), lr=LEARNING_RATE, momentum=momentum)
        self.loss = []
        for i in range(steps):
            optimizer.zero_grad()
            logits = self.net(x[i * batch:(i + 1) * batch])
            loss = F.cross_entropy(logits, y[i * batch:(i + 1) * batch])
            loss.backward()
            if i == 0:
                self.logits = array(logits)
                self.gradients = {key: array(p.grad).copy() for key, p in self.net.named_parameters()}
            optimizer.step()
            self.loss.append(loss.item())

    def state(self):
        return {key: array(value).copy() for key, value in self.net.state_dict().items()
                if not key.endswith("num_batches_tracked")}


def digest(arrays):
    """The norm and one number that sees every element: a random projection."""
    return {key: {"norm": float(np.linalg.norm(value)),
                  "projection": float(np.sum(value * counter.uniform("projection:" + key, value.shape)))}
            for key, value in arrays.items()}


def gradient_errors(run, exact):
    return {key: float(np.linalg.norm(run.gradients[key] - exact.gradients[key])) for key in exact.gradients}


def inference_logits(name):
    """Of the first batch, with the running statistics that the network begins with."""
    image, batch, _, _ = CASES[name]
    net = network(name, torch.float64).eval()
    pixels, _ = counter.images(batch, image)
    with torch.no_grad():
        return array(net(torch.from_numpy(pixels).double() / 255)).tolist()


def write_safetensors(path, arrays):
    """8 bytes: length of the header, little-endian; the header, JSON; the arrays."""
    header, offset, dtypes = {}, 0, {"float32": "F32", "float64": "F64"}
    for key, value in arrays.items():
        header[key] = {"dtype": dtypes[str(value.dtype)], "shape": list(value.shape),
                       "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text
                     + b"".join(np.ascontiguousarray(value).tobytes() for value in arrays.values()))


def single(arrays):
    return {key: value.astype(np.float32) for key, value in arrays.items()}


def fp64_values(name):
    image, batch, momentum, steps = CASES[name]
    run = Run(name, torch.float64, steps)
    after = digest(run.state())
    values = {"image": image, "batch": batch, "learning_rate": LEARNING_RATE, "momentum": momentum,
              "loss": run.loss, "logits": run.logits.tolist(), "gradients": digest(run.gradients), "after": after,
              "start": digest(run.start)}
    if name != "mnist_cnn":
        values["inference_logits"] = inference_logits(name)
    return values, run


def mnist_cnn():
    values, exact = fp64_values("mnist_cnn")
    run = Run("mnist_cnn", torch.float32, FP32_STEPS)
    values["fp32"] = {"loss": run.loss, "gradient_error": gradient_errors(run, exact)}
    values["log_probabilities"] = F.log_softmax(torch.from_numpy(exact.logits), 1).tolist()
    write_safetensors(FOLDER / "mnist_cnn_start.safetensors", single(run.start))
    write_safetensors(FOLDER / "mnist_cnn_gradients.safetensors", exact.gradients)
    write_safetensors(FOLDER / "mnist_cnn_after.safetensors", single(run.state()))
    return values


def resnet18_fp32():
    """How far PyTorch is from itself: by layout, threads and library, merged into what other versions
    of it left. At the batch of the exact gradients no ReLU changes its sign in fp32; at 64 some do,
    and 20 losses have a band, where at 8 they are chaos."""
    file = FOLDER / "resnet18_fp32.json"
    values = json.loads(file.read_text()) if file.exists() else {"batch": FP32_BATCH, "settings": {}}
    exact = Run("resnet18", torch.float64, 1)
    for channels_last, threads, onednn in ((0, 2, 1), (0, 1, 1), (1, 2, 1), (1, 1, 1), (0, 2, 0)):
        torch.set_num_threads(threads)
        with torch.backends.mkldnn.flags(enabled=bool(onednn)):
            first = Run("resnet18", torch.float32, 1, channels_last)
            run = Run("resnet18", torch.float32, FP32_STEPS, channels_last, FP32_BATCH)
        setting = (f"torch {version()}, {'channels last' if channels_last else 'contiguous'}, "
                   f"{threads} threads, {'oneDNN' if onednn else 'no oneDNN'}")
        values["settings"][setting] = {"first_loss": first.loss[0], "gradient_error": gradient_errors(first, exact),
                                       "loss": run.loss}
        print(setting, run.loss[-1], file=sys.stderr)
    write_json(file, values)


def images():
    """Odd extents, so that the pattern's edge is seen."""
    shape, count = (3, 30, 29), 5
    pixels, labels = counter.images(count, shape)
    return {"image": shape, "count": count, "labels": labels.tolist(),
            "digest": digest({"images": pixels.astype(np.float64)})["images"]}


def version():
    return torch.__version__.split("+")[0]


def write_json(file, values):
    file.write_text(json.dumps(values, indent=1) + "\n")


def main():
    if sys.argv[1:] == ["resnet18_fp32"]:
        return resnet18_fp32()
    made = {"torch": version(), "numpy": np.__version__, "python": platform.python_version(),
            "threads": torch.get_num_threads()}
    for name in CASES:
        values = mnist_cnn() if name == "mnist_cnn" else fp64_values(name)[0]
        write_json(FOLDER / f"{name}.json", {"made_with": made, **values})
    write_json(FOLDER / "images.json", images())


if __name__ == "__main__":
    main()
