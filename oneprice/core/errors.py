"""The error tree: what went wrong is data, the message is derived from it.

A thing that cannot be shipped or priced is not an error but a `Refusal` (`core.refusal`).
"""

from __future__ import annotations


class OnePriceError(Exception):
    """Base of every error this library raises on purpose."""


class InputError(OnePriceError, ValueError):
    """A value from outside cannot be used.

    Parameters
    ----------
    where : str
        Field, or file, row and column.
    value : object
        What was found there.
    remedy : str
        What to do about it, as a clause: "give an integer of grams, 1 or more".
    """

    def __init__(self, where: str, value: object, remedy: str) -> None:
        self.where = where
        self.value = value
        self.remedy = remedy
        super().__init__(f"{where}: {_shown(value)} cannot be used; {remedy}")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, object, str]]:
        """Return what rebuilds the error in another process."""
        return type(self), (self.where, _shown(self.value), self.remedy)


class BookError(OnePriceError):
    """A book cannot be opened or used."""


class BookCorrupt(BookError):
    """A book is truncated, altered or inconsistent."""


class BookVersion(BookError):
    """A book was written in another format version, or by other kernels."""


class BookMismatch(BookError):
    """A quote was asked for again from another book than the one it names."""


class InternalError(OnePriceError):
    """An invariant of ours broke; no price is given."""


def _shown(value: object, limit: int = 60) -> str:
    """Return a short, safe rendering of a hostile value."""
    try:
        text = repr(value)
    except ValueError:  # an integer of thousands of digits
        text = f"a {type(value).__name__} too long to show"
    return text if len(text) <= limit else text[:limit] + "..."


def require(holds: bool, message: str) -> None:
    """Raise `InternalError` unless an invariant holds (kept on in production)."""
    if not holds:
        raise InternalError(message)
