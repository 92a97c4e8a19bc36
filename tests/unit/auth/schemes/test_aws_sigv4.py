"""AWS signatures: published ones, and what decides which service and region are signed."""

from __future__ import annotations

import calendar
import time
from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from outrider.auth.scheme import SchemeContext
from outrider.auth.schemes.aws_sigv4 import AwsSigV4
from outrider.errors import ResolveError
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import FieldLine, FileContent, RequestMessage, TextContent
from outrider.model.secret import Secret, reveal
from outrider.oauth.proof_key import ProofKey

SUITE = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
S3 = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
FORM = FieldLine("Content-Type", "application/x-www-form-urlencoded")
FORM_UTF8 = FieldLine("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
HERE = "https://example.amazonaws.com/"


def body_of(message: RequestMessage) -> Iterable[bytes]:
    content = message.content
    assert not isinstance(content, FileContent)
    return (reveal(content.text).encode(),) if isinstance(content, TextContent) else ()


def signed(
    message: RequestMessage,
    moment: str = "20150830T123600Z",
    keys: tuple[str, str] = SUITE,
    **settings: str,
) -> dict[str, str]:
    """What is added to a message."""
    now = calendar.timegm(time.strptime(moment, "%Y%m%dT%H%M%SZ"))
    context = SchemeContext(now, bytes, ProofKey.generate, body_of)
    auth = ResolvedAuth(
        AuthConfig("aws_sigv4"),
        {"access_key_id": keys[0], "secret_access_key": Secret(keys[1]), **settings},
    )
    parts = AwsSigV4().credentials(message, auth, context).parts
    return {part.name: reveal(part.value) for part in parts}


@pytest.mark.parametrize(
    ("message", "signature"),
    [
        (
            RequestMessage("GET", HERE),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            RequestMessage("POST", HERE),
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            RequestMessage("GET", f"{HERE}?Param2=value2&Param1=value1"),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            RequestMessage("POST", HERE, (FORM,), TextContent("Param1=value1")),
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        ),
    ],
)
def test_the_suite_that_aws_publishes(message: RequestMessage, signature: str) -> None:
    added = signed(message, region="us-east-1", service="service")
    assert added["Authorization"].endswith(f"Signature={signature}")
    assert added["X-Amz-Date"] == "20150830T123600Z"


def test_the_example_of_the_general_reference() -> None:
    url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"
    assert signed(RequestMessage("GET", url, (FORM_UTF8,)))["Authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


@pytest.mark.parametrize(
    ("query", "signature"),
    [
        ("lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_the_examples_of_s3(query: str, signature: str) -> None:
    url = f"https://examplebucket.s3.amazonaws.com/?{query}"
    added = signed(RequestMessage("GET", url), "20130524T000000Z", S3)
    assert added["Authorization"].endswith(f"Signature={signature}")
    assert "x-amz-content-sha256" in added["Authorization"]


@pytest.mark.parametrize(
    ("host", "scope"),
    [
        ("iam.amazonaws.com", "us-east-1/iam"),
        ("dynamodb.eu-central-1.amazonaws.com", "eu-central-1/dynamodb"),
        ("abc.execute-api.eu-west-1.amazonaws.com", "eu-west-1/execute-api"),
        ("bucket.s3.amazonaws.com", "us-east-1/s3"),
        ("bucket.s3.dualstack.us-gov-west-1.amazonaws.com", "us-gov-west-1/s3"),
        ("abc.lambda-url.eu-west-1.on.aws", "eu-west-1/lambda"),
        ("email.eu-west-1.amazonaws.com", "eu-west-1/ses"),
        ("sqs.cn-north-1.amazonaws.com.cn", "cn-north-1/sqs"),
        ("SQS.eu-west-1.amazonaws.com:443", "eu-west-1/sqs"),
    ],
)
def test_service_and_region_come_from_the_host(host: str, scope: str) -> None:
    added = signed(RequestMessage("GET", f"https://{host}/"))
    assert f"/20150830/{scope}/aws4_request" in added["Authorization"]


def test_what_the_auth_says_wins() -> None:
    message = RequestMessage("GET", "https://dynamodb.eu-central-1.amazonaws.com/")
    added = signed(message, region="us-east-2", service="other")
    assert "/us-east-2/other/" in added["Authorization"]


def test_an_unknown_host_needs_a_service() -> None:
    with pytest.raises(ResolveError, match="has no service") as error:
        signed(RequestMessage("GET", "https://api.example.com/"), region="eu-west-1")
    assert "service" in error.value.faults[0].advice


def test_fields_that_the_user_wrote_are_signed_and_not_repeated() -> None:
    fields = (
        FieldLine("x-amz-date", "20200101T000000Z"),
        FieldLine("Host", "virtual.example"),
        FieldLine("X-Amz-Meta", "a   b"),
    )
    added = signed(RequestMessage("GET", HERE, fields), service="service")
    assert list(added) == ["Authorization"]
    assert "/20200101/" in added["Authorization"]
    assert "SignedHeaders=host;x-amz-date;x-amz-meta," in added["Authorization"]


def test_a_file_on_its_way_to_s3_is_not_read_beforehand() -> None:
    message = RequestMessage("PUT", "https://b.s3.amazonaws.com/k", (), FileContent("/none"))
    assert signed(message)["X-Amz-Content-Sha256"] == "UNSIGNED-PAYLOAD"


@pytest.mark.parametrize(
    ("service", "before", "after"),
    [
        ("service", RequestMessage("GET", HERE), RequestMessage("GET", f"{HERE}there/?b=2&a=1")),
        (
            "service",
            RequestMessage("POST", HERE, (FORM,), TextContent("Param1=value1")),
            RequestMessage("GET", f"{HERE}done"),
        ),
        (
            "s3",
            RequestMessage("POST", HERE, (FORM,), TextContent("Param1=value1")),
            RequestMessage("GET", f"{HERE}done"),
        ),
    ],
)
def test_a_redirect_is_signed_as_if_it_were_the_first_request(
    service: str, before: RequestMessage, after: RequestMessage
) -> None:
    settings: dict[str, Any] = {"region": "us-east-1", "service": service, "session_token": "token"}
    added = tuple(FieldLine(*one) for one in signed(before, **settings).items())
    again = redirected(replace(after, headers=added), **settings)
    assert {line.name: reveal(line.value) for line in again.headers} == signed(after, **settings)


def test_what_the_user_wrote_stays_in_a_redirect() -> None:
    own = (FieldLine("Authorization", "AWS4-HMAC-SHA256 Credential=OTHER/x, Signature=y"),)
    message = RequestMessage("GET", f"{HERE}there", own)
    assert redirected(message, region="us-east-1", service="s3") == message
    unsigned = FieldLine("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
    first = RequestMessage("GET", HERE, (unsigned,))
    added = tuple(FieldLine(*one) for one in signed(first, service="s3").items())
    again = redirected(RequestMessage("GET", f"{HERE}there", (unsigned, *added)), service="s3")
    assert again.headers[0] == unsigned
    assert len([line for line in again.headers if line.name == "Authorization"]) == 1


def redirected(message: RequestMessage, **settings: str) -> RequestMessage:
    """The next request of a redirect, a minute later."""
    context = SchemeContext(1440938220, bytes, ProofKey.generate, body_of)
    auth = ResolvedAuth(
        AuthConfig("aws_sigv4"),
        {"access_key_id": SUITE[0], "secret_access_key": Secret(SUITE[1]), **settings},
    )
    return AwsSigV4().redirected(message, auth, context)
