from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.variables.dotenv_parser import parse_dotenv


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("K=value", "value"),
        ("export K=value\n", "value"),
        ("  K = value  \n", "value"),
        ("K=", ""),
        ("K=''", ""),
        ("K=a b#c", "a b#c"),
        ("K=a # comment", "a"),
        ("K=#abc", "#abc"),
        ("K= # comment", ""),
        ("K=a=b==", "a=b=="),
        ("K='a\\n${X} \"b\" # c' # d", 'a\\n${X} "b" # c'),
        ('K="a\\n\\t\\\\ \\" \\$X # c"', 'a\n\t\\ " $X # c'),
        ('K="odd \\q"', "odd \\q"),
        ('K="one\ntwo"\n', "one\ntwo"),
        ("K=a'b\"c", "a'b\"c"),
        ("\ufeffK=value\r\n", "value"),
        ('K="one\r\ntwo"\r\n', "one\ntwo"),
        ("# comment\n\n \nK=value\n", "value"),
        ("K=first\nK=last\n", "last"),
        ("K=é:%+ &", "é:%+ &"),
    ],
)
def test_a_value_is_read(text: str, value: str) -> None:
    parsed = parse_dotenv(text)
    assert (parsed.values, parsed.mistakes) == ({"K": value}, ())


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("A=1\nK\n", 2, "K has no value"),
        ("A=1\n\n# c\nexport K # c\n", 4, "K has no value"),
        ("K value", 1, "it has no ="),
        ("A=1\n=x\n", 2, "it does not start with a name"),
        ("1K=x", 1, "it does not start with a name"),
        ("K='open\nA=1\n", 1, "its quote is not closed"),
        ('A="x\ny"\nK="open\nB=1\n', 3, "its quote is not closed"),
        ("K='a'b", 1, "it has text after the closing quote"),
        ("\x00", 1, "it does not start with a name"),
    ],
)
def test_a_line_that_does_not_parse_is_a_mistake_with_its_number(
    text: str, line: int, what: str
) -> None:
    assert [(m.line, m.what) for m in parse_dotenv(text).mistakes] == [(line, what)]


def test_every_mistake_is_listed_and_the_other_lines_are_read() -> None:
    parsed = parse_dotenv("A=1\nB\nC='x\nD=2\n!\n")
    assert [mistake.line for mistake in parsed.mistakes] == [2, 3, 5]
    assert parsed.values == {"A": "1", "D": "2"}


def test_each_line_of_a_repeated_key_is_known() -> None:
    assert parse_dotenv('K=1\nA="x\ny"\nK=2\n').lines == {"K": (1, 4), "A": (2,)}


def test_nothing_is_run_or_expanded(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    for written in (f"$(touch {canary})", f"`touch {canary}`", "${HOME}", "$HOME"):
        assert parse_dotenv(f'K="{written}"\n').values == {"K": written}
        assert parse_dotenv(f"K={written}\n").values == {"K": written}
    assert not canary.exists()


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_any_value_can_be_written_between_double_quotation_marks(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    assert parse_dotenv(f'A=1\nK="{quoted}"\nB=2').values == {"A": "1", "K": value, "B": "2"}


@given(st.text(st.sampled_from("K=\"'\\# \n\t$é\r\x00export")) | st.text())
def test_any_text_is_read_to_its_end(text: str) -> None:
    parsed = parse_dotenv(text + "\n# end")
    assert all(mistake.line <= text.count("\n") + 1 for mistake in parsed.mistakes)
    assert set(parsed.values) == set(parsed.lines)
