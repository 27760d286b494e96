"""HS codes in doubt: what they cover, the dearest of it, and codes nearby (C-42, C-52)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from orders import line, order
from tiny_book import LAW, Tables, measure, only, tiny_engine

from oneprice.core.errors import InputError
from oneprice.core.order import Order
from oneprice.core.quote import Quote
from oneprice.routing.engine import Engine
from oneprice.routing.hs_doubt import covered, doubtful_lines, spread

COAT = line(hs_code="620442")


def doubtful(tables: Tables) -> None:
    """Let 6204.42 span four tariff lines, one of two prefixes with the same rate."""
    only(tables, "AIR")
    tables[f"{LAW}/measure.csv"] = [
        measure("620441", "3%"),
        measure("62044210", "5%"),
        measure("62044220", "12%"),
        measure("6204423010", "12%"),
        measure("62044290", "9%"),
        measure("8507", "5%"),
        measure("850760", "7%"),
    ]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of the doubtful tariff."""
    return tiny_engine(tmp_path_factory.mktemp("doubt"), doubtful)


def with_words(tables: Tables) -> None:
    """Say what the tariff lines are."""
    doubtful(tables)
    rows = tables[f"{LAW}/measure.csv"]
    for row, goods in zip(rows[1:4], ("loomed by hand", "with linen", "with linings"), strict=True):
        row["goods"] = f"dresses: {goods}"


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of the doubtful tariff with words."""
    return tiny_engine(tmp_path_factory.mktemp("words"), with_words)


def highest(*lines: dict[str, object]) -> dict[str, object]:
    """Return an order whose doubtful codes are decided."""
    return order(*lines, hs_policy="highest")


def chosen(quote: Quote) -> dict[int, str]:
    """Return the codes chosen in the first option."""
    return {i: code for part in quote.options[0].consignments for i, code in part.hs_chosen.items()}


def test_codes_of_the_tariff_lines(tiny: Engine) -> None:
    """Tariff lines ascend, each by the shortest even code that begins and ends inside it."""
    parsed = Order.parse(order(COAT))
    assert [code for _, code in covered(tiny.book, parsed, 0)] == [
        *("62044210", "62044220", "6204423010", "62044290"),
    ]


@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        ("620442", True),
        ("62044210", False),
        ("6204421099", False),
        ("62044230", True),  # only 6204.42.30.10 is known
        ("620441", False),
        ("850760", False),
        ("850710", False),
        ("999999", False),  # unknown is no doubt
    ],
)
def test_what_is_in_doubt(tiny: Engine, code: str, doubt: bool) -> None:
    """A code is in doubt where it is known in part or leads to several rates."""
    parsed = Order.parse(order(line(hs_code=code)))
    assert doubtful_lines(tiny.book, parsed) == ([0] if doubt else [])
    refused = {refusal.code for refusal in tiny.quote(order(line(hs_code=code))).refusals}
    assert ("HS_AMBIGUOUS" in refused) == doubt


def test_refuse_is_the_default(tiny: Engine) -> None:
    """Without a policy a code in doubt is refused."""
    quote = tiny.quote(order(COAT))
    assert quote.options == ()
    assert quote == tiny.quote(order(COAT, hs_policy="refuse"))


def test_highest_takes_the_dearest_and_of_equals_the_lowest(tiny: Engine) -> None:
    """Of two lines with 12 % the lower code is taken, and told with the consignment."""
    quote = tiny.quote(highest(COAT))
    assert chosen(quote) == {0: "62044220"}
    plain = tiny.quote(order(COAT | {"hs_national": {"XX": "62044220"}}))
    assert [o.price_minor for o in quote.options] == [o.price_minor for o in plain.options]
    assert chosen(plain) == {}
    assert quote.quote_id != plain.quote_id


def test_lines_are_decided_one_by_one(tiny: Engine) -> None:
    """Several doubtful lines are decided in canonical order, sure ones keep their code."""
    lines = (COAT | {"sku": "B"}, line(sku="C", hs_code="62044210"), COAT | {"sku": "A"})
    assert chosen(tiny.quote(highest(*lines))) == {0: "62044220", 2: "62044220"}


def test_national_code_of_the_destination_counts(tiny: Engine) -> None:
    """The national code is what is doubted and what is replaced."""
    coat = line(hs_code="620441", hs_national={"XX": "620442"})
    assert chosen(tiny.quote(highest(coat))) == {0: "62044220"}


def unpriced(tables: Tables) -> None:
    """Leave one of the tariff lines without a price."""
    doubtful(tables)
    tables[f"{LAW}/measure.csv"][1]["rate"] = "unpriced: nobody knows"


def thirsty(tables: Tables) -> None:
    """Let one of the tariff lines ask for litres."""
    doubtful(tables)
    tables[f"{LAW}/measure.csv"][1]["rate"] = "2 EUR/l"


@pytest.mark.parametrize("edit", [unpriced, thirsty])
def test_doubt_without_a_bound_stays_refused(
    tmp_path: Path, edit: Callable[[Tables], None]
) -> None:
    """Where one of the tariff lines cannot be priced the code stays refused."""
    quote = tiny_engine(tmp_path, edit).quote(highest(COAT))
    assert quote.options == ()
    assert "HS_AMBIGUOUS" in {refusal.code for refusal in quote.refusals}


def test_declared_quantity_bounds_the_doubt(tmp_path: Path) -> None:
    """With the litres that one tariff line asks for every line has a price."""
    coat = COAT | {"duty_quantities": {"l": "30"}}
    assert chosen(tiny_engine(tmp_path, thirsty).quote(highest(coat))) == {0: "62044210"}


def test_batches_and_frames_decide_alike(tiny: Engine) -> None:
    """Options of a batch are those of the quote, also where codes are decided."""
    orders = [Order.parse(highest(COAT)), Order.parse(order())]
    options = tiny.quote_options(orders)
    for row, each in zip(options, orders, strict=True):
        offered = [int(option["price_minor"]) for option in row if option["status"] == 0]
        assert offered == [option.price_minor for option in tiny.quote(each).options]


def test_candidates_tell_rates_prices_and_duties(tiny: Engine) -> None:
    """Each tariff line comes with its rate, the price of the order and its duty, by tier."""
    found = tiny.hs_candidates(order(COAT))
    assert [each.code for each in found] == ["62044210", "62044220", "6204423010", "62044290"]
    assert [each.tariff_line for each in found][:2] == ["6204.42.10", "6204.42.20"]
    assert [each.rates for each in found] == [
        (("base", text),) for text in ("5%", "12%", "12%", "9%")
    ]
    assert [each.duties_minor["economy"] for each in found] == [535, 1_284, 1_284, 963]
    prices = [each.prices_minor["economy"] for each in found]
    assert spread(found)["economy"] == (min(prices), max(prices))


def test_candidate_of_a_sure_code_is_itself(tiny: Engine) -> None:
    """A code that says enough has one candidate: itself."""
    assert [each.code for each in tiny.hs_candidates(order(line(hs_code="62044210")))] == [
        "62044210"
    ]
    assert spread(()) == {}


def test_candidates_of_an_unknown_code_are_its_neighbours(tiny: Engine) -> None:
    """An unknown code has the nearest that the tariff knows, each with a code and its prices."""
    found = tiny.hs_candidates(order(line(hs_code="620443")))
    assert [each.code for each in found] == ["62044290", "6204423010", "62044220"]
    assert [each.covered for each in found] == [False] * 3
    assert found[0].prices_minor == tiny.hs_candidates(order(COAT))[3].prices_minor


def test_candidates_go_by_the_words_of_the_description(worded: Engine) -> None:
    """Of the lines a code covers those that share words with the description come first."""
    found = worded.hs_candidates(order(COAT | {"description": "linen dresses"}))
    assert [each.code for each in found] == ["62044220", "6204423010", "62044210", "62044290"]
    assert found[0].goods == "dresses: with linen"


def test_candidates_need_a_line(tiny: Engine) -> None:
    """A line that the order does not have is named."""
    with pytest.raises(InputError, match="0 to 0"):
        tiny.hs_candidates(order(COAT), 1)


def test_unknown_code_is_told_its_neighbours(tiny: Engine) -> None:
    """The refusal of an unknown code names up to three that the tariff knows."""
    quote = tiny.quote(order(line(hs_code="620443")))
    reason = next(r.reason for r in quote.refusals if r.code == "HS_UNKNOWN")
    assert reason.endswith("the nearest it knows: 6204.42.90, 6204.42.30.10, 6204.42.20")


@pytest.mark.parametrize(("code", "refusal"), [("620442", "AMBIGUOUS"), ("620443", "UNKNOWN")])
def test_refusals_name_what_is_described(worded: Engine, code: str, refusal: str) -> None:
    """Of lines with as many digits in common the one with the described goods is named first."""
    linen = line(hs_code=code, description="dress of linen")
    quote = worded.quote(order(linen))
    reason = next(r.reason for r in quote.refusals if r.code == f"HS_{refusal}")
    assert (
        "the nearest it knows: 6204.42.20 (dresses: with linen), 6204.42.30.10 (dresses" in reason
    )


def test_description_changes_no_price(worded: Engine) -> None:
    """A description is part of the order's name and of nothing else."""
    plain = worded.quote(order(line(hs_code="62044210")))
    described = worded.quote(order(line(hs_code="62044210", description="sunglasses")))
    assert described.options == plain.options
    assert described.quote_id != plain.quote_id
