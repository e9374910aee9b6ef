"""Runs the program for docs/error-rates.md: sessions in which nothing changes, and sessions whose new side does more
work. Each run is a fresh process; no run is repeated or left out; a second call goes on where the first stopped."""

import argparse
import dataclasses
import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import time

from plan import CASES, FACTORS, Plan, session_folder

SECONDS_A_PROCESS = 2.2  # on two cores; what --dry-run reckons with


Job = tuple[pathlib.Path, list[str]]  # the folder of a process, and what it is injected


def groups(plan: Plan, data: pathlib.Path) -> list[list[Job]]:
    """What is worth something only as a whole, in order: rounds of all factors, then sessions."""
    return [*(round_of(plan, data, number) for number in range(plan.rounds)),
            *(session(plan, data, kind, number) for kind, number in plan.sessions())]


def round_of(plan: Plan, data: pathlib.Path, number: int) -> list[Job]:
    order = FACTORS if number % 2 == 0 else FACTORS[::-1]
    return [(data / "achieved" / f"{factor:g}" / f"{number:02d}", plan.injections(dict.fromkeys(CASES, factor)))
            for factor in order]


def session(plan: Plan, data: pathlib.Path, kind: str, number: int) -> list[Job]:
    slowed = plan.injections(plan.factors(number)) if kind == "injected" else []
    return [(session_folder(data, kind, number) / side / f"{run:02d}", slowed if side == "new" else [])
            for side, run in plan.sides()]


def measure(plan: Plan, program: pathlib.Path, data: pathlib.Path, minutes: float) -> None:
    """Begins nothing that would not be over in time, as far as the processes before say."""
    remember(plan, data)
    left = [group for group in ([job for job in whole if not job[0].exists()] for whole in groups(plan, data)) if group]
    count, done, begun, mean = sum(map(len, left)), 0, time.monotonic(), SECONDS_A_PROCESS
    for group in left:
        if time.monotonic() - begun + mean * len(group) > 60 * minutes:
            return say(f"{minutes:g} min are over; {count - done} processes are missing")
        for folder, options in group:
            say(f"{done + 1}/{count} {folder.relative_to(data)}, {mean:.2f} s a process, "
                f"{(count - done) * mean / 60:.1f} min left")
            run(plan, program, folder, options)
            done += 1
            mean = (time.monotonic() - begun) / done
    say(f"{done} processes in {(time.monotonic() - begun) / 60:.1f} min")


def run(plan: Plan, program: pathlib.Path, folder: pathlib.Path, options: list[str]) -> None:
    """A process whose folder appears when it is over."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([*plan.command(program), *options, "--out", str(part)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{folder}: status {done.returncode}\n{done.stderr}")
    for name in ("report.html", "selection.jsonl"):
        (part / name).unlink(missing_ok=True)
    part.rename(folder)


def remember(plan: Plan, data: pathlib.Path) -> None:
    """The plan that the data belong to; another one does not go on with them."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "plan.json"
    if not file.exists():
        now = datetime.datetime.now(datetime.timezone.utc)
        file.write_text(json.dumps({"begun": f"{now:%Y-%m-%d %H:%M} UTC", "cases": CASES, **dataclasses.asdict(plan)},
                                   indent=1) + "\n")
    if (known := known_plan(data)) != plan:
        sys.exit(f"{file} is of another plan: {known}")


def known_plan(data: pathlib.Path) -> Plan:
    known = json.loads((data / "plan.json").read_text())
    if known.pop("cases") != CASES:
        sys.exit(f"{data}: measured with other cases")
    known.pop("begun")
    return Plan(**known)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def add_options(parser: argparse.ArgumentParser) -> None:
    plan = Plan()
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder for everything that is measured")
    parser.add_argument("--aa", type=int, default=plan.aa, help=f"sessions without a change ({plan.aa})")
    parser.add_argument("--injected", type=int, default=plan.injected, help=f"with ({plan.injected})")
    parser.add_argument("--runs", type=int, default=plan.runs, help=f"of a side ({plan.runs})")
    parser.add_argument("--rounds", type=int, default=plan.rounds, help=f"of all factors ({plan.rounds})")
    parser.add_argument("--threads", type=int, default=plan.threads, help=f"({plan.threads})")
    parser.add_argument("--max-time", type=float, default=plan.max_time_s, help=f"of a case ({plan.max_time_s} s)")
    parser.add_argument("--seed", type=int, default=plan.seed, help=f"of the factors drawn ({plan.seed})")
    parser.add_argument("--minutes", type=float, default=35, help="that measuring may take (35)")
    parser.add_argument("--dry-run", action="store_true", help="print the plan and its time")


def plan_of(options: argparse.Namespace) -> Plan:
    return Plan(options.aa, options.injected, options.runs, options.rounds, options.threads, options.max_time,
                options.seed)


def describe(plan: Plan) -> str:
    n = plan.processes()
    return (f"{plan.aa} sessions without a change and {plan.injected} with, 2 × {plan.runs} processes each, and "
            f"{plan.rounds} × {len(FACTORS)} to measure the factors: {n} processes of {len(CASES)} cases; at "
            f"{SECONDS_A_PROCESS} s each {n * SECONDS_A_PROCESS / 60:.0f} min")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    add_options(parser)
    options = parser.parse_args()
    plan = plan_of(options)
    say(describe(plan))
    if not options.dry_run:
        measure(plan, options.program.resolve(), options.data, options.minutes)


if __name__ == "__main__":
    main()
