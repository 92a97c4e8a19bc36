"""Digest against httpbin, and AWS signatures as botocore makes them; both with the real program."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab, status
from tests.integration.peers.request_auth_keys import ACCESS_KEY, SECRET_KEY

DIGEST = '[auth]\ntype = "digest"\nusername = "{user}"\npassword = "{password}"\n'
AWS = (
    f'[auth]\ntype = "aws_sigv4"\naccess_key_id = "{ACCESS_KEY}"\n'
    f'secret_access_key = "{SECRET_KEY}"\nservice = "{{service}}"\nregion = "eu-west-1"\n'
)


@pytest.mark.parametrize("quality", ["auth", "auth-int", "auth,auth-int"])
@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
async def test_httpbin_takes_the_answer_to_its_challenge(
    lab: Lab, request_auth_url: str, quality: str, algorithm: str
) -> None:
    url = f"{request_auth_url}/digest-auth/{quality}/me/pass/{algorithm}"
    lab.request("digest", url, DIGEST.format(user="me", password="pass"))
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, "digest")
    assert [one.response.status for one in result.exchanges if one.response] == [401, 200]
    assert status(result) == 200
    assert result.message is not None
    shown = {line.name: str(line.value) for line in result.message.headers}["Authorization"]
    assert 'username="me"' in shown
    assert 'response="••••••"' in shown


async def test_a_wrong_password_is_tried_once(lab: Lab, request_auth_url: str) -> None:
    url = f"{request_auth_url}/digest-auth/auth/me/pass/SHA-256"
    lab.request("digest", url, DIGEST.format(user="me", password="mistyped"))
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, "digest")
    assert [one.response.status for one in result.exchanges if one.response] == [401, 401]


@pytest.mark.parametrize(
    ("service", "target", "more"),
    [
        ("execute-api", "/", ""),
        ("execute-api", "", ""),
        ("execute-api", "/orders?b=2&a=1&a=0&empty=&flag", ""),
        ("execute-api", "/caf%C3%A9/a%20b/./c//d/../e/", ""),
        ("execute-api", "/orders?q=a%20b%2Fc%3D&%C3%A9=%E2%82%AC", ""),
        ("execute-api", "/a*b/~c/(d)/e'f", ""),
        ("s3", "/bucket/caf%C3%A9/a%20b//c/../d", ""),
        ("s3", "/bucket?list-type=2&prefix=a%2Fb", ""),
        ("sqs", "/queue", 'headers = [{ name = "X-Amz-Target", value = "  Q.Send   it " }]\n'),
    ],
)
@pytest.mark.parametrize("body", ["", "text", "form"])
async def test_botocore_signs_the_same(
    lab: Lab, request_auth_url: str, service: str, target: str, more: str, body: str
) -> None:
    bodies = {
        "": "",
        "text": 'method = "PUT"\n[body]\ntype = "text"\ncontent = "Größe"\n',
        "form": 'method = "POST"\n[body]\ntype = "form"\n'
        'fields = [{ name = "a", value = "b c" }]\n',
    }
    text = bodies[body]
    method, _, rest = text.partition("\n")
    lab.request(
        "signed",
        f"{request_auth_url}/aws/{service}/eu-west-1{target}",
        f"{method}\n{more}{AWS.format(service=service)}{rest}",
    )
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, "signed")
    assert result.exchange is not None
    assert result.exchange.response is not None
    assert result.exchange.response.content == b"the same"


async def test_a_session_token_is_signed_and_masked(lab: Lab, request_auth_url: str) -> None:
    more = AWS.format(service="execute-api") + 'session_token = "the-session-token"\n'
    lab.request("signed", f"{request_auth_url}/aws/execute-api/eu-west-1/orders", more)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench, "signed")
    assert status(result) == 200
    assert result.message is not None
    shown = {line.name: str(line.value) for line in result.message.headers}
    assert shown["X-Amz-Security-Token"] == "••••••"
    assert shown["Authorization"].endswith("Signature=••••••")
    assert ACCESS_KEY in shown["Authorization"]
