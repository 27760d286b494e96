"""What holds of duties whatever the goods: order, bounds, sums, splits and claims."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_market import (
    DUTY,
    EVEN,
    Markets,
    always_same,
    article,
    cents,
    decimal,
    grams,
    price,
    rounded,
    units,
)
from tariff_cases import Cells

from oneprice.tariffs.declaration import Assessment, DeclaredLine


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Markets:
    """Return a maker of markets."""
    return Markets(tmp_path_factory.mktemp("markets"))


# --- order -------------------------------------------------------------------------------

BY_QUANTITY = (
    "2.80 EUR/kg",
    "1.5 EUR/each",
    "0.50 EUR/% vol/hl",
    "5% + 0.40 EUR/kg",
    "8.3% + 10 EUR/100 kg MAX 18%",
    "10% MIN 2 EUR/kg",
    "73.70 EUR/kg less 100%",
    "12% MAX 3 EUR/kg MIN 0.10 EUR/each",
)


@pytest.mark.parametrize("text", BY_QUANTITY)
@always_same
@given(value=cents, quantity=units, more=units, kg=grams, more_kg=grams, vol=grams)
def test_duty_never_falls_with_the_quantity(
    market: Markets,
    text: str,
    value: F,
    quantity: int,
    more: int,
    kg: int,
    more_kg: int,
    vol: int,
) -> None:
    """More pieces, heavier pieces or stronger drink of the same value never pay less."""
    law = market({"": text})

    def due(number: int, net_g: int, degree: int) -> F:
        facts = {"liter": "0.75", "% vol": decimal(F(degree, 2000))}
        line = article(value, quantity=number, net_g=net_g, duty_quantities=facts)
        return price(law, line).total

    least = due(quantity, kg, vol)
    assert least <= due(quantity + more, kg, vol)
    assert least <= due(quantity, kg + more_kg, vol)
    assert least <= due(quantity, kg, vol + more)


BY_VALUE = (
    "12%",
    "7.77777%",
    "5% + 0.40 EUR/kg",
    "10% MIN 2 EUR/kg",
    "10% MAX 2 EUR/kg",
    "8.3% + 10 EUR/100 kg MAX 18%",
    "12% MAX 3 EUR/kg MIN 0.10 EUR/each",
    "35% less 0.20 EUR/kg",
)


@pytest.mark.parametrize("text", BY_VALUE)
@always_same
@given(value=cents, more=cents, quantity=units, kg=grams)
def test_duty_never_falls_with_the_value(
    market: Markets, text: str, value: F, more: F, quantity: int, kg: int
) -> None:
    """Dearer goods of the same quantity never pay less."""
    law = market({"": text})
    cheap, dear = (
        price(law, article(each, quantity=quantity, net_g=kg)).total
        for each in (value, value + more)
    )
    assert cheap <= dear


@always_same
@given(value=cents, more=cents, quantity=units, kg=grams)
def test_difference_duty_falls_with_the_value_and_never_below_nothing(
    market: Markets, value: F, more: F, quantity: int, kg: int
) -> None:
    """A duty less the value falls by what the value gains, until it is nothing."""
    law = market({"": "73.70 EUR/kg less 100%"})
    cheap, dear = (
        price(law, article(each, quantity=quantity, net_g=kg)).total
        for each in (value, value + more)
    )
    assert dear == max(F(0), cheap - more) if cheap > 0 else dear == 0


LOW_VALUE: tuple[Cells, ...] = (
    {"priority": 1, "value_hi": "150", "stack_id": "low", "entry_type": "low"},
    {"priority": 2, "entry_type": "high"},
)
TWO_STACKS: tuple[Cells, ...] = (
    {"stack_id": "low", "code": "flat", "rate": "30%", "unit": "0.01", "mode": "half_up"},
    DUTY,
)


@always_same
@given(value=st.integers(0, 30_000).map(lambda minor: F(minor, 100)), more=cents)
def test_at_a_threshold_the_total_may_fall_and_only_there(
    market: Markets, value: F, more: F
) -> None:
    """Where dearer goods pay less, they have passed from one regime row to another."""
    law = market({"": "5%"}, steps=TWO_STACKS, regimes=LOW_VALUE)
    cheap, dear = (price(law, article(each)) for each in (value, value + more))
    assert cheap.total <= dear.total or (cheap.entry_type, dear.entry_type) == ("low", "high")


@pytest.mark.parametrize(("value", "total"), [("149.99", 45), ("150", 45), ("150.01", "7.5")])
def test_the_threshold_itself_belongs_to_the_lower_row(
    market: Markets, value: str, total: int | str
) -> None:
    """The total falls between the limit and one cent more."""
    law = market({"": "5%"}, steps=TWO_STACKS, regimes=LOW_VALUE)
    assert price(law, article(F(value))).total == F(total)


# --- bounds ------------------------------------------------------------------------------

SIDES = {"a": "10%", "b": "2 EUR/kg", "c": "0.35 EUR/each + 3%"}
BOUNDED: dict[str, tuple[str, Callable[[F, F, F], F]]] = {
    "20": ("{a} MIN {b}", lambda a, b, _: max(a, b)),
    "30": ("{a} MAX {b}", lambda a, b, _: min(a, b)),
    "40": ("{a} MIN {b} MAX {c}", lambda a, b, c: min(max(a, b), c)),
    "50": ("{a} MAX {c} MIN {b}", lambda a, b, c: max(min(a, c), b)),
    "60": ("{c} MIN {a} MAX {b}", lambda a, b, c: min(max(c, a), b)),
}


@always_same
@given(value=cents, quantity=units, kg=grams)
def test_minimum_and_maximum_bind_in_the_order_of_the_text(
    market: Markets, value: F, quantity: int, kg: int
) -> None:
    """A duty with bounds is the larger or the smaller of what its sides are alone."""
    alone = dict(zip(("11", "12", "13"), SIDES.values(), strict=True))
    law = market(alone | {hs: text.format(**SIDES) for hs, (text, _) in BOUNDED.items()})

    def due(prefix: str) -> F:
        return price(law, article(value, f"{prefix}0000", quantity=quantity, net_g=kg)).total

    sides = [due(prefix) for prefix in alone]
    for prefix, (_, meaning) in BOUNDED.items():
        assert due(prefix) == meaning(*sides)


@always_same
@given(value=cents, room=st.sampled_from((0, 1, 250, 99_999)))
def test_minimum_and_maximum_of_a_step_hold(market: Markets, value: F, room: int) -> None:
    """A fee lies between the minimum and the maximum of its row, and is the rate within them."""
    fee = EVEN | {"kind": "fee", "scope": "entry", "rate": "0.3464%"}
    most = 30 + F(room, 100)
    law = market({"": "Free"}, steps=[fee | {"min": "30", "max": decimal(most)}])
    exact = rounded(value * F("0.003464"), F(1, 100), "half_up")
    assert price(law, article(value)).total == min(max(exact, F(30)), most)


# --- sums, splits, order of lines --------------------------------------------------------

MIXED_RATES = {"10": "12%", "20": "2.80 EUR/kg", "30": "10% MIN 0.40 EUR/each", "40": "Free"}
MIXED_STEPS: tuple[Cells, ...] = (
    {"seq": 10, "code": "value", "kind": "value", "basis": "CIF"},
    DUTY | {"seq": 20, "basis": "value"},
    DUTY | {"seq": 30, "code": "by_heading", "scope": "heading", "basis": "GOODS"},
    EVEN | {"seq": 40, "code": "per_code", "kind": "fee", "basis": "HEADINGS", "flat": "3"},
    EVEN | {"seq": 50, "code": "vat", "kind": "tax", "basis": "value + duty", "rate": "19%"},
    EVEN
    | {"seq": 60, "code": "entry_fee", "kind": "fee", "scope": "entry"}
    | {"basis": "GOODS", "rate": "0.3464%", "min": "2.50", "max": "500"},
)
some_lines = st.lists(
    st.builds(
        lambda value, hs, quantity, net_g: article(
            value, f"{hs}0000", quantity=quantity, net_g=net_g, gross_g=net_g + 50
        ),
        cents,
        st.sampled_from(sorted(MIXED_RATES)),
        units,
        grams,
    ),
    min_size=1,
    max_size=6,
)


@always_same
@given(lines=some_lines)
def test_lines_sum_to_totals_and_charges_to_slots(
    market: Markets, lines: list[DeclaredLine]
) -> None:
    """The total of each slot is that of its lines, and the charges of a code make its slot."""
    answer = price(market(MIXED_RATES, steps=MIXED_STEPS), *lines)
    for name, values in answer.slots.items():
        if name not in ("ONE", "PIECES") and not name.startswith("MODE_"):
            assert sum(values[:-1]) == values[-1], name
    for code in ("duty", "by_heading", "per_code", "vat", "entry_fee"):
        charged = sum(each.amount for each in answer.charges if each.code == code)
        assert charged == answer.slots[code][-1]
    assert answer.total == sum(each.amount for each in answer.charges)


@always_same
@given(lines=some_lines, data=st.data())
def test_order_of_lines_changes_nothing_but_positions(
    market: Markets, lines: list[DeclaredLine], data: st.DataObject
) -> None:
    """In another order each line pays the same, each heading and the entry too."""
    law = market(MIXED_RATES, steps=MIXED_STEPS)
    order = data.draw(st.permutations(range(len(lines))))
    answer, other = price(law, *lines), price(law, *(lines[i] for i in order))
    assert other.total == answer.total
    for name in ("GOODS", "value", "duty", "vat", "GROSS_G", "QTY"):
        assert other.slots[name][:-1] == tuple(answer.slots[name][i] for i in order)

    def by_heading(found: Assessment, listed: Sequence[DeclaredLine]) -> dict[str, F]:
        amounts = zip(listed, found.slots["by_heading"][:-1], strict=True)
        sums: dict[str, F] = {}
        for line, amount in amounts:
            sums[line.hs] = sums.get(line.hs, F(0)) + amount
        return sums

    assert by_heading(other, [lines[i] for i in order]) == by_heading(answer, lines)


SPLIT_TEXTS = (
    "12.345%",
    "7.77777% + 0.333 EUR/kg",
    "10% MIN 2 EUR/kg MAX 0.99 EUR/each",
    "0.50 EUR/% vol/hl",
    "73.70 EUR/kg less 100%",
)


@pytest.mark.parametrize("text", SPLIT_TEXTS)
@always_same
@given(value=cents, rest=cents, quantity=units, others=units, kg=grams, alone=cents)
def test_splitting_a_line_under_a_heading_changes_nothing(
    market: Markets, text: str, value: F, rest: F, quantity: int, others: int, kg: int, alone: F
) -> None:
    """One line of goods, or two of the same goods, pay the same duty by heading (C-38)."""
    step = DUTY | {"scope": "heading"}
    law = market({"": text}, steps=[step])
    goods = article(0, net_g=kg, duty_quantities={"liter": "0.75", "% vol": "40"})
    other = replace(goods, hs="200000", goods=alone)
    whole = replace(goods, goods=value + rest, quantity=quantity + others)
    parts = [replace(goods, goods=value, quantity=quantity)]
    parts.append(replace(goods, goods=rest, quantity=others))
    total = price(law, whole, other).total
    assert price(law, *parts, other).total == total
    assert price(law, parts[1], other, parts[0]).total == total


# --- claims ------------------------------------------------------------------------------

WORDS = ("PREF_A", "PREF_B", "LICENCE", "nobody", "Kaffee", "", "pref_a")
CLAIMED: tuple[Cells, ...] = (
    {"hs_prefix": "10", "rate": "Free", "claim": "PREF_A", "origin": "VN"},
    {"hs_prefix": "1010", "rate": "1 EUR/each", "claim": "PREF_B"},
    {"kind": "extra", "hs_prefix": "20", "rate": "none", "claim": "LICENCE"},
)
EXTRA: tuple[Cells, ...] = ({"kind": "extra", "rate": "25%"},)
EXTRA_STEPS = (DUTY, EVEN | {"seq": 20, "code": "extra", "rate": "measure:extra", "required": "N"})
claims = st.lists(st.sampled_from(WORDS), max_size=4).map(tuple)


@always_same
@given(
    value=cents,
    hs=st.sampled_from(("100000", "101000", "200000", "300000")),
    origin=st.sampled_from(("VN", "CN")),
    words=claims,
)
def test_claims_only_open_rows_that_name_them(
    market: Markets, value: F, hs: str, origin: str, words: tuple[str, ...]
) -> None:
    """A line pays as its claims open rows for its code and origin, and as without them else."""
    rates = {"": "12%"}
    closed = market(rates, steps=EXTRA_STEPS, measures=EXTRA)
    law = market(rates, steps=EXTRA_STEPS, measures=(*EXTRA, *CLAIMED))
    line = article(value, hs, origin=origin)
    plain = price(closed, line)
    assert price(closed, replace(line, claims=words)) == plain
    assert amounts_of(price(law, line)) == amounts_of(plain)
    opened = {
        "PREF_A": hs.startswith("10") and origin == "VN",
        "PREF_B": hs == "101000",
        "LICENCE": hs == "200000",
    }
    useful = tuple(word for word in words if opened.get(word))
    answer = price(law, replace(line, claims=words))
    assert answer == price(law, replace(line, claims=useful))
    assert (amounts_of(answer) == amounts_of(plain)) or useful


def amounts_of(answer: Assessment) -> list[tuple[str, F]]:
    """Return codes and amounts of the charges."""
    return [(each.code, each.amount) for each in answer.charges]
