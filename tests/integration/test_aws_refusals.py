"""What is said beside a response in which AWS refuses a signature."""

from __future__ import annotations

import io
import json
import time
from collections.abc import AsyncIterator
from email.utils import formatdate

import pytest
from tests.engine_lab import Lab
from tests.servers.toxic import ToxicServer, ok, toxic_server

from outrider.cli.output.error_output import write_note
from outrider.next_steps import EditKey, NextStep

ENVIRONMENT = """name = "Dev"
[variables]
base_url = "{url}"
[secrets]
mine = {{ env = "MINE" }}
[auth.default]
type = "aws_sigv4"
access_key_id = "{key}"
secret_access_key = "{{{{mine}}}}"
region = "us-east-1"
service = "s3"
"""
SECRET = 'secret "mine" (environments/dev.toml:5), read from MINE'
KEYS = f"access_key_id (environments/dev.toml:8), {SECRET}"


@pytest.fixture
async def api() -> AsyncIterator[ToxicServer]:
    async with toxic_server(ok(b"no")) as server:
        yield server


async def said(
    lab: Lab, api: ToxicServer, status: bytes, body: str, *fields: bytes, key: str = "AKIAEXAMPLE"
) -> tuple[list[str], NextStep | None]:
    api.behaviour = ok(body.encode(), *fields, status=status)
    lab.write({"environments/dev.toml": ENVIRONMENT.format(url=api.url, key=key)})
    lab.process["MINE"] = "a-secret-key-of-mine"
    lab.request("list", "{{base_url}}/x")
    out = io.StringIO()
    async with lab.workbench() as workbench:
        found = await workbench.sender.send(lab.job("list", "dev"))
    assert found.error is None
    for note in found.notes:
        write_note(note, out)
    step = found.notes[0].step if found.notes else None
    return out.getvalue().splitlines(), step


def xml(code: str, message: str, more: str = "") -> str:
    return (
        f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>"
    )


def of_json(code: str, message: str) -> str:
    return json.dumps({"__type": f"com.amazon.coral.service#{code}", "message": message})


SHAPES = {
    "region of S3": (
        b"400 Bad Request",
        xml(
            "AuthorizationHeaderMalformed",
            "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
            "<Region>eu-west-1</Region>",
        ),
        'The request was signed for region "us-east-1".',
        'Set region = "eu-west-1" in [auth.default] (environments/dev.toml:10).',
    ),
    "region": (
        b"403 Forbidden",
        of_json("InvalidSignatureException", "Credential should be scoped to a valid region."),
        'The request was signed for region "us-east-1".',
        'Set region = "…" in [auth.default] (environments/dev.toml:10).',
    ),
    "service": (
        b"400 Bad Request",
        of_json(
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'execute-api'. ",
        ),
        'The request was signed for service "s3".',
        'Set service = "execute-api" in [auth.default] (environments/dev.toml:11).',
    ),
    "key": (
        b"403 Forbidden",
        xml(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
        "AWS does not know the access key, or it is of another account, or inactive.",
        f"Check {KEYS}.",
    ),
    "unknown client": (
        b"400 Bad Request",
        of_json(
            "UnrecognizedClientException", "The security token included in the request is invalid."
        ),
        "AWS does not know the access key, or it is of another account, or inactive.",
        f"Check {KEYS}.",
    ),
    "secret": (
        b"403 Forbidden",
        xml("SignatureDoesNotMatch", "The request signature we calculated does not match."),
        "The secret key probably does not belong to the access key.",
        f'Check {SECRET}; if it is right, check region "us-east-1" and service "s3".',
    ),
    "expired": (
        b"400 Bad Request",
        xml("ExpiredToken", "The provided token has expired."),
        "The session token has expired; its keys expire with it.",
        f"Replace {KEYS}.",
    ),
    "skewed": (
        b"403 Forbidden",
        xml(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        "The time of the signature is too far from AWS's clock.",
        "Set the clock of this machine.",
    ),
    "unsigned": (
        b"403 Forbidden",
        json.dumps({"message": "Missing Authentication Token"}),
        "API Gateway says so as well of a path or method that it does not have.",
        "Check the URL and the method of the request.",
    ),
    "denied": (
        b"403 Forbidden",
        xml(
            "AccessDenied",
            "User: arn:aws:iam::1:user/x is not authorized to perform: s3:ListBucket",
        ),
        "The signature was accepted; its key may not do this.",
        "Ask whoever manages the AWS account for the permission.",
    ),
    "nothing": (
        b"403 Forbidden",
        "",
        "The secret key probably does not belong to the access key.",
        f'Check {SECRET}; if it is right, check region "us-east-1" and service "s3".',
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_refused_signature_has_a_cause_and_one_change(
    lab: Lab, api: ToxicServer, shape: str
) -> None:
    status, body, why, advice = SHAPES[shape]
    lines, step = await said(lab, api, status, body)
    assert why in "\n".join(lines)
    assert advice in "\n".join(lines)
    if "(environments/dev.toml:1" in advice:
        assert isinstance(step, EditKey)
        assert step.file == "environments/dev.toml"


async def test_a_temporary_key_needs_its_session_token(lab: Lab, api: ToxicServer) -> None:
    body = xml("InvalidClientTokenId", "The security token included in the request is invalid")
    lines, _ = await said(lab, api, b"403 Forbidden", body, key="ASIAEXAMPLE")
    assert any("begin with ASIA need a session token" in line for line in lines)
    assert any(line.strip().startswith("Add session_token to [auth.default]") for line in lines)


async def test_the_code_may_stand_in_a_header_and_the_clock_is_measured(
    lab: Lab, api: ToxicServer
) -> None:
    date = f"Date: {formatdate(time.time() + 3600, usegmt=True)}".encode()
    code = b"x-amzn-ErrorType: InvalidSignatureException:http://internal.amazon.com/"
    body = json.dumps({"message": "Signature expired: 20260101T000000Z is now earlier than 2026"})
    lines, _ = await said(lab, api, b"403 Forbidden", body, code, date)
    text = "\n".join(lines)
    assert "AWS rejected the signature: 403 InvalidSignatureException" in text
    assert "behind AWS's." in text


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (b"400 Bad Request", xml("MalformedXML", "The XML you provided was not well-formed")),
        (b"400 Bad Request", of_json("ValidationException", "limit must be positive")),
        (b"404 Not Found", xml("NoSuchKey", "The specified key does not exist.")),
        (b"200 OK", xml("SignatureDoesNotMatch", "quoted")),
    ],
)
async def test_another_error_is_the_requests_own(
    lab: Lab, api: ToxicServer, status: bytes, body: str
) -> None:
    assert await said(lab, api, status, body) == ([], None)
