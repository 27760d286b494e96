"""The command line: what it prints, and with which code it leaves."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import example_book
import pytest
from click.testing import Result
from typer.testing import CliRunner

import oneprice
from oneprice import cli
from oneprice.core.quote import Quote

CART = str(example_book.order_path("munich-cart"))
BAD = cli.EXIT_UNUSABLE


def run(*words: object, text: str | None = None, columns: int = 100) -> Result:
    """Run the command line in a terminal of some width."""
    env = {"COLUMNS": str(columns), "TERM": "dumb"}
    return CliRunner().invoke(cli.app, [str(word) for word in words], input=text, env=env)


def quoted(*words: object, **more: Any) -> Result:
    """Run a command on the example book."""
    command, *rest = words
    return run(command, example_book.book_path(), *rest, **more)


def changed(tmp_path: Path, **fields: object) -> Path:
    """Return a file with the cart and some fields changed."""
    document = json.loads(Path(CART).read_text(encoding="utf-8"))
    path = tmp_path / "order.json"
    path.write_text(json.dumps({**document, **fields}), encoding="utf-8")
    return path


# --- build and check ------------------------------------------------------------------


def test_build_prints_hash_and_counts(tmp_path: Path) -> None:
    """Building prints the hash, what the book holds and how many notes there are."""
    book = tmp_path / "a.book"
    done = run("build", example_book.SOURCES, "-o", book)
    assert done.exit_code == 0, done.output
    opened = oneprice.open_book(book)
    assert opened.book_hash in done.stdout
    assert f"{len(opened.tables['lane']) - 1} lanes" in done.stdout
    assert f"{len(opened.notes)} notes" in done.stdout


def test_build_shows_notes_when_asked(tmp_path: Path) -> None:
    """With --notes each note of the compile is printed."""
    done = run("build", example_book.SOURCES, "-o", tmp_path / "a.book", "--notes")
    notes = oneprice.open_book(tmp_path / "a.book").notes
    assert notes
    assert [line for line in done.stdout.splitlines() if line.startswith("- ")] == [
        f"- {note}" for note in notes
    ]


def test_build_needs_a_source_folder(tmp_path: Path) -> None:
    """A folder without book.csv leaves with 2 and says what to name."""
    done = run("build", tmp_path, "-o", tmp_path / "a.book")
    assert done.exit_code == BAD
    assert "book.csv" in done.stderr
    assert "name a folder of source tables" in done.stderr


def test_check_tells_a_sound_book() -> None:
    """A sound book leaves with 0 and shows its hash."""
    done = quoted("check")
    assert done.exit_code == 0
    assert example_book.engine().book_hash in done.stdout


@pytest.mark.parametrize("command", ["check", "quote", "explain"])
def test_altered_book_is_refused(command: str, tmp_path: Path) -> None:
    """A book with one changed byte leaves with 2 and names the file."""
    book = tmp_path / "altered.book"
    shutil.copytree(example_book.book_path(), book)
    with (book / "rate.npy").open("r+b") as handle:
        handle.seek(-1, 2)
        handle.write(b"\x01")
    done = run(command, book, *([] if command == "check" else [CART]))
    assert done.exit_code == BAD
    assert "rate.npy" in done.stderr
    assert "build the book again" in done.stderr


@pytest.mark.parametrize("command", ["check", "quote", "explain"])
def test_missing_book_is_told(command: str, tmp_path: Path) -> None:
    """A book that is not there leaves with 2 and says how to make one."""
    done = run(command, tmp_path / "no.book", *([] if command == "check" else [CART]))
    assert done.exit_code == BAD
    assert "oneprice build" in done.stderr


# --- quote ----------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [80, 100, 140])
@pytest.mark.parametrize("name", example_book.NAMES)
@pytest.mark.parametrize("command", ["quote", "explain"])
def test_output_fits_the_terminal(command: str, name: str, columns: int) -> None:
    """No example prints a line wider than the terminal, or cuts a cell."""
    done = quoted(command, example_book.order_path(name), columns=columns)
    assert done.exit_code == (0 if example_book.quote(name).options else 1), done.output
    assert max(len(line) for line in done.stdout.splitlines()) <= columns
    assert "…" not in done.stdout


def test_quote_shows_each_price_and_date() -> None:
    """The table shows every tier with its price and its date with the weekday."""
    done = quoted("quote", CART)
    for option in example_book.quote("munich-cart").options:
        line = next(x for x in done.stdout.splitlines() if x.startswith(f" {option.service_tier}"))
        euros, cents = divmod(option.price_minor, 100)
        assert f"{euros}.{cents:02d}" in line
        assert f"{option.promise_date:%a} {option.promise_date.day} " in line


def test_json_is_the_quote() -> None:
    """With --json the output is exactly the quote of the engine."""
    done = quoted("quote", CART, "--json")
    assert done.exit_code == 0
    assert Quote.model_validate_json(done.stdout) == example_book.quote("munich-cart")


def test_dash_reads_stdin() -> None:
    """An order of - is read from stdin."""
    done = quoted("quote", "-", "--json", text=Path(CART).read_text(encoding="utf-8"))
    assert Quote.model_validate_json(done.stdout) == example_book.quote("munich-cart")


def test_names_are_no_markup(tmp_path: Path) -> None:
    """A SKU that looks like terminal markup is printed as it is."""
    document = json.loads(Path(CART).read_text(encoding="utf-8"))
    document["lines"][0]["sku"] = "[red]X[/red]"
    done = quoted("quote", changed(tmp_path, lines=document["lines"]), columns=140)
    assert "[red]X[/red]" in done.stdout


@pytest.mark.parametrize("name", ["refused-epr", "refused-watch"])
def test_nothing_offered_leaves_with_one(name: str) -> None:
    """An order no tier can serve leaves with 1 and shows each reason."""
    done = quoted("quote", example_book.order_path(name), columns=200)
    assert done.exit_code == cli.EXIT_REFUSED
    for refusal in example_book.quote(name).refusals:
        assert refusal.code in done.stdout


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("{", "mend the JSON there"),
        ("", "mend the JSON there"),
        ("\xff", "mend the JSON there"),
        ("[]", "valid dictionary"),
        ('{"quoted_at": 1.5}', "give whole numbers"),
    ],
)
def test_broken_order_leaves_with_two(text: str, remedy: str) -> None:
    """JSON that cannot be read leaves with 2, a remedy and no traceback."""
    done = quoted("quote", "-", text=text)
    assert done.exit_code == BAD
    assert remedy in done.stderr
    assert "Traceback" not in done.output


def test_missing_order_file_is_told(tmp_path: Path) -> None:
    """An order file that is not there leaves with 2 and says what to name."""
    done = quoted("quote", tmp_path / "no.json")
    assert done.exit_code == BAD
    assert "name a JSON file" in done.stderr


@pytest.mark.parametrize(
    ("field", "value", "remedy"),
    [
        ("quoted_at", "2026-07-15T10:00:00", "give an instant with its UTC offset"),
        ("quoted_at", "2031-07-15T10:00:00Z", "use a book of that day"),
        ("currency", "XXX", "give a known currency"),
        ("colour", "red", "extra inputs"),
    ],
)
def test_unusable_field_is_named(field: str, value: str, remedy: str, tmp_path: Path) -> None:
    """A field that cannot be used leaves with 2 and names field and remedy."""
    done = quoted("quote", changed(tmp_path, **{field: value}))
    assert done.exit_code == BAD
    assert field in done.stderr
    assert remedy in done.stderr


def test_defect_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that is none of ours leaves with 3 and one line."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr(oneprice.Engine, "quote", broken)
    done = quoted("quote", CART)
    assert done.exit_code == cli.EXIT_DEFECT
    assert done.stderr.splitlines() == [
        "oneprice: a defect of oneprice: ZeroDivisionError: by accident"
    ]


@pytest.mark.parametrize(("after_s", "noted"), [(0.0, True), (60.0, False)])
def test_cold_start_is_noted_only_when_it_lasts(
    after_s: float, noted: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The note about compiling appears on stderr when quoting lasts, and only then."""
    monkeypatch.setattr(cli, "COLD_AFTER_S", after_s)
    with cli._cold_note():
        time.sleep(0.1)
    assert (cli.COLD_NOTE in capfd.readouterr().err) is noted


