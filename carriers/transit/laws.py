"""Leg laws as integers: mass 2^31, every cumulated chance rounded down, composed exactly.

Rounding down pushes mass later, so an integer law is never above the exact one at any step; what
is missing at the end never arrives. Composition keeps that: the exact product of two integer laws
is cumulated and rounded down once.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.weights import Floats

MASS_BITS = 31
Waves = NDArray[np.complex128]

FULL_MASS = 1 << MASS_BITS
NEVER = 2**62  # a promise that no law reaches
LIMB_BITS = 16
SHORT = 64  # so many bins or fewer are composed one by one
SLACK = 1e-12  # what sums of floats may be too high


def integer_law(share: Floats) -> Ints:
    """Return masses of chances: cumulated chances x 2^31 rounded down, then differences.

    Parameters
    ----------
    share : float64[..., bins]
        Not negative; sums to at most 1 but for rounding.
    """
    chance = np.minimum(np.cumsum(share, axis=-1) * (1 - SLACK), 1.0)
    return masses(np.floor(chance * FULL_MASS).astype(np.int64))


def masses(chance: Ints) -> Ints:
    """Return the masses of cumulated chances."""
    return np.asarray(np.diff(chance, axis=-1, prepend=0), dtype=np.int64)


def product(first: Ints, second: Ints) -> Ints:
    """Return the exact convolution of rows of masses; sums stay at or below 2^62.

    Parameters
    ----------
    first : int64[rows, n]
    second : int64[rows, m]

    Returns
    -------
    int64[rows, n + m - 1]
    """
    if min(first.shape[1], second.shape[1]) <= SHORT:
        return _by_bins(first, second)
    return _by_transform(first, second)


def compose(first: Ints, second: Ints, width: int = NEVER) -> Ints:
    """Return the law of one leg after another, up to a width.

    The product is exact; it is cumulated and rounded down once.
    """
    return masses(np.cumsum(product(first, second)[:, :width], axis=1) >> MASS_BITS)


def _by_bins(first: Ints, second: Ints) -> Ints:
    if first.shape[1] > second.shape[1]:
        first, second = second, first
    found = np.zeros((len(first), first.shape[1] + second.shape[1] - 1), np.int64)
    for shift in range(first.shape[1]):
        column = first[:, shift]
        if column.any():
            found[:, shift : shift + second.shape[1]] += column[:, None] * second
    return found


def _by_transform(first: Ints, second: Ints) -> Ints:
    """Convolve halves of 16 bits by Fourier transform: each product is a whole number below 2^50.

    Its error stays below 1/2 for rows of up to 16,000 bins, so rounding gives the exact sum.
    """
    width = first.shape[1] + second.shape[1] - 1
    size = 1 << math.ceil(math.log2(width))
    low_a, high_a = _halves(first, size)
    low_b, high_b = _halves(second, size)
    parts = (low_a * low_b, low_a * high_b + high_a * low_b, high_a * high_b)
    whole = [
        np.rint(np.fft.irfft(part, size, axis=1)[:, :width]).astype(np.int64) for part in parts
    ]
    high = (whole[1] << LIMB_BITS) + (whole[2] << (2 * LIMB_BITS))
    return np.asarray(whole[0] + high, dtype=np.int64)


def _halves(law: Ints, size: int) -> tuple[Waves, Waves]:
    low, high = law & ((1 << LIMB_BITS) - 1), law >> LIMB_BITS
    return np.fft.rfft(low.astype(float), size, axis=1), np.fft.rfft(
        high.astype(float), size, axis=1
    )


def needed(level: float) -> int:
    """Return the mass that a level asks for, rounded up."""
    return math.ceil(level * FULL_MASS)


def first_with(chance: Ints, level: float) -> Ints:
    """Return the first bin of each row with at least the level; the width where none has it."""
    return np.asarray((chance < needed(level)).sum(axis=1), dtype=np.int64)
