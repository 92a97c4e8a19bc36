"""Answers to digest challenges: the examples of the RFCs, and what servers send instead."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from outrider.auth.scheme import SchemeContext
from outrider.auth.schemes.digest import Digest, digest_authorization
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent
from outrider.model.secret import MaybeSecret, Secret, masked, reveal
from outrider.oauth.challenges import read_challenges
from outrider.oauth.proof_key import ProofKey

RFC_7616 = (
    'realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
RFC_7616_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def body_of(message: RequestMessage) -> Iterable[bytes]:
    content = message.content
    return (reveal(content.text).encode(),) if isinstance(content, TextContent) else ()


CONTEXT = SchemeContext(1e9, lambda size: b"\x0a" * size, ProofKey.generate, body_of)


def auth(username: str, password: str) -> ResolvedAuth:
    settings: dict[str, MaybeSecret] = {"username": username, "password": Secret(password)}
    return ResolvedAuth(AuthConfig("digest"), settings)


def answered(challenge: str, who: ResolvedAuth, url: str, cnonce: str) -> dict[str, str]:
    """The parameters of the answer, unquoted."""
    (found,) = read_challenges([f"Digest {challenge}"])
    value, _ = digest_authorization(found, RequestMessage("GET", url), who, CONTEXT, cnonce)
    (said,) = read_challenges([value])
    return dict(said.parameters)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_rfc_7616_section_3_9_1(algorithm: str, response: str) -> None:
    said = answered(
        RFC_7616.format(algorithm=algorithm),
        auth("Mufasa", "Circle of Life"),
        "http://www.example.org/dir/index.html",
        RFC_7616_CNONCE,
    )
    assert said["response"] == response
    assert (said["qop"], said["nc"], said["uri"]) == ("auth", "00000001", "/dir/index.html")
    assert said["opaque"] == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"


def test_rfc_7616_section_3_9_2_as_erratum_4897_has_it() -> None:
    said = answered(
        'realm="api@example.org", qop="auth", algorithm=SHA-512-256, charset=UTF-8, '
        'userhash=true, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", '
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"',
        auth("Jäsøn Doe", "Secret, or not?"),
        "http://api.example.org/doe.json",
        "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
    )
    assert said["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert said["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    assert said["userhash"] == "true"


@pytest.mark.parametrize(
    ("quality", "response"),
    [
        ('qop="auth"', "6629fae49393a05397450978507c4ef1"),
        # RFC 2069, as its erratum 749 has it.
        ("", "670fd8c2df070c60b045671b8b24ff02"),
    ],
)
def test_rfc_2617_section_3_5_and_servers_without_a_quality(quality: str, response: str) -> None:
    challenge = 'realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    said = answered(
        ", ".join(filter(None, (challenge, quality))),
        auth("Mufasa", "Circle Of Life"),
        "http://www.nowhere.org/dir/index.html",
        "0a4f113b",
    )
    assert said["response"] == response
    assert ("nc" in said) is bool(quality)
    assert "algorithm" not in said


def refused(*challenges: str) -> ResponseMessage:
    fields = tuple(("WWW-Authenticate", one) for one in challenges)
    return ResponseMessage(401, "", "HTTP/1.1", fields)


def answer(*challenges: str, username: str = "me") -> str | None:
    message = RequestMessage("POST", "https://api.example/a?b=ü", (), TextContent("body"))
    given = Digest().answer(message, refused(*challenges), auth(username, "pass"), CONTEXT)
    return None if given is None else reveal(given.parts[0].value)


@pytest.mark.parametrize(
    "challenge",
    [
        "Basic realm=r",
        "Bearer",
        'Digest realm="r"',
        'Digest realm="r", nonce="n", algorithm=SHA-1024',
        'Digest realm="r", nonce="n", qop="confidential"',
        "",
    ],
)
def test_what_cannot_be_answered_is_not(challenge: str) -> None:
    assert answer(challenge) is None


def test_the_first_challenge_that_can_be_answered_is() -> None:
    said = answer(
        "Basic realm=r",
        'Digest realm="r", nonce="n-1", algorithm=SHA-1024, Digest realm="r", nonce="n-2", '
        'algorithm=SHA-256, qop="auth-int,auth"',
        'Digest realm="r", nonce="n-3"',
    )
    assert said is not None
    assert 'nonce="n-2"' in said
    assert "qop=auth," in said


def test_the_target_is_the_one_on_the_wire() -> None:
    said = answer('Digest realm="r", nonce="n"')
    assert said is not None
    assert 'uri="/a?b=%C3%BC"' in said


def test_the_body_counts_where_the_server_wants_its_integrity() -> None:
    (found,) = read_challenges(['Digest realm="r", nonce="n", qop="auth-int"'])
    messages = [
        RequestMessage("POST", "https://a.example/", (), TextContent(text))
        for text in ("one", "other")
    ]
    who = auth("me", "pass")
    values = {digest_authorization(found, one, who, CONTEXT, "c")[0] for one in messages}
    assert len(values) == 2


def test_a_session_algorithm_has_another_secret() -> None:
    responses = set()
    for name in ("MD5", "MD5-sess"):
        said = answer(f'Digest realm="r", nonce="n", qop="auth", algorithm={name}')
        assert said is not None
        assert f"algorithm={name}," in said
        responses |= set(re.findall(r'response="(\w+)"', said))
    assert len(responses) == 2


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('a"b\\c', 'username="a\\"b\\\\c"'),
        ("Jäsøn", "username*=UTF-8''J%C3%A4s%C3%B8n"),
        ("a\r\nX: y", "username*=UTF-8''a%0D%0AX%3A%20y"),
    ],
)
def test_any_user_name_can_be_written(name: str, written: str) -> None:
    said = answer('Digest realm="r", nonce="n"', username=name)
    assert said is not None
    assert written in said


def test_people_see_everything_but_the_hash() -> None:
    response = refused('Digest realm="r", nonce="n"')
    message = RequestMessage("GET", "https://api.example/")
    given = Digest().answer(message, response, auth("me", "pass"), CONTEXT)
    assert given is not None
    assert masked(given.parts[0].value) == (
        'Digest username="me", realm="r", nonce="n", uri="/", response="••••••"'
    )


@pytest.mark.parametrize("name", ["Mufasa", "Jäsøn Doe"])
@pytest.mark.parametrize("more", ['qop="auth"', "", 'qop="auth-int", userhash=true'])
def test_a_redirect_gets_an_answer_of_its_own_to_the_same_challenge(name: str, more: str) -> None:
    who = auth(name, "Circle of Life")
    written = f'Digest realm="r", nonce="n", opaque="o", algorithm=SHA-256, {more}'.rstrip(", ")
    (challenge,) = read_challenges([written])
    first, _ = digest_authorization(
        challenge, RequestMessage("POST", "http://x/a"), who, CONTEXT, "c"
    )
    moved = RequestMessage("GET", "http://x/b?c=d", (FieldLine("Authorization", Secret(first)),))
    (line,) = Digest().redirected(moved, who, CONTEXT).headers
    bare = RequestMessage("GET", "http://x/b?c=d")
    cnonce = CONTEXT.random_bytes(16).hex()
    assert reveal(line.value) == digest_authorization(challenge, bare, who, CONTEXT, cnonce, 2)[0]
    assert ("nc=00000002" in reveal(line.value)) is bool(more)
    assert "response=" in masked(line.value)
    assert reveal(line.value) not in masked(line.value)


@pytest.mark.parametrize(
    "value", ["", "Basic abc", "Digest x", 'Digest nonce="n", username="other"']
)
def test_other_credentials_stay_in_a_redirect(value: str) -> None:
    message = RequestMessage("GET", "http://x/b", (FieldLine("Authorization", value),))
    assert Digest().redirected(message, auth("Mufasa", "x"), CONTEXT) == message
