"""The client credentials grant as a script: steps out, replies in."""

import pytest

from outrider.errors import TokenRefused
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import ResponseMessage
from outrider.model.token import TokenResponse
from outrider.oauth.grant_flow import (
    GrantContext,
    GrantFlow,
    TokenRequest,
)
from outrider.oauth.grants import find_grant
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.server_endpoints import ServerEndpoints

ENDPOINT = "https://login.example.com/token"


def start(scope: str, *parameters: tuple[str, str]) -> tuple[GrantFlow, TokenRequest]:
    grant = find_grant("client_credentials")
    assert grant is not None
    auth = ResolvedAuth(AuthConfig("oauth2"), {"scope": scope}, token_parameters=parameters)
    context = GrantContext(
        auth=auth,
        endpoints=ServerEndpoints({"token_endpoint": ENDPOINT}),
        authenticate=lambda request: request,
        clock=lambda: 0.0,
        random_bytes=bytes,
        proof_key=ProofKey.generate,
    )
    flow = grant.flow(context)
    step = next(flow)
    assert isinstance(step, TokenRequest)
    return flow, step


def finish(flow: GrantFlow, body: bytes, status: int = 200) -> TokenResponse:
    with pytest.raises(StopIteration) as done:
        flow.send(ResponseMessage(status, "", "HTTP/1.1", (), body))
    answer = done.value.value
    assert isinstance(answer, TokenResponse)
    return answer


def test_one_request_and_one_answer() -> None:
    flow, step = start("orders.read  orders.write")
    assert step.endpoint == ENDPOINT
    assert step.parameters == (
        ("grant_type", "client_credentials"),
        ("scope", "orders.read orders.write"),
    )
    answer = finish(flow, b'{"access_token": "abc", "token_type": "Bearer", "expires_in": 60}')
    assert answer.access_token.reveal() == "abc"


@pytest.mark.parametrize("scope", ["", "  ", "\n"])
def test_a_blank_scope_is_left_out(scope: str) -> None:
    _, step = start(scope)
    assert step.parameters == (("grant_type", "client_credentials"),)


def test_a_parameter_may_be_repeated() -> None:
    _, step = start("", ("resource", "https://a"), ("resource", "https://b"), ("audience", "c"))
    assert step.parameters[1:] == (
        ("resource", "https://a"),
        ("resource", "https://b"),
        ("audience", "c"),
    )


def test_a_refusal_ends_the_flow() -> None:
    flow, _ = start("")
    with pytest.raises(TokenRefused):
        flow.send(ResponseMessage(400, "", "HTTP/1.1", (), b'{"error": "invalid_scope"}'))
