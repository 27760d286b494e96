"""Strings at the rim, small integers inside: one numbered list of names per kind of thing."""

from __future__ import annotations

from collections.abc import Iterable

from oneprice.core.errors import InputError


class IdSpaces:
    """Numbered name lists, one per space ("lane", "node", ...); number 0 means "none".

    Numbers follow the order of first use, so a compile must add names in a fixed order.
    """

    def __init__(self, names: dict[str, list[str]] | None = None) -> None:
        self._names: dict[str, list[str]] = {}
        self._numbers: dict[str, dict[str, int]] = {}
        for space, listed in (names or {}).items():
            for name in listed[1:]:
                self.add(space, name)

    def add(self, space: str, name: str) -> int:
        """Return the number of a name, giving it the next one if it is new; "" is 0."""
        if name == "":
            return 0
        listed = self._names.setdefault(space, [""])
        numbers = self._numbers.setdefault(space, {"": 0})
        if name not in numbers:
            numbers[name] = len(listed)
            listed.append(name)
        return numbers[name]

    def find(self, space: str, name: str) -> int:
        """Return the number of a name, or 0 if the space does not hold it."""
        return self._numbers.get(space, {}).get(name, 0)

    def require(self, space: str, name: str, where: str) -> int:
        """Return the number of a known name, or raise `InputError` listing near ones."""
        number = self.find(space, name)
        if number == 0:
            known = ", ".join(self._names.get(space, [""])[1:9]) or "none"
            raise InputError(where, name, f"give a known {space} ({known} ...)")
        return number

    def name(self, space: str, number: int) -> str:
        """Return the name behind a number; 0 is ""."""
        return self._names.get(space, [""])[int(number)]

    def count(self, space: str) -> int:
        """Return how many numbers the space uses, the 0 included."""
        return len(self._names.get(space, [""]))

    def as_lists(self) -> dict[str, list[str]]:
        """Return all spaces as plain lists (index = number)."""
        return {space: list(names) for space, names in sorted(self._names.items())}

    def spaces(self) -> Iterable[str]:
        """Return the names of the spaces."""
        return sorted(self._names)
