"""The order as the twin needs it: instants, buyer, jurisdiction, converters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from reference.fx import Converter
from reference.goods import Consignment, groups
from reference.reading import day_number
from reference.regimes import Jurisdiction
from reference.zones import plain_postcode

Order = dict[str, Any]


@dataclass(frozen=True)
class OrderCase:
    """Facts of one order that every route shares."""

    order: Order
    quoted_min: int
    valid_until_min: int
    law: Jurisdiction | None
    settle: Converter
    whole_groups: list[Consignment]

    @property
    def currency(self) -> str:
        """Return the quote currency (C-10)."""
        return str(self.order["currency"])

    @property
    def sale_day(self) -> int:
        """Return the UTC day of the quote (C-12)."""
        return self.quoted_min // 1440

    @property
    def country(self) -> str:
        """Return the buyer's country."""
        return str(self.order["buyer"]["country"])

    @property
    def postcode(self) -> str:
        """Return the buyer's postcode as keys name it: upper case, no blanks and dashes."""
        return plain_postcode(self.order["buyer"].get("postcode") or "")

    @property
    def purpose(self) -> str:
        """Return what the shipment is for, b2c unless given."""
        return self.order.get("shipment_purpose") or "b2c"

    @property
    def has_tax_id(self) -> bool:
        """Tell whether the buyer has a tax id of the destination (C-43)."""
        ids = self.order["buyer"].get("tax_ids") or ()
        return any(entry["scheme"].startswith(f"{self.country}_") for entry in ids)

    @property
    def incoterm(self) -> str:
        """Return the incoterm, DDP unless given."""
        return self.order.get("incoterm") or "DDP"

    @property
    def deadline(self) -> int | None:
        """Return the deadline as a day number, if any."""
        text = self.order.get("deadline")
        return day_number(text) if text else None


def read_instant(text: str) -> int:
    """Return an instant with an offset as UTC minutes (C-11)."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("quoted_at needs a UTC offset")
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)


def instant_text(minute: int) -> str:
    """Return UTC minutes as an instant."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).isoformat()


def read_order(book: Any, order: Order) -> OrderCase:
    """Return the facts of an order; outside the book's window is an error (C-13)."""
    quoted = read_instant(order["quoted_at"])
    low, high = (day_number(book.keys[k]) for k in ("window_from", "window_to"))
    if not low <= quoted // 1440 < high:
        raise ValueError("quoted_at lies outside the window of the book")
    country = order["buyer"]["country"]
    law = next((j for j in book.jurisdictions if j.country == country), None)
    authorities = law.authorities if law else ("*",)
    settle = Converter(book.fx, "settlement", authorities, quoted // 1440)
    until = quoted + int(book.keys["quote_ttl_min"])
    return OrderCase(order, quoted, until, law, settle, groups(order))
