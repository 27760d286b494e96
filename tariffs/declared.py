"""What a declaration says, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

Number = str | int | Fraction


@dataclass(frozen=True)
class DeclaredLine:
    """One article: goods of the whole line; weights, quantities and parts per unit.

    Attributes
    ----------
    goods : decimal text, int or Fraction
        Value of the whole line in units of the declared currency.
    hs, origin : str
        Code of 6 to 10 digits, country of origin (two capital letters).
    quantity, gross_g, net_g, battery_g : int
        Units; grams of one unit (None = not given).
    claims, flags, epr_schemes : tuple of str
        Claims of C-41 and C-53, cargo flags, schemes with the seller's own number.
    duty_quantities : mapping of str to str
        Quantities per unit and degrees (docs/orders.md).
    part_values : mapping of str to number
        Values of parts of one unit, in units of the declared currency.
    packaging : mapping of str to int
        Grams per unit by material.
    """

    goods: Number = "100"
    hs: str = "610910"
    origin: str = "CN"
    quantity: int = 1
    gross_g: int = 100
    net_g: int | None = None
    battery_g: int | None = None
    claims: tuple[str, ...] = ()
    duty_quantities: Mapping[str, str] = field(default_factory=dict)
    part_values: Mapping[str, Number] = field(default_factory=dict)
    packaging: Mapping[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    epr_schemes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Freight:
    """Freight by segment (C-36), in units of the declared currency."""

    before_export: Number = "0"
    international: Number = "0"
    after_entry: Number = "0"


@dataclass(frozen=True)
class Declaration:
    """What is declared, and under which circumstances.

    Attributes
    ----------
    currency : str
        Of goods, parts, freight and `billed`.
    entry_day, sale_day, export_day : date
        None = the entry day.
    ship_from : str
        Country of dispatch; "" = the first line's origin.
    billed : number or None
        What the seller bills before tax at sale; None = goods, freight and the charges he bills.
    sales_tax_rate : number or None
        None = the row of `sales_tax.csv` for `postcode`.
    prior_same_day : number
        Goods the same importer entered earlier that day.
    pieces : int
        Parcels.
    stack : str
        Run this stack whatever the regime rows say; "" = the regime's.
    check_known : bool
        Refuse an entry day on which the rules are no longer known (`known_until`).
    """

    currency: str
    entry_day: date
    lines: tuple[DeclaredLine, ...]
    sale_day: date | None = None
    export_day: date | None = None
    freight: Freight = Freight()
    mode: str = "air"
    purpose: str = "b2c"
    incoterm: str = "DDP"
    buyer_tax_id: bool = False
    ship_from: str = ""
    billed: Number | None = None
    sales_tax_rate: Number | None = None
    postcode: str = ""
    prior_same_day: Number = "0"
    pieces: int = 1
    stack: str = ""
    check_known: bool = True


@dataclass(frozen=True)
class Levy:
    """One charge of a declaration; amounts in units of `currency`, exact.

    `line` is the place of the line, None for the whole declaration; `basis` is an amount, or a
    plain number where the step counts things; `rate` is its text.
    """

    code: str
    kind: str
    stage: str
    line: int | None
    amount: Fraction
    currency: str
    basis: Fraction
    rate: str
    rule: str
    source: str
    payer: str
    status: str


@dataclass(frozen=True)
class Refused:
    """Why there is no price: a code of `core.refusal`, the line (or None) and what is about it."""

    code: str
    line: int | None
    text: str


@dataclass(frozen=True)
class Assessment:
    """What a declaration comes to.

    Attributes
    ----------
    refusal : Refused or None
        Why there is no price; charges and slots then show how far it came.
    regime, entry_type, importer, stack : str
        Of the regime row that fits; "" without one.
    charges : tuple of Levy
        In the order of the steps: import, EPR, sale.
    slots : mapping of str to tuple of Fraction
        Inputs and steps: the value of each line, then the total.
    """

    refusal: Refused | None
    regime: str
    entry_type: str
    importer: str
    stack: str
    currency: str
    charges: tuple[Levy, ...]
    slots: Mapping[str, tuple[Fraction, ...]]

    @property
    def total(self) -> Fraction:
        """The sum of what the seller or the buyer pays; memo charges are owed by nobody here."""
        paid = (charge.amount for charge in self.charges if charge.payer != "memo")
        return sum(paid, Fraction(0))
