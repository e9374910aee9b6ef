"""Checkpoints of training: what is in them, who goes on from them, and who may not."""

import importlib.util
import json
import math
import pathlib
import signal
import struct
import subprocess
import time
import unittest

from program import PROGRAM, variables
from tiny_mnist import CASE, EPOCH, TrainingProgramTest, put_mnist


def read_safetensors(file):
    """Tensors by name and the metadata, by the rules of the format: the header's length and the header,
    to a multiple of 8 bytes, and tensors that cover what follows without a gap."""
    data = file.read_bytes()
    [length] = struct.unpack("<Q", data[:8])
    assert length % 8 == 0 and data[8:9] == b"{", length
    header = json.loads(data[8:8 + length])
    metadata, body, tensors, covered = header.pop("__metadata__"), data[8 + length:], {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        assert begin == covered, name
        width, code = {"F32": (4, "f"), "F64": (8, "d")}[entry["dtype"]]
        assert end - begin == width * math.prod(entry["shape"]), name
        tensors[name] = (entry["shape"], struct.unpack(f"<{(end - begin) // width}{code}", body[begin:end]))
        covered = end
    assert covered == len(body)
    return tensors, metadata


class CheckpointTest(TrainingProgramTest):
    def checkpoint(self):
        [file] = (self.folder / "kept").iterdir()
        return file


class Checkpoints(CheckpointTest):
    def test_checkpoints_are_safetensors(self):
        self.train("--checkpoint", self.folder / "kept")
        file = self.checkpoint()
        self.assertEqual(file.name, "train_mnist.onednn.dtype=fp32.batch=64.epochs=3.timing=epoch.safetensors")
        tensors, metadata = read_safetensors(file)
        self.assertEqual((metadata["epoch"], metadata["seed"]), ("3", "1"))
        parameters = {"conv1.weight": [10, 1, 5, 5], "conv1.bias": [10], "conv2.weight": [20, 10, 5, 5],
                      "conv2.bias": [20], "fc1.weight": [50, 320], "fc1.bias": [50], "fc2.weight": [10, 50],
                      "fc2.bias": [10]}
        velocities = {f"velocity.{name}": shape for name, shape in parameters.items()}
        self.assertEqual({name: shape for name, (shape, _) in tensors.items()}, parameters | velocities)
        for name, (_, values) in tensors.items():
            self.assertTrue(all(map(math.isfinite, values)), name)
            self.assertTrue(any(values), name)

    def test_what_is_done_is_not_done_again(self):
        self.train("--checkpoint", self.folder / "kept")
        self.train("--checkpoint", self.folder / "kept")
        [row] = self.rows()
        self.assertEqual(row["status"], "skipped")
        self.assertIn("has all 3 epochs behind it", row["message"])

    def test_a_damaged_checkpoint_fails_the_case(self):
        self.train("--checkpoint", self.folder / "kept")
        file = self.checkpoint()
        file.write_bytes(file.read_bytes()[:-4])
        self.train("--checkpoint", self.folder / "kept", status=3)
        [row] = self.rows()
        self.assertEqual(row["status"], "failed")
        self.assertIn(f"{file}: byte ", row["message"])

    def test_interrupted_training_keeps_its_epochs(self):
        epochs = 100
        self.train(epochs=epochs)
        whole = self.rows("samples.csv")
        kept = self.folder / "kept"
        process = subprocess.Popen([PROGRAM, "run", *CASE, EPOCH, "--epochs", str(epochs), "--data", str(self.data),
                                    "--checkpoint", str(kept), "--out", str(self.folder / "ended")], env=variables(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not list(kept.glob("*.safetensors")):
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        done = int(read_safetensors(self.checkpoint())[1]["epoch"])
        self.assertGreaterEqual(done, 1)
        self.assertLess(done, epochs, "it was not interrupted")
        self.train("--checkpoint", kept, epochs=epochs)
        rest = self.rows("samples.csv")
        for column in ("c_epoch", "c_loss", "c_train_accuracy_pct", "c_test_accuracy_pct"):
            self.assertEqual([s[column] for s in rest], [s[column] for s in whole[done:]], column)

    def test_a_checkpoint_goes_on_with_its_own_images_alone(self):
        self.train("--checkpoint", self.folder / "kept")
        kept = self.checkpoint().read_bytes()
        put_mnist(self.folder / "other", first=1)
        self.train("--checkpoint", self.folder / "kept", data=self.folder / "other", status=3)
        [row] = self.rows()
        self.assertEqual(row["status"], "failed")
        self.assertRegex(row["message"], r"\.safetensors: checkpoint: it was trained on mnist:real:d\w+, not mnist:real:d")
        self.assertEqual(self.checkpoint().read_bytes(), kept)

    def test_what_checkpoints_do_not_go_with(self):
        for arguments, complaint in [(["--runs", "2"], "each of --runs would go on"),
                                     (["--benchmark_repetitions=3"], "each of --benchmark_repetitions=3 would go on"),
                                     (["--device", "0,1"], "each GPU of --device"),
                                     (["--device", "all"], "each GPU of --device"),
                                     (["--profile"], "epochs of --profile or --trace"),
                                     (["--trace", self.folder / "trace.json"], "epochs of --profile or --trace")]:
            self.fail_with(2, f"--checkpoint: {complaint}", "run", "training", *arguments, "--checkpoint",
                           self.folder / "kept")
        self.assertFalse(pathlib.Path(self.folder / "kept").exists())


@unittest.skipUnless(importlib.util.find_spec("safetensors"), "Python's package safetensors is not here")
class Package(CheckpointTest):
    def test_it_reads_the_same(self):
        import safetensors
        self.train("--checkpoint", self.folder / "kept")
        tensors, _ = read_safetensors(self.checkpoint())
        theirs = dict(safetensors.deserialize(self.checkpoint().read_bytes()))
        self.assertEqual(set(theirs), set(tensors))
        for name, (shape, values) in tensors.items():
            tensor = theirs[name]
            self.assertEqual((tensor["dtype"], tensor["shape"]), ("F32", shape), name)
            self.assertEqual(struct.unpack(f"<{len(values)}f", tensor["data"]), values, name)


if __name__ == "__main__":
    unittest.main()
