"""Training on the real images, where they are: an epoch of MNIST, and ResNet-18 on some images of
CIFAR-10."""

import pathlib
import tarfile
import unittest

from program import ProgramTest
from real_data import CIFAR10, DATA, has_mnist

IMAGE_BYTES = 1 + 3 * 32 * 32


class RealTrainingTest(ProgramTest):
    def train(self, workload, epochs, data):
        """The row, and its samples."""
        self.succeed("run", "training", "--device", "cpu", "--epochs", epochs, "--data", data, "--no-ceilings",
                     "--out", self.out, "--filter",
                     rf"^train_{workload}\.onednn\.dtype=fp32\.batch=64\.epochs={epochs}\.timing=epoch$")
        [row] = self.rows()
        self.assertEqual((row["status"], row["verified"], row["p_data"]), ("ok", "1", "real"), row["message"])
        return row, self.rows("samples.csv")


@unittest.skipUnless(has_mnist(), f"no MNIST in {DATA}")
class Mnist(RealTrainingTest):
    def test_an_epoch(self):
        row, _ = self.train("mnist", 1, DATA)
        self.assertEqual(float(row["items"]), 60000)
        self.assertGreaterEqual(float(row["c_test_accuracy_pct"]), 91)


@unittest.skipUnless(CIFAR10.is_file(), f"there is no {CIFAR10}")
class Cifar10(RealTrainingTest):
    def some_images(self, train, test):
        """A folder with the first so many images of each file."""
        folder = self.folder / "images"
        folder.mkdir()
        with tarfile.open(CIFAR10) as files:
            for member in files:
                if member.name.endswith("_batch.bin") or "/data_batch_" in member.name:
                    count = test if member.name.endswith("test_batch.bin") else train
                    images = files.extractfile(member).read(count * IMAGE_BYTES)
                    (folder / pathlib.PurePath(member.name).name).write_bytes(images)
        return folder

    def test_resnet18_on_some_images(self):
        _, samples = self.train("cifar10_resnet18", 3, self.some_images(train=400, test=500))
        first, *_, last = samples
        self.assertLess(float(last["c_loss"]), 0.9 * float(first["c_loss"]))
        self.assertGreater(float(last["c_train_accuracy_pct"]), 30)
        self.assertGreater(float(last["c_test_accuracy_pct"]), 20)


if __name__ == "__main__":
    unittest.main()
