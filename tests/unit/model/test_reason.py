"""Reasons: a code for each, words beside it."""

from __future__ import annotations

import re

from outrider.model import reason
from outrider.model.reason import Reason, auth_changed, cached, not_processed, shared

ALL = [
    *(one for one in vars(reason).values() if isinstance(one, Reason)),
    cached(41),
    shared(41),
    auth_changed(["scope", "tls"]),
    not_processed("with HTTP/1.1"),
]


def test_every_reason_has_a_code_of_its_own() -> None:
    codes = [one.code for one in ALL]
    assert len(set(codes)) == len(codes) == 20
    assert all(re.fullmatch("[a-z0-9_]*", code) for code in codes)
    assert all(bool(one.code) is bool(one.text) for one in ALL)


def test_the_codes_are_those_that_programs_were_promised() -> None:
    assert {one.code for one in ALL} == {
        *("first_use", "fresh", "expired", "leeway", "configuration_changed", "secret_changed"),
        *("api_401", "requested", "warmed", "shared", "refreshed"),
        *("refresh_rejected", "revoked", "introspection", "revocation"),
        *("", "challenge", "redirect", "not_processed", "rejected"),
    }


def test_what_changed_is_in_the_words_and_not_in_the_code() -> None:
    assert auth_changed(["scope", "tls"]) == Reason(
        "configuration_changed", "auth changed: scope, tls"
    )
    assert cached(41).text == "cached, 41 s left"
    assert cached(41).extended("issuer metadata").code == "fresh"
