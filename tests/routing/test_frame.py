"""Quotes of a whole table equal single quotes (`quote_frame`)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from handling_books import handled
from orders import EXAMPLES, example, line, order
from tiny_book import tiny_engine

from oneprice.core.errors import InputError
from oneprice.routing.engine import Engine

ORDER_FIELDS = (
    *("quoted_at", "currency", "incoterm", "shipment_purpose", "hs_policy", "deadline"),
)


def rows_of(name: str) -> list[dict[str, Any]]:
    """Return an example order as rows, one per line."""
    document = example(name)
    buyer = document["buyer"]
    head = {field: document[field] for field in ORDER_FIELDS if field in document}
    head |= {"order_id": name, "buyer_country": buyer["country"]}
    head["buyer_postcode"] = buyer["postcode"]
    if "sales_tax_rate" in buyer:
        head["sales_tax_rate"] = buyer["sales_tax_rate"]
    if buyer.get("tax_ids"):
        head["buyer_tax_id"] = buyer["tax_ids"][0]["number"]
    return [head | line for line in document["lines"]]


def frame_of(*names: str) -> pd.DataFrame:
    """Return example orders as a frame; what an order does not give is NaN."""
    return pd.DataFrame([row for name in names for row in rows_of(name)])


def expected(engine: Engine, *names: str) -> list[tuple[Any, ...]]:
    """Return what single quotes say."""
    rows = []
    for name in names:
        quote = engine.quote(example(name))
        for tier in ("economy", "standard", "premium"):
            option = quote.option(tier)
            if option:
                rows.append(
                    (name, tier, option.price_minor, option.landed_cost_minor, option.promise_date)
                )
            else:
                rows.append((name, tier, 0, 0, None))
    return rows


def found(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows of an answer as `expected` gives them."""
    names = ["order_id", "service_tier", "price_minor", "landed_cost_minor", "promise_date"]
    return [tuple(row) for row in frame[names].itertuples(index=False, name=None)]


def test_frame_equals_single_quotes(engine: Engine) -> None:
    """All examples in one frame give the prices and dates of their quotes."""
    answer = engine.quote_frame(frame_of(*EXAMPLES))
    assert found(answer) == expected(engine, *EXAMPLES)
    assert (answer["status"] == "OK").tolist() == (answer["price_minor"] > 0).tolist()


def test_status_is_a_reason_of_the_quote(engine: Engine) -> None:
    """A refused tier carries the code of one of its refusals."""
    answer = engine.quote_frame(frame_of(*EXAMPLES))
    refused = answer[answer["status"] != "OK"]
    assert len(refused) > 3
    for row in refused.itertuples():
        quote = engine.quote(example(str(row.order_id)))
        codes = {r.code for r in quote.refusals if r.subject == row.service_tier}
        assert row.status in codes


def test_lines_of_an_order_may_stand_apart(engine: Engine) -> None:
    """Rows of different orders may be mixed; answers come in the order of first appearance."""
    names = ["munich-cart", "jp-order"]
    mixed = frame_of(*names).iloc[[0, 3, 1, 4, 2, *range(5, len(frame_of(*names)))]]
    assert found(engine.quote_frame(mixed)) == expected(engine, *names)


def test_nested_cells_may_be_json(engine: Engine) -> None:
    """Lists and mappings may be given as JSON text, as a table on disk holds them."""
    frame = frame_of("munich-cart")
    for column in ("cargo_flags", "packaging", "hs_national", "epr_ids"):
        frame[column] = [json.dumps(cell) for cell in frame[column]]
    assert found(engine.quote_frame(frame)) == expected(engine, "munich-cart")


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_missing_cells_are_not_given(engine: Engine, missing: Any) -> None:
    """None, NaN, NA and NaT all mean "not given"."""
    frame = frame_of("us-garment")
    frame["deadline"] = [missing] * len(frame)
    frame["net_weight_g"] = frame["net_weight_g"].astype(object)
    frame["soc_pct"] = [missing] * len(frame)
    assert found(engine.quote_frame(frame)) == expected(engine, "us-garment")


def test_timestamps_are_instants(engine: Engine) -> None:
    """A column of pandas timestamps is read as the instants it holds."""
    frame = frame_of("us-phone")
    frame["quoted_at"] = [datetime.fromisoformat(text) for text in frame["quoted_at"]]
    assert isinstance(frame["quoted_at"][0], pd.Timestamp)
    assert found(engine.quote_frame(frame)) == expected(engine, "us-phone")


def test_empty_frame(engine: Engine) -> None:
    """No orders, no answers, and the columns are there."""
    answer = engine.quote_frame(frame_of("us-phone").iloc[:0])
    assert (len(answer), "price_minor" in answer.columns) == (0, True)


@pytest.mark.parametrize(
    "column", ["order_id", "quoted_at", "currency", "buyer_country", "buyer_postcode"]
)
def test_missing_column_is_named(engine: Engine, column: str) -> None:
    """A column that every order needs is named when it is not there."""
    with pytest.raises(InputError, match=column):
        engine.quote_frame(frame_of("us-phone").drop(columns=column))


