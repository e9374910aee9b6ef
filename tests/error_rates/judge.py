"""The tables of docs/error-rates.md on real sessions, from the folder that measure.py wrote."""

import argparse
import collections
import json
import math
import pathlib
import statistics

import measure
import rules
import sessions
from callers import Called, Ours, Theirs, alarms, comparisons_with_alarm, matched, power, setting
from plan import CASES, FACTORS
from shares import clopper_pearson

VERDICTS = ("regressed", "improved", "same", "inconclusive", "env-shift")


def share(called: Called) -> str:
    """12.3 % (1.2–45.6)."""
    k, n = called
    if n == 0:
        return "–"
    low, high = clopper_pearson(k, n)
    return f"{100 * k / n:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(line) + " |" for line in (header, *rows)]
    rule = "|---|" + "--:|" * (len(header) - 1)
    return "\n".join([*lines[:1], rule, *lines[1:]]) + "\n"


class Tables:
    def __init__(self, program: pathlib.Path, data: pathlib.Path):
        self.data, self.plan = data, measure.known_plan(data)
        found = sessions.read_sessions(program, data, self.plan)
        self.aa = [session for session in found if session.kind == "aa"]
        self.injected = [session for session in found if session.kind == "injected"]
        self.achieved = sessions.achieved(data, self.plan)
        if not self.aa or not self.injected:
            raise SystemExit(f"{data}: not one whole session of each kind")
        self.ours = Ours(self.plan)
        amounts = [("1 a side", False), (f"{self.plan.runs} a side, together", True)]
        self.own = [Theirs(rule, *amount) for amount in amounts for rule in rules.RULES]
        rate = alarms(self.ours, self.aa)
        movable = self.own + [Theirs(rules.WITH_SIZE, *amount) for amount in amounts]
        self.matched = [matched(tool, self.aa, rate[0] / rate[1]) for tool in movable]
        self.ours_matched = self.ours.matched(self.plan, self.aa)

    def facts(self) -> str:
        begun = json.loads((self.data / "plan.json").read_text())["begun"]
        row, cpu = sessions.machine(self.data / "achieved" / "1" / "00")
        plan = self.plan
        return (f"{row['cpu_model']}, {cpu['physical_cores']} cores, fingerprint `{row['fingerprint']}`, warpmark "
                f"{row['program_version']} at {row['git_sha'][:12]}, begun {begun}: {len(self.aa)} of {plan.aa} A/A "
                f"sessions and {len(self.injected)} of {plan.injected} slowed down are whole, {plan.runs} runs a side, "
                f"{len(CASES)} cases, {plan.threads} thread, at most {plan.max_time_s:g} s of samples a case, seed "
                f"{plan.seed}. A run: `{' '.join(plan.command(pathlib.Path('warpmark'))[:10])} …`.\n")

    def gates(self) -> str:
        rows = []
        for name, found in (("nothing changed", self.aa), ("slowed down", self.injected)):
            gates = collections.Counter(session.gate for session in found)
            rows.append([name, str(len(found)), *(str(gates[gate]) for gate in ("pass", "fail", "invalid"))])
        return table(["sessions", "comparisons", "pass", "fail", "invalid (env-shift)"], rows)

    def verdicts(self) -> str:
        groups = [("A/A", self.aa, 1.0)] + [(f"{factor:g}", self.injected, factor) for factor in FACTORS]
        rows = []
        for name, found, factor in groups:
            said = collections.Counter(session.verdicts[case]["verdict"] for session in found for case in CASES
                                       if session.factors[case] == factor)
            rows.append([name, self.slower(factor), str(said.total()), *(str(said[verdict]) for verdict in VERDICTS),
                         share((said["regressed"], said.total()))])
        return table(["work", "time really more: median case (least–most)", "cases", *VERDICTS, "`regressed`, 95 %"], rows)

    def slower(self, factor: float) -> str:
        """How much longer the cases really take."""
        got = [100 * (self.achieved[case][factor] - 1) for case in CASES if factor in self.achieved[case]]
        return f"{statistics.median(got):.1f} % ({min(got):.1f}–{max(got):.1f})" if got else "–"

    def alarms(self) -> str:
        rows = []
        for tool in [self.ours, *self.own]:
            of_cases, of_all = alarms(tool, self.aa), comparisons_with_alarm(tool, self.aa)
            rows.append([tool.name, tool.data, tool.setting, f"{of_cases[0]} of {of_cases[1]}", share(of_cases),
                         f"{of_all[0]} of {of_all[1]}", share(of_all)])
        return table(["rule", "processes", "setting", "cases called changed", "95 %", "comparisons with one", "95 %"], rows)

    def matches(self) -> str:
        rows = []
        for tool in [self.ours, *self.own, self.ours_matched, *self.matched]:
            own = tool is self.ours or tool in self.own
            found = [share(power(tool, self.injected, factor)) for factor in FACTORS[1:]]
            rows.append([tool.name, tool.data, tool.setting + " (own)" if own else setting(tool),
                         "{} of {}".format(*alarms(tool, self.aa)), *found])
        return table(["rule", "processes", "threshold", "A/A cases called changed",
                      *(f"{100 * (factor - 1):.0f} %" for factor in FACTORS[1:])], rows)

    def cases(self) -> str:
        rows = []
        for case in CASES:
            median, between, within = sessions.spread(self.aa, case)
            rows.append([f"`{case}`", f"{1e3 * median:.3g} ms", f"{100 * between:.2f} %", f"{100 * within:.2f} %",
                         *(self.slowed(case, factor) for factor in FACTORS[1:])])
        return table(["case", "median", "between runs", "within a run",
                      *(f"{factor:g} ×" for factor in FACTORS[1:])], rows)

    def slowed(self, case: str, factor: float) -> str:
        """By how much, and in how many of its sessions it was called so."""
        called, of = power(self.ours, self.injected, factor, [case])
        return f"{100 * (self.achieved[case][factor] - 1):.1f} %, {called} of {of}"

    def targets(self) -> str:
        """What was aimed at, and whether it was reached: against the rules as they are used, and with all processes
        together."""
        lines = []
        for together, words in ((False, "as they are used, one process a side"), (True, "given all processes together")):
            own = [tool for tool in self.own if tool.together == together and not self.tenth_of(tool)]
            moved = [tool for tool in self.matched if tool.together == together and not self.as_strong_as(tool)]
            lines += [f"- At most a tenth of the false alarms of the others, {words}, each at its own setting: "
                      f"{reached(own)}.",
                      f"- At the same rate of false alarms at least the power of the others, {words}, at 5 % more work: "
                      f"{self.power_reached(moved)}."]
        return "\n".join(lines) + "\n"

    def tenth_of(self, tool: Theirs) -> bool:
        (ours, of), (theirs, of_theirs) = alarms(self.ours, self.aa), alarms(tool, self.aa)
        return 10 * ours * of_theirs <= theirs * of

    def as_strong_as(self, tool: Theirs) -> bool:
        (ours, of), (theirs, of_theirs) = (power(rule, self.injected, 1.05) for rule in (self.ours_matched, tool))
        return ours * of_theirs >= theirs * of

    def power_reached(self, exceptions: list[Theirs]) -> str:
        """Where nothing is found, nothing is shown by others finding no more."""
        if power(self.ours_matched, self.injected, 1.05)[0] == 0 and not exceptions:
            return "not shown, since at that rate no rule finds any here"
        return reached(exceptions)

    def hidden(self) -> str:
        """What canaries kept from being judged."""
        moved = [session for session in self.aa + self.injected if session.gate == "invalid"]
        would = sum(abs(math.log(v["ratio"])) >= math.log1p(v["margin_pct"] / 100) and v["q"] <= 0.05
                    for session in self.aa for v in session.verdicts.values() if v["verdict"] == "env-shift")
        return (f"The canaries declared the machine changed in {len(moved)} of {len(self.aa) + len(self.injected)} "
                f"comparisons; without them {would} more cases of the A/A sessions would have been called changed.\n")

    def markdown(self) -> str:
        parts = [self.facts(), "What `warpmark compare` decided:\n", self.gates(), self.hidden(), "Its verdicts by case:\n",
                 self.verdicts(), "False alarms where nothing changed (A/A):\n", self.alarms(),
                 "Share of slowed cases called slower, at the rules' own settings, and with each one's threshold moved "
                 "until it calls no more A/A cases changed than `warpmark compare` does:\n", self.matches(),
                 "Aims:\n", self.targets(), "The cases: spread of the A/A sessions; with so many times the work, how much "
                 "longer they really take, and in how many sessions they are `regressed`:\n", self.cases()]
        return "\n".join(parts)


def reached(exceptions: list[Theirs]) -> str:
    if not exceptions:
        return "reached"
    return "**missed** against " + "; ".join(f"{tool.name}, {setting(tool)}" for tool in exceptions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    options = parser.parse_args()
    print(Tables(options.program.resolve(), options.data).markdown(), end="")


if __name__ == "__main__":
    main()
