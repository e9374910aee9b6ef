"""Intervals of shares."""

import math


def binomial_tail(k: int, n: int, p: float) -> float:
    """P(X >= k) where X counts successes in n trials of probability p."""
    if k <= 0:
        return 1.0
    if p <= 0 or p >= 1:
        return float(p >= 1)
    log_p, log_q = math.log(p), math.log1p(-p)
    return min(1.0, math.fsum(
        math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * log_p + (n - i) * log_q)
        for i in range(k, n + 1)))


def where(rises, wanted: float) -> float:
    """The p in 0..1 at which a function that rises with p is `wanted`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        half = (low + high) / 2
        low, high = (half, high) if rises(half) < wanted else (low, half)
    return (low + high) / 2


def clopper_pearson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a probability of which k of n trials were seen (C. J. Clopper and E. S. Pearson,
    Biometrika 26, 1934)."""
    low = 0.0 if k == 0 else where(lambda p: binomial_tail(k, n, p), 0.025)
    high = 1.0 if k == n else where(lambda p: binomial_tail(k + 1, n, p), 0.975)
    return low, high
