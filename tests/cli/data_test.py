"""The command `data`: what is found, faults, and downloads from a server on this machine."""

import contextlib
import functools
import gzip
import http.server
import os
import pathlib
import shutil
import struct
import threading
import unittest

from program import BRIEF, TRIAD, ProgramTest
from real_data import DATA

REAL = DATA / "mnist"
NAMES = [f"{name}-ubyte.gz" for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3",
                                         "t10k-labels-idx1")]


class Listing(ProgramTest):
    def put_mnist(self, label=1, test=2):
        for name, images in [("train", 3), ("t10k", test)]:
            (self.folder / f"{name}-images-idx3-ubyte").write_bytes(
                struct.pack(">4I", 2051, images, 28, 28) + bytes(784 * images))
            (self.folder / f"{name}-labels-idx1-ubyte").write_bytes(
                struct.pack(">2I", 2049, images) + bytes([label] * images))

    def test_nothing_there(self):
        done = self.succeed("data")
        self.assertIn("mnist    synthetic: no files in data or data/mnist", done.stdout)
        self.assertIn("cifar10  synthetic: no files in data or data/cifar10", done.stdout)

    def test_what_is_there(self):
        self.put_mnist()
        for done in (self.succeed("data", "--data", self.folder),
                     self.succeed("data", env={"WARPMARK_DATA": str(self.folder)})):
            self.assertRegex(done.stdout, r"^mnist    real, 3 \+ 2 images of 1×28×28, 10 classes; "
                                          r"mnist:real:d[0-9a-f]{12}\n  .*/train-images-idx3-ubyte +2368 bytes  differs")
            self.assertEqual(done.stdout.count("differs from the published file, SHA-256 "), 4)

    def test_a_size_proves_nothing(self):
        self.put_mnist(test=10000)
        files = [rf"/t10k-{name}-ubyte +\d+ bytes  " for name in ("images-idx3", "labels-idx1")]
        quick, whole = (self.succeed("data", "--data", self.folder, *flags).stdout for flags in (["--quick"], []))
        for file in files:
            self.assertRegex(quick, file + "size as published\n")
            self.assertRegex(whole, file + "differs from the published file, SHA-256 [0-9a-f]{64}\n")
        self.assertRegex(quick, "^mnist    real\n")

    def test_faults(self):
        self.put_mnist(label=200)
        done = self.fail_with(5, "train-labels-idx1-ubyte: byte 8: label 200", "data", "--data", self.folder)
        self.assertIn("unreadable: ", done.stdout)
        self.succeed("data", "--data", self.folder, "--quick")
        self.assertIn("cifar10  synthetic", done.stdout)
        (self.folder / "t10k-labels-idx1-ubyte").unlink()
        for flags in ([], ["--quick"]):
            self.fail_with(5, "t10k-labels-idx1-ubyte is missing", "data", "--data", self.folder, *flags)

    def test_more_than_gzip(self):
        self.put_mnist()
        plain = self.folder / "t10k-labels-idx1-ubyte"
        packed = gzip.compress(plain.read_bytes())
        plain.unlink()
        file = self.folder / (plain.name + ".gz")
        file.write_bytes(packed + bytes(100))
        self.succeed("data", "--data", self.folder)
        file.write_bytes(packed + b"junk")
        message = f"{file}: inflated, byte 10: what follows in the file, from its byte {len(packed)} on, is no gzip"
        self.fail_with(5, message, "data", "--data", self.folder)
        self.fail_with(5, message, "run", "--data", self.folder, "--filter", "^train_mnist", "--out", self.out)

    def test_half_a_set_is_missed_by_what_needs_it_alone(self):
        half = self.folder / "data" / "mnist" / "train-images-idx3-ubyte.gz"
        half.parent.mkdir(parents=True)
        half.touch()  # as an interrupted download leaves it
        self.succeed("list", "kernels")
        self.succeed("run", *TRIAD, *BRIEF, "--out", self.out)
        self.fail_with(5, "t10k-labels-idx1-ubyte is missing in data/mnist", "run", "training", "--filter", "_mnist",
                       "--out", self.folder / "none")
        self.assertFalse((self.folder / "none").exists(), "nothing was measured")

    def test_no_folder_is_not_nothing(self):
        place = self.folder / "data" / "mnist"
        place.parent.mkdir()
        for put in (place.touch, lambda: place.symlink_to("gone")):
            put()
            self.succeed("list", "kernels")
            for arguments in (["data"], ["run", "training", "--filter", "_mnist", "--out", self.out]):
                self.fail_with(5, "data/mnist: is no folder", *arguments)
            place.unlink()

    def test_folders_that_are_none(self):
        file = self.folder / "file"
        file.touch()
        for folder in (file, self.folder / "none"):
            self.fail_with(2, f"--data: '{folder}' is no folder", "data", "--data", folder)
            self.fail_with(2, f"WARPMARK_DATA: '{folder}' is no folder", "data", env={"WARPMARK_DATA": str(folder)})

    def test_usage(self):
        self.fail_with(2, "--download: imagenet not in {mnist,cifar10,all}", "data", "--download", "imagenet")
        self.fail_with(2, "unknown flag --verify", "data", "--verify")


