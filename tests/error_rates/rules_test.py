"""The other tools' rules and the intervals of shares, on data made by hand."""

import math
import unittest

import rules
import shares


class MannWhitney(unittest.TestCase):
    def test_example_in_scipys_documentation(self):
        # scipy.stats.mannwhitneyu, "Examples": exact, and with method="asymptotic".
        males, females = [19, 22, 16, 29, 24], [20, 11, 17, 12]
        self.assertAlmostEqual(rules.mann_whitney_p(males, females), 0.1111111111111111, 15)

    def test_apart(self):
        eight = [float(i) for i in range(8)]
        self.assertAlmostEqual(rules.mann_whitney_p(eight, [x + 100 for x in eight]), 2 / math.comb(16, 8), 15)

    def test_nine_a_side_is_normal(self):
        nine = [float(i) for i in range(9)]
        z = (81 - 40.5 - 0.5) / math.sqrt(81 * 19 / 12)
        self.assertAlmostEqual(rules.mann_whitney_p(nine, [x + 100 for x in nine]), math.erfc(z / math.sqrt(2)), 15)

    def test_ties(self):
        self.assertEqual(rules.mann_whitney_p([1.0] * 9, [1.0] * 9), 1)
        # Ranks 1.5 1.5 | 3.5 3.5: variance 4/12 (5 - 12/12), U = 4.
        z = (4 - 2 - 0.5) / math.sqrt(4 / 12 * 4)
        self.assertAlmostEqual(rules.mann_whitney_p([1, 1], [2, 2]), math.erfc(z / math.sqrt(2)), 15)


class GoogleBenchmark(unittest.TestCase):
    def test_repetitions_are_means_of_nine_stretches(self):
        self.assertEqual(rules.repetitions([float(i // 2) for i in range(18)]), [float(i) for i in range(9)])
        self.assertEqual(len(rules.repetitions([1.0] * 100)), 9)
        self.assertEqual(rules.repetitions([1.0, 2.0]), [1.0, 2.0])

    def test_calls_what_is_apart(self):
        rule, base = rules.RULES[0], [1 + i / 1000 for i in range(9)]
        direction, score = rule.score(base, [x + 0.1 for x in base])
        self.assertEqual((direction, score >= rule.threshold), (1, True))
        direction, score = rule.score(base, base)
        self.assertFalse(score >= rule.threshold)

    def test_size_counts_where_p_is_small(self):
        base = [1 + i / 1000 for i in range(9)]
        direction, score = rules.WITH_SIZE.score(base, [x * 1.1 for x in base])
        self.assertEqual(direction, 1)
        self.assertAlmostEqual(score, 0.1)
        self.assertEqual(rules.WITH_SIZE.score(base, base), (0, 0.0))


class Nvbench(unittest.TestCase):
    BASE = [98.0, 99.0, 100.0, 101.0, 102.0]  # noise sqrt(2.5) %

    def calls(self, rule, new):
        direction, score = rule.score(self.BASE, new)
        return direction if score >= rule.threshold else 0

    def test_legacy_compares_the_change_with_the_smaller_noise(self):
        legacy = rules.RULES[1]
        self.assertAlmostEqual(rules.noise(self.BASE), math.sqrt(2.5) / 100)
        self.assertEqual(self.calls(legacy, [x + 1.5 for x in self.BASE]), 0)
        self.assertEqual(self.calls(legacy, [101.0, 101.4, 101.5, 101.6, 102.0]), 1)  # its own noise is smaller
        self.assertEqual(self.calls(legacy, [x - 2 for x in self.BASE]), -1)
        self.assertEqual(self.calls(legacy, [200.0] * 4), 1)  # noise of base alone is known
        self.assertEqual(legacy.score([1.0] * 4, [2.0] * 4), (1, 0.0))  # unknown

    def test_robust_wants_disjoint_intervals_and_a_gap(self):
        robust = rules.RULES[2]
        self.assertEqual(rules.interval(self.BASE), (98.0, 101.0))
        self.assertEqual(self.calls(robust, [101.4] * 5), 0)
        self.assertEqual(self.calls(robust, [101.51] * 5), 1)
        self.assertEqual(self.calls(robust, [100.5, 103.0, 103.0, 103.0, 103.0]), 0)
        self.assertEqual(self.calls(robust, [97.0] * 5), -1)


class Matching(unittest.TestCase):
    def test_threshold_allows_no_more_than_the_rate(self):
        scores = [0.1, 0.5, 0.3, 0.2]
        for rate, called in ((0, 0), (0.25, 1), (0.5, 2), (1, 4)):
            threshold = rules.matched(scores, rate)
            self.assertEqual(sum(score >= threshold for score in scores), called)

    def test_ties_are_all_left_out(self):
        threshold = rules.matched([1.0, 1.0, 0.0], 1 / 3)
        self.assertEqual(sum(score >= threshold for score in [1.0, 1.0, 0.0]), 0)


class Shares(unittest.TestCase):
    def test_clopper_pearson(self):
        # 0 of n: 1 - 0.025^(1/n); the rule of the beta distribution's quantiles at 1 of 10.
        self.assertAlmostEqual(shares.clopper_pearson(0, 30)[1], 1 - 0.025 ** (1 / 30), 9)
        self.assertEqual(shares.clopper_pearson(0, 30)[0], 0)
        low, high = shares.clopper_pearson(1, 10)
        self.assertAlmostEqual(low, 1 - 0.975 ** 0.1, 9)
        self.assertAlmostEqual(high, 0.4450161, 6)
        self.assertEqual(shares.clopper_pearson(20, 20)[1], 1)


if __name__ == "__main__":
    unittest.main()
