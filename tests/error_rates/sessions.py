"""Reads what measure.py wrote, and has `warpmark compare` judge it."""

import csv
import dataclasses
import functools
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

from plan import CASES, FACTORS, Plan, session_folder


@dataclasses.dataclass
class Run:
    """One process: the samples and the median (seconds) of each case."""
    samples: dict[str, list[float]]
    medians: dict[str, float]


@dataclasses.dataclass
class Session:
    kind: str
    factors: dict[str, float]
    gate: str
    verdicts: dict[str, dict]
    base: list[Run]
    new: list[Run]

    @functools.cached_property
    def pairs(self) -> list[tuple[Run, Run]]:
        """Runs of both sides that were made one right after the other."""
        return list(zip(self.base, self.new))


def read_run(folder: pathlib.Path) -> Run:
    samples = {case: [] for case in CASES}
    with open(folder / "samples.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["case_id"] in samples and row["valid"] != "0":
                samples[row["case_id"]].append(float(row["time_s"]))
    with open(folder / "results.csv", newline="", encoding="utf-8") as file:
        medians = {row["case_id"]: float(row["median_s"]) for row in csv.DictReader(file) if row["case_id"] in samples}
    return Run(samples, medians)


def judge(program: pathlib.Path, folder: pathlib.Path) -> dict:
    with tempfile.TemporaryDirectory() as made:
        file = pathlib.Path(made) / "verdicts.json"
        subprocess.run([program, "compare", folder / "base", folder / "new", "--json", file, "--exit-zero"],
                       check=True, stdout=subprocess.DEVNULL)
        return json.loads(file.read_text(encoding="utf-8"))


def read_session(program: pathlib.Path, data: pathlib.Path, plan: Plan, kind: str, number: int) -> Session | None:
    """None where a run of it is missing."""
    folder = session_folder(data, kind, number)
    if not all((folder / side / f"{run:02d}").is_dir() for side, run in plan.sides()):
        return None
    judged = judge(program, folder)
    verdicts = {case["case_id"]: case for case in judged["cases"]}
    unknown = {"incomparable", "missing", "broken", "new"}.intersection(c["verdict"] for c in judged["cases"])
    if set(verdicts) != set(CASES) or unknown:
        raise SystemExit(f"{folder}: {judged['counts']}: work on purpose must not make another case")
    factors = plan.factors(number) if kind == "injected" else dict.fromkeys(CASES, 1.0)
    base, new = ([read_run(folder / side / f"{run:02d}") for run in range(plan.runs)] for side in ("base", "new"))
    return Session(kind, factors, judged["gate"], verdicts, base, new)


def read_sessions(program: pathlib.Path, data: pathlib.Path, plan: Plan) -> list[Session]:
    read = (read_session(program, data, plan, kind, number) for kind, number in plan.sessions())
    return [session for session in read if session]


def machine(folder: pathlib.Path) -> tuple[dict, dict]:
    """A row of a run, and what env.json says of the CPU."""
    with open(folder / "results.csv", newline="", encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    return row, json.loads((folder / "env.json").read_text(encoding="utf-8"))["cpu"]


def achieved(data: pathlib.Path, plan: Plan) -> dict[str, dict[float, float]]:
    """By case and factor, how many times longer it takes: the median over rounds of the ratio to the run of the same
    round with factor 1."""
    ratios = {case: {factor: [] for factor in FACTORS[1:]} for case in CASES}
    for round_ in range(plan.rounds):
        folders = {factor: data / "achieved" / f"{factor:g}" / f"{round_:02d}" for factor in FACTORS}
        if not all(folder.is_dir() for folder in folders.values()):
            continue
        runs = {factor: read_run(folder) for factor, folder in folders.items()}
        for case in CASES:
            for factor in FACTORS[1:]:
                ratios[case][factor].append(runs[factor].medians[case] / runs[1.0].medians[case])
    return {case: {factor: statistics.median(found) for factor, found in by_factor.items() if found}
            for case, by_factor in ratios.items()}


def spread(sessions: list[Session], case: str) -> tuple[float, float, float]:
    """Of the sessions without a change: median time in seconds; standard deviation of ln(median of a run) about the
    mean of its side, pooled; the median of the relative standard deviations of samples within a run."""
    squares, degrees, medians, within = 0.0, 0, [], []
    for session in sessions:
        for side in (session.base, session.new):
            logs = [math.log(run.medians[case]) for run in side]
            squares += statistics.variance(logs) * (len(logs) - 1)
            degrees += len(logs) - 1
            medians += [run.medians[case] for run in side]
            within += [statistics.stdev(run.samples[case]) / statistics.fmean(run.samples[case])
                       for run in side if len(run.samples[case]) > 1]
    return statistics.median(medians), math.sqrt(squares / degrees), statistics.median(within)
