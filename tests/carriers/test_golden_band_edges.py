"""Every band edge of the published cards: at it, one unit under and one over.

The price is made here once more from the card's own rows, in fractions.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from golden_cards import DAY, Case, cases, lane_of, row_key, translate

from oneprice.carriers.rating import Piece, Rater, Shipment

UNITS = {"kg": 1000, "lb": 1000, "cbm": 1_000_000, "rt": 1_000_000, "piece": 1, "shipment": 1}
BY_QUANTITY = ("kg", "lb", "cbm", "rt")
EXPECTED_EDGES = 600


def forms() -> dict[str, Case]:
    """Return one case for each form of each card that counts a quantity, by its name."""
    found: dict[str, Case] = {}
    for case in cases():
        ending = "" if case.form is case.card["canonical"] else "-alt"
        if case.unit in BY_QUANTITY:
            found.setdefault(case.card["id"] + ending, case)
    return found


FORMS = forms()


def exact(row: dict[str, Any], name: str, default: Any = 0) -> Fraction:
    """Return a cell of a card as a fraction."""
    value = row.get(name)
    return Fraction(str(default if value is None else value))


def edges(case: Case) -> Iterator[Fraction]:
    """Yield the quantities around each edge of each row, in the lane's unit."""
    one = Fraction(1, UNITS[case.unit])
    for row in case.form["rates"]:
        for name in ("lo", "hi"):
            for quantity in (exact(row, name) - one, exact(row, name), exact(row, name) + one):
                if quantity > 0 and row.get(name) is not None:
                    yield quantity


def billed(case: Case, quantity: Fraction, lifted: bool) -> Fraction:
    """Return an actual quantity after rounding and, unless it only finds the band, minimum."""
    for upto, step in case.form["billing"].get("round_steps", ()):
        if upto is None or quantity <= Fraction(str(upto)):
            size = Fraction(str(step))
            quantity = ceil(quantity / size) * size
            break
    return max(quantity, exact(case.form["billing"], "min_qty")) if lifted else quantity


def holds(row: dict[str, Any], quantity: Fraction) -> bool:
    """Tell whether a row's interval holds a quantity."""
    hi = exact(row, "hi", 10**9)
    if row.get("bounds") == "[)":
        return exact(row, "lo") <= quantity < hi
    return exact(row, "lo") < quantity <= hi


def price(row: dict[str, Any], quantity: Fraction) -> Fraction:
    """Return the exact price of a row."""
    units = max(Fraction(0), max(quantity, exact(row, "min_qty")) - exact(row, "q0"))
    if row.get("step"):
        units = Fraction(ceil(units / exact(row, "step")))
    amount = exact(row, "base") + exact(row, "rate") * units
    return min(max(amount, exact(row, "min")), exact(row, "max", 10**12))


def expected_minor(case: Case, rows: list[dict[str, Any]], quantity: Fraction) -> int | None:
    """Return the price in cents of a quantity among the rows of one key, None without a row."""
    q = billed(case, quantity, True)
    by_actual = case.form["billing"].get("band_basis") == "actual"
    band = billed(case, quantity, False) if by_actual else q
    own = [row for row in rows if holds(row, band)]
    if not own:
        return None
    found = [price(own[0], q)]
    if case.form["billing"].get("next_break"):
        higher = [row for row in rows if exact(row, "lo") >= exact(own[0], "hi", 10**9)]
        found += [price(row, exact(row, "lo")) for row in higher]
    return floor(min(found) * 100 + Fraction(1, 2))


def keyed(case: Case) -> dict[tuple[str, str, str, Any], list[dict[str, Any]]]:
    """Return the rows of a form by lane, origin, zone and value band."""
    found: dict[tuple[str, str, str, Any], list[dict[str, Any]]] = {}
    for row in case.form["rates"]:
        origin, zone, value = row.get("origin", ""), row.get("zone", ""), row.get("value_hi", 0)
        found.setdefault((lane_of(row_key(row)), origin, zone, value), []).append(row)
    return found


@pytest.mark.parametrize("name", FORMS or ["none"])
def test_price_around_every_edge(name: str, cards: Callable[..., Any]) -> None:
    """The lane prices each quantity as the card's rows do, or refuses it like them."""
    if not FORMS:
        pytest.skip("needs the published cards")
    case = FORMS[name]
    tables = {**translate(case), "surcharge": []}
    book = cards(**tables)
    rater = Rater(book.tables, book.ctx.ids)
    for (lane_id, origin, zone, value), rows in keyed(case).items():
        for quantity in edges(case):
            piece = Piece(ceil(quantity * 1000), quantity=quantity)
            if case.unit in ("cbm", "rt"):
                piece = Piece(0, (1000, 1000, int(quantity * 1000)))
                quantity = Fraction(int(quantity * 1000), 1000)
            asked = Shipment([piece], DAY, zone, origin_zone=origin, value_minor=value * 100)
            rating = rater.rate(lane_id, asked)
            expected = expected_minor(case, rows, quantity)
            said = rating.total_minor if rating.status == "OK" else None
            assert said == expected, (rows, quantity, rating)


def test_edges_are_many(shared_dir: Any) -> None:
    """The published cards hold enough edges to mean something."""
    assert sum(len(list(edges(case))) for case in FORMS.values()) > EXPECTED_EDGES
