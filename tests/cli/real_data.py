"""The real images that tests may use: $WARPMARK_DATA, else shared/data beside the source tree."""

import functools
import os
import pathlib
import re
import subprocess

from program import PROGRAM

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("WARPMARK_DATA") or SOURCE.parent / "shared" / "data").resolve()
CIFAR10 = DATA / "cifar10" / "cifar-10-binary.tar.gz"


@functools.cache
def has_mnist():
    """As the program finds it. Part of its files is not nothing: whoever uses them is told what is missing."""
    done = subprocess.run([PROGRAM, "data", "--quick", "--data", str(DATA)], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
    return re.search("^mnist +real", done.stdout, re.MULTILINE) is not None
