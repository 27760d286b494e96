"""What was published beside what came out, and whether a case is as it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal
from oneprice.tariffs.cases.forms import Case
from oneprice.tariffs.cases.schema import NOT_SAID

__all__ = ["INSTEAD", "NOT_SAID", "REFUSED", "Finding", "Result", "judge", "normal", "number_text"]

INSTEAD = "instead."
REFUSED = "refused "  # a refusal in the place of a number begins with this
RESULTS = {
    "golden": "exact",
    "historical": "exact",
    "near_miss": "near miss",
    "negative": "not reproduced",
    "doubtful": "doubtful",
    "illustration": "shown",
}
FAILED = "FAILED"


@dataclass(frozen=True)
class Finding:
    """One compared value.

    Attributes
    ----------
    line : str
        What is compared: `charges.duty`, `also1.total`, `instead.refused`.
    expected, got : str
        Published and found, numbers as exact decimals.
    """

    line: str
    expected: str
    got: str

    @property
    def agrees(self) -> bool:
        """Whether exactly the expected value came out (margin 0)."""
        return self.expected == self.got

    @property
    def published(self) -> bool:
        """Whether the expected value is the published one, not what the law says instead."""
        return INSTEAD not in self.line


@dataclass(frozen=True)
class Result:
    """A case, its compared values and the verdict."""

    case: Case
    findings: tuple[Finding, ...]
    failed: str = ""

    @property
    def word(self) -> str:
        """The verdict in a word or two."""
        return FAILED if self.failed else RESULTS[self.case.use]

    @property
    def reason(self) -> str:
        """Why the verdict is what it is."""
        return self.failed or self.case.why or f"{len(self.findings)} compared"


def number_text(value: Fraction) -> str:
    """Return a number as a decimal, or as a fraction where it has no end.

    Examples
    --------
    >>> number_text(Fraction("4.60")), number_text(Fraction(1, 3))
    ('4.6', '1/3')
    """
    places, rest = 0, value.denominator
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return ("-" if value < 0 else "") + (f"{whole}.{part}" if part else whole)


def normal(text: str) -> str:
    """Return a decimal without useless zeros ("4.60" is "4.6"), any other text as it is."""
    try:
        return number_text(parse_decimal(text, "number"))
    except InputError:
        return text


def judge(case: Case, findings: Sequence[Finding]) -> Result:
    """Return the result of a case by its `use`.

    Raises
    ------
    InputError
        `differs` names a value that is not compared.
    """
    return Result(case, tuple(findings), _failure(case, findings))


def _failure(case: Case, findings: Sequence[Finding]) -> str:
    """Return why a case is not as it should be, "" where it is."""
    lines = {each.line for each in findings}
    for line in case.differs:
        if line not in lines:
            remedy = "name a compared value: " + ", ".join(sorted(lines))
            raise InputError(f"{case.where}, key differs", line, remedy)
    if case.use == "illustration":
        return ""
    if not any(each.published for each in findings):
        return "nothing is compared; give `expect`"
    wrong = [each.line for each in findings if not _as_said(case, each)]
    if case.use == "negative":
        wrong = [line for line in wrong if INSTEAD in line]
        if all(each.agrees for each in findings if each.published):
            return "the published mistake came out"
    if case.use == "doubtful":
        wrong = [line for line in wrong if line in case.differs]
    told = next((each.got for each in findings if each.got.startswith(REFUSED)), "")
    return (f"{told}; " if told else "") + "differs: " + ", ".join(wrong) if wrong else ""


def _as_said(case: Case, finding: Finding) -> bool:
    """Tell whether a value is the published one, or the one that `differs` says."""
    if finding.line not in case.differs:
        return finding.agrees
    return finding.got == normal(case.differs[finding.line]) and not finding.agrees
