"""The script prints the table of docs/training.md, from a program that only pretends to train."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs" / "training.md"

# Of the docs, by seed: test accuracy after the first epoch and the last, training accuracy, loss.
PROGRAM = """#!{python}
import pathlib, sys
figures = {{"1": (92, 98.57, 98.43, 0.0498), "2": (90.3, 98.52, 98.28, 0.0542), "3": (93.13, 98.42, 98.44, 0.0507)}}
option = dict(zip(sys.argv[1:], sys.argv[2:]))
first, last, train, loss = figures[option["--seed"]]
out = pathlib.Path(option["--out"])
out.mkdir()
(out / "results.csv").write_text("case_id,status,message,p_data\\ntrain_mnist,ok,,{data}\\n")
rows = [f"train_mnist,{{test}},{{train}},{{loss}}" for test in [first] + 8 * [95] + [last]]
(out / "samples.csv").write_text("\\n".join(["case_id,c_test_accuracy_pct,c_train_accuracy_pct,c_loss", *rows, ""]))
"""


class TrainEpochs(unittest.TestCase):
    def run_on(self, data, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "program"
            program.write_text(PROGRAM.format(python=sys.executable, data=data))
            program.chmod(0o755)
            return subprocess.run([sys.executable, HERE / "train_epochs.py", "--data", folder, "--program", program,
                                   *arguments], capture_output=True, text=True, timeout=60)

    def test_the_table_of_the_docs(self):
        done = self.run_on("real")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("\n\n" + done.stdout + "\n", DOCS.read_text(encoding="utf-8"))

    def test_one_seed_has_no_mean(self):
        self.assertNotIn("mean", self.run_on("real", "--seed", "1").stdout)

    def test_drawn_images_are_no_measure(self):
        done = self.run_on("synthetic")
        self.assertEqual(done.returncode, 1)
        self.assertIn("the images are drawn", done.stderr)


if __name__ == "__main__":
    unittest.main()
