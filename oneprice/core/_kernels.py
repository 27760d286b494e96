"""Integer arithmetic of money: the one row form and its helpers (C-02 to C-08).

Every function works on int64 scalars, raises nothing and uses no float. Amounts are pips
(1/10,000 of a minor unit) unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit

P = ParamSpec("P")
R = TypeVar("R")

PIPS_PER_MINOR = 10_000
SATURATION_PIP = 2**55  # C-07
SATURATED_MINOR = SATURATION_PIP // PIPS_PER_MINOR + 1
UNBOUNDED = 2**62  # "no maximum" of a row

MODE_HALF_UP = 0
MODE_HALF_EVEN = 1
MODE_DOWN = 2
MODE_UP = 3


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel that only kernels call: no wrappers for Python, less to compile."""
    options: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Callable[P, R], njit(error_model="numpy", **options)(function))


def merged(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel into its only caller.

    Each compiled function is linked and optimised together with all that it calls, so every
    level of a long chain of calls costs seconds of compile time; a merged one is no level.
    """
    return cast(Callable[P, R], njit(error_model="numpy", inline="always")(function))


@njit(error_model="numpy")
def plain(a: int) -> int:
    """Return a number as plain int64: a literal argument would compile a callee once more."""
    return a + 0


@njit(error_model="numpy")
def ceil_div(a: int, b: int) -> int:
    """Return ceil(a / b) for b >= 1."""
    return -((-a) // b)


@njit(error_model="numpy")
def saturate(a: int) -> int:
    """Clamp to +-2^55 (C-07), so that sums of hundreds of amounts stay inside int64."""
    return min(max(a, -SATURATION_PIP), SATURATION_PIP)


@njit(error_model="numpy")
def mul_div(a: int, num: int, den: int) -> tuple[int, int]:
    """Return (floor(a * num / den), sticky) without overflow (C-04).

    `num * den < 2^62`, `den >= 1`, `num >= 0`. The quotient saturates at 2^55; sticky is 1
    when the exact product is not whole.
    """
    q = a // den
    r = a - q * den
    if num > 0 and max(q, -q - 1) > SATURATION_PIP // num:
        return (SATURATION_PIP if q > 0 else -SATURATION_PIP), 0
    low = r * num
    cut = low // den
    sticky = 1 if cut * den != low else 0
    return saturate(q * num + cut), sticky


@njit(error_model="numpy")
def round_pip(a: int, sticky: int, unit: int, mode: int) -> int:
    """Round a cut amount to a multiple of `unit` as if it were exact (C-05)."""
    if unit <= 0:
        return a
    q = a // unit
    rest = 2 * (a - q * unit)
    exact = rest == 0 and sticky == 0
    if mode == MODE_DOWN or exact:
        return q * unit
    if mode == MODE_UP:
        return (q + 1) * unit
    above = rest > unit or (rest == unit and sticky == 1)
    tie = rest == unit and sticky == 0
    if above or (tie and (mode == MODE_HALF_UP or q % 2 != 0)):
        return (q + 1) * unit
    return q * unit


@njit(error_model="numpy")
def clamp(amount: int, sticky: int, low: int, high: int) -> tuple[int, int]:
    """Return an amount lifted to its minimum, then cut to its maximum (C-06).

    A bound that binds is exact; where minimum and maximum cross the maximum stands.
    """
    if amount < low:
        amount = low
        sticky = 0
    if amount > high or (amount == high and sticky == 1):
        return high, 0
    return amount, sticky


@njit(error_model="numpy")
def price_row(
    q: int, base: int, num: int, den: int, q0: int, step: int, low: int, high: int
) -> tuple[int, int]:
    """Return the cut amount and sticky bit of one row at quantity q (C-06)."""
    x = max(0, q - q0)
    if step > 0:
        x = ceil_div(x, step)
    product, sticky = mul_div(x, num, den)
    return clamp(saturate(base + product), sticky, low, high)


@njit(error_model="numpy")
def to_minor(a: int, sticky: int) -> int:
    """Return whole minor units, half up, of an amount in pips."""
    return round_pip(a, sticky, PIPS_PER_MINOR, MODE_HALF_UP) // PIPS_PER_MINOR


@njit(error_model="numpy")
def convert_minor(amount_minor: int, num: int, den: int) -> int:
    """Convert minor units by an FX fraction, half up to one minor unit (C-10).

    What saturates comes to a minor unit more than 2^55 pips hold, so that it is seen (C-07).
    """
    pip, sticky = mul_div(amount_minor * PIPS_PER_MINOR, num, den)
    return SATURATED_MINOR if pip >= SATURATION_PIP else to_minor(pip, sticky)


@njit(error_model="numpy")
def fold(trace: int, outcome: int) -> int:
    """Return a trace with one more outcome: equal traces mean equal outcomes in order (C-55).

    `outcome` is small and not negative, traces stay below 2^61; nothing overflows.
    """
    low = trace & (2**39 - 1)
    return (low * 4_194_301 + (trace >> 39) * 2_654_435 + outcome + 1) & (2**61 - 1)


@njit(error_model="numpy")
def share_out(total: int, keys: Any, n: int, parts: Any) -> None:
    """Share a total over n keys by largest remainder, ties to the lower index (C-08).

    Parameters
    ----------
    total : int
        What is shared, >= 0.
    keys : int64[>= n]
        Weights, >= 0; when all are zero each counts 1.
    n : int
        Number of parts, >= 1.
    parts : int64[>= n]
        Filled with the parts; their sum is `total`.
    """
    weight = 0
    for i in range(n):
        weight += keys[i]
    given = 0
    rests = np.empty(n, np.int64)
    for i in range(n):
        key = keys[i] if weight > 0 else 1
        whole = weight if weight > 0 else n
        parts[i], rests[i] = _floor_share(total, key, whole)
        given += parts[i]
    for _ in range(total - given):
        best = 0
        for i in range(1, n):
            if rests[i] > rests[best]:
                best = i
        parts[best] += 1
        rests[best] = -1


@njit(error_model="numpy")
def _floor_share(total: int, key: int, whole: int) -> tuple[int, int]:
    """Return floor(total * key / whole) and the remainder of that division.

    Splits total = q * whole + r, so that only r * key has to be divided. Where that product
    could pass 2^62 it is formed bit by bit.
    """
    q = total // whole
    r = total - q * whole
    if whole <= 2**31:
        cut = r * key // whole
        return q * key + cut, r * key - cut * whole
    hi = 0
    rest = 0
    for bit in range(61, -1, -1):
        hi *= 2
        rest *= 2
        if rest >= whole:
            rest -= whole
            hi += 1
        if (key >> bit) & 1:
            rest += r
            if rest >= whole:
                rest -= whole
                hi += 1
    return q * key + hi, rest
