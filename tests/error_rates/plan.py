"""What measure.py runs, and judge.py knows, of the real sessions."""

import dataclasses
import pathlib
import random
import re

# Of each kind of kernel, on any processor, small enough for a process of two or three seconds.
CASES = [
    "stream.openmp.dtype=fp64.op=triad.n=262144.timing=hot",
    "stream.openblas.dtype=fp64.op=copy.n=262144.timing=hot",
    "reduce.openmp.dtype=fp32.n=262144.timing=hot",
    "transpose.onednn.dtype=fp32.rows=512.cols=1024.timing=hot",
    "softmax.openmp.dtype=fp32.rows=512.cols=1024.timing=hot",
    "softmax.onednn.dtype=fp32.rows=512.cols=1024.timing=hot",
    "gemm.openblas.dtype=fp64.m=256.n=256.k=64.timing=hot",
]
AXES = ["n=256,262144", "m=256", "k=64", "rows=512", "cols=1024"]
FACTORS = [1.0, 1.02, 1.03, 1.05, 1.10]


def expression(cases: list[str]) -> str:
    return "^(" + "|".join(re.escape(case).replace("\\-", "-").replace("\\=", "=") for case in cases) + ")$"


@dataclasses.dataclass(frozen=True)
class Plan:
    """Sessions of so many runs a side, in the order base, new, new, base."""
    aa: int = 30
    injected: int = 20
    runs: int = 6
    rounds: int = 4  # of every factor, to measure what the factors really do
    threads: int = 1
    max_time_s: float = 0.03
    seed: int = 20261123

    def processes(self) -> int:
        return 2 * self.runs * (self.aa + self.injected) + self.rounds * len(FACTORS)

    def factors(self, session: int) -> dict[str, float]:
        """By case, how much more work the new side of an injected session does: every five sessions each factor is
        drawn once for each case."""
        block, place = divmod(session, len(FACTORS))
        return {case: random.Random(f"{self.seed} {case} {block}").sample(FACTORS, len(FACTORS))[place]
                for case in CASES}

    def sessions(self) -> list[tuple[str, int]]:
        """Kinds and numbers, the kinds mixed evenly over the time."""
        kinds = [((i + 0.5) / self.aa, "aa", i) for i in range(self.aa)]
        kinds += [((i + 0.5) / self.injected, "injected", i) for i in range(self.injected)]
        return [(kind, number) for _, kind, number in sorted(kinds)]

    def sides(self) -> list[tuple[str, int]]:
        """The sides of a session's runs and each one's number on its side, in the order in which they are made."""
        order = ["base" if i % 4 in (0, 3) else "new" for i in range(2 * self.runs)]
        return [(side, order[:i].count(side)) for i, side in enumerate(order)]

    def injections(self, factors: dict[str, float]) -> list[str]:
        return [word for factor in FACTORS if factor > 1 and factor in factors.values()
                for word in ("--inject", f"slow:{factor:g}=" + expression(
                    [case for case in CASES if factors[case] == factor]))]

    def command(self, program: pathlib.Path) -> list[str]:
        return [str(program), "run", "kernels", "--device", "cpu", "--threads", str(self.threads),
                "--max-time", f"{self.max_time_s:g}", *(word for axis in AXES for word in ("--axis", axis)),
                "--filter", expression(CASES)]


def session_folder(data: pathlib.Path, kind: str, number: int) -> pathlib.Path:
    return data / kind / f"{number:02d}"
