"""Endpoints as files and as metadata name them."""

from __future__ import annotations

import pytest

from outrider.errors import ResolveError, SourceLocation
from outrider.oauth.server_endpoints import ServerEndpoints

KEY = "device_authorization_endpoint"
PLACE = SourceLocation("environments/dev.toml", ("auth", "default"), 3)


def test_what_is_written_wins_and_is_not_checked() -> None:
    checked: list[tuple[str, str]] = []
    endpoints = ServerEndpoints(
        {KEY: "https://mine.test/"},
        {KEY: "https://theirs.test/", "token_endpoint": "https://theirs.test/token"},
        "https://theirs.test",
        PLACE,
        lambda key, url: checked.append((key, url)),
    )
    assert endpoints.need(KEY) == "https://mine.test/"
    assert not checked
    assert endpoints.need("token_endpoint") == "https://theirs.test/token"
    assert checked == [("token_endpoint", "https://theirs.test/token")]


@pytest.mark.parametrize(
    ("issuer", "why"),
    [("", ""), ("https://l.test", "The metadata of https://l.test names none.")],
)
def test_one_that_nobody_names_is_a_fault_with_its_place(issuer: str, why: str) -> None:
    for written in ({}, {KEY: ""}):
        with pytest.raises(ResolveError) as caught:
            ServerEndpoints(written, {}, issuer, PLACE).need(KEY)
        [fault] = caught.value.faults
        assert fault.what == f"[auth.default] has no {KEY}."
        assert (fault.why, fault.place) == (why, PLACE)
        assert KEY in fault.advice
