"""A refusal inside the twin: what cannot be shipped or priced (C-50)."""

from __future__ import annotations


class Refused(Exception):
    """Raised where the rules name a refusal; carries its code and, if any, its lane."""

    def __init__(self, code: str, lane: str = "", text: str = "") -> None:
        super().__init__(code, lane, text)
        self.code, self.lane, self.text = code, lane, text
