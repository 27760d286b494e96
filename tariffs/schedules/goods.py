"""What the lines of an edition are called: their own text behind those of the rows above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oneprice.tariffs.goods_words import joined
from oneprice.tariffs.schedules.edition import Edition

Path = tuple[str, ...]


def goods_of(edition: Edition, codes: Iterable[str]) -> Mapping[str, str]:
    """Return the words of codes, "" for those that the edition does not describe.

    A code that no row has, cut from longer ones (`shortest_prefixes`), is called what all lines
    below it have in common.
    """
    own = {line.code: (*line.above, line.description) for line in edition.coded}
    shared: dict[str, Path] = {}
    for line in edition.lines:
        for code in (line.code[:8], line.code[:6]):
            if code not in own:
                shared[code] = _common(shared.get(code, own[line.code]), own[line.code])
    return {code: joined(own.get(code) or shared.get(code, ())) for code in codes}


def _common(one: Path, other: Path) -> Path:
    """Return the texts that two lines begin with."""
    if one == other:
        return one
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]
