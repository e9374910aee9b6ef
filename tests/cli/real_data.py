"""The real images that tests may use: $WARPMARK_DATA, else shared/data beside the source tree."""

import os
import pathlib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("WARPMARK_DATA") or SOURCE.parent / "shared" / "data").resolve()

MNIST = [f"{name}-ubyte.gz" for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3",
                                         "t10k-labels-idx1")]
CIFAR10 = DATA / "cifar10" / "cifar-10-binary.tar.gz"


def has_mnist():
    return all((DATA / "mnist" / name).is_file() for name in MNIST)
