"""Training on the real images, where they are ($WARPMARK_DATA, else shared/data beside the source
tree): an epoch of MNIST, and ResNet-18 on some images of CIFAR-10."""

import os
import pathlib
import tarfile
import unittest

from program import ProgramTest

DATA = pathlib.Path(os.environ.get("WARPMARK_DATA") or pathlib.Path(__file__).resolve().parents[3] / "shared" / "data")
IMAGE_BYTES = 1 + 3 * 32 * 32


class RealTraining(ProgramTest):
    def setUp(self):
        super().setUp()
        if not DATA.is_dir():
            self.skipTest(f"no real images here: there is no folder {DATA}")

    def train(self, workload, epochs, data=DATA):
        """The row, and its samples."""
        case = ["training", "--device", "cpu", "--epochs", epochs, "--data", data,
                "--filter", rf"^train_{workload}\.onednn\.dtype=fp32\.batch=64\.epochs={epochs}\.timing=epoch$"]
        if self.call("list", *case).returncode == 7:
            self.skipTest(f"no images of {workload} here, or the module training_cpu is not built")
        self.succeed("run", *case, "--no-ceilings", "--out", self.out)
        [row] = self.rows()
        self.assertEqual((row["status"], row["verified"], row["p_data"]), ("ok", "1", "real"), row["message"])
        return row, self.rows("samples.csv")

    def test_an_epoch_of_mnist(self):
        row, _ = self.train("mnist", 1)
        self.assertEqual(float(row["items"]), 60000)
        self.assertGreaterEqual(float(row["c_test_accuracy_pct"]), 91)

    def some_of_cifar10(self, train, test):
        """A folder with the first so many images of each file."""
        archive = DATA / "cifar10" / "cifar-10-binary.tar.gz"
        if not archive.exists():
            self.skipTest("no archive of CIFAR-10 here")
        folder = self.folder / "images"
        folder.mkdir()
        with tarfile.open(archive) as files:
            for member in files:
                if member.name.endswith("_batch.bin") or "/data_batch_" in member.name:
                    count = test if member.name.endswith("test_batch.bin") else train
                    images = files.extractfile(member).read(count * IMAGE_BYTES)
                    (folder / pathlib.PurePath(member.name).name).write_bytes(images)
        return folder

    def test_resnet18_on_some_images(self):
        _, samples = self.train("cifar10_resnet18", 3, self.some_of_cifar10(train=400, test=500))
        first, *_, last = samples
        self.assertLess(float(last["c_loss"]), 0.9 * float(first["c_loss"]))
        self.assertGreater(float(last["c_train_accuracy_pct"]), 30)
        self.assertGreater(float(last["c_test_accuracy_pct"]), 20)


if __name__ == "__main__":
    unittest.main()
