"""Changing the steps of a tax stack: set cells of a code, drop it, add a step beside another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from oneprice.core.errors import InputError

Cells = dict[str, str]
KEY = "\0key"  # the cell of a row that says which key of the case it comes from
SEQ_ROOM = 1000  # room between neighbours of the shipped numbering
ALWAYS = {"valid_from": "", "valid_to": ""}
Folders = dict[str, list[Cells]]


def change_stack(
    folders: Folders,
    place: str,
    changes: Iterable[Mapping[str, str]],
    day: date,
    said: str,
    where: str,
) -> None:
    """Apply the changes of a case to the steps of a place, in their order.

    Parameters
    ----------
    folders : dict of list of dict
        Rows of `stack.csv` by folder; changed in place, one stack a row.
    place : str
        Folder that new steps are written to.
    changes : iterable of dict
        Each with `change`, `drop` or `add` naming a code, perhaps `in` (stacks), `after` or
        `before` (a code), and cells of the table.
    day : date
        Of several rows of a code in one stack those in force on this day are kept and changed;
        where none is, the first.
    said : str
        Source of new steps.
    where : str
        How errors call the case.
    """
    for rows in folders.values():
        rows[:] = [_alone(row, stack) for row in rows for stack in row["stack_id"].split("|")]
    for number, each in enumerate(changes):
        at = f"{where}, key law.stack.{number}"
        _Change(folders, dict(each), day, at, number).apply(place, said)


def _alone(row: Cells, stack: str) -> Cells:
    """Return a step for one stack, its number with room on both sides."""
    return row | {"stack_id": stack.strip(), "seq": str(int(row["seq"]) * SEQ_ROOM)}


class _Change:
    """One change of a case."""

    def __init__(self, folders: Folders, cells: Cells, day: date, where: str, number: int) -> None:
        self.folders, self.cells, self.day, self.where = folders, cells, day.isoformat(), where
        verbs = [verb for verb in ("change", "drop", "add") if verb in cells]
        if len(verbs) != 1:
            word = "give only" if verbs else "add"
            remedy = f"{word} one of change, drop and add to the row"
            raise InputError(where, ", ".join(cells), remedy)
        self.verb = verbs[0]
        self.code = cells.pop(self.verb)
        stacks = cells.pop("in", "")
        self.stacks = stacks.split("|") if stacks else []
        self._check_stacks()
        cells[KEY] = f"law.stack.{number}"

    def _check_stacks(self) -> None:
        """Refuse a stack in `in` that no step is of; a new step may begin one."""
        rows = [row for rows in self.folders.values() for row in rows]
        known = dict.fromkeys(row["stack_id"] for row in rows)
        unknown = [stack for stack in self.stacks if stack not in known]
        if unknown and (self.verb != "add" or "after" in self.cells or "before" in self.cells):
            remedy = "name a stack: " + ", ".join(known)
            raise InputError(f"{self.where}.in", unknown[0], remedy)

    def apply(self, place: str, said: str) -> None:
        """Change the rows."""
        if self.verb == "add":
            self._add(place, said)
            return
        listed = self._listed(self.code)
        kept: list[Cells] = []
        if self.verb == "change":
            for stack in dict.fromkeys(row["stack_id"] for row in listed):
                own = [row for row in listed if row["stack_id"] == stack]
                kept += [row for row in own if self._holds(row)] or own[:1]
        for row in kept:
            row.update(ALWAYS | self.cells)
        gone = [row for row in listed if not any(row is each for each in kept)]
        for rows in self.folders.values():
            rows[:] = [row for row in rows if not any(row is each for each in gone)]

    def _listed(self, code: str) -> list[Cells]:
        """Return the rows of a code, of the stacks named."""
        rows = [row for rows in self.folders.values() for row in rows]
        found = [
            row
            for row in rows
            if row["code"] == code and (not self.stacks or row["stack_id"] in self.stacks)
        ]
        if not found:
            codes = dict.fromkeys(row["code"] for row in rows)
            raise InputError(self.where, code, "name a code of the stack: " + ", ".join(codes))
        return found

    def _holds(self, row: Cells) -> bool:
        until = row.get("valid_to") or "9999"
        return row.get("valid_from", "") <= self.day < until

    def _add(self, place: str, said: str) -> None:
        """Add a step to each stack that has the step it stands beside."""
        words = [word for word in self.cells if word in ("after", "before")]
        sides = {word: self.cells.pop(word) for word in words}
        if len(sides) > 1:
            raise InputError(self.where, self.code, "give `after` or `before`, not both")
        for stack, seq in self._places(sides).items():
            row = {"stack_id": stack, "seq": str(seq), "code": self.code, "source": said}
            self.folders[place].append(row | self.cells)

    def _places(self, sides: Mapping[str, str]) -> dict[str, int]:
        """Return where the new step stands: stack -> number."""
        for side, code in sides.items():
            listed = self._listed(code)
            step = 1 if side == "after" else -1
            pick = max if side == "after" else min
            return {
                stack: pick(int(row["seq"]) for row in listed if row["stack_id"] == stack) + step
                for stack in dict.fromkeys(row["stack_id"] for row in listed)
            }
        rows = [row for rows in self.folders.values() for row in rows]
        stacks = self.stacks or list(dict.fromkeys(row["stack_id"] for row in rows)) or ["s"]
        ends = {stack: 0 for stack in stacks}
        for row in rows:
            if row["stack_id"] in ends:
                ends[row["stack_id"]] = max(ends[row["stack_id"]], int(row["seq"]))
        return {stack: last + SEQ_ROOM for stack, last in ends.items()}
