"""Issuers and their metadata, from the file to the console, over real sockets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.engine_lab import Lab, console
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, ToxicServer, ok, toxic_server

from outrider.engine.send.send_job import SendResult
from outrider.engine.workspace.workspace_check import check_workspace
from outrider.model.exchange import Purpose
from outrider.model.trust import TRUST_EVERYTHING

OPENID, OAUTH = "openid-configuration", "oauth-authorization-server"


def write(lab: Lab, issuer: str, api: str, more: str = "", secret: str = "dev-only-secret") -> None:
    lab.environment("dev", api=api, token="", secret=secret, more=more)
    file = lab.root / "environments/dev.toml"
    file.write_text(file.read_text().replace('token_endpoint = ""', f'issuer = "{issuer}"'))


def answers(server: ToxicServer, documents: dict[str, dict[str, Any]]) -> None:
    """Has the server answer these paths, and nothing else."""

    async def behave(call: Call) -> None:
        document = documents.get(call.target)
        if document is None:
            await call.say(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        await ok(json.dumps(document).encode(), b"Content-Type: application/json")(call)

    server.behaviour = behave


async def sent(lab: Lab) -> tuple[SendResult, list[str]]:
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        return result, console(workbench)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("", f"/.well-known/{OPENID}"),
        ("", f"/.well-known/{OAUTH}"),
        ("/", f"/.well-known/{OPENID}"),
        ("/realms/a", f"/realms/a/.well-known/{OPENID}"),
        ("/realms/a", f"/.well-known/{OAUTH}/realms/a"),
        ("/realms/a/", f"/realms/a/.well-known/{OPENID}"),
    ],
)
async def test_both_forms_are_read_and_each_leg_is_shown_with_its_reason(
    lab: Lab, demo_servers: StrictServers, path: str, place: str
) -> None:
    async with toxic_server(ok()) as server:
        issuer = f"{server.url}{path}"
        answers(server, {place: {"issuer": issuer, "token_endpoint": demo_servers.token_url}})
        write(lab, issuer, demo_servers.api_url)
        result, _ = await sent(lab)
    assert result.error is None
    legs = [one for one in result.exchanges if one.purpose is Purpose.TOKEN]
    assert [one.reason for one in legs[:-1]] == ["no token yet; issuer metadata"] * (len(legs) - 1)
    assert str(legs[-2].request.url).endswith(place)


@pytest.mark.parametrize(("written", "named"), [("", "/"), ("/", ""), ("/a", "/a/"), ("/a/", "/a")])
async def test_a_slash_at_the_end_is_another_issuer_and_has_a_sentence(
    lab: Lab, demo_servers: StrictServers, written: str, named: str
) -> None:
    async with toxic_server(ok()) as server:
        document = {"issuer": server.url + named, "token_endpoint": demo_servers.token_url}
        answers(server, {f"{written.rstrip('/')}/.well-known/{OPENID}": document})
        write(lab, server.url + written, demo_servers.api_url)
        result, _ = await sent(lab)
        told, url = result.error, server.url
    assert told is not None
    word = "with" if named.endswith("/") else "without"
    assert told.what == f"The metadata names its issuer {word} a slash at the end."
    assert told.advice == f'Set issuer = "{url}{named}" (environments/dev.toml:8).'
    assert demo_servers.authorization.token_requests() == 0


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (f"https://a.example/.well-known/{OPENID}", "https://a.example"),
        (f"https://a.example/r/b/.well-known/{OPENID}", "https://a.example/r/b"),
        (f"https://a.example/.well-known/{OAUTH}/r/b", "https://a.example/r/b"),
        (f"https://a.example/.well-known/{OAUTH}?x=1", "https://a.example"),
        (f"https://a.example/.well-known/{OPENID}/", "https://a.example"),
        (f"{{{{base_url}}}}/.well-known/{OPENID}", "{url}"),
    ],
)
async def test_the_url_of_metadata_is_recognised_before_anything_is_sent_and_by_a_check(
    lab: Lab, demo_servers: StrictServers, pasted: str, meant: str
) -> None:
    write(lab, pasted, demo_servers.api_url)
    result, _ = await sent(lab)
    told = result.error
    assert told is not None
    (fault,) = told.faults
    assert fault.what == "issuer is the URL of the issuer's metadata."
    assert fault.advice == f'Set issuer = "{meant.format(url=demo_servers.api_url)}".'
    assert fault.place is not None
    assert (fault.place.line, fault.place.dotted_key) == (8, "auth.default.issuer")
    assert result.exchanges == ()
    assert fault.what in [
        one.what for one in check_workspace(lab.reader(), lab.root, TRUST_EVERYTHING, {})
    ]


async def test_what_was_there_is_told_before_what_was_not_found(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(ok()) as server:
        answers(server, {f"/.well-known/{OAUTH}": {"issuer": "https://other.example"}})
        write(lab, server.url, demo_servers.api_url)
        result, _ = await sent(lab)
    assert result.error is not None
    assert result.error.what == "The metadata names a different issuer."
    assert "https://other.example" in result.error.advice


async def test_what_the_metadata_denies_is_tried_with_a_warning(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(ok()) as server:
        document = {
            "issuer": server.url,
            "token_endpoint": demo_servers.token_url,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "grant_types_supported": ["authorization_code", "implicit"],
            "scopes_supported": ["orders.read", "openid"],
        }
        answers(server, {f"/.well-known/{OPENID}": document})
        write(lab, server.url, demo_servers.api_url)
        result, said = await sent(lab)
    assert result.error is None
    text = "\n".join(said)
    assert (
        "client_secret_basic is not in token_endpoint_auth_methods_supported of the issuer "
        "metadata (private_key_jwt). It is tried." in text
    )
    assert "client_credentials is not in grant_types_supported of the issuer metadata" in text
    assert "Not in scopes_supported of the issuer metadata: orders.write." in text


async def test_metadata_without_tls_leads_to_no_other_host(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with toxic_server(ok()) as server:
        issuer = "http://login.test"
        document = {"issuer": issuer, "token_endpoint": "https://elsewhere.test/token"}
        answers(server, {f"{issuer}/.well-known/{OPENID}": document})
        more = f'allow_insecure_http = true\n[proxy]\nurl = "{server.url}"\n'
        write(lab, issuer, demo_servers.api_url, more)
        result, _ = await sent(lab)
        asked = len(server.heads)
    assert result.error is not None
    assert "names a token endpoint on another host: https://elsewhere.test" in result.error.what
    assert 'token_endpoint = "https://elsewhere.test/token"' in result.error.advice
    assert asked == 1


async def test_metadata_is_cached_for_the_session(lab: Lab, demo_servers: StrictServers) -> None:
    async with toxic_server(ok()) as server:
        document = {"issuer": server.url, "token_endpoint": demo_servers.token_url}
        answers(server, {f"/.well-known/{OPENID}": document})
        write(lab, server.url, demo_servers.api_url)
        async with lab.workbench() as workbench:
            await lab.send(workbench)
            demo_servers.authorization.revoke_all()
            result = await lab.send(workbench)
        assert result.error is None
        assert demo_servers.authorization.token_requests() == 2
        assert len(server.heads) == 1
