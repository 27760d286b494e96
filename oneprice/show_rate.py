"""What a batch of parcels costs: rows of a table, reasons in words, and a summary."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from oneprice.carriers._kernels_batch import STAGE_CARGO
from oneprice.carriers.batch import BatchRates
from oneprice.carriers.batch_parcels import Parcels
from oneprice.carriers.offers import Offers
from oneprice.carriers.tables import QTY_KIND, SERVICE
from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.book import Book
from oneprice.core.days import day_of
from oneprice.core.refusal import CODES, LIMITS, REASONS
from oneprice.core.spreadsheet import guarded
from oneprice.core.vocabulary import flag_words
from oneprice.routing.words.cargo import cargo_sentence
from oneprice.routing.words.lanes import quantity_text
from oneprice.routing.words.numbers import decimal_text, money_text
from oneprice.show_text import Money

COLUMNS = (
    *("parcel_id", "status", "lane_id", "carrier", "inside", "to_node", "zone", "service"),
    *("quantity", "unit", "base", "total", "lane_currency", "price", "currency"),
    *("rate_rule", "offers", "priced", "reason"),
)
RIGHT = ("parcels", "sum", "quantity", "total", "price")
SHOWN = 12  # rows of a list in the summary
UNITS = {"(g)": ("kg", 1000), "(mm)": ("cm", 10), "(mm3)": ("cm3", 1000), "(mWh)": ("Wh", 1000)}


class RateWords:
    """Puts the answers to a batch into words.

    Parameters
    ----------
    currency : int
        That of the comparison; 0 = that of each parcel's goods value.
    """

    def __init__(
        self, book: Book, offers: Offers, parcels: Parcels, rates: BatchRates, currency: int
    ) -> None:
        self.book, self.offers, self.parcels, self.rates = book, offers, parcels, rates
        self._currency = currency
        self._money = Money(book)
        self._units = {code: word for word, code in QTY_KIND.items()}
        self._services = {code: word for word, code in SERVICE.items()}

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield one row for each parcel, or for each offer where all were kept."""
        for p in range(len(self.parcels.rows)):
            kept = self.rates.all[self.rates.start[p] : self.rates.start[p + 1]]
            if len(self.rates.all) == 0 or len(kept) == 0:
                yield self.row(p, self.rates.best[p])
            else:
                yield from (self.row(p, rated) for rated in kept)

    def row(self, p: int, rated: Any) -> dict[str, str]:
        """Return one answer as texts by column."""
        asked, priced = self.rates.counts[p]
        cells = dict.fromkeys(COLUMNS, "") | {
            "parcel_id": self.parcels.rows[p]["parcel_id"],
            "status": CODES[rated["status"]],
            "offers": str(asked),
            "priced": str(priced),
        }
        if rated["offer"] >= 0:
            cells |= self._offer_cells(rated)
        if rated["status"]:
            return cells | {"reason": self.reason(p, rated)}
        return cells | self._priced_cells(p, rated)

    def _offer_cells(self, rated: Any) -> dict[str, str]:
        offer = self.offers.offer[rated["offer"]]
        chain = self.offers.chain[offer["chain_lo"] : offer["chain_hi"]]
        lanes = self.book.tables["lane"]
        end = self.book.tables["node"][lanes[chain[-1]]["dest_node"]]
        return {
            "lane_id": self._lane(chain[0]),
            "carrier": self.book.ids.name("carrier", lanes[chain[0]]["carrier"]),
            "inside": "|".join(self._lane(lane) for lane in chain[1:]),
            "to_node": self.book.ids.name("node", end["name"]),
        }

    def _priced_cells(self, p: int, rated: Any) -> dict[str, str]:
        ids, tables = self.book.ids, self.book.tables
        lane, zone = tables["lane"][rated["lane"]], tables["zone"][rated["zone"]]
        amount, _, unit = quantity_text(
            self.book, int(rated["lane"]), int(rated["quantity"])
        ).partition(" ")
        paid = ids.name("currency", lane["currency"])
        asked = self.currency(p)
        return {
            "zone": ids.name("zone", zone["zone"]),
            "service": self._services[int(zone["service"])],
            "quantity": amount,
            "unit": unit or self._units[int(lane["qty_kind"])],
            "base": self._plain(rated["base_minor"], paid),
            "total": self._plain(rated["total_minor"], paid),
            "lane_currency": paid,
            "price": self._plain(rated["price_minor"], asked),
            "currency": asked,
            "rate_rule": ids.name("rule", tables["rate"][rated["rate"]]["rule"]),
        }

    def currency(self, p: int) -> str:
        """Return the currency in which the offers of a parcel are compared."""
        number = self._currency or int(self.parcels.table[p]["currency"])
        return self.book.ids.name("currency", number)

    def _plain(self, minor: int, currency: str) -> str:
        return self._money.text(int(minor), currency).replace(",", "")

    def _lane(self, lane: int) -> str:
        return self.book.ids.name("lane", self.book.tables["lane"][lane]["name"])

    def reason(self, p: int, rated: Any) -> str:
        """Return why an offer, or every offer, cannot be had."""
        code, row = CODES[rated["status"]], self.parcels.rows[p]
        if code == "NO_ROUTE":
            return f"no such lane leads from {row['origin_node']} to {row['country']}"
        if code == "CARGO_RULE":
            return self._cargo_words(p, rated)
        facts: dict[str, object] = {
            "lane": self._lane(rated["lane"]),
            "postcode": row["postcode"] or "(none)",
            "day": day_of(self.parcels.table[p]["day"]),
            **self._facts(rated, code),
        }
        text = REASONS[code].format(**facts)
        zone = self.book.tables["zone"][rated["zone"]]["zone"] if rated["zone"] else 0
        return f"in zone {self.book.ids.name('zone', zone)} {text}" if zone else text

    def _cargo_words(self, p: int, rated: Any) -> str:
        """Return the sentence of checkout for a broken cargo rule; a parcel is read as a line."""
        units = int(self.parcels.table[p]["units"])
        by_units = (
            not rated["limit"] < 0 and units > rated["limit"] and rated["stage"] > STAGE_CARGO
        )
        record = {name: int(rated[name]) for name in ("fact", "lane")}
        record |= {"line": p, "given": units if by_units else 0}
        return cargo_sentence(self.book, self.parcels.table, record).replace(
            "the order", "the parcel"
        )

    def _facts(self, rated: Any, code: str) -> dict[str, object]:
        """Return the facts whose meaning depends on the reason."""
        ids, fact, limit = self.book.ids, int(rated["fact"]), int(rated["limit"])
        if code in ("CLASS_NOT_ACCEPTED", "CLASS_REQUIRED"):
            return {
                "flags": (", " if code == "CLASS_NOT_ACCEPTED" else " or ").join(flag_words(fact))
            }
        if code == "OVER_LIMIT":
            return self._limit_facts(rated)
        if code == "NO_RATE":
            return {"fact": quantity_text(self.book, int(rated["lane"]), fact)}
        if code in ("NO_INDEX", "SURCHARGE_REFUSES"):
            return {"rule": ids.name("rule", self.book.tables["surcharge"][fact]["rule"])}
        if code == "FX_MISSING":
            base, quote = ids.name("currency", fact), ids.name("currency", limit)
            return {"kind": "settlement", "base": base, "quote": quote}
        return {}

    def _limit_facts(self, rated: Any) -> dict[str, object]:
        """Return what is limited, the limit and the fact, each with its unit."""
        fact, limit = int(rated["fact"]), int(rated["limit"])
        what, _, unit = LIMITS[int(rated["what"])].partition(" (")
        label, scale = UNITS.get(f"({unit}", ("", 1))
        if what == "goods value":
            currency = int(self.book.tables["lane"][rated["lane"]]["currency"])
            shown = [money_text(self.book, n * PIPS_PER_MINOR, currency) for n in (limit, fact)]
        else:
            numbers = (decimal_text(Fraction(n, scale), 3) for n in (limit, fact))
            shown = [f"{number} {label}".rstrip() for number in numbers]
        needed = shown[1] if fact >= 0 else "an energy that is not given (watt_hours)"
        return {"what": what, "limit": shown[0], "fact": needed}


