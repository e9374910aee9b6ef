"""Who calls cases changed, `warpmark compare` and the others' rules, and how often they do."""

import math
from dataclasses import replace

import rules
from plan import CASES, Plan
from sessions import Session

Called = tuple[int, int]  # how many of how many


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


def power(tool, injected: list[Session], factor: float, cases: list[str] = CASES) -> Called:
    """Cases with so many times the work that are called slower."""
    calls = [call for session in injected for case in cases if session.factors[case] == factor
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
