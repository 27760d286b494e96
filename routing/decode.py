"""From the output records of a call back to a `Quote` with names, dates and words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.book import Book
from oneprice.core.days import day_of, minute_to_datetime
from oneprice.core.errors import require
from oneprice.core.order import Order
from oneprice.core.quote import Charge, Consignment, Option, PackedParcel, ParcelItem, Quote
from oneprice.core.vocabulary import CARGO_CLASSES, TIERS
from oneprice.routing.encode import Encoded
from oneprice.routing.leaning import leanings_of, stand_of
from oneprice.routing.network.ways import lanes_of
from oneprice.routing.packing import contents
from oneprice.routing.parts import lines_of
from oneprice.routing.tables import CHARGE_KINDS, PACKINGS, PAYERS
from oneprice.routing.tier_rows import tier_level
from oneprice.routing.words.charges import Explainer
from oneprice.routing.words.exchange import ExchangeWords
from oneprice.routing.words.numbers import decimal_fraction
from oneprice.routing.words.reasons import refusal_of
from oneprice.routing.work import Out
from oneprice.tariffs.tables import REGIME_WORD

REGIMES = tuple(REGIME_WORD)
MIXED = CARGO_CLASSES.index("mixed")
IMPORTED = "tariff_file.csv"  # one rule for a whole schedule: the code tells the line


class Parts(NamedTuple):
    """One consignment of the output: its record, and where its charges and parcels stand."""

    record: Any
    charges: Any
    parcels: Any
    items: Any
    factors: Any


def parts_of(out: Out, count: int) -> list[Parts]:
    """Return the consignments written by a call, in their order."""
    parts = []
    charge_lo = piece_lo = item_lo = 0
    for c in range(count):
        record = out.consignment[c]
        charge_hi = charge_lo + int(record["charges"])
        piece_hi = piece_lo + int(record["parcels"])
        item_hi = item_lo + int(record["items"])
        charges, pieces = out.charge[charge_lo:charge_hi], out.piece[piece_lo:piece_hi]
        parts.append(Parts(record, charges, pieces, out.item[item_lo:item_hi], out.factor[c]))
        charge_lo, piece_lo, item_lo = charge_hi, piece_hi, item_hi
    return parts


def rows_of(records: Any) -> list[dict[str, int]]:
    """Return records as dictionaries: their fields are read many times, and faster so."""
    names = records.dtype.names
    return [dict(zip(names, values, strict=True)) for values in records.tolist()]


class Decoder:
    """Turns output records into quotes for one book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.explainer = Explainer(book)
        self.exchange = ExchangeWords(book)

    def quote(
        self, order: Order, encoded: Encoded, out: Out, counts: Any, quote_id: str, version: str
    ) -> Quote:
        """Return the quote of one order priced in detail."""
        head = encoded.orders[0]
        parts = parts_of(out, int(counts[0]))
        options = [
            self._option(order, encoded, record, parts[record["first"] : record["stop"]])
            for record in out.option[: len(TIERS)]
            if record["status"] == 0
        ]
        refused = [
            refusal_of(self.book, order, encoded.lines, record)
            for record in out.refused[: counts[3]]
        ]
        return Quote(
            quote_id=quote_id,
            book_hash=self.book.book_hash,
            engine_version=version,
            quoted_at=minute_to_datetime(head["quoted_min"]),
            valid_until=minute_to_datetime(head["valid_until_min"]),
            currency=order.currency,
            options=tuple(options),
            refusals=tuple(dict.fromkeys(refused)),
        )

    def _option(self, order: Order, encoded: Encoded, record: Any, parts: list[Parts]) -> Option:
        level = tier_level(self.book, record["tier"], encoded.orders[0]["sale_day"])
        consignments = tuple(
            self._consignment(order, encoded, part, level, len(parts)) for part in parts
        )
        charges = tuple(
            self._charge(order, charge, number, part.factors, int(encoded.orders[0]["sale_day"]))
            for number, part in enumerate(parts)
            for charge in rows_of(part.charges)
        )
        price = int(record["price_minor"])
        billed = sum(charge.amount_minor for charge in charges if charge.payer == "seller")
        require(billed == price, f"lines sum to {billed}, the price is {price}")
        tier = TIERS[record["tier"]]
        return Option(
            service_tier=tier,
            price_minor=price,
            landed_cost_minor=price - int(record["goods_minor"]),
            currency=order.currency,
            promise_date=day_of(record["promise_day"]),
            promise_level=decimal_fraction(level.numerator, level.denominator, 4),
            route=tuple(lane for consignment in consignments for lane in consignment.route),
            consignments=consignments,
            charges=charges,
        )

    def _consignment(
        self, order: Order, encoded: Encoded, part: Parts, level: Fraction, count: int
    ) -> Consignment:
        """Return one consignment of an option of `count` at a tier's level."""
        record, ids, tables = part.record, self.book.ids, self.book.tables
        head = encoded.orders[0]
        lines = lines_of(encoded.lines, record)
        spoken = [order.lines[int(line["input_line"])] for line in lines]
        sellers = tuple(dict.fromkeys(line.seller for line in spoken))
        regime = tables["regime"][record["regime"]]
        law = tables["jurisdiction"][head["jurisdiction"]]
        lanes = lanes_of(self.book, int(record["route"]))
        handlings = (int(line["handling_row"]) for line in lines)
        stand = stand_of(leanings_of(tables, lanes, handlings), level, count)
        return Consignment(
            seller=sellers[0] if len(sellers) == 1 else None,
            sellers=sellers,
            ship_from=spoken[0].ship_from,
            jurisdiction=ids.name("jurisdiction", law["name"]),
            lines=tuple(int(line["input_line"]) for line in lines),
            cargo_class=CARGO_CLASSES[_class_of(lines)],
            route=tuple(ids.name("lane", tables["lane"][lane]["name"]) for lane in lanes),
            export_date=day_of(record["export_day"]),
            entry_date=day_of(record["entry_day"]),
            promise_date=day_of(record["promise_day"]),
            promise_chance=int(record["chance"]),
            law=stand.law,
            observations=stand.observations,
            leaning_share=stand.leaning_share,
            regime=REGIMES[regime["regime"]],
            importer_of_record=ids.name("importer", regime["importer"]),
            entry_type=ids.name("entry_type", regime["entry_type"]),
            declared_value_minor=int(record["declared_pip"]) // PIPS_PER_MINOR,
            declared_currency=ids.name("currency", law["currency"]),
            parcels=_parcels(encoded, part),
            packing=PACKINGS[record["packing"]],
            parcels_at_least=int(record["at_least"]),
        )

    def _charge(
        self, order: Order, charge: Any, consignment: int, factors: Any, day: int
    ) -> Charge:
        line = int(charge["line"])
        quote_currency = self.book.ids.find("currency", order.currency)
        fx_rate, fx_rule_id = self.exchange.of(int(charge["fx"]))
        rule_id, rule_source = self.explainer.rule(charge, factors)
        if line >= 0 and rule_id.startswith(IMPORTED):
            spoken = order.lines[line]
            rule_id += f" HS {spoken.hs_national.get(order.buyer.country, spoken.hs_code)}"
        basis, basis_amount, rate = self.explainer.basis(charge, factors, quote_currency, day)
        return Charge(
            kind=CHARGE_KINDS[charge["kind"]],
            code=self.explainer.code(charge, order.lines[line].sku if line >= 0 else ""),
            consignment=consignment,
            line=line if line >= 0 else None,
            source_amount_minor=int(charge["source_minor"]),
            source_currency=self.book.ids.name("currency", charge["currency"]),
            amount_minor=int(charge["amount_minor"]),
            currency=order.currency,
            fx_rate=fx_rate,
            fx_rule_id=fx_rule_id,
            payer=PAYERS[charge["payer"]],
            rule_id=rule_id,
            rule_source=rule_source,
            basis=basis,
            basis_amount=basis_amount,
            rate=rate,
        )


def _class_of(lines: list[Any]) -> int:
    """Return the class of a consignment from those of its lines (C-26)."""
    classes = {int(line["cargo_class"]) for line in lines}
    special = classes - {CARGO_CLASSES.index("general")}
    if len(special) > 1:
        return MIXED
    return special.pop() if special else CARGO_CLASSES.index("general")


def _parcels(encoded: Encoded, part: Parts) -> tuple[PackedParcel, ...]:
    """Return the parcels, their lines in canonical order."""
    inside = contents(part.items, len(part.items), len(part.parcels))
    return tuple(
        _parcel(encoded, piece, items) for piece, items in zip(part.parcels, inside, strict=True)
    )


def _parcel(encoded: Encoded, piece: Any, items: list[tuple[int, int]]) -> PackedParcel:
    lines = encoded.lines["input_line"]
    return PackedParcel(
        items=tuple(ParcelItem(line=int(lines[line]), units=units) for line, units in items),
        weight_g=int(piece["weight_g"]),
        length_mm=int(piece["length_mm"]),
        width_mm=int(piece["second_mm"]),
        height_mm=int(piece["third_mm"]),
    )
