"""The tables of docs/error-rates.md on real sessions, from the folder that measure.py wrote."""

import argparse
import collections
import json
import math
import pathlib
import statistics
from dataclasses import replace

import measure
import rules
import sessions
from plan import CASES, FACTORS, Plan
from sessions import Session
from shares import clopper_pearson

CHANGED = ("regressed", "improved")
VERDICTS = ("regressed", "improved", "same", "inconclusive", "env-shift")
Called = tuple[int, int]  # how many of how many


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


class Ours:
    """What `warpmark compare` said, or would have said with another --margin (a part)."""
    name = "warpmark compare"

    def __init__(self, plan: Plan, margin: float | None = None):
        self.data, self.margin = f"{plan.runs} a side", margin
        self.setting = "q ≤ 5 % and the margin" if margin is None else f"`--margin {100 * margin:.3g}`"

    def calls(self, session: Session, case: str) -> list[int]:
        said = session.verdicts[case]
        if self.margin is None:
            return [{"regressed": 1, "improved": -1}.get(said["verdict"], 0)]
        return [int(math.copysign(self.size(said) >= self.margin, math.log(said["ratio"])))]

    @staticmethod
    def size(said: dict) -> float:
        """Of a significant change, by what part of the smaller time; 0 where a margin cannot make it a verdict."""
        if said["verdict"] == "env-shift" or said["q"] > 0.05:
            return 0.0
        return math.expm1(abs(math.log(said["ratio"])))

    def matched(self, plan: Plan, aa: list[Session]) -> "Ours":
        """With the lowest margin, in tenths of a percent, that calls no more of these cases changed."""
        called, of = alarms(self, aa)
        sizes = [self.size(session.verdicts[case]) for session in aa for case in CASES]
        return Ours(plan, max(1, math.ceil(1000 * rules.matched(sizes, called / of))) / 1000)


class Theirs:
    """A rule on pairs of processes, or on all processes of a side thrown together as if they were one."""

    def __init__(self, rule: rules.Rule, data: str, together: bool):
        self.rule, self.data, self.together = rule, data, together
        self.name, self.setting = rule.name, rule.own
        self.known = {}

    def at(self, threshold: float) -> "Theirs":
        """The same with another threshold."""
        other = Theirs(replace(self.rule, threshold=threshold), self.data, self.together)
        other.known = self.known
        return other

    def scores(self, session: Session, case: str) -> list[tuple[int, float]]:
        key = (id(session), case)
        if key not in self.known:
            self.known[key] = [self.rule.score(base, new) for base, new in self.sides(session, case)]
        return self.known[key]

    def sides(self, session: Session, case: str):
        pairs = [[self.rule.view(run.samples[case]) for run in pair] for pair in session.pairs]
        if not self.together:
            return pairs
        return [[sum((pair[side] for pair in pairs), []) for side in (0, 1)]]

    def calls(self, session: Session, case: str) -> list[int]:
        return [direction if score >= self.rule.threshold else 0 for direction, score in self.scores(session, case)]


def alarms(tool, found: list[Session]) -> Called:
    """Cases of which nothing changed that are called changed, either way."""
    calls = [call for session in found for case in CASES for call in tool.calls(session, case)]
    return sum(call != 0 for call in calls), len(calls)


def comparisons_with_alarm(tool, found: list[Session]) -> Called:
    """Whole comparisons, of all cases, that call any changed."""
    any_called = [any(call) for session in found for call in zip(*(tool.calls(session, case) for case in CASES))]
    return sum(any_called), len(any_called)


def power(tool, injected: list[Session], factor: float) -> Called:
    calls = [call for session in injected for case in CASES if session.factors[case] == factor
             for call in tool.calls(session, case)]
    return sum(call > 0 for call in calls), len(calls)


def matched(tool: Theirs, aa: list[Session], rate: float) -> Theirs:
    scores = [score for session in aa for case in CASES for _, score in tool.scores(session, case)]
    return tool.at(rules.matched(scores, rate))


def setting(tool: Ours | Theirs) -> str:
    """The threshold that a rule was moved to, in its own words."""
    if isinstance(tool, Ours):
        return tool.setting
    value = tool.rule.threshold
    if tool.rule.score is rules.google_benchmark:
        return f"p ≤ {-value:.2g}" if value < 0 else "no p is small enough"
    if tool.rule.score is rules.nvbench_legacy:
        return f"change ≥ {value:.3g} × noise"
    if tool.rule.score is rules.nvbench_robust:
        return f"gap ≥ {100 * value:.2g} %" if value > 1e-9 else "any gap"
    return f"p < 0.05, change ≥ {100 * value:.2g} %"


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
                         *(f"{100 * (ratio - 1):.1f} %" for ratio in self.achieved[case].values())])
        return table(["case", "median", "between runs", "within a run",
                      *(f"{factor:g} ×" for factor in FACTORS[1:])], rows)

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
                 "Aims:\n", self.targets(), "The cases: spread of the A/A sessions, and how much longer they really take "
                 "with so many times the work:\n", self.cases()]
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
