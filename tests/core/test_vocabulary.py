"""Words of the trade: codes that never move, flags that show others (C-26, C-60)."""

from __future__ import annotations

import pytest

from oneprice.core.vocabulary import (
    ALL_FLAGS,
    BATTERY_FLAGS,
    BATTERY_KIND,
    CARGO_CLASS,
    FLAG,
    FLAGS,
    INSTRUCTIONS,
    cargo_class,
    flag_mask,
    flag_words,
    lane_mask,
    lone_instruction,
    shown_mask,
)


def test_flags_keep_their_bits() -> None:
    """Flags are bits of the book format: old ones stay, new ones come after them."""
    assert len(set(FLAGS)) == len(FLAGS) <= 62
    assert (FLAG["UN3480"], FLAG["high_value"], FLAG["PI965"]) == (1, 1 << 15, 1 << 16)
    assert (FLAG["UN3556"], FLAG["textile"]) == (1 << 22, 1 << 27)
    assert sum(FLAG.values()) == ALL_FLAGS
    assert (BATTERY_KIND["cell"], BATTERY_KIND["battery"]) == (1, 2)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("", ""),
        ("fragile", "fragile"),
        ("UN3480", "UN3480|PI965"),
        ("UN3480|PI965", "UN3480|PI965"),
        ("UN3090", "UN3090|PI968"),
        ("UN3481", "UN3481|PI966|PI967"),
        ("UN3481|PI966", "UN3481|PI966"),
        ("UN3481|PI967", "UN3481|PI967"),
        ("UN3481|PI966|PI967", "UN3481|PI966|PI967"),
        ("UN3091", "UN3091|PI969|PI970"),
        ("UN3091|PI969", "UN3091|PI969"),
        ("UN3481|PI967|UN3091", "UN3481|UN3091|PI967|PI969|PI970"),
        ("UN3556", "UN3556"),
    ],
)
def test_shown_flags(given: str, shown: str) -> None:
    """A UN number that does not say how it is packed shows all its instructions (C-60)."""
    mask = flag_mask([word for word in given.split("|") if word])
    assert flag_words(shown_mask(mask)) == [word for word in FLAGS if word in shown.split("|")]
    assert lane_mask(mask) == shown_mask(mask)
    assert shown_mask(shown_mask(mask)) == shown_mask(mask)


def test_lone_instruction() -> None:
    """The first instruction without its UN number is found, and nothing else."""
    assert lone_instruction(flag_mask(["fragile", "UN3480", "PI965"])) is None
    assert lone_instruction(flag_mask(["UN3480", "PI966"])) == ("PI966", "UN3481")
    for number, words in INSTRUCTIONS.items():
        for word in words:
            assert lone_instruction(FLAG[word]) == (word, number)
            assert lone_instruction(FLAG[word] | FLAG[number]) is None


def test_vehicles_are_batteries() -> None:
    """UN3556 counts as a battery; dry ice, textile and other dangerous goods do not (C-26)."""
    assert BATTERY_FLAGS & FLAG["UN3556"]
    assert cargo_class(FLAG["UN3556"]) == CARGO_CLASS["battery"]
    assert cargo_class(flag_mask(["dry_ice", "textile", "DG"])) == CARGO_CLASS["general"]
    assert cargo_class(flag_mask(["UN3556", "liquid"])) == CARGO_CLASS["mixed"]