class Server(http.server.ThreadingHTTPServer):
    """Serves a folder; keeps the ranges that it was asked for."""

    def __init__(self, folder, ranges=True, stop_after=None):
        self.ranges, self.stop_after, self.asked = ranges, stop_after, []
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        path = pathlib.Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        contents, asked = path.read_bytes(), self.headers.get("Range")
        self.server.asked.append(asked)
        first = int(asked.removeprefix("bytes=").split("-")[0]) if asked and self.server.ranges else 0
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(contents) - 1}/{len(contents)}")
        self.send_header("Content-Length", str(len(contents) - first))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # curl hangs up where it cannot go on
            self.wfile.write(contents[first:self.server.stop_after])

    def log_message(self, *arguments):
        pass


@unittest.skipUnless(shutil.which("curl"), "no curl")
@unittest.skipUnless(all((REAL / name).is_file() for name in NAMES), f"not all of MNIST's gzip files are in {REAL}")
class Download(ProgramTest):
    def setUp(self):
        super().setUp()
        self.here = self.folder / "data" / "mnist"

    def download(self, server, status=0):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            done = self.call("data", "--download", "mnist",
                             env={"WARPMARK_MIRROR": server.url, "no_proxy": "127.0.0.1"})
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def expect_whole(self):
        for name in NAMES:
            self.assertEqual((self.here / name).read_bytes(), (REAL / name).read_bytes(), name)
        self.assertEqual(sorted(path.name for path in self.here.iterdir()), sorted(NAMES))

    def test_all_files(self):
        done = self.download(Server(REAL))
        self.expect_whole()
        self.assertEqual(done.stdout.count("  as published"), 4)
        self.assertEqual(self.succeed("data", "--quick").stdout.count("  size as published"), 4)

    def test_interrupted(self):
        done = self.download(Server(REAL, stop_after=1000000), status=5)
        self.assertIn("train-images-idx3-ubyte.gz was not downloaded: http://", done.stderr)
        self.assertIn("1000000 bytes are kept in data/mnist/train-images-idx3-ubyte.gz.part", done.stderr)
        self.assertEqual(os.listdir(self.here), [NAMES[0] + ".part"])
        server = Server(REAL)
        self.download(server)
        self.assertEqual(server.asked, ["bytes=1000000-", None, None, None])
        self.expect_whole()

    def test_server_that_cannot_resume(self):
        self.here.mkdir(parents=True)
        (self.here / (NAMES[0] + ".part")).write_bytes((REAL / NAMES[0]).read_bytes()[:5000])
        self.download(Server(REAL, ranges=False))
        self.expect_whole()

    def test_server_with_other_files(self):
        other = self.folder / "other"
        other.mkdir()
        for name in NAMES:
            (other / name).write_bytes(bytes((REAL / name).stat().st_size))
        done = self.download(Server(other), status=5)
        self.assertIn("train-images-idx3-ubyte.gz: what was downloaded is refused: its SHA-256 is", done.stderr)
        self.assertEqual(os.listdir(self.here), [])

    def test_file_that_is_not_there(self):
        done = self.download(Server(self.folder), status=5)
        self.assertIn("curl's exit status 22", done.stderr)

    def test_other_file_in_its_place(self):
        self.here.mkdir(parents=True)
        (self.here / NAMES[0]).write_text("precious")
        done = self.download(Server(REAL), status=2)
        self.assertIn("move it away", done.stderr)
        self.assertEqual((self.here / NAMES[0]).read_text(), "precious")


if __name__ == "__main__":
    unittest.main()
