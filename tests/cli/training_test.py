"""Training from the command line: epochs and their counters, data, checkpoints."""

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
from tiny_mnist import CASE, EPOCH, TRAIN, TrainingProgramTest, put_mnist


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


class Training(TrainingProgramTest):
    def test_each_epoch_is_a_sample_with_what_it_has_shown(self):
        done = self.train()
        [row] = self.rows()
        samples = self.rows("samples.csv")
        self.assertEqual((row["status"], row["verified"], row["samples"]), ("ok", "1", "3"), row["message"])
        self.assertEqual(row["case_id"], "train_mnist.onednn.dtype=fp32.batch=64.epochs=3.timing=epoch")
        self.assertEqual((row["p_data"], row["p_epochs"], row["p_schedule"]), ("real", "3", "constant"))
        self.assertEqual(float(row["items"]), TRAIN)
        self.assertEqual([s["c_epoch"] for s in samples], ["1", "2", "3"])
        losses = [float(s["c_loss"]) for s in samples]
        self.assertLess(losses[2], losses[0])
        for sample in samples:
            self.assertAlmostEqual(float(sample["c_images_per_s"]) * float(sample["time_s"]), TRAIN, places=6)
            self.assertEqual(sample["c_validation_accuracy_pct"], "")
            for name in ("c_train_accuracy_pct", "c_test_accuracy_pct"):
                self.assertTrue(0 <= float(sample[name]) <= 100)
        for name in ("c_epoch", "c_loss", "c_test_accuracy_pct", "c_images_per_s"):
            self.assertEqual(row[name], samples[2][name])
        self.assertIn("\n    epoch 3, images_per_s ", done.stdout)

    def test_the_hash_is_of_the_images(self):
        self.train(out="one")
        [one] = self.rows()
        put_mnist(self.folder / "other", first=1)
        self.train(data=self.folder / "other")
        [other] = self.rows()
        self.assertEqual(one["case_id"], other["case_id"])
        self.assertNotEqual(one["case_hash"], other["case_hash"])
        self.train()
        self.assertEqual([row["case_hash"] for row in self.rows()], [one["case_hash"]])

    def test_names_say_what_is_not_usual(self):
        def names(*arguments):
            return self.succeed("list", *CASE[:3], "--filter", EPOCH, *arguments).stdout.split()

        head = "train_mnist.onednn.dtype=fp32.batch=64"
        self.assertEqual(names(), [f"{head}.data=synthetic.timing=epoch"])
        self.assertEqual(names("--data", self.data), [f"{head}.timing=epoch"])
        self.assertEqual(names("--data", self.data, "--axis", "data=real"), [f"{head}.timing=epoch"])
        self.assertEqual(names("--data", self.data, "--validate", "--axis", "schedule=cosine", "--axis", "warmup=2"),
                         [f"{head}.schedule=cosine.warmup=2.validation=5000.timing=epoch"])

    def test_no_axis_turns_the_images_into_others(self):
        drawn = [*CASE[:3], "--filter", EPOCH, "--axis", "data=synthetic"]
        self.fail_with(7, "nothing matched", "list", *drawn, "--data", self.data)
        self.assertIn("data=synthetic", self.succeed("list", *drawn).stdout)

    def test_cropped_filters_are_a_row_of_their_own(self):
        def names(*arguments):
            case = r"^infer_cifar10_resnet18\.onednn\.dtype=fp32\.batch=64\."
            return self.succeed("list", *CASE[:3], "--filter", case, *arguments).stdout.split()

        head = "infer_cifar10_resnet18.onednn.dtype=fp32.batch=64"
        whole, cropped = (f"{head}{filters}.data=synthetic.timing=step" for filters in ("", ".filters=cropped"))
        self.assertEqual(names(), [whole])
        self.assertEqual(names("--axis", "filters=cropped"), [cropped])
        self.assertEqual(names("--axis", "filters=cropped,whole"), [whole, cropped])
        self.fail_with(2, "unknown value 'none'", "list", "training", "--axis", "filters=none")

    def test_held_out_images(self):
        self.train("--axis", "validation=64", epochs=1)
        [row] = self.rows()
        self.assertEqual(float(row["items"]), TRAIN - 64)
        self.assertTrue(0 <= float(row["c_validation_accuracy_pct"]) <= 100)

    def test_more_held_out_than_there_are(self):
        for arguments, held_out in [(["--axis", "validation=320"], 320), (["--axis", "validation=64,60000"], 60000),
                                    (["--validate"], 5000)]:
            for timing in ("epoch", "step"):
                done = self.fail_with(2, f"validation={held_out}: mnist:real:d", "run", *CASE,
                                      EPOCH.replace("epoch", timing), "--data", self.data, "--out", self.out, *arguments)
                self.assertIn("has 320 training images: none is left to train on", done.stderr)
                self.assertFalse(self.out.exists(), "nothing was measured")
        self.fail_with(2, "validation=60000: mnist:synthetic", "run", *CASE, EPOCH, "--axis", "validation=60000")

    def test_one_image_is_left(self):
        self.train("--axis", f"validation={TRAIN - 1}", epochs=1)
        [row] = self.rows()
        self.assertEqual((row["status"], row["items"]), ("ok", "1"), row["message"])

    def test_a_step_has_no_accuracy(self):
        self.train(filter=EPOCH.replace("epoch", "step"))
        [row] = self.rows()
        self.assertEqual((row["status"], row["timing"], row["c_test_accuracy_pct"]), ("ok", "step", ""))
        self.assertGreater(float(row["c_loss"]), 0)

    def test_a_profile_has_the_phases(self):
        trace = self.folder / "trace.json"
        self.succeed("run", *CASE, EPOCH, "--data", self.data, "--trace", trace, "--out", self.out)
        events = [event for event in json.loads(trace.read_text())["traceEvents"] if event["ph"] == "X"]

        def inside(name, outer):
            return [event for event in events if event["name"] == name and outer["ts"] <= event["ts"]
                    and event["ts"] + event["dur"] <= outer["ts"] + outer["dur"] + 0.001]

        [measured] = [event for event in events if event["name"] == "measure"]
        self.assertEqual([epoch["args"]["payload"] for epoch in inside("epoch", measured)], [1, 2, 3])
        self.assertEqual(len(inside("evaluate", measured)), 3)
        for repetition in inside("repetition", measured):
            [epoch] = inside("epoch", repetition)
            self.assertEqual(len(inside("optimizer", epoch)), TRAIN // 64)
            for phase in ["data", "forward", "backward"]:
                self.assertGreaterEqual(len(inside(phase, epoch)), TRAIN // 64, phase)
            self.assertEqual(inside("evaluate", repetition), [])

    def test_damaged_data(self):
        labels = self.data / "train-labels-idx1-ubyte"
        labels.write_bytes(labels.read_bytes()[:-1] + bytes([200]))
        done = self.train(status=5)
        self.assertIn(f"{labels}: byte {8 + TRAIN - 1}: label 200", done.stderr)

    def checkpoint(self):
        [file] = (self.folder / "kept").iterdir()
        return file

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

    @unittest.skipUnless(importlib.util.find_spec("safetensors"), "Python's package safetensors is not here")
    def test_the_package_safetensors_reads_the_same(self):
        from safetensors import safe_open
        self.train("--checkpoint", self.folder / "kept")
        file = self.checkpoint()
        tensors, metadata = read_safetensors(file)
        with safe_open(file, framework="numpy") as theirs:
            self.assertEqual(theirs.metadata(), metadata)
            self.assertEqual(set(theirs.keys()), set(tensors))
            for name, (shape, values) in tensors.items():
                self.assertEqual(theirs.get_tensor(name).tolist(), self.nested(shape, list(values)), name)

    def nested(self, shape, values):
        if len(shape) == 1:
            return values
        step = len(values) // shape[0]
        return [self.nested(shape[1:], values[i * step:(i + 1) * step]) for i in range(shape[0])]

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


if __name__ == "__main__":
    unittest.main()
