"""The words that name an exchange to compare."""

from __future__ import annotations

import pytest
from tests.each_case import each_case

from outrider.engine.side_by_side.side_source import SideKind, SideSource, side_source
from outrider.errors import UsageError

FILES = {"a.har", "x@y.txt", "odd:7", "curl.sh"}


def named(written: str) -> SideSource:
    return side_source(written, FILES.__contains__)


@each_case(
    [
        ("history:1f9c", SideKind.PAST_SEND, "1f9c", "", 0),
        ("-", SideKind.FILE, "-", "", 0),
        ("a.har:3", SideKind.FILE, "a.har", "", 3),
        ("a.har", SideKind.FILE, "a.har", "", 0),
        ("odd:7", SideKind.FILE, "odd:7", "", 0),
        ("x@y.txt", SideKind.FILE, "x@y.txt", "", 0),
        ("billing/make@dev", SideKind.REQUEST, "billing/make", "dev", 0),
        ("me@home@dev", SideKind.REQUEST, "me@home", "dev", 0),
    ]
)
def test_what_words_name(case: tuple[str, SideKind, str, str, int]) -> None:
    written, kind, name, environment, number = case
    assert named(written) == SideSource(written, kind, name, environment, number)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("gone.har:1", 'File "gone.har" not found.'),
        ("gone.sh", 'File "gone.sh" not found.'),
        ("list", '"list" cannot be compared.'),
        ("@dev", '"@dev" cannot be compared.'),
        ("list@", '"list@" cannot be compared.'),
        ("", '"" cannot be compared.'),
    ],
)
def test_words_that_name_nothing(written: str, what: str) -> None:
    with pytest.raises(UsageError) as refused:
        named(written)
    assert refused.value.what == what
    assert "REQUEST@ENV" in refused.value.advice
