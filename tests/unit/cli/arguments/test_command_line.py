"""Help that fits 80 columns and teaches, and lists that fit the terminal."""

from __future__ import annotations

import argparse

import pytest

from outrider.cli.arguments.command_line import parser
from outrider.cli.main import COMMANDS, main
from outrider.errors import UsageError


def command_parser(name: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    commands = next(one for one in parser()._actions if isinstance(one.choices, dict))
    found = commands.choices[name]  # type: ignore[index]
    assert isinstance(found, argparse.ArgumentParser)
    return found


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """What most terminals have."""
    monkeypatch.setenv("COLUMNS", "80")


def test_the_help_fits_and_has_each_command_with_its_summary_on_one_line() -> None:
    shown = parser().format_help()
    assert max(map(len, shown.splitlines())) < 80
    for name in COMMANDS:
        assert f"\n    {name:12}  " in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_fits_and_has_an_example(name: str) -> None:
    shown = command_parser(name).format_help()
    assert max(map(len, shown.splitlines())) < 80
    assert "\nexamples:\n" in shown
    assert f"outrider {name}" in shown.partition("\nexamples:\n")[2]


def test_wrong_usage_is_told_like_any_other_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parser().parse_args(["send"])
    assert caught.value.what == "The following arguments are required: REQUEST."
    assert main(["completion", "tcsh"]) == 2
    assert capsys.readouterr().err.endswith("\n  Run outrider completion --help.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sned", "x"], 'Did you mean "send"?'),
        (["--env", "dev"], "The workbench needs a terminal."),
    ],
)
def test_words_that_are_no_command_get_a_hint(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


ROWS = [["GET", "list", "{{base_url}}/orders"], ["DELETE", "drop", "{{base_url}}/orders/:order"]]