def rows_text(words: RateWords) -> str:
    """Return the answers as CSV; no cell is one that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(row[name]) for name in COLUMNS] for row in words.rows())
    return text.getvalue()


def rate_view(words: RateWords, seconds: float, listed: bool) -> RenderableType:
    """Return how many parcels were priced, on which lanes, and why others were not.

    With `listed` the first rows of the answers come before.
    """
    best, count = words.rates.best, words.rates.counts
    done = int((best["status"] == 0).sum())
    asked, priced = (int(n) for n in count.sum(axis=0))
    head = f"{len(best):,} parcels: {done:,} priced, {len(best) - done:,} refused; "
    head += f"{priced:,} prices of {asked:,} offers asked in {seconds:.2f} s"
    parts: list[RenderableType] = []
    if listed:
        rows = [_short(row) for row in islice(words.rows(), SHOWN)]
        more = max(len(best), len(words.rates.all)) - len(rows)
        parts += _listed("parcels", ("parcel", "lane", "quantity", "total", "price"), rows, more)
    parts.append(Text(head))
    parts += _listed("cheapest", ("lane", "carrier", "parcels", "sum"), _cheapest(words))
    parts += _listed("refused", ("reason", "parcels", "the first of them"), _refused(words))
    return Group(*parts)


def _short(row: dict[str, str]) -> tuple[str, ...]:
    """Return a row of the answers for a terminal; a refusal stands in place of the prices."""
    if row["reason"]:
        return row["parcel_id"], row["lane_id"], "", "", row["status"]
    total = f"{row['total']} {row['lane_currency']}"
    quantity = f"{row['quantity']} {row['unit']}"
    return row["parcel_id"], row["lane_id"], quantity, total, f"{row['price']} {row['currency']}"


def _cheapest(words: RateWords) -> list[tuple[str, ...]]:
    """Return how often each lane is the cheapest, with the sum of its prices."""
    parcels: Counter[int] = Counter()
    sums: dict[int, Counter[str]] = {}
    lanes = words.book.tables["lane"]
    for p, rated in enumerate(words.rates.best):
        if rated["status"] == 0:
            lane = int(rated["lane"])
            parcels[lane] += 1
            sums.setdefault(lane, Counter())[words.currency(p)] += int(rated["price_minor"])
    money, ids = Money(words.book), words.book.ids
    return [
        (
            ids.name("lane", lanes[lane]["name"]),
            ids.name("carrier", lanes[lane]["carrier"]),
            f"{n:,}",
            ", ".join(f"{money.text(minor, word)} {word}" for word, minor in sums[lane].items()),
        )
        for lane, n in parcels.most_common()
    ]


def _refused(words: RateWords) -> list[tuple[str, ...]]:
    """Return how often each reason stands against a parcel, with the words of the first."""
    counted: Counter[str] = Counter()
    first: dict[str, str] = {}
    for p, rated in enumerate(words.rates.best):
        if rated["status"]:
            code = CODES[rated["status"]]
            counted[code] += 1
            if code not in first:
                first[code] = f"{words.parcels.rows[p]['parcel_id']}: {words.reason(p, rated)}"
    return [(code, f"{n:,}", first[code]) for code, n in counted.most_common()]


def _listed(
    title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]], more: int = 0
) -> list[RenderableType]:
    if not rows:
        return []
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    for heading in headings:
        right = heading in RIGHT
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows[:SHOWN]:
        table.add_row(*(Text(cell) for cell in row))
    more += max(0, len(rows) - SHOWN)
    return [table, Text(f"and {more:,} more; all of them with -o\n")] if more else [table]
