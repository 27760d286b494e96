"""From published duty and tax examples to what the engine says, by form and never by name."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from golden_case import F0, SAID, Case, Overlay, basis, cents, charged, number, percent, plain, slot
from tariff_cases import LawBook, Line, Run, write_table

from oneprice.core._kernels import convert_minor
from oneprice.core.refusal import STATUS

Found = dict[str, Any]  # what the engine says, by the name of the published number
HS = ("610910", "640399", "950300")  # goods a case does not classify
FREIGHT = ("freight", "insurance", "freight_insurance", "carriage", "transport", "shipping")
FREIGHT_ALL = (*FREIGHT, "air_freight", "courier")
# Council Directive 2009/132/EC art. 23, until Directive (EU) 2017/2455 ended it on 2021-07-01.
VAT_RELIEF_EUR, VAT_RELIEF_END = "22", "2021-07-01"
# Japan's 8 % of 2014-04 to 2019-09: national 6.3 % and local 17/63 of it (Consumption Tax Act).
JP_NATIONAL_OF_8, JP_LOCAL_OF_8 = Decimal("0.0630") / Decimal("0.08"), "17/63"
DRAWBACK = Fraction(99, 100)  # 19 U.S.C. 1313(a)
# Published totals that hold the goods too; all other totals are duties, taxes and fees.
LANDED = ("UK-004", "DE-004", "NL-001", "NL-002", "IT-001")


# --- United States --------------------------------------------------------------------


def us_entry(case: Case, folder: Path) -> Found:
    """Price an entry: base and additional duties on the value, MPF and HMF."""
    inputs, law = case.inputs, Overlay(folder, "US", "USD")
    law.measure("base", percent(inputs.get("mfn_rate", inputs.get("rate", "0"))))
    for kind, name in (("s301", "section301_rate"), ("remedy", "ad_cvd_rate")):
        if name in inputs:
            law.measure(kind, percent(inputs[name]))
    fees = {"mpf": {"min": "mpf_min", "max": "mpf_max"}, "hmf": {}}
    for code, bounds in fees.items():
        rate = inputs.get(f"{code}_rate")
        limits = {cell: inputs.get(name, "") for cell, name in bounds.items()}
        law.only(code, **({"rate": rate, **limits} if rate else {}))
    value = case.number("goods_fob", "customs_value", "goods")
    book = law.book()
    sea = {"MODE_SEA": "1"} if inputs.get("mode") == "ocean" else {}
    run = book.run([Line(goods=plain(value))], day=case.day, totals=sea)
    landed = value + case.number(*FREIGHT) + charged(run)
    if "whole dollar" in case.data["rounding"]:
        landed = Fraction(floor(landed + Fraction(1, 2)))
    names = {"mfn_duty": "duty_base", "duty": "duty_base", "section301": "duty_s301"}
    names |= {"ad_cvd": "remedy", "mpf": "mpf", "hmf": "hmf"}
    found = {name: charged(run, code) for name, code in names.items()}
    totals = dict.fromkeys(("landed_total", "landed", "price_after_duty"), landed)
    return found | totals | {"total_duties_fees": charged(run)}


def us_drawback(case: Case, folder: Path) -> Found:
    """Price the fee of an entry of two lines, and what of it comes back on exported pieces."""
    inputs, invoice = case.inputs, case.number("invoice")
    first = case.number("bikes_value")
    entered = cents(first - case.number("ndc") * first / invoice)
    lines = [Line(goods=plain(v)) for v in (entered, case.number("entered_value") - entered)]
    paid = {}
    for name, limit in (("uncapped", ""), ("paid", inputs["mpf_max"])):
        law = Overlay(folder / name, "US", "USD")
        law.measure("base", "Free")
        law.only("mpf", rate=inputs["mpf_rate"], min="", max=limit)
        law.only("hmf")
        book = law.book()
        paid[name] = book.run(lines, day=case.day)
    share = slot(book, paid["paid"], "mpf", 0)
    exported = share * case.number("exported_bikes") / case.number("bikes_qty")
    return {
        "mpf_uncapped": charged(paid["uncapped"], "mpf"),
        "mpf_paid": charged(paid["paid"], "mpf"),
        "mpf_share": cents(exported),
        "drawback_mpf": cents(exported * DRAWBACK),
    }


def us_schedule(case: Case, folder: Path, export: Sequence[Mapping[str, Any]]) -> Found:
    """Price a statistical line with the schedule's own rows of its heading."""
    code = case.inputs["hts"]
    at = [i for i, row in enumerate(export) if row["htsno"].startswith(code[:4])]
    rows = json.dumps(list(export[at[0] : at[-1] + 1]))
    (folder / "hts.json").write_text(rows, encoding="utf-8")
    file = {"area": "US", "format": "us_hts_json", "path": "hts.json", "source": "HTS 2026 rev 10"}
    write_table(folder / "tariff_file.csv", [file])
    value = case.number("annual_value")
    book = LawBook(folder, law="US")
    line = Line(goods=plain(value), hs=code)
    refused = book.run([line], day=case.day)  # the forced-labour duty is not held
    assert refused.status == STATUS["MEASURE_UNPRICED"]
    duty = charged(book.run([line], day="2026-06-15"), "duty_base", "duty_s301")
    return {"total_rate": duty / value, "annual_duty": duty}


