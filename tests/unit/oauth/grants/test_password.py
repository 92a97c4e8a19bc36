"""The password grant as a script (RFC 6749 §4.3)."""

from __future__ import annotations

import pytest
from tests.unit.oauth.grants.grant_script import GIVEN, URL, GrantScript, refused

from outrider.errors import TokenRefused
from outrider.model.secret import MaybeSecret, Secret
from outrider.oauth.grant_flow import TokenRequest
from outrider.oauth.grants.password import WARNING

AWKWARD = "pä55:w%41rd+1&2=#"


@pytest.mark.parametrize("scope", ["", "  ", "a  b"])
def test_name_and_password_go_as_they_are_with_a_warning(scope: str) -> None:
    settings: dict[str, MaybeSecret] = {"username": "ann@example.com", "scope": scope}
    settings["password"] = Secret(AWKWARD)
    script = GrantScript("password", settings, (("audience", "x"),), is_attended=False)
    answer = script.run([GIVEN])
    assert answer.warnings == (WARNING,)
    form = {"grant_type": "password", "username": "ann@example.com", "password": AWKWARD}
    words = {"scope": "a b"} if scope.strip() else {}
    assert script.forms == [{**form, **words, "audience": "x"}]
    [request] = script.steps
    assert isinstance(request, TokenRequest)
    assert request.endpoint == f"{URL}/token"
    assert isinstance(dict(request.parameters)["password"], Secret)


@pytest.mark.parametrize("error", ["invalid_grant", "mfa_required", "unauthorized_client"])
def test_a_refusal_ends_it_after_one_request(error: str) -> None:
    script = GrantScript("password", {"username": "ann", "password": Secret("x")})
    assert isinstance(script.failed(refused(error)), TokenRefused)
    assert len(script.steps) == 1