# --- packing --------------------------------------------------------------------------


def test_exact_packing_is_told(tmp_path: Path) -> None:
    """With --packing exact the parcels are those of the exact packer, and the quote says so."""
    done = quoted("quote", CART, "--json", "--packing", "exact", "--packing-seconds", "0.5")
    assert done.exit_code == 0, done.output
    answer = Quote.model_validate_json(done.stdout)
    parts = [part for option in answer.options for part in option.consignments]
    assert {part.packing for part in parts} == {"exact"}
    assert all(part.parcels_at_least <= len(part.parcels) for part in parts)
    assert answer.quote_id != example_book.quote("munich-cart").quote_id


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--packing", "tight"), "give first_fit or exact"),
        (("--packing", "exact", "--packing-seconds", "0"), "give more than 0 and at most 3600"),
        (("--packing", "exact", "--packing-seconds", "nan"), "give more than 0 and at most 3600"),
    ],
)
def test_unusable_packing_is_refused(words: tuple[str, ...], remedy: str) -> None:
    """Another word, or no time at all, leaves with 2 and says what to give."""
    done = quoted("quote", CART, *words)
    assert done.exit_code == BAD
    assert remedy in done.stderr


# --- explain --------------------------------------------------------------------------


def test_explain_names_every_rule() -> None:
    """The explanation shows rule id and own amount of every line of the tier."""
    option = example_book.quote("munich-cart").option("economy")
    assert option is not None
    done = quoted("explain", CART, "--tier", "economy", columns=250)
    assert done.exit_code == 0
    for charge in option.charges:
        for rule_id in charge.rule_id.split("; "):
            assert rule_id in done.stdout