# --- parcels to the European Union and the United Kingdom -----------------------------


def goods_of(case: Case) -> list[tuple[Fraction, str]]:
    """Return (value, duty text) of each article of a case."""
    inputs = case.inputs
    rate = percent(inputs.get("duty_rate", inputs.get("flat_duty_rate", "0")))
    if "value_usd" in inputs:
        return [(from_usd(case), rate)]
    if "items" in inputs:
        return [(number(each["price"]) * each["qty"], rate) for each in inputs["items"]]
    if "unit_price" in inputs:
        return [(case.number("unit_price") * case.number("qty"), rate)]
    for name in ("goods", "value_eur"):
        if name in inputs:
            listed = inputs[name] if isinstance(inputs[name], list) else [inputs[name]]
            return [(number(each), rate) for each in listed]
    return [_named(text, rate) for text in inputs.values() if _is_article(text)]


def _is_article(text: str) -> bool:
    """Tell whether an input is a value that counts, and no rate."""
    return number(text) >= 1 and "excluded" not in text


def _named(text: str, rate: str) -> tuple[Fraction, str]:
    own = re.search(r"\((\d+)% duty\)", text)
    return number(text), f"{own.group(1)}%" if own else rate


def from_usd(case: Case) -> Fraction:
    """Return a value in dollars by the customs rate of the case, half up to the cent (C-09)."""
    rate = Fraction(case.inputs["fx_usd_per_eur"])
    minor = int(case.number("value_usd") * 100)
    return Fraction(convert_minor(minor, rate.denominator, rate.numerator), 100)


def parcel_law(case: Case, folder: Path) -> Overlay:
    """Return the shipped parcel law with the rates and limits of a case."""
    inputs, place = case.inputs, "GB" if case.data["jurisdiction"] == "UK" else "DE"
    law = Overlay(folder, place, case.data["currency"])
    for prefix, (_, rate) in zip(HS, goods_of(case), strict=False):
        law.measure("base", rate, prefix)
    law.measure("vat", percent(inputs.get("vat_rate", inputs.get("eust_rate", "0"))))
    if place == "DE":
        _vat_relief(law)
        for row in law.steps:
            row["gates"] = row["gates"].replace("levied>=1", f"levied>={inputs.get('min_levy', 1)}")
    if "duty_waiver_below" in inputs:
        law.before("duty", code="duty_before", kind="value", bill="none")
        for row in law.of("duty"):
            row["gates"] = f"duty_before>={inputs['duty_waiver_below']}"
    if "duty" in inputs:  # an amount without its rate
        for row in law.of("duty"):
            row.update(basis="ONE", rate="", required="", flat=inputs["duty"])
    if "handling" in inputs:
        fee = {"code": "handling", "kind": "fee", "stage": "import", "scope": "entry"}
        row = {
            "stack_id": "gb_import",
            "seq": 95,
            **fee,
            "basis": "ONE",
            "flat": inputs["handling"],
        }
        law.steps.append(row | SAID)
    return law


