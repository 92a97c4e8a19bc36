"""A request that a server did not process is sent once more, and the console says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hyperframe.frame import Frame
from tests.engine_lab import Lab, console, status
from tests.servers.odd_http2 import Answer, Http2Request, OddHttp2, Talk, goaway, odd_http2, reset
from tests.servers.tls import Authority

from outrider.errors import IncompleteResponse
from outrider.model.exchange import Purpose

REFUSALS: dict[str, Callable[[int], Frame]] = {
    "REFUSED_STREAM": lambda stream: reset(stream, 7),
    "GOAWAY": lambda stream: goaway(stream - 1),
    "HTTP_1_1_REQUIRED": lambda stream: reset(stream, 13),
}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def plain(tmp_path: Path, authority: Authority) -> Lab:
    lab = Lab((tmp_path / "plain").resolve())
    return lab.write(
        {
            "outrider.toml": 'name = "Plain"\n',
            "requests/folder.toml": '[options]\nhttp = "auto"\n',
            "environments/dev.toml": f'[tls]\nca_bundle = "{authority.pem}"\n'
            '[auth.default]\ntype = "none"\n',
        }
    )


def refusing(refusal: str, times: int) -> Answer:
    seen: list[Http2Request] = []

    async def answer(talk: Talk, request: Http2Request) -> None:
        seen.append(request)
        if len(seen) > times:
            await talk.answer(request.stream)
            return
        await talk.send(REFUSALS[refusal](request.stream))

    return answer


def url_of(server: OddHttp2) -> str:
    return f"https://127.0.0.1:{server.port}/pay"


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_it_is_sent_once_more_on_a_new_connection_as_an_exchange_of_the_same_send(
    plain: Lab, authority: Authority, refusal: str
) -> None:
    async with (
        odd_http2(refusing(refusal, 1), authority.server()) as server,
        plain.workbench() as w,
    ):
        plain.request(
            "pay", url_of(server), 'method = "POST"\n[body]\ntype = "text"\ncontent = "x"'
        )
        result = await plain.send(w, "pay")
        assert status(result) == 200
        assert result.error is None
        assert server.connections == 2
        legs = [one.reason for one in result.exchanges]
        how = "with HTTP/1.1" if refusal == "HTTP_1_1_REQUIRED" else "on a new connection"
        assert legs == ["", f"not processed, sent again {how}"]
        assert len({one.send_id for one in result.exchanges}) == 1
        assert any(f"Sending it again {how}." in line for line in console(w))
        assert server.versions[-1] == ("1.1" if refusal == "HTTP_1_1_REQUIRED" else "2")


@pytest.mark.parametrize("refusal", ["REFUSED_STREAM", "GOAWAY"])
async def test_twice_refused_it_is_not_sent_a_third_time(
    plain: Lab, authority: Authority, refusal: str
) -> None:
    async with (
        odd_http2(refusing(refusal, 9), authority.server()) as server,
        plain.workbench() as w,
    ):
        plain.request("pay", url_of(server))
        result = await plain.send(w, "pay")
        assert isinstance(result.error, IncompleteResponse)
        assert result.error.exit_code == 5
        assert "did not process" in result.error.advice
        assert "may have processed" not in result.error.why
        assert len(server.requests) == 2


async def test_a_token_request_that_was_refused_is_sent_once_more(
    plain: Lab, authority: Authority
) -> None:
    begun: list[str] = []

    async def answer(talk: Talk, request: Http2Request) -> None:
        begun.append(request.fields[":path"])
        if begun == ["/token"]:
            await talk.send(reset(request.stream, 7))
        elif request.fields[":path"] == "/token":
            token = b'{"access_token": "abcdefgh-1", "token_type": "Bearer", "expires_in": 60}'
            await talk.answer(request.stream, token)
        else:
            await talk.answer(request.stream)

    async with odd_http2(answer, authority.server()) as server, plain.workbench() as w:
        plain.write(
            {
                "environments/dev.toml": f"""
[options]
http = "auto"
[tls]
ca_bundle = "{authority.pem}"
[auth.default]
type = "oauth2"
token_endpoint = "https://127.0.0.1:{server.port}/token"
client_id = "a"
client_secret = "not-so-secret"
"""
            }
        )
        plain.request("pay", url_of(server))
        result = await plain.send(w, "pay")
        assert status(result) == 200
        purposes = [one.purpose for one in result.exchanges]
        assert purposes == [Purpose.TOKEN, Purpose.TOKEN, Purpose.API]
        assert server.requests[-1].fields["authorization"] == "Bearer abcdefgh-1"


@pytest.mark.parametrize(
    ("environment", "above", "folder", "request_", "spoken"),
    [
        ("", "", "", "", "1.1"),
        ("auto", "", "", "", "2"),
        ("auto", "1.1", "", "", "1.1"),
        ("1.1", "auto", "", "", "2"),
        ("auto", "auto", "1.1", "", "1.1"),
        ("1.1", "1.1", "1.1", "2", "2"),
        ("2", "2", "2", "1.1", "1.1"),
    ],
)
async def test_the_nearest_file_says_which_http_is_spoken(
    plain: Lab,
    authority: Authority,
    environment: str,
    above: str,
    folder: str,
    request_: str,
    spoken: str,
) -> None:
    def options(http: str) -> str:
        return f'[options]\nhttp = "{http}"\n' if http else ""

    async with odd_http2(refusing("GOAWAY", 0), authority.server()) as server:
        base = (plain.root / "environments/dev.toml").read_text()
        plain.write(
            {
                "environments/dev.toml": options(environment) + base,
                "requests/folder.toml": options(above),
                "requests/pay/folder.toml": options(folder),
            }
        )
        plain.request("pay/now", url_of(server), options(request_))
        async with plain.workbench() as w:
            result = await plain.send(w, "pay/now")
        assert status(result) == 200
        assert server.versions == [spoken]