def test_explain_tells_where_days_come_from() -> None:
    """The explanation names the instants and days of each consignment."""
    done = quoted("explain", CART, "--tier", "economy", columns=250)
    firsts = [line.split("  ")[0] for line in done.stdout.splitlines()]
    for word in ("valid until", "ready", "leaves", "travels", "enters", "promised"):
        option = example_book.quote("munich-cart").option("economy")
        assert option is not None
        assert firsts.count(word) == len(option.consignments)


def test_explain_tells_how_goods_are_packed() -> None:
    """The explanation tells how many parcels there are, by which packing, and what is in them."""
    option = example_book.quote("munich-cart").option("economy")
    assert option is not None
    done = quoted("explain", CART, "--tier", "economy", columns=250)
    lines = [line.strip() for line in done.stdout.splitlines()]
    for part in option.consignments:
        words = f"1 parcel by the first-fit rule of checkout; no packing needs fewer than {1}"
        assert len(part.parcels) == 1
        assert any(line.endswith(words) for line in lines if line.startswith("packed"))
        sku = example_book.order("munich-cart").lines[part.lines[0]].sku
        assert any(line.startswith("1: ") and f"x {sku}" in line for line in lines)


def test_explain_keeps_to_a_tier() -> None:
    """With --tier no other tier is printed."""
    done = quoted("explain", CART, "--tier", "premium")
    assert "premium  " in done.stdout
    assert "standard  " not in done.stdout


def test_explain_refuses_an_unknown_tier() -> None:
    """An unknown tier leaves with 2 and lists the tiers."""
    done = quoted("explain", CART, "--tier", "gold")
    assert done.exit_code == BAD
    assert "economy, standard, premium" in done.stderr


def test_version_is_printed() -> None:
    """The version of the package is printed."""
    assert run("--version").stdout.strip() == f"oneprice {oneprice.__version__}"


# --- hs and invert --------------------------------------------------------------------


def garment(tmp_path: Path, code: str) -> Path:
    """Return a file with the garment order and another code on its first line."""
    document = json.loads(example_book.order_path("us-garment").read_text(encoding="utf-8"))
    document["lines"][0] |= {"hs_code": code, "hs_national": {}}
    path = tmp_path / "garment.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_hs_shows_what_a_short_code_may_mean(tmp_path: Path) -> None:
    """Each tariff line is shown with its rates, price and duty, and the bounds below."""
    path = garment(tmp_path, "3924.10")
    done = quoted("hs", path, columns=120)
    assert done.exit_code == 0, done.output
    found = example_book.engine().hs_candidates(path.read_text(encoding="utf-8"), 0)
    assert len(found) > 1
    for each in found:
        assert each.code in done.stdout
        for _, text in each.rates:
            assert text in done.stdout
    assert "economy 153.71 to 159.80; standard" in done.stdout


def test_hs_of_sure_codes_says_so() -> None:
    """Codes that say enough leave nothing to show."""
    assert "names one tariff line" in quoted("hs", CART).stdout


def test_hs_of_an_unknown_code_names_its_neighbours(tmp_path: Path) -> None:
    """A line that is asked for and unknown is told the nearest codes."""
    done = quoted("hs", garment(tmp_path, "3926.99"), "--line", "0")
    assert done.exit_code == 0
    assert "the nearest it knows: 39" in done.stdout