def _vat_relief(law: Overlay) -> None:
    """Put back the relief from VAT that the shipped tables, from 2021-07-01 on, no longer hold."""
    low = [row for row in law.of("import_vat") if row["valid_to"] == "2026-07-01"]
    law.steps += [
        row | {"valid_to": VAT_RELIEF_END, "gates": f"{row['gates']} & GOODS>{VAT_RELIEF_EUR}"}
        for row in low
    ]
    for row in low:
        row["valid_from"] = VAT_RELIEF_END


def parcel_freight(case: Case) -> dict[str, str]:
    """Return the freight slots: up to the border, or behind it where duty leaves it out."""
    freight = case.number(*FREIGHT_ALL)
    share = number(case.inputs.get("freight_share_to_eu_border", "1"))
    if case.data["valuation_basis"].startswith(("stated on goods only", "goods (post)")):
        share = F0
    dutiable = Fraction(plain(freight * share))
    return {"FR_INTL": plain(dutiable), "FR_ENTRY": plain(freight - dutiable)}


def parcel(case: Case, folder: Path) -> Found:
    """Price a parcel: duty on the customs value, VAT on value, duty and transport."""
    law, goods = parcel_law(case, folder), goods_of(case)
    value = sum((each for each, _ in goods), F0)
    seller_collects = {"ioss_allowed", "invoice_total"} & set(case.expected)
    if seller_collects:
        row = {"jurisdiction": "DE", "scheme": "ioss", "holder": "seller", "number": "IM1"}
        write_table(folder / "registration.csv", [row])
    book = law.book()
    stack, entry_type = _way_in(case, book, value)
    lines = [
        Line(goods=plain(each), hs=hs, slots=parcel_freight(case) if i == 0 else None)
        for i, ((each, _), hs) in enumerate(zip(goods, HS, strict=False))
    ]
    found: Found = {"h7_allowed": entry_type.startswith("H7")}
    found |= {"ioss_allowed": entry_type == "H7 IOSS"}
    if stack == book.stack("de_ioss"):
        return found | _at_sale(case, book, lines)
    run = book.run(lines, day=case.day, stack=stack)
    assert run.status == STATUS["OK"]
    return found | _values(book, run) | _bill(case, book, run)


def _way_in(case: Case, book: LawBook, value: Fraction) -> tuple[int, str]:
    """Return stack and entry type; a case that states a duty rate is no low-value parcel."""
    if book.ctx.settings["law"] == "GB":
        return book.stack("gb_import"), ""
    regime = book.tables.regime[book.regime(plain(value), day=case.day)]
    entry_type = book.ctx.ids.name("entry_type", regime["entry_type"])
    dutied = {"duty_rate", "flat_duty_rate"} & set(case.inputs)
    return book.stack("de_import") if dutied else int(regime["stack"]), entry_type


def _values(book: LawBook, run: Run) -> Found:
    """Return the values a declaration states."""
    goods, customs = slot(book, run, "GOODS"), slot(book, run, "customs_value")
    found: Found = dict.fromkeys(("goods", "value_eur", "intrinsic_value"), goods)
    found |= {"consignment_value": goods, "customs_value": customs, "cif": customs}
    found |= {"dutiable_freight": cents(slot(book, run, "FR_INTL"))}
    return found | {"vat_base": cents(basis(book, run, "import_vat"))}


def _bill(case: Case, book: LawBook, run: Run) -> Found:
    """Return duties, taxes, fees and totals."""
    duty, vat = charged(run, "duty", "duty_low_value"), charged(run, "import_vat")
    extra = charged(run)
    landed = slot(book, run, "GOODS") + case.number(*FREIGHT_ALL) + extra
    found = {"duty": duty, "duty_charged": duty, "vat": vat, "vat_goods": vat, "charged": extra}
    found |= {"handling": charged(run, "handling"), "invoice_total": landed}
    found |= {"total": landed if case.id in LANDED else extra}
    found |= {"duty_computed": slot(book, run, "duty_before")}
    found |= {"eust": slot(book, run, "vat_before")}
    return found | {"sum_usd": case.number("goods_usd", "shipping_usd")}


