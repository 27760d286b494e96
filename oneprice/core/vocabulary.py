"""Fixed words of the trade and their codes: modes, legs, cargo flags, tiers, segments.

Codes are part of the book format: never renumber, only append.
"""

from __future__ import annotations

MODES = ("", "road", "air", "express", "post", "sea", "rail")
MODE = {word: code for code, word in enumerate(MODES)}

LEGS = ("", "pickup", "export", "linehaul", "clearance", "last_mile")
LEG = {word: code for code, word in enumerate(LEGS)}

TIERS = ("economy", "standard", "premium")
TIER = {word: code for code, word in enumerate(TIERS)}

SEGMENTS = ("before_export", "international", "after_entry")
SEGMENT = {word: code for code, word in enumerate(SEGMENTS)}

CARGO_CLASSES = ("", "general", "battery", "liquid_powder", "mixed")
CARGO_CLASS = {word: code for code, word in enumerate(CARGO_CLASSES)}

FLAGS = (
    "UN3480",  # lithium-ion batteries alone (a power bank)
    "UN3481",  # lithium-ion batteries in or with equipment
    "UN3090",  # lithium-metal batteries alone
    "UN3091",  # lithium-metal batteries in or with equipment
    "magnetic",
    "liquid",
    "cream",
    "powder",
    "aerosol",
    "cosmetics",
    "food",
    "brand",
    "knife",
    "oversize",
    "fragile",
    "high_value",
    "PI965",  # packing instructions of UN3480 ..
    "PI966",  # .. of UN3481 packed with equipment ..
    "PI967",  # .. of UN3481 contained in equipment
    "PI968",  # of UN3090 ..
    "PI969",  # .. of UN3091 packed with equipment ..
    "PI970",  # .. of UN3091 contained in equipment
    "UN3556",  # vehicles powered by lithium-ion batteries
    "ID8000",  # consumer commodities
    "excepted_quantity",
    "dry_ice",
    "DG",  # other dangerous goods
    "textile",
    "footwear",
    "furniture",
    "e_bike",
    "electronics",
    "toys",
    "jewellery",
    "wood",
    "medical",
)
FLAG = {word: 1 << bit for bit, word in enumerate(FLAGS)}
ALL_FLAGS = (1 << len(FLAGS)) - 1
BATTERY_FLAGS = FLAG["UN3480"] | FLAG["UN3481"] | FLAG["UN3090"] | FLAG["UN3091"] | FLAG["UN3556"]
LIQUID_FLAGS = FLAG["liquid"] | FLAG["cream"] | FLAG["powder"] | FLAG["aerosol"]

# Packing instructions by UN number (IATA Dangerous Goods Regulations, section 4.2; C-60).
INSTRUCTIONS = {
    "UN3480": ("PI965",),
    "UN3481": ("PI966", "PI967"),
    "UN3090": ("PI968",),
    "UN3091": ("PI969", "PI970"),
}

BATTERY_KINDS = ("", "cell", "battery")
BATTERY_KIND = {word: code for code, word in enumerate(BATTERY_KINDS)}

MATERIALS = ("paper", "plastic", "glass", "aluminium", "steel", "wood", "composite", "other")
MATERIAL = {word: code for code, word in enumerate(MATERIALS)}

INCOTERMS = ("", "DDP", "DAP")
INCOTERM = {word: code for code, word in enumerate(INCOTERMS)}

PURPOSES = ("", "b2c", "b2b")
PURPOSE = {word: code for code, word in enumerate(PURPOSES)}

FX_KINDS = ("", "customs", "tax", "settlement")
FX_KIND = {word: code for code, word in enumerate(FX_KINDS)}


def flag_mask(words: list[str]) -> int:
    """Return the bit set of cargo flags; unknown words raise KeyError."""
    mask = 0
    for word in words:
        mask |= FLAG[word]
    return mask


def flag_words(mask: int) -> list[str]:
    """Return the cargo flags of a bit set, in their fixed order."""
    return [word for word in FLAGS if mask & FLAG[word]]


def shown_mask(mask: int) -> int:
    """Return the flags that a line of an order shows (C-60).

    A UN number without a packing instruction shows all of its instructions.
    """
    for number, words in INSTRUCTIONS.items():
        instructions = flag_mask(list(words))
        if mask & FLAG[number] and not mask & instructions:
            mask |= instructions
    return mask


def lane_mask(mask: int) -> int:
    """Return the flags that a lane's `cargo_allow` or `cargo_require` means (C-60).

    A UN number that is named alone means all its instructions.
    """
    return shown_mask(mask)


def lone_instruction(mask: int) -> tuple[str, str] | None:
    """Return (instruction, UN number) of the first instruction without its UN number, or None."""
    for number, words in INSTRUCTIONS.items():
        for word in words:
            if mask & FLAG[word] and not mask & FLAG[number]:
                return word, number
    return None


def cargo_class(mask: int) -> int:
    """Return the commercial class of a set of flags (C-26)."""
    battery, liquid = mask & BATTERY_FLAGS, mask & LIQUID_FLAGS
    if battery and liquid:
        return CARGO_CLASS["mixed"]
    if liquid:
        return CARGO_CLASS["liquid_powder"]
    return CARGO_CLASS["battery"] if battery else CARGO_CLASS["general"]
