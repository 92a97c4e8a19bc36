"""The token exchange grant as a script (RFC 8693 §2.1)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.unit.oauth.grants.grant_script import TOKEN, GrantScript, refused, said

from outrider.errors import TokenRefused
from outrider.model.secret import MaybeSecret, Secret
from outrider.oauth.grant_flow import TokenRequest

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
JWT = "urn:ietf:params:oauth:token-type:jwt"
SUBJECT: Mapping[str, MaybeSecret] = {
    "subject_token": Secret("subj3ct"),
    "subject_token_type": ACCESS,
}


@pytest.mark.parametrize(
    ("more", "sent"),
    [
        ({}, {}),
        ({"subject_token_type": JWT}, {"subject_token_type": JWT}),
        ({"actor_token": Secret(""), "actor_token_type": JWT}, {}),
        (
            {"actor_token": Secret("act0r"), "actor_token_type": JWT},
            {"actor_token": "act0r", "actor_token_type": JWT},
        ),
        ({"requested_token_type": JWT}, {"requested_token_type": JWT}),
        ({"requested_token_type": ""}, {}),
        ({"scope": " a  b "}, {"scope": "a b"}),
    ],
)
def test_an_actor_and_a_requested_type_are_sent_where_they_are_there(
    more: dict[str, MaybeSecret], sent: dict[str, str]
) -> None:
    script = GrantScript(GRANT, {**SUBJECT, **more}, (("resource", "x"),), is_attended=False)
    script.run([said(**TOKEN, issued_token_type=ACCESS)])
    form = {"grant_type": GRANT, "subject_token": "subj3ct", "subject_token_type": ACCESS}
    assert script.forms == [{**form, **sent, "resource": "x"}]
    [request] = script.steps
    assert isinstance(request, TokenRequest)
    assert isinstance(dict(request.parameters)["subject_token"], Secret)


def test_a_refresh_token_that_is_kept_is_never_used_for_another_subject() -> None:
    script = GrantScript(GRANT, SUBJECT, refresh_token="refr3sh")
    script.run([said(**TOKEN)])
    assert script.grants == [GRANT]


@pytest.mark.parametrize("error", ["invalid_target", "invalid_request", "invalid_grant"])
def test_a_refusal_ends_it_after_one_request(error: str) -> None:
    script = GrantScript(GRANT, SUBJECT)
    assert isinstance(script.failed(refused(error)), TokenRefused)
    assert len(script.steps) == 1
