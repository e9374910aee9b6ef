"""Training from the command line: epochs and their counters, names, data."""

import json
import unittest

from tiny_mnist import CASE, EPOCH, TRAIN, TrainingProgramTest, put_mnist


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

    def test_the_hash_is_of_images_and_threads(self):
        put_mnist(self.folder / "other", first=1)
        (self.folder / "none").mkdir()

        def hashed(*arguments, **where):
            self.train(*arguments, filter=EPOCH.replace("epoch", "step"), **where)
            [row] = self.rows()
            return row["case_id"], row["case_hash"]

        case, one = hashed("--threads", "1")
        self.assertEqual(hashed("--threads", "1"), (case, one))
        other, drawn = (hashed("--threads", "1", data=self.folder / name) for name in ("other", "none"))
        self.assertEqual(other[0], case)
        self.assertIn(".data=synthetic.", drawn[0])
        threads = hashed("--threads", "2")
        self.assertEqual(threads[0], case)
        self.assertEqual(len({one, other[1], drawn[1], threads[1]}), 4)

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


if __name__ == "__main__":
    unittest.main()
