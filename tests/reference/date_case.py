"""The dates of one consignment on one route: ready, loaded, delivered (C-12, C-14, C-19)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from reference.calendars import WorkCalendar
from reference.goods import Consignment
from reference.handling import Handlings
from reference.lanes import Route
from reference.order_case import OrderCase
from reference.reading import Row
from reference.refused import Refused
from reference.time_features import features_of_terms, features_of_time
from reference.timetable import Law, Laws, Ready, masses, moved
from reference.zones import Zone

T = TypeVar("T")


@dataclass
class DateCase:
    """One consignment on one route, as far as time goes; each part is worked out once."""

    book: Any
    case: OrderCase
    goods: Consignment
    route: Route
    split_from: Consignment | None  # the group that could have gone whole (C-25)
    known: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[], T]) -> T:
        """Return a part, worked out at the first call; a refusal is kept as well."""
        if name not in self.known:
            try:
                self.known[name] = work()
            except Refused as refused:
                self.known[name] = refused
        found = self.known[name]
        if isinstance(found, Refused):
            raise found
        return found  # type: ignore[no-any-return]  # a loose dict of the twin

    def export_days(self) -> list[tuple[int, int]]:
        """Return (day, mass) of the export day (C-54); none where no departure is known."""
        laws: Laws = self.book.laws
        law = self.once(
            "export", lambda: laws.export(self.route, self.ready("border"), self.export_point)
        )
        return masses(law)

    @property
    def export_point(self) -> str:
        """Return of which linehaul the export day is (C-54)."""
        return self.case.law.export_point if self.case.law else "first"

    def ready(self, asked: str) -> Ready:
        """Return when the goods may be ready (C-14, C-68), worked out once for all routes."""
        handlings: Handlings = self.book.handlings
        if not self.goods.ready:
            self.goods.ready = handlings.ready(self.goods, self.case.valid_until_min)
        return self.goods.ready[asked]

    def loading_days(self) -> tuple[int, int]:
        """Return the first and last day on which cargo rules are asked (C-12)."""
        return self.once("loading", self.work_loading_days)

    def work_loading_days(self) -> tuple[int, int]:
        """Look at every departure that is reached; none is known: the day of sale."""
        laws: Laws = self.book.laws
        days = laws.loading_days(self.route, self.ready("border"), self.export_point)
        days = days or [self.case.sale_day]
        return days[0], days[-1]

    def delivery(self) -> Law:
        """Return the law of the delivery day, extra days of the zone counted in (C-19)."""
        return self.once("delivery", self.work_delivery)

    def work_delivery(self) -> Law:
        """Move each day by the extra days of the last lane's zone, which keeps their order."""
        laws: Laws = self.book.laws
        law, zone = laws.delivery(self.route, self.ready("delivery")), self.zone()
        if not zone.extra_days and not zone.calendar_id:
            return law
        calendar: WorkCalendar = self.route.lanes[-1].calendar
        if zone.calendar_id:
            calendar = self.book.calendars[zone.calendar_id]
        return moved(law, lambda day: calendar.after(calendar.on_or_after(day), zone.extra_days))

    def legs(self) -> list[Row]:
        """Return the rows of learned laws of lanes and handlings; an empty one is published."""
        learned = self.book.laws.hours.learned
        handlings = self.book.handlings.rows_of(self.goods)
        return [*(learned.get(lane.lane_id, {}) for lane in self.route.lanes), *handlings.values()]

    def timed(self) -> tuple[str, ...]:
        """Return the features of what made the date."""
        ready = self.ready("delivery")
        return features_of_time(self.book.laws, self.route, self.legs(), ready, self.zone())

    def timed_in(self, tier: Row, law: str) -> tuple[str, ...]:
        """Return the features of a tier's late terms, and of the days that its law asks for."""
        duty_point = self.case.law.duty_point if self.case.law else ""
        return features_of_terms(tier, self.route, (duty_point, self.export_point), law)

    def zone(self) -> Zone:
        """Return the zone of the buyer on the last lane, or refuse the goods."""
        raise NotImplementedError
