"""MNIST and CIFAR-10 from their published files: bytes (N, C, H, W) and labels (N)."""

import gzip
import tarfile
from pathlib import Path

import numpy as np


def find(folder: str, name: str) -> Path:
    found = sorted(Path(folder).rglob(name))
    if not found:
        raise SystemExit(f"{name} is not below {folder}")
    return found[0]


def idx(folder: str, name: str) -> np.ndarray:
    raw = gzip.decompress(find(folder, name + ".gz").read_bytes())
    extents = np.frombuffer(raw, ">i4", raw[3], 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(extents)


def mnist(folder: str, part: str):
    part = {"train": "train", "test": "t10k"}[part]
    images = idx(folder, f"{part}-images-idx3-ubyte")
    return images[:, None], idx(folder, f"{part}-labels-idx1-ubyte").astype(np.int64)


def cifar10(folder: str, part: str):
    names = [f"data_batch_{i}.bin" for i in range(1, 6)] if part == "train" else ["test_batch.bin"]
    with tarfile.open(find(folder, "cifar-10-binary.tar.gz")) as archive:
        raw = b"".join(archive.extractfile(f"cifar-10-batches-bin/{name}").read() for name in names)
    records = np.frombuffer(raw, np.uint8).reshape(-1, 3073)
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].astype(np.int64)


def imagenet_like(_folder: str, _part: str):
    """Noise in ImageNet's usual shape: for throughput alone."""
    random = np.random.default_rng(0)
    return random.integers(0, 256, (2048, 3, 224, 224), np.uint8), random.integers(0, 1000, 2048)