def _at_sale(case: Case, book: LawBook, lines: list[Line]) -> Found:
    """Price VAT that the seller takes at sale, on goods and on transport shown apart."""
    transport = case.number(*FREIGHT)
    billed = [Line(goods=line.goods, hs=line.hs, slots={"BILLED": line.goods}) for line in lines]
    billed.append(Line(goods="0", hs=lines[0].hs, slots={"BILLED": plain(transport)}))
    run = book.run(billed, stage="sale", day=case.day, stack=book.stack("de_ioss"))
    assert run.status == STATUS["OK"]
    vat = {line: amount for _, line, amount in run.charges}
    goods = slot(book, run, "GOODS")
    return {
        "intrinsic_value": goods,
        "vat_goods": charged(run) - vat[len(lines)],
        "vat_transport": vat[len(lines)],
        "invoice_total": goods + transport + charged(run),
    }


def flat_duty(case: Case, folder: Path) -> Found:
    """Count the EUR 3 per classification, and the VAT that it brings."""
    law = Overlay(folder, "DE", "EUR")
    law.measure("base", "Free")
    law.measure("vat", percent(case.inputs.get("vat_rate", "0")))
    book = law.book()
    orders = case.inputs.get("orders", [{"skus": case.inputs.get("distinct_hs6")}])
    runs = [_classified(book, HS[: order["skus"]], case.day) for order in orders]
    duties = [charged(run, "duty_low_value") for run in runs]
    eve = (date.fromisoformat(case.day) - timedelta(days=1)).isoformat()
    without = charged(_classified(book, HS[: orders[0]["skus"]], eve), "import_vat")
    vat = charged(runs[0], "import_vat") - without
    found: Found = {"duty": duties[0], "duties": duties, "vat_on_duty": vat}
    return found | {"total_extra": duties[0] + vat}


def _classified(book: LawBook, codes: Sequence[str], day: str) -> Run:
    """Run a parcel of two lines per code; the second one of a code counts no heading."""
    regime = book.tables.regime[book.regime(str(20 * len(codes)), day=day)]
    lines = [
        Line(goods="10", hs=code, slots={"HEADINGS": str(first)})
        for code in codes
        for first in (1, 0)
    ]
    run = book.run(lines, day=day, stack=int(regime["stack"]), digits=int(regime["heading_digits"]))
    assert run.status == STATUS["OK"]
    return run


# --- Japan ----------------------------------------------------------------------------


def japan(case: Case, folder: Path) -> Found:
    """Price an import declaration of one line through its cuts to 1,000, 100 and 1 yen."""
    inputs, law = case.inputs, Overlay(folder, "JP", "JPY")
    law.measure("base", percent(inputs.get("duty_rate", "0")))
    national = inputs.get("national_ct")
    if national is None:
        national = Decimal(inputs["ct_rate"]) * JP_NATIONAL_OF_8
        for row in law.of("lct_raw"):
            row["rate"] = JP_LOCAL_OF_8
    law.measure("ct_national", percent(national))
    name = "jp_personal" if "personal_use_factor" in inputs else "jp_general"
    if "personal_use_factor" in inputs:
        for row in law.of("customs_value"):
            if row["stack_id"] == "jp_personal":
                row["basis"] = f"GOODS*{inputs['personal_use_factor']}"
    book = law.book()
    value = case.number("cif", "goods", "price")
    run = book.run([Line(goods=plain(value))], day=case.day, stack=book.stack(name))
    assert run.status == STATUS["OK"]
    steps = {"duty_before": "duty_raw", "duty_line": "duty_line", "national_before": "ct_raw"}
    steps |= {"national_line": "ct_line", "local_line": "lct_raw", "taxable_value": "taxable_value"}
    found = {name: slot(book, run, code) for name, code in steps.items()}
    tax = charged(run, "consumption_tax", "local_consumption_tax")
    found |= {"ct_base": found["taxable_value"] + found["duty_line"], "tax": tax}
    return found | {"duty": charged(run, "duty")}


# --- packaging ------------------------------------------------------------------------


def packaging(case: Case, folder: Path) -> Found:
    """Price packaging by weight, in the form of the shipped packaging fees."""
    law = Overlay(folder, "GB", "EUR")
    law.measure("base", "Free")
    per_kg = Decimal(case.inputs["rate_cents_per_kg"]) / 100
    law.only("epr_plastic", rate=f"{per_kg} per kg", unit="0.0001")
    book = law.book()
    line = Line(slots={"PACK_PLASTIC": case.inputs["weight_g"]})
    run = book.run([line], stage="epr", day=case.day, stack=book.stack("gb_import"))
    return {"fee": charged(run)}
