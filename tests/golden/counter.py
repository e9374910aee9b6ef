"""The project's counter-based numbers (harness/philox.h, harness/input.h), vectorised: element i of
an array is a function of the array's name and i alone."""

import numpy as np

SEED = 1
MASK = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)


def fnv1a(text: str) -> int:
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def words(name: str, count: int) -> np.ndarray:
    """The first `count` 32-bit words of an array's Philox4x32-10 stream, as uint64."""
    key = fnv1a(name) ^ (SEED * 0x9E3779B97F4A7C15 % 2**64)
    low, high = key % 2**32, key >> 32
    counter = np.arange((count + 3) // 4, dtype=np.uint64)
    x = [counter & MASK, counter >> SHIFT, np.zeros_like(counter), np.zeros_like(counter)]
    for _ in range(10):
        a = np.uint64(0xD2511F53) * x[0]
        b = np.uint64(0xCD9E8D57) * x[2]
        x = [(b >> SHIFT) ^ x[1] ^ np.uint64(low), b & MASK, (a >> SHIFT) ^ x[3] ^ np.uint64(high), a & MASK]
        low, high = (low + 0x9E3779B9) % 2**32, (high + 0xBB67AE85) % 2**32
    return np.stack(x, axis=1).reshape(-1)[:count]


def uniform(name: str, shape) -> np.ndarray:
    """On [-1, 1), multiples of 2^-23: exact in fp32 and fp64."""
    count = int(np.prod(shape))
    return (((words(name, count) >> np.uint64(8)).astype(np.int64) - (1 << 23)) * 2.0**-23).reshape(shape)


def integer(name: str, shape, high: int) -> np.ndarray:
    """0 … high."""
    count = int(np.prod(shape))
    return ((words(name, count) * np.uint64(high + 1)) >> SHIFT).astype(np.int64).reshape(shape)


def parameter(name: str, shape) -> np.ndarray:
    """A parameter or running statistic of a golden network, in double precision but each a number
    that fp32 holds. Nothing is left at 0 or 1, or mistakes with it would not show."""
    u = uniform(name, shape)
    if name.endswith("running_var"):
        value = 1 + 0.25 * u
    elif name.endswith(("bias", "running_mean")):
        value = 0.1 * u
    elif len(shape) == 1:
        value = 1 + 0.25 * u
    else:
        fan_in = int(np.prod(shape[1:]))
        value = np.sqrt((6.0 if len(shape) == 4 else 1.0) / fan_in) * u
    return value.astype(np.float32).astype(np.float64)


def images(count: int, shape) -> tuple[np.ndarray, np.ndarray]:
    """Bytes (count, C, H, W) and labels (count): a coarse pattern for each of ten classes and noise."""
    channels, height, width = shape
    labels = integer("labels", (count,), 9)
    pattern = integer("pattern", (10, channels, (height + 3) // 4, (width + 3) // 4), 255)
    fine = pattern.repeat(4, axis=2).repeat(4, axis=3)[:, :, :height, :width]
    noise = integer("noise", (count, channels, height, width), 255)
    return ((3 * fine[labels] + noise) // 4).astype(np.uint8), labels
