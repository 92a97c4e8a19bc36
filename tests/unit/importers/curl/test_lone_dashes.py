"""Dashes that are words by themselves: no request goes to a host that is called so."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.test_shell_constructs import read

from outrider.model.import_result import ImportVerdict


def changed(script: str) -> tuple[list[tuple[str, str]], list[str]]:
    imported = read(script)
    requests = [(one.method, one.url) for one in imported.requests]
    told = [one.what for one in imported.remarks if one.verdict is ImportVerdict.CHANGED]
    return requests, told


@pytest.mark.parametrize("dash", ["-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2015", "\u2212"])
@pytest.mark.parametrize(
    "command",
    ["curl http://h/a {} -X PUT", "curl {} -X PUT http://h/a", "curl -X PUT http://h/a {}"],
)
def test_a_dash_between_options_is_left_out(dash: str, command: str) -> None:
    left_out = f'"{dash}" was ignored.'
    assert changed(command.format(dash)) == ([("PUT", "http://h/a")], [left_out])


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("curl http://h/a \u2014 request PUT", '"\u2014 request" was read as --request.'),
        ("curl \u2013 X PUT http://h/a", '"\u2013 X" was read as -X.'),
        ("curl http://h/a -- request PUT", '"-- request" was read as --request.'),
        ("curl \u2014 request PUT \u2014 url http://h/a", '"\u2014 url" was read as --url.'),
    ],
)
def test_a_dash_that_was_torn_off_belongs_to_its_option(command: str, option: str) -> None:
    requests, told = changed(command)
    assert requests == [("PUT", "http://h/a")]
    assert option in told


@pytest.mark.parametrize(
    "said",
    [
        "this changes a thing",
        "get the user",
        "I think so",
        "see https://docs.example/users",
        "request",
    ],
)
def test_a_sentence_behind_a_dash_is_no_part_of_the_command(said: str) -> None:
    requests, told = changed(f"curl -X PUT http://h/a \u2014 {said}")
    assert (requests, told) == ([("PUT", "http://h/a")], [f'"\u2014 {said}" was ignored.'])


def test_words_before_the_url_are_none_either() -> None:
    assert changed("curl \u2014 GET http://h/a")[0] == [("GET", "http://h/a")]


@pytest.mark.parametrize("command", ["curl http://h/a -d -", "curl http://h/a -sd \u2014"])
def test_a_dash_that_is_the_value_of_an_option_stays(command: str) -> None:
    requests, told = changed(command)
    assert (requests, told) == ([("POST", "http://h/a")], [])


def test_two_dashes_end_the_options() -> None:
    assert changed("curl -s -- http://h/a") == ([("GET", "http://h/a")], [])


def test_hyphens_of_a_text_program_begin_options() -> None:
    requests, _ = changed("curl http://h/a \u2011X PUT \u2010\u2010compressed")
    assert requests == [("PUT", "http://h/a")]


@pytest.mark.parametrize(
    "mark", ["-", "*", "\u2022", "\u2014", "1.", "2)", "(a)", "b.", ">", ">>", "> $"]
)
def test_a_mark_of_a_list_or_a_quotation_is_no_program(mark: str) -> None:
    assert changed(f"{mark} curl http://h/a\n") == ([("GET", "http://h/a")], [])


def test_a_file_may_be_called_curl() -> None:
    assert changed("curl http://h/a > curl\n") == ([("GET", "http://h/a")], [])