def test_hs_finds_lines_by_words() -> None:
    """Words and a country need no order; the best line comes first, with its words."""
    done = quoted("hs", "--country", "US", "--words", "cotton t-shirt")
    assert done.exit_code == 0, done.output
    lines = [row.split()[0] for row in done.stdout.splitlines() if row.strip()[:1].isdigit()]
    assert lines[0] == "6109.10"
    assert "t-shirts and vests, knitted, cotton" in done.stdout


def test_hs_finds_nothing_like_unknown_words() -> None:
    """Words that no line has are said to find nothing."""
    done = quoted("hs", "--country", "US", "--words", "zeppelin")
    assert (done.exit_code, done.stdout.strip()) == (
        *(0, "no tariff line of US is called anything like zeppelin"),
    )


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ([], "name an order, or give --country and --words"),
        (["--words", "coat"], "give --country and --words together"),
        (["--country", "US"], "give --country and --words together"),
        (["order.json", "--country", "US", "--words", "coat"], "give an order, or"),
        (["--country", "US", "--words", "coat", "--line", "0"], "give an order, or"),
        (["--country", "ZZ", "--words", "coat"], "whose law the book holds"),
        (["--country", "US", "--words", "of"], "give words for the goods"),
    ],
)
def test_hs_refuses_half_a_question(options: list[str], remedy: str) -> None:
    """Without an order both country and words are needed, and words that say something."""
    done = quoted("hs", *options)
    assert done.exit_code == 2
    assert remedy in " ".join(done.stderr.split())


def test_invert_finds_the_unit_price_of_an_offer() -> None:
    """Asked for the price of an offer, its unit price is told."""
    option = example_book.quote("us-garment").option("standard")
    assert option is not None
    price = f"{option.price_minor // 100}.{option.price_minor % 100:02d}"
    path = example_book.order_path("us-garment")
    done = quoted("invert", path, "--price", price, "--line", "1", columns=200)
    assert done.exit_code == 0, done.output
    assert f"standard costs {price} USD at a unit price of DRESS-42 of 54.90" in done.stdout


def test_invert_tells_the_nearest_prices() -> None:
    """Under the least price there is only the nearest one above, and the code is 1."""
    path = example_book.order_path("us-garment")
    done = quoted("invert", path, "--price", "0.01", columns=200)
    assert done.exit_code == 1
    assert "nearest above it" in done.stdout
    assert "at 0.01" in done.stdout


@pytest.mark.parametrize("price", ["0", "1.005", "-1", "much"])
def test_invert_refuses_what_is_no_price(price: str) -> None:
    """A price that is no whole number of cents above 0 leaves with 2."""
    done = quoted("invert", CART, f"--price={price}")
    assert done.exit_code == BAD
    assert "--price" in done.stderr


# --- hostile surroundings -------------------------------------------------------------


@pytest.mark.parametrize("name", [".", "..", "a/.."])
def test_book_needs_a_name(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A book cannot take the place of the folder one stands in."""
    monkeypatch.chdir(tmp_path)
    done = run("build", example_book.SOURCES, "-o", name)
    assert done.exit_code == BAD
    assert "name a folder of its own" in done.stderr


@pytest.mark.parametrize("char", ["\x85", "\x9b", "\u202e", "\u2066", "\u200f"])
def test_controls_of_a_text_are_not_obeyed(char: str, tmp_path: Path) -> None:
    """C1 and bidi controls in a name are shown as escapes, in tables, JSON and messages."""
    document = json.loads(Path(CART).read_text(encoding="utf-8"))
    document["lines"][0]["sku"] = f"A{char}B"
    path = changed(tmp_path, lines=document["lines"])
    for words in (("quote", path), ("explain", path), ("quote", path, "--json")):
        done = quoted(*words, columns=140)
        assert char not in done.stdout
        assert f"\\u{ord(char):04x}" in done.stdout
    assert Quote.model_validate_json(done.stdout) == example_book.engine().quote(
        path.read_text(encoding="utf-8")
    )
    document["lines"][0]["duty_quantities"] = {f"A{char}B": "1"}
    done = quoted("quote", changed(tmp_path, lines=document["lines"]))
    assert (done.exit_code, char in done.stderr) == (BAD, False)


def test_endless_input_is_cut() -> None:
    """No more than an order may hold is read from stdin."""
    done = quoted("quote", "-", text="[" * (3 << 20))
    assert done.exit_code == BAD
    assert str((1 << 20) + 1) in done.stderr


def test_closed_pipe_is_no_defect() -> None:
    """A reader that has gone ends the command without a word."""
    words = [sys.executable, "-m", "oneprice", "explain", str(example_book.book_path()), CART]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    message = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=120), message) == (cli.EXIT_PIPE, b"")
