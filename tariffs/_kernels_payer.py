"""Who bills a step of a tax stack (C-44)."""

from __future__ import annotations

from typing import Any

from numba import njit

BILL_MEMO = 1
STAGE_IMPORT = 0
INCOTERM_DAP = 2
SELLER_COLLECTED = 1  # tables.REGIME_WORD
PAYER_SELLER, PAYER_BUYER, PAYER_MEMO = 0, 1, 2


@njit(error_model="numpy")
def step_payer(bk: Any, incoterm: int, regime: int, step: int, included: int) -> int:
    """Return who bills a step: seller, buyer under DAP, memo where a lane includes it.

    `included` is 1 on a route whose lane has the import taxes in its price.
    """
    if bk.step[step].bill == BILL_MEMO:
        return PAYER_MEMO
    if bk.step[step].stage != STAGE_IMPORT:
        return PAYER_SELLER
    if included != 0:
        return PAYER_MEMO
    collected = bk.regime[regime].regime == SELLER_COLLECTED
    return PAYER_BUYER if incoterm == INCOTERM_DAP and not collected else PAYER_SELLER
