"""``outrider send URL``: once, without a file; curl shows what should be on the wire."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.servers.wire import WireRequest, WireServer
from tests.shell import PROGRAM, Shell

OURS = {"content-type", "x-a", "x-b", "authorization", "content-length", "x-client"}
KEYED = """
[variables]
base_url = "{url}"
[auth.default]
type = "bearer"
token = "default-token-123"
[auth.key]
type = "api_key"
value = "the-key-of-the-api"
placement = {{ in = "header", name = "X-Key" }}
"""


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


@pytest.fixture
def outside(shell: Shell, tmp_path: Path) -> Shell:
    """The program in a folder that belongs to no workspace."""
    folder = tmp_path / "nowhere"
    folder.mkdir()
    (folder / "f.txt").write_bytes(b"line\r\n{{no_reference}}\n")
    (folder / "f.bin").write_bytes(bytes(range(256)))
    (folder / "o.json").write_text('{"a": "{{b}}"}')
    return replace(shell, folder=folder)


@pytest.fixture
def keyed(lab: Lab, wire: WireServer) -> Lab:
    """A workspace whose API is the recording server."""
    url = f"http://127.0.0.1:{wire.port}"
    lab.write({"environments/dev.toml": KEYED.format(url=url)})
    return lab.write({"requests/folder.toml": 'headers = [{ name = "X-Client", value = "me" }]'})


def of_ours(request: WireRequest) -> object:
    """What both programs have to agree on."""
    headers = sorted(
        (name.lower(), value)
        for name, value in request.headers
        if name.lower() in OURS and "boundary=" not in value
    )
    is_multipart = any("boundary=" in value for _, value in request.headers)
    lengthless = [one for one in headers if not (is_multipart and one[0] == "content-length")]
    return request.method, request.target, lengthless, request.plain_body


SAME = [
    (["URL/a?x=1&y=a%20b"], ["URL/a?x=1&y=a%20b"]),
    (["DELETE", "URL/a"], ["-X", "DELETE", "URL/a"]),
    (
        ["URL/a", "--header", "X-A: b: c", "--header", "X-B;"],
        ["URL/a", "-H", "X-A: b: c", "-H", "X-B;"],
    ),
    (["URL/a", "--data", "a=b&c"], ["URL/a", "-H", "Content-Type:", "--data-raw", "a=b&c"]),
    (
        ["PUT", "URL/a", "--data", "@f.bin"],
        ["-X", "PUT", "URL/a", "-H", "Content-Type:", "--data-binary", "@f.bin"],
    ),
    (
        ["URL/a", "--data", "@f.txt", "--header", "Content-Type: text/csv"],
        ["URL/a", "-H", "Content-Type: text/csv", "--data-binary", "@f.txt"],
    ),
    (["URL/a", "--json-data", '{"a": [1, 2]}'], ["URL/a", "--json", '{"a": [1, 2]}']),
    (["URL/a", "--json-data", "@o.json"], ["URL/a", "--json", "@o.json"]),
    (
        ["URL/a", "--form", "a=b", "--form", "a=c+d&e=ä"],
        ["URL/a", "--data-raw", "a=b&a=c%2Bd%26e%3D%C3%A4"],
    ),
    (
        ["URL/a", "--form", "a=b", "--form", "f=@f.txt", "--form", "g=@f.bin"],
        ["URL/a", "-F", "a=b", "-F", "f=@f.txt", "-F", "g=@f.bin"],
    ),
    (
        ["URL/a", "--header", "Content-Type:", "--json-data", "[]"],
        ["URL/a", "-H", "Content-Type:", "--data-raw", "[]"],
    ),
    (["https://user:pa%20ss@HOST/a".replace("https", "http")], ["http://user:pa%20ss@HOST/a"]),
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_wire_has_what_curl_sends(
    outside: Shell, wire: WireServer, ours: list[str], theirs: list[str]
) -> None:
    def on(words: list[str]) -> list[str]:
        host = f"127.0.0.1:{wire.port}"
        return [one.replace("URL", f"http://{host}").replace("HOST", host) for one in words]

    said = outside.run("send", *on(ours))
    assert said.status == 0, said.err
    subprocess.run(["curl", "-s", *on(theirs)], cwd=outside.folder, check=True, capture_output=True)
    first, second = wire.take()
    assert of_ours(first) == of_ours(second)


def test_standard_input_is_a_body(outside: Shell, wire: WireServer) -> None:
    body = bytes(range(256)) * 4
    for words in (["--data", "-"], ["--data", "@-"], ["--form", "f=@-"]):
        done = subprocess.run(
            [*PROGRAM, "send", f"http://127.0.0.1:{wire.port}/", *words, "-q"],
            cwd=outside.folder,
            env={**outside.environ, "TMPDIR": str(outside.folder)},
            input=body,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert body in wire.take()[0].body
    assert not list(outside.folder.glob("outrider-*"))


def test_words_stand_anywhere_among_the_options(outside: Shell, wire: WireServer) -> None:
    url = f"http://127.0.0.1:{wire.port}/"
    for words in (["POST", "-q", url], ["--data", "a", "POST", "-q", url], ["POST", url, "-q"]):
        assert outside.run("send", *words).status == 0
        assert wire.take()[0].method == "POST"


def test_a_request_of_the_command_line_is_one_at_the_top(
    keyed: Lab, shell: Shell, wire: WireServer
) -> None:
    url = f"http://127.0.0.1:{wire.port}"
    for words, header, value in (
        (["{{base_url}}/a"], "Authorization", ["Bearer default-token-123"]),
        ([f"{url}/a"], "X-Client", ["me"]),
        ([f"{url}/a", "--header", "x-client:"], "X-Client", []),
        ([f"{url}/a", "--auth", "key"], "X-Key", ["the-key-of-the-api"]),
        ([f"{url}/a", "--auth", "none"], "Authorization", []),
        (["{{base_url}}/{{id}}", "--var", "id=7"], "Authorization", ["Bearer default-token-123"]),
        ([f"{url}/a", "--header", "X-A: {{$env.MINE}}"], "X-A", ["of the process"]),
    ):
        said = shell.run("send", *words, MINE="of the process")
        assert said.status == 0, said.err
        assert "note" not in said.err
        assert wire.take()[0].all(header) == value, words


def test_a_typed_host_gets_the_credential_and_the_console_says_so(
    keyed: Lab, shell: Shell, wire: WireServer
) -> None:
    other = f"localhost:{wire.port}"
    said = shell.run("send", f"http://{other}/a")
    assert said.status == 0, said.err
    assert (
        f"The URL set on the command line names {other}: the request's credentials may go there."
        in said.err
    )
    assert wire.take()[0].all("authorization") == ["Bearer default-token-123"]
    # Without a credential there is nothing to say.
    assert "names" not in shell.run("send", f"http://{other}/a", "--auth", "none").err
    # An auth's own hosts are a limit for everybody.
    text = (keyed.root / "environments/dev.toml").read_text()
    keyed.write(
        {"environments/dev.toml": text.replace("[auth.key]", 'hosts = ["a.test"]\n[auth.key]')}
    )
    wire.take()
    said = shell.run("send", f"http://{other}/a")
    assert said.status == 3
    assert wire.take() == []


def test_nothing_of_the_workspace_reads_what_only_the_user_may(
    keyed: Lab, shell: Shell, wire: WireServer
) -> None:
    keyed.write(
        {"requests/folder.toml": 'headers = [{ name = "X-Leak", value = "{{$env.MINE}}" }]'}
    )
    said = shell.run(
        "send", "{{base_url}}/", "--header", "X-A: {{$env.MINE}}", MINE="value-of-mine"
    )
    assert said.status == 3
    assert "requests/folder.toml:1" in said.err
    assert wire.take() == []


def test_a_protected_environment_asks(keyed: Lab, shell: Shell, wire: WireServer) -> None:
    text = (keyed.root / "environments/dev.toml").read_text()
    keyed.write({"environments/dev.toml": f"protected = true\n{text}"})
    assert shell.run("send", "{{base_url}}/", "--data", "a").status == 2
    assert wire.take() == []
    assert shell.run("send", "{{base_url}}/", "--data", "a", "--yes").status == 0
    assert shell.run("send", "{{base_url}}/").status == 0


def test_it_is_saved_with_its_credentials_apart(keyed: Lab, shell: Shell, wire: WireServer) -> None:
    keyed.write({"f.bin": "content"})
    words = ("POST", "{{base_url}}/a?api_key=abcdefgh12345678", "--data", "@f.bin", "--save")
    said = shell.run("send", *words, "Upload it", "--header", "X-Api-Key: ijklmnop12345678")
    assert said.status == 0, said.err
    assert "Saved requests/upload-it.toml." in said.lines
    text = (keyed.root / "requests/upload-it.toml").read_text()
    assert 'name = "Upload it"' in text
    assert 'file = "f.bin"' in text
    overlay = keyed.root / "environments/dev.local.toml"
    for secret in ("abcdefgh12345678", "ijklmnop12345678"):
        assert secret not in text
        assert secret in overlay.read_text()
    assert stat.S_IMODE(overlay.stat().st_mode) == 0o600
    assert "*.local.toml" in (keyed.root / ".gitignore").read_text()
    first = wire.take()[0]
    assert shell.run("send", "Upload it").status == 0
    again = wire.take()[0]
    assert (first.target, first.body) == (again.target, again.body)
    assert first.headers == again.headers

    said = shell.run("send", *words, "upload-it")
    assert said.status == 2
    assert "already exists" in said.err
    assert wire.take() == []
    assert (keyed.root / "requests/upload-it.toml").read_text() == text


def test_each_file_that_saving_changes_is_named(keyed: Lab, shell: Shell) -> None:
    before = files_of(keyed.root)
    words = (
        "send",
        "{{base_url}}/",
        "--header",
        "Authorization: Bearer abcdefghijklmnop",
        "--save",
    )
    for name, others in (
        ("one", "Also changed: environments/dev.toml, .gitignore."),
        ("two", ""),
    ):
        said = shell.run(*words, name)
        assert said.status == 0, said.err
        now = files_of(keyed.root)
        changed = {file for file, data in now.items() if data != before.get(file)}
        assert all(file in said.err for file in changed), (changed, said.err)
        assert ("Also changed" in said.err) is bool(others)
        assert others in said.err
        before = now


def files_of(root: Path) -> dict[str, bytes]:
    """What is in the files of a workspace."""
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_errors_name_the_option_and_say_what_to_do(
    outside: Shell, keyed: Lab, shell: Shell, wire: WireServer
) -> None:
    url = f"http://127.0.0.1:{wire.port}/"
    for place, words, status, expected in (
        (outside, [f"{url}{{{{x}}}}"], 3, ["  at url"]),
        (outside, [url, "--header", "A: {{x}}"], 3, ["  at --header"]),
        (outside, [url, "--json-data", "{"], 3, ["  at --json-data"]),
        (outside, [url, "--data", "@none"], 2, ["relative to the current folder"]),
        (outside, [url, "--data", "@"], 2, ["no file after the @"]),
        (outside, [url, "--data", "@."], 2, ["not a regular file"]),
        (outside, [url, "--auth", "x"], 2, ["No workspace found"]),
        (outside, [url, "--env", "x"], 2, ["No workspace found"]),
        (outside, [url, "--save", "x"], 2, ["No workspace found"]),
        (outside, ["localhost:8080/x"], 2, ["For a URL, write http://localhost:8080/x"]),
        (outside, ["list"], 2, ["No workspace found"]),
        (outside, ["-X", "POST", url], 2, ["Write the method before the URL"]),
        (outside, [url, "-d", "x"], 2, ["Write --data TEXT"]),
        (shell, ["localhost:8080/x"], 2, ["For a URL, write http://localhost:8080/x", "Available"]),
        (shell, ["POST"], 2, ["After a method, write a URL"]),
        (shell, ["list", "--data", "x"], 2, ["--data needs a URL"]),
        (shell, [url, "--auth", "x"], 2, ["Defined: default, key."]),
        (shell, [url, "--save", ".."], 2, ["--save"]),
    ):
        said = place.run("send", *words)
        assert said.status == status, (words, said.err)
        assert all(one in said.err for one in expected), (words, said.err)
        assert "No workspace found" not in said.err or expected == ["No workspace found"]
    assert wire.take() == []


def test_the_object_is_that_of_any_send(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    said = shell.run("send", "{{base_url}}/orders", "--json")
    assert said.status == 0
    assert said.json["request"]["method"] == "GET"
    assert said.json["token"]["reason_code"] == "first_use"
    assert [one["purpose"] for one in said.json["exchanges"]] == ["token", "api"]
    said = shell.run("send", "{{nothing}}/orders", "--json")
    assert said.status == 3
    assert json.dumps(said.json["error"]["faults"][0]["key"]) == '"url"'
    said = shell.run("send", "POST", "{{base_url}}/orders", "GET", "--json")
    assert (said.status, said.json["error"]["code"]) == (2, "usage")


def test_a_url_is_sent_in_several_environments(keyed: Lab, shell: Shell, wire: WireServer) -> None:
    text = (keyed.root / "environments/dev.toml").read_text()
    keyed.write({"environments/other.toml": text.replace("default-token-123", "other-token-456")})
    words = ("{{base_url}}/a", "--data", "x", "--env", "dev", "--env", "other")
    said = shell.run("send", *words, "--json")
    assert said.status == 0, said.err
    assert [one["environment"] for one in said.json] == ["dev", "other"]
    sent = sorted(one.all("authorization")[0] for one in wire.take())
    assert sent == ["Bearer default-token-123", "Bearer other-token-456"]
    assert shell.run("send", *words, "--save", "twice").status == 2
    assert wire.take() == []
