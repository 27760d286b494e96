"""Quotes for a whole table: pandas in, pandas out, equal bit for bit to single quotes.

In: one row per order line. Columns of the order (`order_id`, `quoted_at`, `currency`, `incoterm`,
`shipment_purpose`, `consolidation`, `hs_policy`, `buyer_country`, `buyer_postcode`,
`buyer_tax_id`, `sales_tax_rate`, `deadline`, `prior_same_day_minor`) are taken from the first row
of each `order_id`; later rows repeat them or leave them out. Columns of the line are the line
fields of docs/orders.md, lists and mappings as Python objects or JSON text. Missing optional
columns, None and NaN mean "not given".

Out: one row per order and service tier, in the order of first appearance: `order_id`,
`service_tier`, `status` (OK or the code of the first reason), `price_minor`,
`landed_cost_minor`, `currency`, `promise_date`. Refused tiers have 0 prices and no date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from oneprice.core.days import day_of
from oneprice.core.errors import InputError
from oneprice.core.order import Order, OrderLine, load_json
from oneprice.core.refusal import CODES
from oneprice.core.vocabulary import TIERS
from oneprice.routing.encode import check_handling

if TYPE_CHECKING:
    import pandas as pd

    from oneprice.routing.engine import Engine

    Frame: TypeAlias = pd.DataFrame

ORDER_COLUMNS: tuple[str, ...] = (
    *("order_id", "quoted_at", "currency", "incoterm", "shipment_purpose", "consolidation"),
    *(
        "hs_policy",
        "buyer_country",
        "buyer_postcode",
        "buyer_tax_id",
        "sales_tax_rate",
        "deadline",
        "prior_same_day_minor",
    ),
)
LINE_COLUMNS = tuple(OrderLine.model_fields)
NESTED = (
    *("hs_national", "cargo_flags", "packaging", "duty_quantities", "part_values_minor"),
    *("claims", "epr_ids"),
)
COUNTED = (
    *("prior_same_day_minor", "handling_h", "quantity", "unit_price_minor", "weight_g"),
    *("net_weight_g", "length_mm", "width_mm", "height_mm", "soc_pct", "battery_net_g"),
    "liquid_ml",
)


def quote_frame(engine: Engine, frame: Frame) -> Frame:
    """Quote every order of a frame (module docstring: columns).

    Raises
    ------
    InputError
        No data frame, an unknown, doubled or missing column, rows of one order that contradict
        each other, or a cell that cannot be used, naming the order.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise InputError("frame", type(frame).__name__, "give a pandas DataFrame")
    _check_columns(frame)
    ids, orders = _orders(frame)
    for order_id, order in zip(ids, orders, strict=True):
        _check_handling(engine, order_id, order)
    options = engine.quote_options(orders)
    rows = [
        _row(order_id, order, options[i, tier])
        for i, (order_id, order) in enumerate(zip(ids, orders, strict=True))
        for tier in range(len(TIERS))
        if options[i, tier]["status"] >= 0
    ]
    columns = ["order_id", "service_tier", "status", "price_minor", "landed_cost_minor"]
    return pd.DataFrame(rows, columns=[*columns, "currency", "promise_date"])


def _check_columns(frame: Frame) -> None:
    known = {*ORDER_COLUMNS, *LINE_COLUMNS}
    for column in frame.columns:
        if column not in known:
            raise InputError(f"column {column}", "unknown", "use the columns of docs/orders.md")
    if not frame.columns.is_unique:
        doubled = next(iter(frame.columns[frame.columns.duplicated()]))
        raise InputError(f"column {doubled}", "given twice", "give each column once")
    for column in ("order_id", "quoted_at", "currency", "buyer_country", "buyer_postcode"):
        if column not in frame.columns:
            raise InputError(f"column {column}", "missing", "add the column")


def _orders(frame: Frame) -> tuple[list[object], list[Order]]:
    documents: dict[object, dict[str, Any]] = {}
    heads: dict[object, dict[str, Any]] = {}
    for record in frame.to_dict("records"):
        cells = {str(name): _cell(str(name), value) for name, value in record.items()}
        given = {name: value for name, value in cells.items() if value is not None}
        order_id = given.get("order_id")
        if order_id is None:
            raise InputError("column order_id", None, "give every row an order_id")
        _check_head(heads.setdefault(order_id, given), given, order_id)
        document = documents.setdefault(order_id, _head(given))
        document["lines"].append({n: v for n, v in given.items() if n in LINE_COLUMNS})
    return list(documents), [_parse(key, document) for key, document in documents.items()]


def _check_head(first: dict[str, Any], given: dict[str, Any], order_id: object) -> None:
    """Refuse a row that says something else about the order than its first row."""
    for column in ORDER_COLUMNS:
        if column in given and given[column] != first.get(column):
            where = f"order_id {order_id}: {column}"
            raise InputError(where, given[column], "give each order one value, in its first row")


def _cell(name: str, value: Any) -> Any:
    """Return a plain Python value; None for anything that pandas uses for "missing"."""
    if value is None or (not isinstance(value, list | tuple | dict) and value != value):
        return None
    if str(value) in ("NaT", "<NA>"):
        return None
    if name in NESTED and isinstance(value, str):
        return _nested(value)
    if name in COUNTED and isinstance(value, float) and value.is_integer():
        return int(value)  # pandas makes floats of a column with gaps
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value


def _nested(text: str) -> Any:
    """Return what JSON text holds; other text stays as it is, for the order to refuse."""
    try:
        return load_json(text)
    except ValueError:
        return text


def _head(given: dict[str, Any]) -> dict[str, Any]:
    buyer = {"country": given.get("buyer_country"), "postcode": given.get("buyer_postcode")}
    if "sales_tax_rate" in given:
        buyer["sales_tax_rate"] = given["sales_tax_rate"]
    if "buyer_tax_id" in given:
        buyer["tax_ids"] = [_tax_id(given)]
    names = (
        *("quoted_at", "currency", "incoterm", "shipment_purpose", "consolidation", "hs_policy"),
        *("deadline", "prior_same_day_minor"),
    )
    head = {name: given[name] for name in names if name in given}
    return {**head, "buyer": buyer, "lines": []}


def _tax_id(given: dict[str, Any]) -> dict[str, object]:
    """Return the buyer's tax id of the destination."""
    return {"scheme": f"{given.get('buyer_country')}_VAT", "number": given["buyer_tax_id"]}


def _parse(order_id: object, document: dict[str, Any]) -> Order:
    try:
        return Order.parse(document)
    except InputError as problem:
        where = f"order_id {order_id}: {problem.where}"
        raise InputError(where, problem.value, problem.remedy) from None


def _check_handling(engine: Engine, order_id: object, order: Order) -> None:
    """Refuse a blank `handling_h` that no row of `handling.csv` stands for, naming the order."""
    if all(line.handling_h is not None for line in order.lines):
        return
    try:
        check_handling(engine.book, order)
    except InputError as problem:
        where = f"order_id {order_id}: {problem.where}"
        raise InputError(where, problem.value, problem.remedy) from None


def _row(order_id: object, order: Order, option: Any) -> dict[str, object]:
    good = option["status"] == 0
    price = int(option["price_minor"]) if good else 0
    return {
        "order_id": order_id,
        "service_tier": TIERS[option["tier"]],
        "status": CODES[option["status"]],
        "price_minor": price,
        "landed_cost_minor": price - int(option["goods_minor"]) if good else 0,
        "currency": order.currency,
        "promise_date": day_of(option["promise_day"]) if good else None,
    }
