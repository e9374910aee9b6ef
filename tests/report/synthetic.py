"""Writes folders of results that nobody measured: a made-up machine with a made-up GPU, to draw what
the machine at hand has not. For tests alone; every name in it says 'synthetic'."""

import csv
import json
import pathlib
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATES = {"openmp": 4e10, "openblas": 8e10, "onednn": 1.2e11, "cuda_tiled": 4e12, "cublas": 3e13}
LAUNCH = {"cpu": 2e-6, "gpu": 6e-6}
MACHINE = "m0123456789ab"
LINK = 2.5e10  # bytes a second between host and device


def columns() -> list[str]:
    """The fixed columns, as docs/csv.md lists them."""
    table = (ROOT / "docs/csv.md").read_text().split("## results.csv")[1].split("## samples.csv")[0]
    return [name for name in re.findall(r"^\| `([^`]+)`", table, re.M) if "<" not in name]


def kind(variant: str) -> str:
    return "gpu" if variant.startswith(("cu", "synthetic_gpu")) else "cpu"


class Writer:
    def __init__(self, folder: pathlib.Path, seed: int, threads: int = 16):
        self.folder, self.seed, self.threads = folder, seed, threads
        self.random = random.Random(seed)
        self.rows, self.samples = [], []

    def row(self, run, benchmark, variant, dtype, point, timing, seconds, flops, bytes_, **more):
        where = kind(variant)
        at = ".".join(f"{axis}={value}" for axis, value in point.items())
        row = {
            "schema_version": 1, "session_id": "s1", "run_id": f"r{self.seed}{run}", "run_index": run,
            "started_utc": f"2026-01-01T00:{len(self.rows) // 60 % 60:02}:{len(self.rows) % 60:02}Z",
            "suite": "kernels", "benchmark": benchmark, "variant": variant, "device": where,
            "case_id": f"{benchmark}.{variant}.dtype={dtype}.{at}.timing={timing}",
            "case_hash": f"h{benchmark}{dtype}{at}{timing}", "dtype": dtype, "timing": timing,
            "status": "ok", "verified": 1, "max_error": 1e-7, "samples": 100, "iterations": 1,
            "converged": 1, "flops": flops, "bytes": bytes_, "items": point.get("batch", bytes_ / 4),
            "implementation": "synthetic", "threads": self.threads if where == "cpu" else "", "ranks": 1,
            "rank": 0, "devices": "0" if where == "gpu" else "",
            "device_name": "synthetic GPU" if where == "gpu" else "synthetic CPU",
            "cpu_model": "synthetic CPU", "fingerprint": MACHINE, "program_version": "0.1.0",
            "git_sha": "0" * 40, "git_dirty": 0, "seed": 1, "profiled": 0, "valid": 1,
        }
        if seconds:
            spread = 0.002 + 0.02 * self.random.random()
            median = seconds * (1 + 0.01 * self.random.gauss(0, 1))
            row |= {"median_s": median, "ci_lo_s": median * (1 - spread), "ci_hi_s": median * (1 + spread),
                    "min_s": median * 0.97, "max_s": median * 1.2, "flops_per_s": flops / median,
                    "bytes_per_s": bytes_ / median}
            if where == "gpu":
                row |= {"flops_peak_pct": 100 * flops / median / 6.7e13,
                        "bytes_peak_pct": 100 * bytes_ / median / 4.8e12}
        row |= {"p_" + axis: value for axis, value in point.items()} | more
        self.rows.append(row)
        return row

    def canaries(self, run):
        for variant, rates in (("openmp", (4e10, 2e11, 1.5e11)), ("cuda", (4.2e12, 9e12, 5.5e13))):
            for limit, rate in zip(("read", "cache", "fma"), rates):
                row = self.row(run, "ceilings", variant, "fp32", {"limit": limit, "n": 1024}, "hot", 1.0,
                               rate, rate, suite="ceilings")
                row |= {"min_s": 1.0, "median_s": 1.0}

    def kernels(self, run):
        for n in (64, 256, 1024, 4096):
            for variant, rate in RATES.items():
                flops, bytes_ = 2 * n**3, 12 * n**2
                device = kind(variant)
                hot = LAUNCH[device] + flops / rate * (16 / self.threads if device == "cpu" else 1)
                point = {"m": n, "n": n, "k": n}
                times = {"cold": hot * 1.2, "hot": hot}
                if device == "gpu":
                    times |= {"graph": hot * 0.9, "e2e": hot + bytes_ / LINK}
                for timing, seconds in times.items():
                    self.row(run, "gemm", variant, "fp32", point, timing, seconds, flops, bytes_)
        for n in (2**12, 2**16, 2**20, 2**24, 2**28):
            for variant, rate in {"openmp": 4e10, "cub": 3.8e12}.items():
                seconds = LAUNCH[kind(variant)] + 4 * n / rate
                point = {"op": "sum", "n": n}
                self.row(run, "reduce", variant, "fp32", point, "cold", seconds, n, 4 * n)
                if kind(variant) == "gpu":
                    self.row(run, "reduce", variant, "fp32", point, "e2e", seconds + 4 * n / LINK, n, 4 * n)

    def trainings(self, run):
        for variant, epoch_s in {"onednn": 9.0, "cudnn": 0.4}.items():
            point = {"batch": 64, "data": "synthetic", "epochs": 10}
            row = self.row(run, "train_synthetic", variant, "fp32", point, "epoch", epoch_s, 1e12, 1e10,
                           ci_lo_s="", ci_hi_s="", items=60000, setup_s=1.5, warmup_s=0.02 * epoch_s,
                           wall_s=2 + 12 * epoch_s)
            self.row(run, "train_synthetic", variant, "fp32", {"batch": 64, "data": "synthetic"}, "step",
                     epoch_s / 937, 1e9, 1e7, items=64)
            trained = 0
            for epoch in range(10):
                seconds = epoch_s * (1 + 0.02 * self.random.random())
                trained, accuracy = trained + seconds, 98.6 - 55 * 0.5**epoch
                if accuracy >= 98:
                    row.setdefault("c_seconds_to_98_pct", trained)
                self.samples.append({
                    "run_id": row["run_id"], "case_id": row["case_id"], "devices": row["devices"],
                    "sample_index": epoch, "iterations": 1, "time_s": seconds, "valid": 1, "c_epoch": epoch + 1,
                    "c_loss": 2.3 * 0.6**epoch + 0.002 * self.random.random(),
                    "c_train_accuracy_pct": 99 - 60 * 0.5**epoch, "c_test_accuracy_pct": accuracy,
                    "c_images_per_s": 60000 / seconds})

    def nth_gemm(self, run, i, change=1.0, **more):
        variant = ("openmp", "cuda_tiled", "cublas")[i % 3]
        n, timing = 16 * (1 + i // 6), ("cold", "hot")[i // 3 % 2]
        seconds = change * (LAUNCH[kind(variant)] + 2 * n**3 / RATES[variant])
        return self.row(run, "gemm", variant, "fp32", {"m": n, "n": n, "k": n}, timing, seconds, 2 * n**3,
                        12 * n**2, **more)

    def take_samples(self, row, count):
        """Around the row's median; a GPU's with the clock."""
        for index in range(count):
            sample = {"run_id": row["run_id"], "case_id": row["case_id"], "devices": row["devices"],
                      "sample_index": index, "iterations": 1,
                      "time_s": row["median_s"] * (1 + 0.005 * self.random.gauss(0, 1)), "valid": 1}
            clock = 1.98e9 - 1.5e7 * self.random.randrange(4) if row["device"] == "gpu" else ""
            self.samples.append(sample | {"sm_clock_hz": clock})

    def misfortunes(self, run):
        point = {"m": 7, "n": 7, "k": 7}
        self.row(run, "gemm", "cuda_tiled", "fp64", point, "cold", None, 1, 1, status="failed", verified=0,
                 message="synthetic: element 3 is 1 & not <2>")
        self.row(run, "gemm", "cublas", "fp64", point, "cold", None, 1, 1, status="skipped", verified="",
                 message="synthetic: needs 512 GiB")
        self.row(run, "gemm", "openblas", "fp64", point, "cold", 1e-6, 1, 1, valid=0, message="synthetic: slowed")

    def name_baselines(self):
        """Of each GPU row: the fastest CPU row of its run and point."""
        cpu = {}
        for row in self.rows:
            if row["device"] == "cpu" and row.get("median_s") and row["valid"] == 1:
                key = (row["run_id"], row["benchmark"], *[row.get(axis) for axis in ("p_n", "p_batch")], row["timing"])
                cpu[key] = min(cpu.get(key, row), row, key=lambda row: row["median_s"])
        for row in self.rows:
            timing = {"graph": "hot", "e2e": "cold"}.get(row["timing"], row["timing"])
            key = (row["run_id"], row["benchmark"], *[row.get(axis) for axis in ("p_n", "p_batch")], timing)
            if row["device"] == "gpu" and key in cpu and timing != "epoch":
                row["baseline_case_id"] = cpu[key]["case_id"]

    def write(self):
        self.name_baselines()
        self.folder.mkdir(parents=True)
        names = columns()
        for row in self.rows:
            names += [name for name in row if name not in names]
        with open(self.folder / "results.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        with open(self.folder / "samples.csv", "w", newline="") as file:
            names = list(dict.fromkeys(name for row in self.samples for name in row)) or ["run_id"]
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.samples)
        environment = {"session_id": "s1", "started_utc": "2026-01-01T00:00:00Z", "fingerprint": MACHINE,
                       "command": ["warpmark", "run", "synthetic", "--filter", "a|b"],
                       "cpu": {"model": "synthetic CPU", "physical_cores": 16, "usable_threads": 16},
                       "gpus": [{"name": "synthetic GPU"}],
                       "gpu_absence": None, "load_average": 0.1, "kernel": f"synthetic {self.folder.name}"}
        (self.folder / "env.json").write_text(json.dumps(environment))


def write(folder: pathlib.Path, runs: int, seed: int = 1, threads: int = 16):
    writer = Writer(folder, seed, threads)
    for run in range(runs):
        writer.canaries(run)
        writer.kernels(run)
        writer.trainings(run)
        writer.misfortunes(run)
    writer.write()


def write_many(folder: pathlib.Path, cases: int, runs: int):
    """As many cases as a long suite has."""
    writer = Writer(folder, 1)
    for run in range(runs):
        writer.canaries(run)
        for i in range(cases):
            writer.nth_gemm(run, i)
    writer.write()


def write_sides(root: pathlib.Path, cases: int, runs: int, changed: int, samples: int = 100):
    """Runs of two programs in turns, root/base and root/new, in the latter of which the first
    `changed` cases take a tenth longer or less; samples are kept of these."""
    for minute, name in enumerate(("base", "new")):
        writer = Writer(root / name, minute + 1)
        for run in range(runs):
            begun = {"started_utc": f"2026-01-01T{run:02}:{30 * minute:02}:00Z", "iterations": 64}
            writer.canaries(run)
            for i in range(cases):
                change = (1, 1, 1.1, 0.9)[2 * minute + i % 2] if i < changed else 1
                row = writer.nth_gemm(run, i, change, **begun)
                if i < changed:
                    writer.take_samples(row, samples)
        writer.write()


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
