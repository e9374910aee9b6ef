"""The plan of the sessions, and how they are counted, on sessions made by hand."""

import collections
import math
import re
import unittest

import callers
import judge
import rules
import sessions
from plan import CASES, FACTORS, Plan

FLAT = [1.0 + i / 1000 for i in range(18)]


def run(factor=1.0):
    samples = [factor * sample for sample in FLAT]
    return sessions.Run(dict.fromkeys(CASES, samples), dict.fromkeys(CASES, factor))


def session(kind, verdict, new=1.0, factor=1.0):
    """Two runs a side; the verdict is that of the first case, the others are the same."""
    said = {"q": 0.01 if new != 1 else 1.0, "ratio": new}
    verdicts = {case: {"verdict": verdict if case == CASES[0] else "same", **said} for case in CASES}
    factors = dict.fromkeys(CASES, 1.0) | {CASES[0]: factor}
    return sessions.Session(kind, factors, "pass", verdicts, [run(), run(1.01)], [run(new), run(1.01 * new)])


class PlanTest(unittest.TestCase):
    def test_each_case_meets_each_factor_once_in_five_sessions(self):
        plan = Plan()
        for case in CASES:
            met = collections.Counter(plan.factors(number)[case] for number in range(20))
            self.assertEqual(met, dict.fromkeys(FACTORS, 4))
        self.assertEqual(plan.factors(3), Plan().factors(3))
        self.assertNotEqual([plan.factors(n) for n in range(5)], [Plan(seed=1).factors(n) for n in range(5)])

    def test_runs_are_interleaved(self):
        sides = Plan(runs=4).sides()
        self.assertEqual([side for side, _ in sides], ["base", "new", "new", "base"] * 2)
        self.assertEqual([number for side, number in sides if side == "new"], [0, 1, 2, 3])

    def test_kinds_are_mixed_and_complete(self):
        kinds = [kind for kind, _ in Plan(aa=30, injected=20).sessions()]
        self.assertEqual(collections.Counter(kinds), {"aa": 30, "injected": 20})
        self.assertEqual(kinds[:25].count("aa"), 15)

    def test_injections_name_the_slowed_cases_alone(self):
        factors = dict.fromkeys(CASES, 1.0) | {CASES[1]: 1.05}
        [option, fault] = Plan().injections(factors)
        self.assertEqual(option, "--inject")
        self.assertTrue(fault.startswith("slow:1.05="))
        found = [case for case in CASES if re.search(fault.removeprefix("slow:1.05="), case)]
        self.assertEqual(found, [CASES[1]])
        self.assertEqual(Plan().injections(dict.fromkeys(CASES, 1.0)), [])


class JudgeTest(unittest.TestCase):
    ours = callers.Ours(Plan(runs=2))

    def theirs(self, rule, together=False):
        return callers.Theirs(rule, "1 a side", together)

    def test_false_alarms_are_changes_either_way(self):
        aa = [session("aa", verdict) for verdict in ("regressed", "improved", "inconclusive", "env-shift", "same")]
        self.assertEqual(callers.alarms(self.ours, aa), (2, 5 * len(CASES)))
        self.assertEqual(callers.comparisons_with_alarm(self.ours, aa), (2, 5))

    def test_power_counts_slower_alone_and_the_factor_alone(self):
        injected = [session("injected", verdict, factor=1.05) for verdict in ("regressed", "improved", "env-shift")]
        self.assertEqual(callers.power(self.ours, injected, 1.05), (1, 3))
        self.assertEqual(callers.power(self.ours, injected, 1.10), (0, 0))
        self.assertEqual(callers.power(self.ours, injected, 1.00, CASES[1:2]), (0, 3))

    def test_rules_see_pairs_or_all_processes_together(self):
        aa = [session("aa", "same", new=1.1)]
        google = rules.RULES[0]
        self.assertEqual(callers.alarms(self.theirs(google), aa), (2 * len(CASES), 2 * len(CASES)))
        self.assertEqual(callers.alarms(self.theirs(google, together=True), aa), (len(CASES), len(CASES)))
        self.assertEqual(len(self.theirs(google, together=True).sides(aa[0], CASES[0])[0][0]), 2 * rules.REPETITIONS)
        self.assertEqual(callers.comparisons_with_alarm(self.theirs(google), aa), (2, 2))

    def test_matched_calls_no_more_than_the_rate(self):
        aa = [session("aa", "same", new=new) for new in (1.0, 1.02, 1.04, 1.06)]
        for rule in (*rules.RULES, rules.WITH_SIZE):
            for rate in (0.0, 0.25, 0.5):
                moved = callers.matched(self.theirs(rule), aa, rate)
                called, of = callers.alarms(moved, aa)
                self.assertLessEqual(called, rate * of, rule.name)

    def test_another_margin_judges_by_what_compare_found(self):
        found = [session("aa", "same", new=new) for new in (1.0, 1.02, 1 / 1.04)]
        at = {margin: callers.alarms(callers.Ours(Plan(), margin), found)[0] for margin in (0.001, 0.03, 0.05)}
        self.assertEqual(at, {0.001: 2 * len(CASES), 0.03: len(CASES), 0.05: 0})
        self.assertEqual(callers.Ours(Plan(), 0.03).calls(found[2], CASES[0]), [-1])
        moved = session("aa", "env-shift", new=1.2)
        self.assertEqual(callers.Ours(Plan(), 0.03).calls(moved, CASES[0]), [0])

    def test_the_matched_margin_is_just_above_what_chance_gave(self):
        found = [session("aa", "same", new=new) for new in (1.0, 1.0123, 1 / 1.0171)]
        self.assertEqual(self.ours.matched(Plan(), found).margin, 0.018)
        self.assertEqual(self.ours.matched(Plan(), [session("aa", "same")]).margin, 0.001)

    def test_spread_between_runs_and_within(self):
        median, between, within = sessions.spread([session("aa", "same")], CASES[0])
        self.assertAlmostEqual(median, 1.005)
        self.assertAlmostEqual(between, math.log(1.01) / math.sqrt(2))
        self.assertAlmostEqual(within, rules.noise(FLAT))

    def test_aims_compare_shares(self):
        tables = judge.Tables.__new__(judge.Tables)
        tables.ours = tables.ours_matched = self.ours
        tables.aa = [session("aa", "same", new=1.1), session("aa", "same")]
        tables.injected = [session("injected", "regressed", new=1.1, factor=1.05),
                           session("injected", "same", new=1.1, factor=1.05)]
        google = self.theirs(rules.RULES[0])
        self.assertTrue(tables.tenth_of(google))
        self.assertFalse(tables.as_strong_as(google))  # 1 of 2 against 4 of 4
        self.assertTrue(tables.as_strong_as(google.at(math.inf)))
        self.assertEqual(tables.power_reached([]), "reached")
        self.assertIn("missed", tables.power_reached([google]))
        tables.injected = [session("injected", "same", new=1.1, factor=1.05)]
        self.assertIn("not shown", tables.power_reached([]))
        tables.aa = [session("aa", "regressed")]
        self.assertFalse(tables.tenth_of(google))
        self.assertEqual(judge.reached([]), "reached")
        self.assertIn("missed", judge.reached([google]))

    def test_share_has_its_interval(self):
        self.assertEqual(judge.share((0, 30)), "0.0 % (0.0–11.6)")
        self.assertEqual(judge.share((0, 0)), "–")


if __name__ == "__main__":
    unittest.main()
