"""The model file: which legs a shipment has, and how each is learned (YAML, checked key by key).

Scalars are read as text and nothing is guessed (`oneprice.core.yaml_text`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from oneprice.core.errors import InputError
from oneprice.core.yaml_text import read_document

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_ /.-]{1,60}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Share = Annotated[float, Field(gt=0, lt=1)]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]
STEP_MIN = {"hour": 60, "day": 1440}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Leg(_Part):
    """One leg: it begins where the one before ended (the first at the anchor).

    Attributes
    ----------
    leg, ends : str
        Name of the leg, and the event that ends it.
    value : duration, residual
        What is learned: the time taken, or how far it differs from the planned time.
    axis : natural, work
        What days are counted: all, or the working days of `holidays` (an ISO country, `BR`, with
        a subdivision, `US-CA`, or `none`) with `workdays` (ISO digits).
    keys : list of str
        Key columns from narrow to wide; above the widest is the whole network.
    shrink : float, optional
        Weight of the parent in shipments; default that of the model.
    """

    leg: Name
    ends: Name
    value: Literal["duration", "residual"] = "duration"
    axis: Literal["natural", "work"] = "natural"
    holidays: Annotated[str, Field(pattern=r"^(none|[A-Z]{2}(-[A-Z0-9]{1,6})?)$")] = "none"
    workdays: Annotated[str, Field(pattern=r"^[1-7]{1,7}$")] = "12345"
    keys: Annotated[tuple[Key, ...], Field(max_length=6)] = ()
    shrink: Weight | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        country, _, part = self.holidays.partition("-")
        known = holidays.list_supported_countries()
        if self.holidays != "none" and country not in known:
            raise ValueError("name a country of the `holidays` library, as BR")
        if part and part not in known[country]:
            raise ValueError(f"name a subdivision of {country} of the `holidays` library")
        return self


class Level(_Part):
    """The level of the network: how slow a leg is now against its own past.

    Attributes
    ----------
    leg : str
        The leg whose whole history is rescaled to today.
    window_days : int
        Shipments that began the leg in so many days before count.
    quantile, of_quantile : float
        The level is the Kaplan-Meier `quantile` of duration over the lane's own `of_quantile`.
    own : str, optional
        Key column (carrier) that has a level of its own with `own_at_least` shipments in the
        window.
    at_least : int
        Fewer shipments in the window give no level.
    """

    leg: Name
    window_days: Annotated[int, Field(ge=1, le=3660)] = 28
    quantile: Share = 0.85
    of_quantile: Share = 0.75
    own: Key | None = None
    own_at_least: Annotated[int, Field(ge=1)] = 50
    at_least: Annotated[int, Field(ge=1)] = 30


class Undelivered(_Part):
    """What is made of a shipment that stays on its way beyond `after_days` in one leg.

    `late`: it never comes; promises know its share. `apart`: it is left out (where the table does
    not hold the true share of lost parcels); `after_days` then has no use.
    """

    count: Literal["late", "apart"] = "late"
    after_days: Annotated[int, Field(ge=1, le=3660)] = 60


class Quote(_Part):
    """How the recorded promise is blended in: weight / (n + weight), never below `at_least`.

    n is the effective number of shipments behind the last leg's narrowest law.
    """

    weight: Weight = 40
    at_least: Annotated[float, Field(ge=0, le=1)] = 0


class Export(_Part):
    """Which keys of the legs are lanes, sellers and nodes of a book.

    Attributes
    ----------
    lane_calendar, handling_calendar : str, optional
        The book's calendar (`calendar.csv`) that has the working days of the leg; needed for a
        leg on the axis `work`, and only there.
    """

    lane_leg: Name | None = None
    lane: Key | None = None
    lane_calendar: Name | None = None
    handling_leg: Name | None = None
    seller: Key | None = None
    ship_from: Key | None = None
    handling_calendar: Name | None = None


class TransitModel(_Part):
    """A model file.

    Attributes
    ----------
    unit : hour, day
        Of promises. A day promise is kept if the last event's local day is not after it.
    step_min : int
        Minutes of one step of the laws; 1440 for days.
    zone : str
        IANA zone of weeks and months (levels, judging) and of announced events. Days that a
        promise or a leg counts are those of each stamp's own offset.
    anchor : str
        The first event, from which promises count; its `leg` is empty.
    order : list of str
        Events in the order they should happen; what is out of order is listed as a finding.
    cancelled : str, optional
        Event that takes a shipment out; it counts from its stamp on, not before.
    dates : real, artificial
        Artificial dates are learned whole and judged by folds.
    fold_by : str, optional
        Key column whose shipments stay in one fold.
    most_units : int
        Steps that a law reaches at most; what takes longer never comes.
    weight_at_most : float
        Largest weight of a shipment that stands for slow ones still on their way.
    """

    name: Name
    unit: Literal["hour", "day"] = "day"
    step_min: Annotated[int, Field(ge=1, le=1440)] = 0
    zone: str = "UTC"
    anchor: Name
    legs: Annotated[tuple[Leg, ...], Field(min_length=1, max_length=12)]
    order: tuple[Name, ...] = ()
    cancelled: Name | None = None
    dates: Literal["real", "artificial"] = "real"
    fold_by: Key | None = None
    shrink: Weight = 40
    weight_at_most: Annotated[float, Field(ge=1, le=1000)] = 3
    most_units: Annotated[int, Field(ge=10, le=16_000)] = 16_000
    level: Level | None = None
    undelivered: Undelivered = Undelivered()
    quote: Quote = Quote()
    export: Export = Export()

    @model_validator(mode="before")
    @classmethod
    def _step(cls, data: Any) -> Any:
        if isinstance(data, dict) and "step_min" not in data:
            return {**data, "step_min": STEP_MIN.get(str(data.get("unit", "day")), 1440)}
        return data

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [leg.leg for leg in self.legs]
        if len(set(names)) < len(names):
            raise ValueError("give each leg another name")
        if self.step_min % 1440 == 0 if self.unit == "hour" else self.step_min != 1440:
            raise ValueError("give step_min 1440 with unit day, below with unit hour")
        if self.unit == "hour" and any(leg.axis == "work" for leg in self.legs):
            raise ValueError("working days need unit day")
        if len({leg.value for leg in self.legs}) > 1:
            raise ValueError("give all legs the same value: duration or residual")
        if self.residual and any(leg.axis == "work" for leg in self.legs):
            raise ValueError("residuals are counted in natural days")
        self._parts(names)
        return self

    def _parts(self, names: list[str]) -> None:
        """Check what the parts name."""
        for leg in (self.level and self.level.leg, self.export.lane_leg, self.export.handling_leg):
            if leg is not None and leg not in names:
                raise ValueError(f"name one of the legs, not {leg}")
        rule = self.export
        for leg, calendar in (
            (rule.lane_leg, rule.lane_calendar),
            (rule.handling_leg, rule.handling_calendar),
        ):
            if calendar and (leg is None or self.legs[self.number(leg)].axis == "natural"):
                raise ValueError(f"calendar {calendar} needs a leg with axis work: leave it out")
        if self.level is not None and self.residual:
            raise ValueError("a level needs durations: leave it out with residuals")
        if self.level is not None and self.dates == "artificial":
            raise ValueError("a level needs real dates: leave it out")
        if self.zone != "UTC":
            try:
                ZoneInfo(self.zone)
            except (KeyError, ValueError, OSError):
                raise ValueError("give an IANA time zone, as America/Sao_Paulo") from None

    @property
    def residual(self) -> bool:
        """Return whether promises count from the plan."""
        return self.legs[0].value == "residual"

    def number(self, leg: str) -> int:
        """Return the number of a leg."""
        return [each.leg for each in self.legs].index(leg)

    def shrink_of(self, number: int) -> float:
        """Return the weight of the wider law of a leg: its own, else the model's."""
        own = self.legs[number].shrink
        return self.shrink if own is None else own


def read_model(path: Path) -> TransitModel:
    """Read a model file.

    Raises
    ------
    InputError
        No YAML, an unknown key or a value that cannot be used, naming key, value and remedy.
    """
    return model_of(read_document(path), path.name)


def model_of(data: Any, where: str) -> TransitModel:
    """Return a model from a YAML document; raises like `read_model`."""
    try:
        return TransitModel.model_validate(data)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "model"
        given = first["input"] if isinstance(first["input"], str) else type(first["input"]).__name__
        words = first["msg"].removeprefix("Value error, ")
        remedy = f"{words[:1].lower()}{words[1:]}"
        raise InputError(f"{where}, key {key}", given, remedy) from None
