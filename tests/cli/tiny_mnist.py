"""Training from the command line on a few images in MNIST's format, in which the place of a bright
bar says the class."""

import struct

from program import ProgramTest

TRAIN, TEST = 320, 64
EPOCH = r"^train_mnist\.onednn\.dtype=fp32\.batch=64\.(.*\.)?timing=epoch$"
CASE = ["training", "--device", "cpu", "--no-ceilings", "--max-time", "0.05", "--filter"]


def image(number):
    """Its pixels, and its label."""
    label = (number * 7 + number // 10) % 10
    rows = range(2 * label + 3, 2 * label + 8)
    pixels = bytes((160 if y in rows else 20) + (number * 31 + y * 7 + x * 13) % 90 for y in range(28) for x in range(28))
    return pixels, label


def put_mnist(folder, first=0, times=1):
    """`times`: how often the images to train on are there."""
    folder.mkdir(exist_ok=True)
    for name, count, begin, times in [("train", TRAIN, first, times), ("t10k", TEST, 1000, 1)]:
        images = [image(i) for i in range(begin, begin + count)] * times
        (folder / f"{name}-images-idx3-ubyte").write_bytes(
            struct.pack(">4I", 2051, len(images), 28, 28) + b"".join(pixels for pixels, _ in images))
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(
            struct.pack(">2I", 2049, len(images)) + bytes(label for _, label in images))


class TrainingProgramTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "images"
        put_mnist(self.data)

    def train(self, *arguments, epochs=3, out=None, data=None, filter=EPOCH, status=0):
        self.out = self.folder / (out or f"out{len(list(self.folder.iterdir()))}")
        done = self.call("run", *CASE, filter, "--epochs", epochs, "--data", data or self.data, "--out", self.out,
                         *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        return done
