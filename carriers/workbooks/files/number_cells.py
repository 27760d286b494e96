"""Number cells of a workbook as exact texts.

A workbook keeps a number as a binary float and shows at most 15 significant digits; the shortest
decimal of the float is what was typed. Arithmetic leaves tails behind it (0.1 + 0.2 is saved as
0.30000000000000004): those are cut to the 15 digits that the program shows, and told.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from oneprice.carriers.workbooks.files.grid import Cell, Remark
from oneprice.carriers.workbooks.files.number_format import NumberFormat
from oneprice.carriers.workbooks.files.plain_text import refused_cell

SHOWN_DIGITS = 15
USUAL_DIGITS = 12
LARGEST = 1e15
SMALLEST = 1e-12
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?", re.ASCII)
_CUT = Context(prec=SHOWN_DIGITS, rounding=ROUND_HALF_EVEN)
_DAY_MINUTES = 24 * 60
# Of the 1900 system serial 60 is a day that never was, 1900-02-29 (ECMA-376 part 1, 18.17.4.1).
_FIRST_GOOD_SERIAL = 61
_START_1900 = date(1899, 12, 30)
_START_1904 = date(1904, 1, 1)
_LAST_SERIAL = (date(9999, 12, 31) - _START_1900).days


def number_cell(saved: str, form: NumberFormat, *, since_1904: bool = False) -> Cell:
    """Return the cell of a number as it was saved in the file.

    Percentages stay ratios ("12%"), dates are ISO days, an integer shown with leading zeros
    keeps them.
    """
    if len(saved) > 40 or not _NUMBER.fullmatch(saved):
        return refused_cell("no_number", "the saved number cannot be read", "type it again")
    value = float(saved)
    if not math.isfinite(value) or abs(value) >= LARGEST or 0 < abs(value) < SMALLEST:
        remedy = "give a number of at most 15 digits; longer codes belong in text cells"
        return refused_cell("too_large", "the number has more digits than a sheet keeps", remedy)
    if form.shape in ("date", "time", "elapsed"):
        return _moment_cell(value, form, since_1904)
    number = Decimal(repr(value))
    return _plain_cell(number, form)


def _plain_cell(number: Decimal, form: NumberFormat) -> Cell:
    remarks: list[Remark] = []
    cut = number.normalize(_CUT)
    digits = len(number.normalize().as_tuple().digits)
    if cut != number:
        reason = f"{number:f} is taken as {cut:f}, as the sheet shows it"
        remarks.append(Remark("note", "long_number", reason, "round the cell"))
    elif digits > USUAL_DIGITS:
        reason = f"{number:f} has {digits} significant digits"
        remarks.append(Remark("note", "long_number", reason, "round the cell if it was computed"))
    shown = cut * 100 if form.shape == "percent" else cut
    remarks += _shown_otherwise(shown, form)
    return Cell("number", _text(shown, form), form.code, tuple(remarks))


def _text(number: Decimal, form: NumberFormat) -> str:
    plain = format(number.normalize(), "f") if number else "0"
    if form.zeros and number == number.to_integral_value() and number >= 0:
        plain = plain.zfill(form.zeros)
    return plain + ("%" if form.shape == "percent" else "")


def _shown_otherwise(number: Decimal, form: NumberFormat) -> list[Remark]:
    """Return a remark where the sheet shows another number than it holds."""
    if form.scaled:
        reason = f"the cell holds {number:f}, its format {form.code!r} shows it otherwise"
        return [Remark("warning", "shown_otherwise", reason, "check which of the two is meant")]
    if form.decimals < 0 or number == round(number, form.decimals):
        return []
    reason = f"the cell holds {number:f} and shows only {form.decimals} decimals"
    return [Remark("note", "shown_otherwise", reason, "round the cell if the shown price is meant")]


def _moment_cell(value: float, form: NumberFormat, since_1904: bool) -> Cell:
    """Return a day, a day with its minute, or a time of day."""
    days, minutes = divmod(round(value * _DAY_MINUTES), _DAY_MINUTES)
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    if form.shape == "elapsed" or value < 0:
        return refused_cell("duration", "a span of time", "give hours or days as a plain number")
    if days == 0 and form.shape == "time":
        return Cell("time", clock, form.code)
    first = 0 if since_1904 else _FIRST_GOOD_SERIAL
    if not first <= days <= _LAST_SERIAL:
        return refused_cell("no_date", "a date that is none", "type the date again")
    if since_1904 and days > _LAST_SERIAL - (_START_1904 - _START_1900).days:
        return refused_cell("no_date", "a date that is none", "type the date again")
    day = (_START_1904 if since_1904 else _START_1900) + timedelta(days=days)
    return Cell("date", f"{day}" if minutes == 0 else f"{day} {clock}", form.code)
