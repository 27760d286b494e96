"""Duties are exact to the last unit in every currency and mode, or refused as too large."""

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_market import (
    DUTY,
    ROUNDING,
    Markets,
    always_same,
    article,
    cents,
    decimal,
    declaration,
    grams,
    price,
    rounded,
    units,
)

from oneprice.tariffs.declaration import DeclaredLine, assess
from oneprice.tariffs.rates.amount import Declared, amount_of
from oneprice.tariffs.rates.duty import Duty
from oneprice.tariffs.rates.plain import parse_duty

PIP = F(1, 1_000_000)  # of a currency with two decimals
SATURATION = 2**55 * PIP
DECIMALS = {"JPY": 0, "EUR": 2, "KWD": 3}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Markets:
    """Return a maker of markets."""
    return Markets(tmp_path_factory.mktemp("markets"))


# --- exactness ---------------------------------------------------------------------------


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Draw a duty text of whole cents on whole thousandths, so that no term is cut."""

    def term() -> str:
        number = draw(st.integers(0, 9999))
        unit = draw(st.sampled_from(("%", "kg", "each", "liter", "doz")))
        if unit == "doz":
            number *= 12
        return f"{decimal(F(number, 100))}" + (unit if unit == "%" else f" EUR/{unit}")

    text = " + ".join(term() for _ in range(draw(st.integers(1, 3))))
    if draw(st.booleans()):
        text += f" less {term()}"
    for bound in draw(st.lists(st.sampled_from(("MIN", "MAX")), max_size=2, unique=True)):
        text += f" {bound} {term()}"
    return text


def exact_duty(text: str, line: DeclaredLine, currency: str = "EUR") -> F:
    """Return the duty by the plain reading of the same text."""
    duty = parse_duty(text.replace("EUR", currency))
    assert isinstance(duty, Duty)
    quantity = line.quantity
    quantities = {
        "kg": F(quantity * (line.net_g or 0), 1000),
        "each": F(quantity),
        "doz": F(quantity, 12),
        "liter": quantity * F(line.duty_quantities["liter"]),
    }
    return amount_of(duty, Declared(F(line.goods), quantities))


@pytest.mark.parametrize("currency", DECIMALS)
@settings(always_same, max_examples=60)
@given(
    text=expressions(),
    minor=st.integers(0, 50_000_000),
    quantity=units,
    kg=grams,
    liters=st.integers(0, 99_999),
    steps=st.sampled_from((1, 5, 10, 100)),
    mode=st.sampled_from(sorted(ROUNDING)),
)
def test_duty_is_the_exact_reading_rounded_at_the_end(
    market: Markets,
    currency: str,
    text: str,
    minor: int,
    quantity: int,
    kg: int,
    liters: int,
    steps: int,
    mode: str,
) -> None:
    """Kernels and fractions agree to the last unit, in every mode and currency (C-05, C-57)."""
    unit = F(steps, 10 ** DECIMALS[currency])
    law = market({"": text}, [DUTY | {"unit": decimal(unit), "mode": mode}], currency)
    facts = {"liter": decimal(F(liters, 1000))}
    value = F(minor, 10 ** DECIMALS[currency])
    line = article(value, quantity=quantity, net_g=kg, duty_quantities=facts)
    assert price(law, line).total == rounded(exact_duty(text, line, currency), unit, mode)


@pytest.mark.parametrize("mode", ROUNDING)
@pytest.mark.parametrize("text", ("7.7777777%", "0.0000017 EUR/kg", "0.123456789 EUR/doz"))
@always_same
@given(value=cents, quantity=units, kg=grams)
def test_a_cut_term_is_rounded_as_if_it_were_exact(
    market: Markets, text: str, mode: str, value: F, quantity: int, kg: int
) -> None:
    """One term of endless decimals is rounded as the exact product is (C-04, C-05)."""
    law = market({"": text}, [DUTY | {"mode": mode}])
    line = article(value, quantity=quantity, net_g=kg, duty_quantities={"liter": "1"})
    assert price(law, line).total == rounded(exact_duty(text, line), F(1, 100), mode)


@pytest.mark.parametrize("text", ("7.77777% + 0.333333 EUR/doz less 1.11111%",))
@pytest.mark.parametrize("mode", ROUNDING)
@always_same
@given(value=cents, quantity=units, kg=grams)
def test_several_cut_terms_lose_less_than_a_pip_each(
    market: Markets, text: str, mode: str, value: F, quantity: int, kg: int
) -> None:
    """A sum of cut terms lies at most a pip for each term below the exact sum (C-57)."""
    law = market({"": text}, [DUTY | {"mode": mode}])
    line = article(value, quantity=quantity, net_g=kg, duty_quantities={"liter": "1"})
    exact = exact_duty(text, line)
    least = rounded(max(F(0), exact - 3 * PIP), F(1, 100), mode)
    assert least <= price(law, line).total <= rounded(exact, F(1, 100), mode)


# --- saturation --------------------------------------------------------------------------


@always_same
@given(
    minor=st.integers(0, 3 * 10**12),
    percent=st.sampled_from((0, 100, 119, 121, 4000, 10**7)),
    quantity=st.sampled_from((1, 100_000)),
    net_g=st.sampled_from((0, 2_000_000)),
    per_kg=st.sampled_from((0, 1, 180, 10**6)),
)
def test_what_is_too_large_is_refused_and_never_wrapped(
    market: Markets, minor: int, percent: int, quantity: int, net_g: int, per_kg: int
) -> None:
    """An amount is exact, or it reaches 2^55 pips and is refused (C-07)."""
    law = market({"": f"{percent}% + {per_kg} EUR/kg"})
    value = F(minor, 100)
    line = article(value, quantity=quantity, net_g=net_g)
    exact = value * percent / 100 + F(quantity * net_g * per_kg, 1000)
    answer = assess(law, "XX", declaration(law, line))
    if exact < SATURATION:
        assert (answer.refusal, answer.total) == (None, rounded(exact, F(1, 100), "half_up"))
    else:
        assert answer.refusal is not None
        assert answer.refusal.code == "AMOUNT_TOO_LARGE"


@pytest.mark.parametrize(
    ("goods", "total"),
    [("1800000", 3_420_000_000), ("1896252", 3_602_878_800), ("1900000", None), ("9e9", None)],
)
def test_goods_too_large_in_the_local_currency_are_refused(
    market: Markets, goods: str, total: int | None
) -> None:
    """Goods that pass 2^55 pips where they enter are refused, not cut to what fits (C-07)."""
    law = market({"": "10%"}, currency="IDR")
    line = article(F(goods))
    answer = assess(law, "XX", declaration(law, line, currency="EUR"))
    if total is not None:
        assert (answer.refusal, answer.total) == (None, total)
    else:
        assert answer.refusal is not None
        assert answer.refusal.code == "AMOUNT_TOO_LARGE"
