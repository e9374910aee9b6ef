#!/usr/bin/env python3
"""Writes large results to time `compare` and `report` with: RESULTS's last row but canaries as so many cases and runs a side,
times scattered by 1 %, of the new side with a case in a hundred 10 % slower.

    many_rows.py RESULTS.csv OUT --cases 10000 --runs 5     # OUT/base/results.csv, OUT/new/results.csv
"""

import argparse
import csv
import pathlib
import random


def write_side(file, header, template, side, options, scatter):
    place = {name: header.index(name) for name in header}
    with open(file, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        row = list(template)
        row[place["session_id"]] = "s1"
        row[place["side"]] = side
        for run in range(options.runs):
            row[place["run_id"]] = f"r{side}{run}"
            row[place["run_index"]] = run
            # In turn, a minute each: base, new, new, base.
            minute = 2 * run + ((side == "new") != (run % 2 == 1))
            row[place["started_utc"]] = f"2026-01-01T{minute // 60:02}:{minute % 60:02}:00Z"
            for case in range(options.cases):
                slower = 1.1 if side == "new" and case % 100 == 0 else 1
                row[place["case_id"]] = template[place["case_id"]].replace(".timing=", f".x={case}.timing=")
                row[place["median_s"]] = repr(1e-3 * slower * scatter.lognormvariate(0, 0.01))
                writer.writerow(row)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--cases", type=int, default=10000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rows = list(csv.reader(options.results.read_text().splitlines(keepends=True)))
    template = [row for row in rows[1:] if row[rows[0].index("benchmark")] != "ceilings"][-1]
    scatter = random.Random(1)
    for side in ("base", "new"):
        folder = options.out / side
        folder.mkdir(parents=True)
        write_side(folder / "results.csv", rows[0], template, side, options, scatter)


if __name__ == "__main__":
    main()
