"""What is said of a token that is bound to a certificate: RFC 8705's own, and others."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from tests.rfc_keys import CERTIFICATE, CERTIFICATE_THUMBPRINT

from outrider.engine.tokens.token_binding import binding_note, bound_answer, bound_thumbprint
from outrider.model.console_entry import EntryKind
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse


def token(claims: Any) -> Secret:
    parts = [json.dumps(one).encode() for one in ({"alg": "RS256"}, claims)]
    return Secret(".".join(urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + ".c2ln")


BOUND = token({"cnf": {"x5t#S256": CERTIFICATE_THUMBPRINT}})


def test_a_token_bound_to_the_certificate_is_noted() -> None:
    assert bound_thumbprint(BOUND) == CERTIFICATE_THUMBPRINT
    note = ("The token is bound to the client certificate (cnf).", EntryKind.NOTE)
    assert binding_note(BOUND, CERTIFICATE) == note
    # The first one is the client's own: the others are its authorities.
    assert binding_note(BOUND, CERTIFICATE + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END") == note


@pytest.mark.parametrize(
    ("certificates", "words"),
    [
        ("", "and [tls] has none"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END", "to another certificate (cnf) than"),
    ],
)
def test_a_token_that_the_api_will_reject_is_a_warning(certificates: str, words: str) -> None:
    note = binding_note(BOUND, certificates)
    assert note is not None
    assert words in note[0]
    assert note[1] is EntryKind.WARNING


@pytest.mark.parametrize(
    "claims",
    [{}, {"cnf": {}}, {"cnf": {"jkt": "x"}}, {"cnf": 5}, {"cnf": {"x5t#S256": 5}}, []],
)
def test_any_other_token_is_not(claims: object) -> None:
    assert binding_note(token(claims), CERTIFICATE) is None
    assert binding_note(Secret("opaque"), CERTIFICATE) is None


def answered(claims: Any, token_type: str) -> TokenResponse:
    access_token = Secret("opaque") if claims is None else token(claims)
    return bound_answer(TokenResponse(access_token, token_type), "mine")


@pytest.mark.parametrize(
    ("claims", "token_type", "kind", "words"),
    [
        (None, "DPoP", "DPoP", ""),
        ({}, "DPoP", "DPoP", ""),
        ({"cnf": {"jkt": "mine"}}, "DPoP", "DPoP", ""),
        (
            {"cnf": {"jkt": "mine"}},
            "Bearer",
            "DPoP",
            "token_type is Bearer, but the token is bound",
        ),
        ({"cnf": {"jkt": "other"}}, "DPoP", "DPoP", "bound to another key (cnf) than the one of"),
        (None, "bearer", "bearer", "issued a bearer token, although DPoP was requested"),
        ({"cnf": {"jkt": 5}}, "Bearer", "Bearer", "issued a Bearer token, although DPoP was"),
    ],
)
def test_a_token_for_which_a_proof_was_sent_has_its_type_and_a_warning_where_it_is_not_bound(
    claims: Any, token_type: str, kind: str, words: str
) -> None:
    found = answered(claims, token_type)
    assert found.token_type == kind
    assert words in "".join(found.warnings)
    assert bool(found.warnings) == bool(words)
