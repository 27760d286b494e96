"""Money, days and instants as people read them."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import IO, Any

from oneprice.core.book import Book
from oneprice.core.days import HOURS_PER_DAY, MINUTES_PER_HOUR

# Line and tab are layout, escape begins a colour; no other control is ever ours.
LAYOUT = frozenset("\n\r\t\x1b")
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
NEVER = "never"


def safe_text(text: str) -> str:
    """Return a text without controls that a terminal would obey: C1 and bidi become escapes.

    The escapes are those of JSON, so that JSON stays the same data.
    """
    if text.isprintable():
        return text
    return "".join(_seen(char) if not char.isprintable() else char for char in text)


def _seen(char: str) -> str:
    if char in LAYOUT or unicodedata.category(char) not in UNSEEN:
        return char
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


class SafeStream:
    """A stream whose texts are made safe on the way."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text without controls of its author."""
        return self._stream.write(safe_text(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Money:
    """Formats minor units with the decimals of their currency."""

    def __init__(self, book: Book) -> None:
        exponents = book.tables["currency"]["exponent"]
        names = (book.ids.name("currency", i) for i in range(1, len(exponents)))
        self._exponent = {name: int(e) for name, e in zip(names, exponents[1:], strict=True)}

    def text(self, minor: int, currency: str) -> str:
        """Return "10,372.41" for 1037241 EUR."""
        places = self._exponent[currency]
        whole, part = divmod(abs(minor), 10**places)
        sign = "-" if minor < 0 else ""
        return f"{sign}{whole:,}.{part:0{places}d}" if places else f"{sign}{whole:,}"

    def short(self, amount: str) -> str:
        """Return "39.46 EUR" for "39.45829 EUR", half up; other texts as they are."""
        number, _, currency = amount.partition(" ")
        if currency not in self._exponent:
            return amount
        places = self._exponent[currency]
        scaled = Fraction(number) * 10**places + Fraction(1, 2)
        return f"{self.text(scaled.__floor__(), currency)} {currency}"


def day_text(day: date) -> str:
    """Return a date with its weekday: "Tue 15 Sep 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def minute_text(instant: datetime) -> str:
    """Return an instant with weekday and zone: "Wed 15 Jul 2026 11:00 CEST"."""
    zone = instant.tzname() or ""
    return f"{day_text(instant.date())} {instant:%H:%M} {zone}".rstrip()


def percent_of(level: str) -> str:
    """Return a decimal text as a percentage: "0.95" is "95%"."""
    whole, _, part = level.partition(".")
    digits = part.ljust(2, "0")
    rest = digits[2:].rstrip("0")
    return f"{int(whole + digits[:2])}{'.' + rest if rest else ''}%"


def hours_text(hours: int | None, working_days: bool) -> str:
    """Return hours of a law: "12 h", "2 d 13 h", "1 wd 13 h" where they count working days."""
    if hours is None:
        return NEVER
    days, rest = divmod(hours, HOURS_PER_DAY)
    if not days:
        return f"{rest} h"
    unit = "wd" if working_days else "d"
    return f"{days} {unit} {rest} h" if rest else f"{days} {unit}"


def span_text(span: timedelta) -> str:
    """Return a span as "45 min", "21 h" or "2 d 3 h", cut to the larger units."""
    minutes = span // timedelta(minutes=1)
    if minutes < MINUTES_PER_HOUR:
        return f"{minutes} min"
    days, hours = divmod(minutes // MINUTES_PER_HOUR, HOURS_PER_DAY)
    return f"{days} d {hours} h" if days else f"{hours} h"


def short_day_text(day: date | None) -> str:
    """Return "Fri 17 Jul"."""
    return NEVER if day is None else f"{day:%a} {day.day} {day:%b}"


def short_minute_text(instant: datetime | None) -> str:
    """Return "Fri 17 Jul 18:00" in the clock of the place."""
    return NEVER if instant is None else f"{short_day_text(instant.date())} {instant:%H:%M}"
