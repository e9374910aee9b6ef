"""How other tools tell a change from chance: our own implementation of their published rules, for the tables of
docs/error-rates.md alone.

Google Benchmark 267a1115, tools/gbench/report.py (calc_utest, print_utest): the two-sided Mann-Whitney test of scipy
on the repetitions of one process, a difference where p < 0.05.
nvbench 66212f1, python/scripts/nvbench_compare.py: the means of the samples of one run a side; SAME where
|new - base| / base is at most the smaller of the relative standard deviations (n - 1, from 5 samples on) of the two.
nvbench 66212f1, python/scripts/nvbench_compare_robust.py: FAST or SLOW where the intervals from the minimum to the
upper quartile are disjoint and the gap is at least 0.5 % of its lower end. (It wants the gap confirmed in clock
cycles too, which a CPU's samples do not have; its SAME and AMBG are one here: neither is an alarm.)
"""

import collections
import dataclasses
import math
import statistics
from typing import Callable

REPETITIONS = 9  # what Google Benchmark calls the lowest reasonable number


def mann_whitney_p(a: list[float], b: list[float]) -> float:
    """As scipy.stats.mannwhitneyu does without options: exact where a side has at most 8 values and none are tied,
    else normal with corrections for ties and continuity."""
    m, n = len(a), len(b)
    u = sum((x > y) + 0.5 * (x == y) for x in a for y in b)
    ties = [count for count in collections.Counter([*a, *b]).values() if count > 1]
    larger = max(u, m * n - u)
    if min(m, n) <= 8 and not ties:
        orders = counts_of_u(m, n)
        return min(1.0, 2 * sum(orders[int(larger):]) / sum(orders))
    size = m + n
    variance = m * n / 12 * (size + 1 - sum(t ** 3 - t for t in ties) / (size * (size - 1)))
    if variance == 0:
        return 1.0
    return min(1.0, math.erfc((larger - m * n / 2 - 0.5) / math.sqrt(2 * variance)))


def counts_of_u(m: int, n: int) -> list[int]:
    """How many orders of m and n values have U = 0, 1, ... m n."""
    orders = [[1] + [0] * (m * n) for _ in range(m + 1)]
    for j in range(1, n + 1):
        for i in range(1, m + 1):
            for u in range(i * j, j - 1, -1):
                orders[i][u] += orders[i - 1][u - j]
    return orders[m]


def repetitions(samples: list[float]) -> list[float]:
    """A process's samples as Google Benchmark would have them: means of nine stretches, one after the other."""
    n = len(samples)
    if n < REPETITIONS:
        return samples
    cuts = [n * i // REPETITIONS for i in range(REPETITIONS + 1)]
    return [statistics.fmean(samples[a:b]) for a, b in zip(cuts, cuts[1:])]


def google_benchmark(base: list[float], new: list[float]) -> tuple[int, float]:
    """(direction, -p)."""
    direction = statistics.median(new) - statistics.median(base)
    return sign(direction), -mann_whitney_p(base, new)


def google_benchmark_size(base: list[float], new: list[float]) -> tuple[int, float]:
    """The size of the change that it prints, where p < 0.05."""
    direction, minus_p = google_benchmark(base, new)
    change = statistics.fmean(new) / statistics.fmean(base) - 1
    return direction, abs(change) if minus_p > -0.05 else 0.0


def noise(samples: list[float]) -> float:
    return statistics.stdev(samples) / statistics.fmean(samples) if len(samples) >= 5 else math.inf


def nvbench_legacy(base: list[float], new: list[float]) -> tuple[int, float]:
    """(direction, change in units of the smaller noise)."""
    change = statistics.fmean(new) / statistics.fmean(base) - 1
    known = [value for value in (noise(base), noise(new)) if value > 0 and math.isfinite(value)]
    return sign(change), abs(change) / min(known) if known else 0.0


def nvbench_robust(base: list[float], new: list[float]) -> tuple[int, float]:
    """(direction, gap between the intervals)."""
    (base_low, base_high), (new_low, new_high) = interval(base), interval(new)
    if new_high < base_low:
        return -1, (base_low - new_high) / new_high
    if new_low > base_high:
        return 1, (new_low - base_high) / base_high
    return 0, 0.0


def interval(samples: list[float]) -> tuple[float, float]:
    ordered = sorted(samples)
    return ordered[0], ordered[(75 * (len(ordered) - 1) + 50) // 100]


def sign(value: float) -> int:
    return (value > 0) - (value < 0)


@dataclasses.dataclass(frozen=True)
class Rule:
    """Calls a change where the score of two sides is at least `threshold`."""
    name: str
    own: str  # its own setting in words
    threshold: float
    score: Callable[[list[float], list[float]], tuple[int, float]]
    of_repetitions: bool = False

    def view(self, samples: list[float]) -> list[float]:
        """What the rule sees of one process."""
        return repetitions(samples) if self.of_repetitions else samples


RULES = [
    Rule("Google Benchmark", "p < 0.05", math.nextafter(-0.05, 1), google_benchmark, True),
    Rule("nvbench (legacy)", "change > 1 × noise", math.nextafter(1, 2), nvbench_legacy),
    Rule("nvbench (robust)", "gap ≥ 0.5 %", 0.005, nvbench_robust),
]
# The same with a threshold that it does not have but that can be moved further.
WITH_SIZE = Rule("Google Benchmark, and a least change", "p < 0.05", math.ulp(0), google_benchmark_size, True)


def matched(scores: list[float], rate: float) -> float:
    """The lowest threshold at which at most this share of the scores is called."""
    falling = sorted(scores, reverse=True)
    allowed = math.floor(rate * len(falling) + 1e-9)
    return math.nextafter(falling[allowed], math.inf) if allowed < len(falling) else -math.inf
