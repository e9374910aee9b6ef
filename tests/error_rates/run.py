#!/usr/bin/env python3
"""Regenerates the tables of docs/error-rates.md: builds, simulates, measures (half an hour; a second call goes on
with what is missing), judges."""

import argparse
import pathlib
import subprocess
import sys

import judge
import measure

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "error-rates.md"


def replaced(page: str, block: str, text: str) -> str:
    begin, end = f"<!-- {block} -->\n", f"<!-- end of {block} -->\n"
    head, found, rest = page.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{PAGE}: lacks the lines '{begin.strip()}' and '{end.strip()}'")
    return f"{head}{begin}\n{text.strip()}\n\n{end}{tail}"


def put(block: str, text: str) -> None:
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), block, text), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    measure.add_options(parser)
    parser.add_argument("--preset", default="cpu", help="of the build (cpu)")
    parser.add_argument("--only", choices=["simulate", "measure", "judge"], help="one step, with what is built")
    options = parser.parse_args()
    plan = measure.plan_of(options)
    print(measure.describe(plan), file=sys.stderr)
    if options.dry_run:
        return
    build = ROOT / "build" / options.preset
    program = build / "bin" / "warpmark"
    if not options.only:
        subprocess.run([ROOT / "warpmark", "--preset", options.preset, "build"], check=True)
    if options.only in (None, "simulate"):
        put("simulated", subprocess.run([build / "tests" / "simulated_rates"], check=True, capture_output=True,
                                        text=True).stdout)
    if options.only in (None, "measure"):
        measure.measure(plan, program, options.data, options.minutes)
    if options.only in (None, "judge"):
        put("measured", judge.Tables(program, options.data).markdown())


if __name__ == "__main__":
    main()
