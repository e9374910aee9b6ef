"""What cases of training and inference have in common, the images, and where they differ: latency and
throughput, precision, images held out."""

import ctypes
import os
import pathlib
import struct
import unittest

from tiny_mnist import TRAIN, TrainingProgramTest, put_mnist


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
    def measure(self, case, *arguments, data=None):
        """The row of the one case."""
        self.train(*arguments, filter=rf"^{case}$", epochs=1, data=data)
        [row] = self.rows()
        return row

    def expect_ok(self, row):
        self.assertEqual((row["status"], row["verified"]), ("ok", "1"), row["message"])
        self.assertGreater(float(row["median_s"]), 0)

    def test_images_are_read_once(self):
        opened = Opened(self.data / "train-images-idx3-ubyte")
        self.train(filter=r"_mnist\.onednn\.dtype=fp32\.batch=64\.", epochs=1)
        rows = self.rows()
        self.assertEqual(sorted((row["benchmark"], row["timing"]) for row in rows),
                         [("infer_mnist", "step"), ("train_mnist", "epoch"), ("train_mnist", "step")])
        self.assertEqual({row["status"] for row in rows}, {"ok"})
        self.assertEqual(opened.count(), 2)  # by the worker; before, for the hash, by what started it

    def test_half_of_another_data_set_disturbs_nothing(self):
        data = self.folder / "two"
        (data / "mnist").mkdir(parents=True)
        (data / "mnist" / "train-images-idx3-ubyte.gz").touch()
        for name, images in [*((f"data_batch_{i}", 1) for i in range(1, 6)), ("test_batch", 64)]:
            (data / f"{name}.bin").write_bytes(b"".join(bytes([label % 10] + 3072 * [label]) for label in range(images)))
        row = self.measure(r"infer_cifar10_resnet18\.onednn\.dtype=fp32\.batch=64\.timing=step", data=data)
        self.expect_ok(row)
        self.assertEqual(row["p_data"], "real")

    def test_latency_is_of_a_thousand_single_images(self):
        row = self.measure(r"infer_mnist\.onednn\.dtype=fp32\.batch=1\.timing=step")
        self.expect_ok(row)
        samples = self.rows("samples.csv")
        self.assertEqual((row["samples"], len(samples)), ("1000", 1000))
        self.assertEqual({sample["iterations"] for sample in samples}, {"1"})
        times = sorted(float(sample["time_s"]) for sample in samples)
        self.assertTrue(times[988] <= float(row["p99_s"]) <= times[991], (row["p99_s"], times[988:992]))
        self.assertEqual((row["p_batch"], float(row["items"])), ("1", 1))

    def test_throughput_is_of_a_batch(self):
        row = self.measure(r"infer_mnist\.onednn\.dtype=fp32\.batch=64\.timing=step")
        self.expect_ok(row)
        self.assertAlmostEqual(float(row["items_per_s"]) * float(row["median_s"]), 64, places=6)
        self.assertEqual([row[name] for name in row if name.startswith("c_") and row[name]], [])

    def test_a_step_in_bf16(self):
        row = self.measure(r"train_mnist\.onednn\.dtype=bf16\.batch=64\..*timing=step")
        self.assertEqual(row["dtype"], "bf16")
        if " avx512_bf16 " not in pathlib.Path("/proc/cpuinfo").read_text():
            self.assertEqual((row["status"], row["message"]),
                             ("skipped", "this processor has no instructions for bf16"))
            return
        self.expect_ok(row)
        self.assertGreater(float(row["c_loss"]), 0)
        self.assertGreater(float(row["max_error"]), 1e-4)  # in fp32 it is a thousandth of that

    def test_validate_holds_5000_images_out(self):
        data = self.folder / "many"
        put_mnist(data, times=16)
        row = self.measure(r"train_mnist\.onednn\.dtype=fp32\.batch=64\..*timing=epoch", "--validate", data=data)
        self.expect_ok(row)
        self.assertEqual(row["case_id"],
                         "train_mnist.onednn.dtype=fp32.batch=64.epochs=1.validation=5000.timing=epoch")
        self.assertEqual(float(row["items"]), 16 * TRAIN - 5000)
        share = float(row["c_validation_accuracy_pct"]) * 5000 / 100
        self.assertAlmostEqual(share, round(share), places=6)  # so many images of 5,000
        self.assertGreater(share, 0)


if __name__ == "__main__":
    unittest.main()
