"""Low-value goods whose tax the platform owes at the sale: refused where it is not registered."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from oneprice.tariffs.declaration import (
    Assessment,
    Declaration,
    DeclaredLine,
    Law,
    assess,
    compile_law,
)

# Place, its currency, and the first day on which sellers owe the tax.
SCHEMES = (
    ("AU", "AUD", date(2018, 7, 1)),
    ("NZ", "NZD", date(2019, 12, 1)),
    ("SG", "SGD", date(2023, 1, 1)),
    ("MY", "MYR", date(2024, 1, 1)),
)
each_scheme = pytest.mark.parametrize(("place", "currency", "day"), SCHEMES)


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    """Return the shipped law of all four places, the platform registered nowhere."""
    folder: Path = tmp_path_factory.mktemp("law")
    return compile_law(folder, jurisdictions=[place for place, _, _ in SCHEMES])


def ask(law: Law, place: str, currency: str, day: date, business: bool = False) -> Assessment:
    """Declare goods of 100 in a parcel by air."""
    line = DeclaredLine(goods="100", hs="610910", origin="CN", gross_g=100)
    purpose = "b2b" if business else "b2c"
    said = {"purpose": purpose, "buyer_tax_id": business, "check_known": False}
    return assess(law, place, Declaration(currency, day, lines=(line,), **said))


@each_scheme
def test_unregistered_platform_is_refused(law: Law, place: str, currency: str, day: date) -> None:
    """A tax that somebody owes at the sale is never left out in silence."""
    refusal = ask(law, place, currency, day).refusal
    assert refusal is not None
    assert refusal.code == "MEASURE_UNPRICED"


@each_scheme
def test_goods_were_free_the_day_before(law: Law, place: str, currency: str, day: date) -> None:
    """Until the scheme began, goods below the limit bore no tax; in NZ below the old minimum."""
    before = ask(law, place, currency, day - timedelta(days=1))
    if place == "NZ":  # the duty of the old rule is not held: it is no longer the free regime
        assert before.entry_type != ask(law, place, currency, day, business=True).entry_type
    else:
        assert before.refusal is None
        assert before.total == 0


@each_scheme
def test_registered_business_owes_it_himself(
    law: Law, place: str, currency: str, day: date
) -> None:
    """A buyer with a tax id gets the relief at the border."""
    answer = ask(law, place, currency, day, business=True)
    assert answer.refusal is None
    assert not [charge for charge in answer.charges if charge.stage == "sale"]
