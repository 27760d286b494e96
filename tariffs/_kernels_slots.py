"""Numbers of the input slots of a tax stack (C-37), as the kernels know them.

They are the places of the names in `slots.INPUTS`; a test holds both lists equal.
"""

from __future__ import annotations

from numba import njit

SLOT_GOODS = 1
SLOT_FR_EXPORT = 2
SLOT_FR_INTL = 3
SLOT_FR_ENTRY = 4
SLOT_CIF = 5
SLOT_FREIGHT = 6
SLOT_BILLED = 7
SLOT_QTY = 8
SLOT_GROSS_G = 9
SLOT_NET_G = 10
SLOT_ONE = 11
SLOT_HEADINGS = 12
SLOT_PIECES = 13
SLOT_PACK_0 = 14  # grams of paper; then in the order of vocabulary.MATERIALS
SLOT_MODE_0 = 21  # plus the number of a mode, of which road is 1
SLOT_FOB = 28
SLOT_BATTERY_G = 29
SLOT_STEP_0 = 30  # from here on the slots of step codes


@njit(error_model="numpy")
def holds_money(slot: int) -> bool:
    """Tell whether a slot holds an amount of money and no plain number."""
    return bool(slot < SLOT_QTY or slot == SLOT_FOB or slot >= SLOT_STEP_0)


@njit(error_model="numpy")
def holds_one_value(slot: int) -> bool:
    """Tell whether a slot's total is no sum over its lines: ONE, PIECES and the modes."""
    return bool(slot in (SLOT_ONE, SLOT_PIECES) or SLOT_MODE_0 < slot < SLOT_FOB)