def test_unknown_column_is_named(engine: Engine) -> None:
    """A column that no order has is named."""
    with pytest.raises(InputError) as caught:
        engine.quote_frame(frame_of("us-phone").assign(colour="red"))
    assert caught.value.where == "column colour"


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("weight_g", 1.5, "weight_g"),
        ("weight_g", np.inf, "weight_g"),
        ("weight_g", "heavy", "weight_g"),
        ("weight_g", None, "weight_g"),
        ("weight_g", True, "weight_g"),
        ("packaging", "{", "packaging"),
        ("packaging", "[1]", "packaging"),
        ("cargo_flags", ["UN9999"], "lines.0"),
        ("quoted_at", "2026-05-20", "quoted_at"),
        ("quantity", 0, "quantity"),
    ],
)
def test_bad_cell_names_order_and_field(
    engine: Engine, column: str, value: Any, where: str
) -> None:
    """A cell that cannot be used is named with its order."""
    frame = frame_of("us-phone")
    frame[column] = pd.Series([value], dtype=object)
    with pytest.raises(InputError) as caught:
        engine.quote_frame(frame)
    assert "us-phone" in caught.value.where
    assert where in caught.value.where


def test_row_without_order_id(engine: Engine) -> None:
    """Every row belongs to an order."""
    frame = frame_of("us-phone")
    frame["order_id"] = None
    with pytest.raises(InputError, match="order_id"):
        engine.quote_frame(frame)


@pytest.mark.parametrize(
    ("column", "value"),
    [("currency", "USD"), ("buyer_postcode", "80332"), ("deadline", "2027-01-01")],
)
def test_rows_of_one_order_must_agree(engine: Engine, column: str, value: str) -> None:
    """A later row may leave the order's columns out, but not say something else."""
    rows = rows_of("munich-cart")
    rows[1] |= {column: value}
    with pytest.raises(InputError, match="in its first row") as caught:
        engine.quote_frame(pd.DataFrame(rows))
    assert caught.value.where == f"order_id munich-cart: {column}"
    rows[1] |= {column: None}
    priced = engine.quote_frame(pd.DataFrame(rows))
    assert found(priced) == expected(engine, "munich-cart")


@pytest.mark.parametrize("frame", [None, [], {"order_id": ["a"]}, "order_id", 3])
def test_something_else_than_a_frame_is_named(engine: Engine, frame: Any) -> None:
    """What is no data frame is refused with the type that was given."""
    with pytest.raises(InputError, match="DataFrame"):
        engine.quote_frame(frame)


def test_column_given_twice_is_named(engine: Engine) -> None:
    """Two columns of one name are refused: only one could count."""
    frame = frame_of("us-phone")
    doubled = pd.concat([frame, frame[["currency"]]], axis=1)
    with pytest.raises(InputError, match="given twice"):
        engine.quote_frame(doubled)


def test_consolidation_is_a_column_of_the_order(engine: Engine) -> None:
    """Goods of two sellers from one origin are one declaration, as in single quotes."""
    document = example("de-threshold-150")
    lines = [document["lines"][0] | {"seller": name, "stackable": True} for name in "AB"]
    prices = []
    for word in ("seller", "origin"):
        order = document | {"lines": lines, "consolidation": word}
        head = {key: value for key, value in order.items() if key not in ("lines", "buyer")}
        head |= {"order_id": word, "buyer_country": order["buyer"]["country"]}
        head["buyer_postcode"] = order["buyer"]["postcode"]
        answer = engine.quote_frame(pd.DataFrame([head | each for each in lines]))
        single = engine.quote(order).options
        assert answer["price_minor"].tolist() == [option.price_minor for option in single]
        prices.append(single[0].price_minor)
    assert prices[1] > prices[0]  # together they pass the threshold of 150 EUR


@pytest.mark.parametrize("blank", [None, np.nan, pd.NA])
def test_blank_handling_is_left_out(tmp_path: Path, blank: Any) -> None:
    """A blank `handling_h` asks `handling.csv`; without a row the error names order and line."""
    rows = [
        {"order_id": name, "quoted_at": order()["quoted_at"], "currency": "EUR"}
        | {"buyer_country": "XX", "buyer_postcode": "12345"}
        | line(handling_h=hours)
        for name, hours in (("known", 24), ("unsaid", blank))
    ]
    law = [(24, 24, 2**31)]
    learned = tiny_engine(tmp_path / "a", lambda tables: handled(tables, law))
    answer = learned.quote_frame(pd.DataFrame(rows)).drop(columns="order_id")
    half = len(answer) // 2
    assert answer[:half].values.tolist() == answer[half:].values.tolist()
    unlearned = tiny_engine(tmp_path / "b")
    with pytest.raises(InputError, match=r"order_id unsaid: lines\.0\.handling_h"):
        unlearned.quote_frame(pd.DataFrame(rows))
