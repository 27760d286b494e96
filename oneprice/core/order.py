"""The order as callers write it: validated once at the rim, refused with field and remedy."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from oneprice.core.days import iso_date
from oneprice.core.errors import InputError
from oneprice.core.order_record import FACTS_PER_LINE, MAX_CLAIMS
from oneprice.core.source import parse_decimal
from oneprice.core.vocabulary import FLAG, MATERIAL, flag_mask, lone_instruction

MAX_JSON_BYTES = 1 << 20
MAX_UNITS = 10_000
MAX_LINE_MINOR = 3 * 10**12
MAX_DIGITS_JSON = 18
MAX_DESCRIPTION = 200


def _aware(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        instant = None
    if not isinstance(instant, datetime) or instant.utcoffset() is None:
        raise ValueError("give an instant with its UTC offset, such as 2026-07-15T10:00:00+02:00")
    return instant


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return iso_date(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("give a date as YYYY-MM-DD") from None


def _decimal_text(value: object) -> str:
    if not isinstance(value, str) or value.startswith("-"):
        raise ValueError('give a decimal string of 0 or more, such as "37.5"')
    parse_decimal(value, "value")
    return value


def _hs(value: object) -> str:
    text = str(value) if isinstance(value, str) else ""
    digits = text.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 10):
        raise ValueError('give 6 to 10 digits as a string, such as "8507.60.00"')
    return digits


def _word(value: object, most: int = 80) -> str:
    if not isinstance(value, str) or not re.fullmatch(
        rf"[^\x00-\x1f\x7f\ud800-\udfff]{{1,{most}}}", value
    ):
        raise ValueError(f"give 1 to {most} printable characters")
    return value


def _optional_word(value: object) -> str | None:
    return None if value is None else _word(value)


def _description(value: object) -> str | None:
    return None if value is None else _word(value, MAX_DESCRIPTION)


Instant = Annotated[datetime, BeforeValidator(_aware)]
Day = Annotated[date, BeforeValidator(_day)]
DecimalText = Annotated[str, BeforeValidator(_decimal_text)]
HsCode = Annotated[str, BeforeValidator(_hs)]
Word = Annotated[str, BeforeValidator(_word)]
Description = Annotated[str | None, BeforeValidator(_description)]
OptionalWord = Annotated[str | None, BeforeValidator(_optional_word)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


Grams = Annotated[int, Field(strict=True, ge=1, le=2_000_000)]
GramsOrZero = Annotated[int, Field(strict=True, ge=0, le=2_000_000)]
Millilitres = Annotated[int, Field(strict=True, ge=0, le=2_000_000)]
Millimetres = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Hours = Annotated[int, Field(strict=True, ge=0, le=2_160)]
Quantity = Annotated[int, Field(strict=True, ge=1, le=100_000)]
UnitPrice = Annotated[int, Field(strict=True, ge=1, le=10**11)]
PartValue = Annotated[int, Field(strict=True, ge=0, le=10**11)]
YesNo = Annotated[bool, Field(strict=True)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
PriorValue = Annotated[int, Field(strict=True, ge=0, le=MAX_LINE_MINOR)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TaxId(_Strict):
    """A tax registration of the buyer."""

    scheme: Word
    number: Word


class Buyer(_Strict):
    """Who receives the goods, and where."""

    country: Country
    postcode: Annotated[str, Field(pattern=r"^[A-Za-z0-9 \-]{1,12}$")]
    tax_ids: tuple[TaxId, ...] = ()
    sales_tax_rate: DecimalText | None = None


class Parcel(_Strict):
    """One parcel packed by the caller."""

    weight_g: Grams
    length_mm: Millimetres
    width_mm: Millimetres
    height_mm: Millimetres
    battery_net_g: GramsOrZero | None = None


class OrderLine(_Strict):
    """One article of the order; weights, sides and quantities are per unit."""

    sku: Word
    seller: Word
    ship_from: Word
    handling_h: Hours | None = None
    quantity: Quantity
    unit_price_minor: UnitPrice
    country_of_origin: Country
    hs_code: HsCode
    hs_national: dict[Country, HsCode] = {}
    description: Description = None
    weight_g: Grams
    net_weight_g: Grams | None = None
    length_mm: Millimetres
    width_mm: Millimetres
    height_mm: Millimetres
    cargo_flags: tuple[str, ...] = ()
    battery_kind: Literal["cell", "battery"] = "battery"
    watt_hours: DecimalText | None = None
    lithium_g: DecimalText | None = None
    soc_pct: Percent | None = None
    battery_net_g: GramsOrZero | None = None
    liquid_ml: Millilitres | None = None
    orientation: Literal["any", "upright"] = "any"
    stackable: YesNo = True
    keep_together: OptionalWord = None
    packaging: dict[str, GramsOrZero] = {}
    duty_quantities: Annotated[dict[Word, DecimalText], Field(max_length=FACTS_PER_LINE)] = {}
    part_values_minor: Annotated[dict[Word, PartValue], Field(max_length=FACTS_PER_LINE)] = {}
    claims: Annotated[tuple[Word, ...], Field(max_length=MAX_CLAIMS)] = ()
    epr_ids: dict[Word, Word] = {}

    @model_validator(mode="after")
    def _known_words(self) -> Self:
        for flag in self.cargo_flags:
            if flag not in FLAG:
                raise ValueError(f"cargo flag {flag!r} is unknown; give some of {', '.join(FLAG)}")
        lone = lone_instruction(flag_mask(list(self.cargo_flags)))
        if lone is not None:
            raise ValueError(f"cargo flag {lone[0]!r} is about {lone[1]}; give {lone[1]} too")
        for material in self.packaging:
            if material not in MATERIAL:
                known = ", ".join(MATERIAL)
                raise ValueError(f"material {material!r} is unknown; give some of {known}")
        if len(self.duty_quantities) + len(self.part_values_minor) > FACTS_PER_LINE:
            raise ValueError(
                f"give at most {FACTS_PER_LINE} of duty_quantities and part_values_minor together"
            )
        if self.quantity * self.unit_price_minor > MAX_LINE_MINOR:
            raise ValueError(
                f"quantity x unit_price_minor passes {MAX_LINE_MINOR}; split the order"
            )
        if self.net_weight_g is not None and self.net_weight_g > self.weight_g:
            raise ValueError("net_weight_g passes weight_g; give the weight without packaging")
        return self


class Order(_Strict):
    """A cross-border order to be quoted (fields: docs/orders.md)."""

    quoted_at: Instant
    currency: CurrencyCode
    incoterm: Literal["DDP", "DAP"] = "DDP"
    shipment_purpose: Literal["b2c", "b2b"] = "b2c"
    consolidation: Literal["seller", "origin"] = "seller"
    hs_policy: Literal["refuse", "highest"] = "refuse"
    buyer: Buyer
    deadline: Day | None = None
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1, max_length=100)]
    parcels: Annotated[tuple[Parcel, ...], Field(max_length=500)] = ()
    prior_same_day_minor: PriorValue = 0

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        units = sum(line.quantity for line in self.lines)
        if units > MAX_UNITS:
            raise ValueError(f"{units} units in all; split the order below {MAX_UNITS}")
        return self

    @classmethod
    def parse(cls, document: object) -> Order:
        """Return an order from plain Python data, errors as `InputError`."""
        if isinstance(document, Order):
            return document
        try:
            return cls.model_validate(document)
        except ValidationError as problem:
            raise _first_problem(problem) from None

    @classmethod
    def from_json(cls, text: str | bytes) -> Order:
        """Return an order from JSON text; duplicate keys, NaN and huge numbers are refused."""
        return cls.parse(load_json(text))


def load_json(text: str | bytes) -> Any:
    """Parse JSON strictly: no duplicate keys, no NaN, no floats, integers up to 18 digits."""
    if len(text) > MAX_JSON_BYTES:
        raise InputError("order", f"{len(text)} bytes", f"give at most {MAX_JSON_BYTES}")
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_number,
            parse_float=_refuse_number,
            parse_int=_short_int,
        )
    except RecursionError:
        raise InputError("order", "nested too deep", "give a flat order document") from None
    except UnicodeDecodeError:
        raise InputError("order", "bytes", "give the JSON text as UTF-8") from None
    except json.JSONDecodeError as problem:
        place = f"line {problem.lineno} column {problem.colno}"
        raise InputError("order", place, f"mend the JSON there: {problem.msg}") from None


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise InputError(f"order key {key[:40]}", "given twice", "give each key once")
        seen[key] = value
    return seen


def _refuse_number(text: str) -> Any:
    remedy = "give whole numbers, or decimals as strings"
    raise InputError("order number", text, remedy)


def _short_int(text: str) -> int:
    if len(text) > MAX_DIGITS_JSON + 1:
        raise InputError("order number", text, f"give at most {MAX_DIGITS_JSON} digits")
    return int(text)


def _first_problem(problem: ValidationError) -> InputError:
    first = problem.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "order"
    value = "nothing" if first["type"] == "missing" else first.get("input")
    message = first["msg"].removeprefix("Value error, ")
    return InputError(where, value, message[:1].lower() + message[1:])
