"""``[options] http`` on the shell: checked, sent, exported and imported; and what failures say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from hyperframe.frame import Frame, PushPromiseFrame
from tests.engine_lab import Lab
from tests.servers.odd_http2 import OK, Http2Request, Talk, data, goaway, headers, odd_http2
from tests.servers.tls import Authority
from tests.shell import Shell

from outrider.storage.reading.workspace_reader import WorkspaceReader

NO_AUTH = '[auth]\ntype = "none"\n'


@pytest.mark.parametrize(
    "file", ["requests/list.toml", "requests/folder.toml", "environments/dev.toml"]
)
def test_another_version_is_a_fault_with_its_place_and_what_there_is(
    shell: Shell, lab: Lab, file: str
) -> None:
    path = lab.root / file
    before = path.read_text() if path.exists() else ""
    path.write_text(f'{before}\n[options]\nhttp = "3"\n')
    said = shell.run("check")
    assert said.status != 0
    assert f"{file}:" in said.text + said.err
    assert '"1.1", "auto"' in said.text + said.err


@pytest.mark.parametrize("file", ["requests/folder.toml", "environments/dev.toml"])
def test_an_unknown_option_is_a_warning_with_the_nearest(shell: Shell, lab: Lab, file: str) -> None:
    path = lab.root / file
    before = path.read_text() if path.exists() else ""
    path.write_text(f'{before}\n[options]\nhtpp = "2"\n')
    said = shell.run("check")
    assert "options.htpp" in said.text + said.err
    assert "http" in said.text + said.err


@pytest.mark.parametrize(
    ("http", "url", "flag"),
    [
        ("1.1", "https://api.test/", "--http1.1"),
        ("2", "https://api.test/", "--http2-prior-knowledge"),
        ("2", "http://api.test/", "--http2-prior-knowledge"),
        ("auto", "https://api.test/", "--http2"),
        ("auto", "http://api.test/", ""),
        ("", "https://api.test/", ""),
    ],
)
def test_curl_is_told_and_tells_the_version(
    shell: Shell, lab: Lab, tmp_path: Path, http: str, url: str, flag: str
) -> None:
    options = f'[options]\nhttp = "{http}"\n' if http else ""
    lab.write({"requests/a.toml": f'url = "{url}"\n{NO_AUTH}{options}'})
    command = shell.run("export", "a", "--as", "curl").text
    flags = [word for word in command.split() if word.startswith("--http")]
    assert flags == ([flag] if flag else [])
    (tmp_path / "a.sh").write_text(command)
    made = tmp_path / "made"
    assert shell.run("import", str(tmp_path / "a.sh"), "--into", str(made)).status == 0
    (request,) = WorkspaceReader(made, trusted=True).collection().requests.values()
    told = "" if request.options.http is None else request.options.http.value
    assert told == (http if flag else "")


async def _pushes(talk: Talk, request: Http2Request) -> None:
    await talk.send(PushPromiseFrame(request.stream, promised_stream_id=2, flags=["END_HEADERS"]))


def _says(make: Callable[[int], list[Frame]]) -> Callable[[Talk, Http2Request], object]:
    async def answer(talk: Talk, request: Http2Request) -> None:
        await talk.send(*make(request.stream))
        await talk.close()

    return answer


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (_pushes, "PUSH_PROMISE"),
        (_says(lambda stream: [goaway(stream, 11)]), "ENHANCE_YOUR_CALM"),
        (_says(lambda stream: [headers(stream, [("a", "b")])]), "no :status"),
        (
            _says(lambda stream: [headers(stream, OK, more=True), data(stream, b"")]),
            "interrupts the headers",
        ),
        (_says(lambda _: []), "closed the connection without a response"),
    ],
)
async def test_what_went_out_is_never_told_as_unsent(
    shell: Shell, lab: Lab, tmp_path: Path, answer: object, says: str
) -> None:
    authority = Authority(tmp_path)
    base = (lab.root / "environments/dev.toml").read_text()
    tls = f'[tls]\nca_bundle = "{authority.pem}"\n[options]\nhttp = "auto"\n'
    lab.write({"environments/dev.toml": base + tls})
    async with odd_http2(answer, authority.server()) as server:  # type: ignore[arg-type]
        url = f"https://127.0.0.1:{server.port}/"
        body = '[body]\ntype = "text"\ncontent = "x"\n'
        lab.write({"requests/a.toml": f'method = "POST"\nurl = "{url}"\n{NO_AUTH}{body}'})
        said = await asyncio.to_thread(shell.run, "send", "--trust", "a")
    assert said.status == 5
    assert says in said.err
    assert "The API may have processed the request." in said.err
    assert "No request was sent" not in said.err
    assert len(server.requests) == 1
