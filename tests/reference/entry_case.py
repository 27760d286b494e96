"""A consignment at the border: customs values, regime, and the import steps (C-36, C-37, C-43)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reference.charges import Charge, charge
from reference.features import features_of
from reference.fx import Converter
from reference.goods import Consignment, Line
from reference.lanes import Route
from reference.measures import Shipped, Tariff
from reference.money import PIPS, cut_pip, minor, shares
from reference.order_case import OrderCase
from reference.parcels import Packing, Parcel
from reference.reading import Row
from reference.refused import Refused
from reference.regimes import Entry, Goods, Jurisdiction
from reference.stacks import Result, Setting, Stack
from reference.surcharges import LaneBill

SEGMENTS = {"before_export": "FR_EXPORT", "international": "FR_INTL", "after_entry": "FR_ENTRY"}
OF_FREIGHT = ("FOB", "CIF")  # tests that look at more than goods
MODES = ("road", "air", "express", "post", "sea", "rail")


@dataclass
class EntryCase:
    """What is known at the border before any tax."""

    case: OrderCase
    goods: Consignment
    route: Route
    bills: list[LaneBill]
    packing: Packing
    named: int  # entry day
    export_day: int

    @property
    def pieces(self) -> list[Parcel]:
        """Return the parcels."""
        return self.packing.pieces

    @property
    def law(self) -> Jurisdiction:
        """Return the jurisdiction; a country without law is refused."""
        if self.case.law is None:
            raise Refused("NO_JURISDICTION")
        return self.case.law

    @property
    def customs(self) -> Converter:
        """Return the conversions of the entry, on its FX day (C-09)."""
        return Converter(self.case.settle.fx, "customs", self.law.authorities, self.fx_day)

    @property
    def fx_day(self) -> int:
        """Return the named entry day, or the export day where the law says so."""
        return self.export_day if self.law.fx_day == "export" else self.named

    def value(self, line: Line) -> int:
        """Return the customs value of a line's goods in pips, half up to the minor unit."""
        pip = line.value_minor * PIPS
        return self.customs.minors(pip, self.case.currency, self.law.currency) * PIPS

    def segments(self) -> dict[str, int]:
        """Return the freight before tax by segment, in pips of the jurisdiction (C-36)."""
        totals = dict.fromkeys(SEGMENTS.values(), 0)
        for bill in self.bills:
            if not bill.has_base and not bill.charged:
                continue
            lane = bill.lane
            pip = self.customs.pips(bill.total_minor * PIPS, lane.currency, self.law.currency)
            share = pip
            if lane.segment == "international":
                share = cut_pip(pip, lane.dutiable_share)
            totals[SEGMENTS[lane.segment]] += share
            totals["FR_ENTRY"] += pip - share
        return totals

    def setting(self) -> Setting:
        """Return what the steps look at besides slots."""
        law, case = self.law, self.case
        rate = case.order["buyer"].get("sales_tax_rate")
        if rate is None:
            rate = law.sales_tax_of(case.postcode, case.sale_day)
        shipped = Shipped(self.route.mode, self.export_day)
        return Setting(
            self.goods.lines, law.tariff, shipped, rate, self.customs, case.currency, law.currency
        )

    def stack(self) -> Stack:
        """Return a stack with its input slots filled (C-37)."""
        lines = self.goods.lines
        stack = Stack(self.setting(), 0)
        stack.put("GOODS", [self.value(line) for line in lines])
        for name, total in self.segments().items():
            stack.put(name, shares(total, [line.gross_g for line in lines]))
        add_up(stack, "FOB", ("GOODS", "FR_EXPORT"))
        add_up(stack, "CIF", ("FOB", "FR_INTL"))
        add_up(stack, "FREIGHT", tuple(SEGMENTS.values()))
        self.put_plain(stack)
        return stack

    def put_plain(self, stack: Stack) -> None:
        """Fill the slots that hold plain numbers."""
        lines = self.goods.lines
        stack.put("QTY", [line.quantity for line in lines])
        stack.put("GROSS_G", [line.gross_g for line in lines])
        stack.put("NET_G", [line.net_g for line in lines])
        stack.put("BATTERY_G", [line.battery_g for line in lines])
        stack.put("ONE", [1] * len(lines), 1)
        stack.put("PIECES", [len(self.pieces)] * len(lines), len(self.pieces))
        for mode in MODES:
            flag = int(self.route.mode == mode)
            stack.put(f"MODE_{mode.upper()}", [flag] * len(lines), flag)
        for material in {m for line in lines for m in line.row.get("packaging") or {}}:
            grams = [line.packaging_g(material.lower()) for line in lines]
            stack.put(f"PACK_{material.upper()}", grams)

    def entry(self, stack: Stack, day: int, lines: list[Line]) -> Entry:
        """Return what the choice of a regime looks at, with the GOODS of lines."""
        case, law = self.case, self.law
        values = [x.value_minor for group in case.whole_groups for x in group.lines]
        values.append(case.order.get("prior_same_day_minor") or 0)
        return Entry(
            day=day,
            purpose=case.purpose,
            has_tax_id=case.has_tax_id,
            mode=self.route.mode,
            incoterm=case.incoterm,
            ship_from=self.route.lanes[0].origin.country,
            order_currency=case.currency,
            goods=Goods(lines, values),
            freight_pip={name: stack.slot(name).total for name in SEGMENTS.values()},
            customs=self.customs,
            tax=Converter(case.settle.fx, "tax", law.authorities, case.sale_day),
            asked=stack.asked,
        )

    def admitted(self, day: int) -> tuple[Row, Stack]:
        """Return the regime of an entry on a day, and the stack with its inputs."""
        stack = self.stack()
        regime = self.law.regime(self.entry(stack, day, self.goods.lines))
        stack.heading_digits = int(regime["heading_digits"])
        put_headings(stack)
        return regime, stack

    def check_split(self, regime: Row, stack: Stack, whole: Consignment, day: int) -> None:
        """Refuse a split that changes the outcome of a threshold (C-25)."""
        law, entry = self.law, self.entry(stack, day, whole.lines)
        if (
            any(row.get("test", "") in OF_FREIGHT and law.in_force(row, day) for row in law.regimes)
            or law.regime(entry) is not regime
            or any(step.has_threshold for step in law.steps if regime["stack_id"] in step.stacks)
        ):
            raise Refused("SPLIT_CHANGES_THRESHOLD")

    def imported(self, regime: Row, stack: Stack, day: int) -> list[Result]:
        """Return the results of the import steps for an entry on a day."""
        return stack.run(self.law.steps_of(regime["stack_id"], "import", day), day)

    def payer(self, result: Result, regime: Row) -> str:
        """Return who bills a step; a collector owes its lines under DAP too (C-44)."""
        step = result.step
        if step.bill in ("memo", "none"):
            return str(step.bill)
        if step.stage != "import":
            return "seller"
        if self.route.duties_included:
            return "memo"
        collected = regime["regime"] == "seller_collected"
        return "seller" if collected or self.case.incoterm == "DDP" else "buyer"

    def charges(self, results: Iterable[Result], part: str, regime: Row) -> list[Charge]:
        """Return the charge lines of steps: duty and tax also when 0, others only when not."""
        found = []
        for result in results:
            step, amount, payer = result.step, minor(result.pip), self.payer(result, regime)
            hidden = step.kind == "value" or payer == "none"
            if hidden or (amount == 0 and step.kind not in ("duty", "tax")):
                continue
            line = None if result.line is None else self.goods.lines[result.line].index
            rule = result.measure.row if result.measure else step.row
            found.append(
                charge(
                    self.case.settle,
                    self.case.currency,
                    amount,
                    self.law.currency,
                    kind=step.kind,
                    code=step.code,
                    line=line,
                    payer=payer,
                    part=part,
                    rule_id=f"{step.row['stack_id']}:{step.seq}",
                    rule_source=rule.get("source", ""),
                    basis=step.row["basis"],
                    rate=rule.get("rate", ""),
                    features=features_of(step, result.measure),
                )
            )
        return found


def add_up(stack: Stack, name: str, parts: tuple[str, ...]) -> None:
    """Fill a slot with the sum of others."""
    columns = [stack.slot(part).lines for part in parts]
    stack.put(name, [sum(values) for values in zip(*columns, strict=True)])


def put_headings(stack: Stack) -> None:
    """Put 1 on the first line of each heading (C-37)."""
    seen: set[str] = set()
    marks = []
    for line in stack.lines:
        heading = line.hs[: stack.heading_digits]
        marks.append(int(heading not in seen))
        seen.add(heading)
    stack.put("HEADINGS", marks)


def check_codes(tariff: Tariff, lines: list[Line]) -> None:
    """Refuse codes that are unknown or ambiguous (C-42)."""
    for line in lines:
        tariff.check_code(line)
