"""What cases of training and inference have in common, and where they differ: the images that they
share."""

import ctypes
import os
import struct
import unittest

from tiny_mnist import CASE, TrainingProgramTest


class Opened:
    """How often a file was opened since (inotify(7))."""

    OPEN, CLOSE = 0x20, 0x10  # alternately: events that are alike are merged
    EVENT = struct.Struct("iIII")

    def __init__(self, file):
        libc = ctypes.CDLL(None, use_errno=True)
        self.events = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.events < 0 or libc.inotify_add_watch(self.events, os.fsencode(file), self.OPEN | self.CLOSE) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def count(self):
        with os.fdopen(self.events, "rb", buffering=0) as events:
            read = events.read(1 << 16) or b""
        return sum(1 for _, mask, _, _ in self.EVENT.iter_unpack(read) if mask & self.OPEN)


class Cases(TrainingProgramTest):
    def test_images_are_read_once(self):
        opened = Opened(self.data / "train-images-idx3-ubyte")
        self.train(filter=r"_mnist\.onednn\.dtype=fp32\.batch=64\.", epochs=1)
        rows = self.rows()
        self.assertEqual(sorted((row["benchmark"], row["timing"]) for row in rows),
                         [("infer_mnist", "step"), ("train_mnist", "epoch"), ("train_mnist", "step")])
        self.assertEqual({row["status"] for row in rows}, {"ok"})
        self.assertEqual(opened.count(), 2)  # by the worker; before, for the hash, by what started it


if __name__ == "__main__":
    unittest.main()
