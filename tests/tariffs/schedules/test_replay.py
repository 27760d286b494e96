"""Replay: one basket of 300 lines on each of 44 editions; every change of a duty is explained.

A change between neighbours is explained by the interval table, which says that a row above the
line has another text from this edition on, or by the dated rows of `s301_heading.csv` together
with the timeline of revisions: a heading began or ended between the two days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from replay import (
    ADDED_TO,
    PROGRAMMES,
    CompiledTariff,
    History,
    Interval,
    Price,
    history_price,
    read_history,
    same_price,
    stems,
)
from schedule_files import EXPORTS, export_path
from tariff_cases import REGIME, STEP, write_table

from oneprice.core.compiling import Compiling
from oneprice.core.days import day_of
from oneprice.tariffs.compile import compile_tariffs
from oneprice.tariffs.readers.measures import read_origins
from oneprice.tariffs.schedules.edition import Edition
from oneprice.tariffs.schedules.meaning import form_of
from oneprice.tariffs.schedules.s301 import Headings, read_headings
from oneprice.tariffs.schedules.us_hts import read_us_hts

BASKET = 300
# Lines of each form of rate that the basket holds at least, where the schedule has as many.
FORMS = {"specific": 40, "specific+percent": 30, "compound": 30, "reference": 20}
WATCHES, MOVED = 12, 60


class Jump(NamedTuple):
    """A duty that differs between two editions, and what explains it."""

    code: str
    origin: str
    old: Price | None
    new: Price | None
    reasons: tuple[str, ...]


@pytest.fixture(scope="module")
def history(shared_dir: Path) -> History:
    """Return the interval table over 44 editions."""
    return read_history(shared_dir)


@pytest.fixture(scope="module")
def editions(shared_dir: Path) -> Mapping[str, Edition]:
    """Return the first and the last published export."""
    return {
        name: read_us_hts(export_path(shared_dir, name)) for name in EXPORTS[:: len(EXPORTS) - 1]
    }


@pytest.fixture(scope="module")
def basket(editions: Mapping[str, Edition], history: History) -> tuple[str, ...]:
    """Return 300 lasting lines: forms, watches, lines that moved, and every chapter."""
    kept = set.intersection(*({line.code for line in e.lines} for e in editions.values()))
    lines = [line for line in editions[EXPORTS[-1]].lines if line.code in kept]
    last = len(history.names) - 1
    chosen: dict[str, None] = {}
    moved = [each.code for each in lines if history.begun(stems(each.code), 0, last)]
    chosen.update(dict.fromkeys(_spread(moved, MOVED)))
    watches = [line.code for line in lines if line.code[:2] == "91" and len(line.code) == 8]
    chosen.update(dict.fromkeys(_spread(watches, WATCHES)))
    for form, count in FORMS.items():
        of_form = [each.code for each in lines if form_of(each.general, "us") == form]
        chosen.update(dict.fromkeys(_spread(of_form, count)))
    chapters: dict[str, str] = {}
    for line in lines:
        chapters.setdefault(line.code[:2], line.code)
    chosen.update(dict.fromkeys(chapters.values()))
    ten = [line.code for line in lines if len(line.code) == 10 and line.code not in chosen]
    chosen.update(dict.fromkeys(_spread(ten, BASKET - len(chosen))))
    return tuple(sorted(chosen))


def _spread(codes: list[str], count: int) -> list[str]:
    """Return some codes at even distances."""
    many = min(count, len(codes))
    return [codes[at * len(codes) // many] for at in range(many)]


@pytest.fixture(scope="module")
def compiled(
    shared_dir: Path, history: History, tmp_path_factory: pytest.TempPathFactory
) -> tuple[CompiledTariff, Headings, Mapping[str, int]]:
    """Return a book of the four exports in time, and the headings its law charges."""
    folder = tmp_path_factory.mktemp("replay")
    days = [day_of(history.days[history.names.index(name)]).isoformat() for name in EXPORTS]
    rows = []
    for name, first, until in zip(EXPORTS, days, [*days[1:], ""], strict=True):
        (folder / f"{name}.json.gz").write_bytes(export_path(shared_dir, name).read_bytes())
        row = {"area": "US", "format": "us_hts_json", "path": f"{name}.json.gz", "source": name}
        rows.append(row | {"valid_from": first, "valid_to": until})
    write_table(folder / "tariff_file.csv", rows)
    law, said = folder / "law" / "US", {"source": "made up"}
    steps = [{"rate": "measure:base", "required": "Y"}]
    steps.append({"rate": "measure:s301", "required": "N", "code": "more", "seq": "20"})
    write_table(law / "stack.csv", [STEP | said | step for step in steps])
    write_table(law / "regime.csv", [REGIME | said | {"jurisdiction": "US"}])
    header = {"area": "US", "kind": "s301", "origin": "*", "rate": "Free", "hs_prefix": "0000"}
    write_table(law / "measure.csv", [header | said])
    ctx = Compiling(folder)
    ctx.settings["law"] = "US"
    ctx.exponents[ctx.ids.add("currency", "USD")] = 2
    tables = compile_tariffs(ctx)
    place = _Place()
    origins = read_origins(ctx, place)  # type: ignore[arg-type]  # a stand-in with the fields asked
    numbers = {origin: ctx.ids.find("country", origin) or -1 for origin in PROGRAMMES}
    return CompiledTariff(ctx, tables), read_headings(ctx, "US", origins), numbers


class _Place:
    """As much of a jurisdiction as reading its groups of origins needs."""

    folders = ("US",)


def jumps(
    history: History,
    basket: tuple[str, ...],
    prices: Mapping[tuple[str, str, int], Price | None],
    headings: Headings,
    old: int,
    new: int,
) -> Iterator[Jump]:
    """Yield each duty that changed between two editions, with its reasons."""
    for code in basket:
        for origin in PROGRAMMES:
            before, after = prices[code, origin, old], prices[code, origin, new]
            if same_price(before, after):
                continue
            reasons = [f"interval {stem}" for stem in history.begun(stems(code), old, new)]
            rows = [row for stem in stems(code) if (row := history.at(stem, new)) is not None]
            named = {name for row in rows for name in row.links}
            reasons += [
                f"heading {name}"
                for name in sorted(named)
                for duty in headings.get(name, ())
                if any(
                    history.days[old] < d <= history.days[new] for d in (duty.from_day, duty.to_day)
                )
            ]
            yield Jump(code, origin, before, after, tuple(reasons))


def test_basket_is_broad(basket: tuple[str, ...], editions: Mapping[str, Edition]) -> None:
    """The basket holds every chapter and form, watches, and lines of Section 301."""
    lines = editions[EXPORTS[-1]].by_code
    forms = Counter(form_of(lines[code].general, "us") for code in basket)
    chapters = {line.code[:2] for line in editions[EXPORTS[-1]].lines}
    print(f"\nbasket of {len(basket)}: {dict(forms)}")
    assert len(basket) == BASKET
    assert chapters - {code[:2] for code in basket} == set()
    assert all(forms[form] >= count for form, count in FORMS.items())
    assert sum(code[:2] == "91" and len(code) == 8 for code in basket) >= WATCHES
    assert sum(any(h.startswith("9903.88") for h in lines[code].headings) for code in basket) > 200


def test_every_change_of_the_history_is_explained(
    history: History,
    basket: tuple[str, ...],
    compiled: tuple[CompiledTariff, Headings, Mapping[str, int]],
) -> None:
    """300 lines, four origins, 44 editions: each change of a duty has its interval or heading."""
    _, headings, numbers = compiled
    prices = {
        (code, origin, at): history_price(history, headings, numbers, code, origin, at)
        for code in basket
        for origin in PROGRAMMES
        for at in range(len(history.names))
    }
    unexplained: list[Jump] = []
    found: dict[str, Counter[str]] = {}
    for old, new in pairwise(range(len(history.names))):
        for jump in jumps(history, basket, prices, headings, old, new):
            found.setdefault(history.names[new], Counter())[jump.origin] += 1
            unexplained += [] if jump.reasons else [jump]
    priced = sum(isinstance(price, Fraction) for price in prices.values())
    print(f"\n{len(prices):,} prices, {priced:,} with an amount; changes by edition and origin:")
    for name, counts in found.items():
        print(f"  {name:12} {dict(counts)}")
    assert unexplained == []
    assert len(prices) == 300 * 4 * 44
    assert priced > 0.8 * len(prices)
    assert set(found) >= {"2026_basic"}
    assert found["2026_basic"]["KR"] > 10  # the yearly step of the agreement
    assert found["2026_basic"]["DE"] == 0


def test_exports_and_history_agree_through_the_book(
    history: History,
    basket: tuple[str, ...],
    compiled: tuple[CompiledTariff, Headings, Mapping[str, int]],
) -> None:
    """On the day of each export the compiled book and the interval table give the same duty."""
    book, headings, numbers = compiled
    compared = 0
    for name in EXPORTS:
        at = history.names.index(name)
        for code in basket:
            for origin in ("CN", "DE"):  # the origins without a programme
                theirs = history_price(history, headings, numbers, code, origin, at)
                ours = book.price(code, origin, history.days[at])
                assert same_price(ours, theirs), (name, code, origin, ours, theirs)
                compared += 1
    assert compared == 4 * 300 * 2


def test_every_change_between_exports_is_explained(
    history: History,
    basket: tuple[str, ...],
    compiled: tuple[CompiledTariff, Headings, Mapping[str, int]],
) -> None:
    """Priced by one book over four editions, each change has its interval or heading."""
    book, headings, _ = compiled
    at = [history.names.index(name) for name in EXPORTS]
    prices = {
        (code, origin, edition): book.price(code, origin, history.days[edition])
        for code in basket
        for origin in PROGRAMMES
        for edition in at
    }
    assert None not in prices.values()
    moved: Counter[str] = Counter()
    freed: set[str] = set()
    for old, new in pairwise(at):
        for jump in jumps(history, basket, prices, headings, old, new):
            assert jump.reasons, jump
            if isinstance(jump.old, str):
                freed.add(jump.old)
            else:
                moved[f"{history.names[old]} to {history.names[new]}, {jump.origin}"] += 1
    print("\namounts that changed through the book:", dict(moved))
    print("priced from then on:", *sorted(freed), sep="\n  ")
    assert {key[-2:] for key in moved} == {ADDED_TO}  # base rates of column 1 never move
    # Safeguard headings that the law table does not hold ended: their lines have a price again.
    assert freed
    assert all("9903.45" in words for words in freed)


def test_change_without_a_reason_is_named(
    history: History,
    compiled: tuple[CompiledTariff, Headings, Mapping[str, int]],
) -> None:
    """A duty that moves although no text and no date did is not explained."""
    _, headings, _ = compiled
    code, origin = "6109100012", "CN"
    prices: dict[tuple[str, str, int], Price | None] = {
        (code, each, at): Fraction(165) for each in PROGRAMMES for at in (0, 1)
    }
    assert list(jumps(history, (code,), prices, headings, 0, 1)) == []
    prices[code, origin, 1] = Fraction(166)
    assert list(jumps(history, (code,), prices, headings, 0, 1)) == [
        Jump(code, origin, Fraction(165), Fraction(166), ())
    ]
    row = history.at("61091000", 1)
    assert row is not None
    split = History(
        history.names,
        history.days,
        {"61091000": (row._replace(last=0), Interval(1, 43, "16.6%", row.special, row.links))},
    )
    (jump,) = jumps(split, (code,), prices, headings, 0, 1)
    assert set(jump.reasons) == {"interval 61091000"}
