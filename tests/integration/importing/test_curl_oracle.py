"""The real curl decides: what it sends, an imported command sends as well."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.conftest import CORPUS
from tests.patience import PATIENCE
from tests.servers.wire import WireRequest, WireServer

CURL = shutil.which("curl")
SCRIPTS = sorted((CORPUS / "curl").glob("*.sh")) if CORPUS.is_dir() else []
FILES = {
    "myfile.jpg": b"\xff\xd8 not a picture\x00",
    "file.txt": b"a text file\n",
    "new_file": b"line one\r\nline two\n",
    "input_redirected_file.txt": b"redirected\n",
    "47.htz": b"\x00\x01binary",
    "cookie.txt": b"",
    "cookies.txt": b"",
    "image.jpg": b"picture=1",
    "test/fixtures/curl_commands/delete.sh": b"curl -X DELETE\n",
    "headers.txt": b"X-From-File: yes\nX-Second: two\n",
    "config": b'url = "http://localhost:28139/config"\nheader = "X-Config: 1"\n-d a=b\n',
}
LEFT_OUT = {
    # A certificate that is there would be needed for a connection to begin.
    "get_cert_cacert.sh": "names certificates that do not exist",
    "get_cert_key_capath.sh": "names certificates that do not exist",
    "multiple_urls.sh": "curl itself refuses --data beside --upload-file",
    "redirect_command_url_query.sh": "runs a command to learn a file's name",
    "redirect_variable_data.sh": "reads from a file whose name is not given",
    "read_cookies_and_mixed_auth.sh": "asks for HTTP Digest, which is kept and not sent yet",
}

OURS = (
    ("dollar_quotes", r"""curl localhost:28139 -H $'X: a\x41\'' --data-raw $'\u00e9\t\n'"""),
    ("globs", "curl 'http://localhost:28139/{a,b}/[1-3:2]?q=[a-c]'"),
    ("dots", "curl 'http://localhost:28139/a/./b/../c/..'"),
    ("as_is", "curl --path-as-is 'http://localhost:28139/a/./b/../c'"),
    ("get_data", "curl -G localhost:28139/x?a=1 -d b=2 --data-urlencode 'c=ü &='"),
    ("urlencode", "curl localhost:28139 --data-urlencode 'a b' --data-urlencode '=x y' -d z"),
    ("json", "curl localhost:28139/j --json '{\"a\": 1,' --json '\"b\": [1.10, 1E400]}'"),
    ("json_type", "curl localhost:28139 -H 'Content-Type: application/json' -d '[\"{{x}}\"]'"),
    ("braces", "curl 'localhost:28139/?a={{b}}' -g -H 'X: {{y}}' -d 'q={{z}}'"),
    ("empty_header", "curl localhost:28139 -H 'X-Empty;' -H Accept: -H 'X-Two: 1' -H 'X-Two: 2'"),
    ("header_file", "curl localhost:28139 -H @headers.txt"),
    ("config", "curl -K config"),
    ("head", "curl -I localhost:28139/h"),
    ("range", "curl -r 0-99 localhost:28139/r"),
    ("agent", "curl -A 'me/1' -e http://x.example/ localhost:28139"),
    ("upload", "curl -T file.txt localhost:28139/up/"),
    ("upload_named", "curl -T file.txt localhost:28139/up/other"),
    ("upload_query", "curl -T file.txt 'localhost:28139/up/?a=b&c=/'"),
    ("upload_space", "cp file.txt 'a b+\u00fc.txt'; curl -T 'a b+\u00fc.txt' localhost:28139/up/"),
    ("no_cookie", "curl -b '' localhost:28139/nc"),
    ("numeric_hosts", "curl http://0x7f.1:28139/ http://2130706433:28139/ "
     "http://017700000001:28139/ http://127.1:28139/ http://0177.0.0.0x1:28139/"),
    ("form_no_name", "curl -F 'a=@file.txt;filename=' -F 'b=\"(x)\"' localhost:28139"),
    ("form_input", "curl -F a=@- localhost:28139 < file.txt"),
    ("form_input_named", "echo x | curl -F 'a=@-;filename=x.png' localhost:28139"),
    ("user_bytes", "curl -u $'me:\\xff\\xfe' localhost:28139"),
    ("path_bytes", "curl $'localhost:28139/\\xff'"),
    ("upload_root", "curl -T file.txt 'localhost:28139?a=b'"),
    ("get_form", "curl -G -F a=1 localhost:28139/f?x=1"),
    ("auto", "curl -e ';auto' localhost:28139/r"),
    ("binary", "curl --data-binary @myfile.jpg localhost:28139 -H 'Content-Type: image/jpeg'"),
    ("lines", "curl -d @new_file localhost:28139"),
    ("multipart", "curl -F 'a=1;type=t/x' -F 'f=@47.htz;filename=n' localhost:28139"),
    ("part_types", "curl -F 'a=@file.txt;filename=x.json' -F 'b=@file.txt;filename=x.pdf' "
     "-F 'c=@47.htz;filename=x' -F 'd=1;filename=q.xml' localhost:28139"),
    ("part_texts", "cp file.txt p.html; curl -F 'a=<file.txt' -F 'b=<p.html;filename=q' "
     "-F 'c=<file.txt;type=t/x' localhost:28139"),
    ("here_string", "curl -d @- localhost:28139 <<< 'from here'"),
    ("here_document", "curl -d @- localhost:28139 <<'EOF'\nfirst $x\n  second\nEOF"),
    ("variable", 'curl "localhost:28139/$NAME" -H "X: ${NAME}!" -d "n=$NAME"'),
    ("user", "curl -u 'me:p@ss:w%rd' localhost:28139"),
    ("no_field", "curl -H 'Authorization: ' -u me:pass localhost:28139"),
    ("no_field_url", "curl -H authorization: http://me:pass@localhost:28139/"),
    ("bearer", "curl --oauth2-bearer abc.def localhost:28139"),
    ("clustered", "curl -sSLXPUT -dx=1 localhost:28139/c"),
    ("next", "curl localhost:28139/1 -d a=1 --next localhost:28139/2 -H 'B: 2'"),
    ("userinfo", "curl http://joe:secret@localhost:28139/ui"),
    ("form_blanks", "curl -F 'a=  b  ' -F 'c=\"  d  \" ;type=t/x' localhost:28139"),
    ("inside", "R=$(curl -d a=1 localhost:28139/r); if true; then curl localhost:28139/t; fi"),
    ("method", "curl -X PATCH localhost:28139 -d ''"),
    ("cookie", "curl -b 'a=1; b=2' -b c=3 localhost:28139"),
    ("query", "curl 'localhost:28139/?a=b&d=%C3%A9' --url-query 'e=f g' --url-query '+raw=%20'"),
)  # fmt: skip


def sent_by_curl(script: str, folder: Path, wire: WireServer) -> list[WireRequest]:
    """What the real curl sends."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "NAME": "value",
        "DO_API_TOKEN": "t",
        "LC_ALL": "C.UTF-8",
    }
    subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environ, check=False, timeout=PATIENCE,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return wire.take()


def essence(request: WireRequest, named: set[str]) -> tuple[object, ...]:
    """What has to be the same: method, target, named headers, body."""
    headers = sorted(
        (name.lower(), value.split("boundary=")[0])
        for name, value in request.headers
        if name.lower() in named
    )
    return request.method, request.target, headers, request.plain_body


def meaning(request: WireRequest, named: set[str]) -> tuple[object, ...]:
    """As :func:`essence`, however a value is spelled in the query, in a form or in JSON."""
    method, target, headers, body = essence(request, named)
    path, _, query = str(target).partition("?")
    assert isinstance(body, bytes)
    kinds = "".join(value for name, value in request.headers if name.lower() == "content-type")
    read: object = body
    if body[:1] in {b"{", b"["}:
        read = json.loads(body)
    elif "x-www-form-urlencoded" in kinds:
        read = parse_qsl(body.decode(), keep_blank_values=True)
    return method, path, parse_qsl(query, keep_blank_values=True), headers, read


def names_of(request: WireRequest) -> set[str]:
    """The fields that the command asked for: all that curl would not have sent by itself."""
    names = set()
    for name, value in request.headers:
        by_itself = (
            name in {"Host", "Content-Length", "Expect", "Transfer-Encoding"}
            or (name == "User-Agent" and value.startswith("curl/"))
            or (name == "Accept" and value == "*/*")
            or name in {"Connection", "Proxy-Connection", "Upgrade", "HTTP2-Settings"}
            or name == "Accept-Encoding"
        )
        if not by_itself:
            names.add(name.lower())
    return names


async def compare(
    name: str,
    script: str,
    folder: Path,
    wire: WireServer,
    monkeypatch: pytest.MonkeyPatch,
    *,
    meant: str = "",
    part: Callable[[WireRequest, set[str]], tuple[object, ...]] = essence,
) -> list[str]:
    """Runs the script with bash, imports it, sends it, and compares a part of every request.

    What bash runs is what is ``meant``, where the script is written in another way. Gives what
    the report says.
    """
    place = folder / "place"
    place.mkdir()
    for file, data in FILES.items():
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).write_bytes(data.replace(b"28139", str(wire.port).encode()))
    script = script.replace("28139", str(wire.port)).replace("8888", str(wire.port))
    script = script.replace("localhost:8080", f"localhost:{wire.port}")
    (place / "script.sh").write_text(script)
    meant = meant.replace("28139", str(wire.port))
    expected = sent_by_curl(meant or script, place, wire)
    assert expected, "curl sent nothing: the test shows nothing"
    monkeypatch.chdir(place)
    monkeypatch.setenv("NAME", "value")
    monkeypatch.setenv("DO_API_TOKEN", "t")
    imported = import_files(place, "script.sh")
    environment = imported.environments[0].environment.id if imported.environments else None
    outcomes = await send_all(place, imported, environment)
    got = wire.take()
    report = [remark.what for remark in imported.remarks]
    assert len(got) == len(expected), (outcomes, report)
    for theirs, ours in zip(expected, got, strict=True):
        named = names_of(theirs)
        assert part(ours, named) == part(theirs, named), report
    return report


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.stem)
async def test_the_corpus_sends_what_curl_sends(
    script: Path, tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if script.name in LEFT_OUT:
        pytest.skip(LEFT_OUT[script.name])
    await compare(script.stem, script.read_text(), tmp_path, wire, monkeypatch)


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize(("name", "script"), OURS, ids=[name for name, _ in OURS])
async def test_a_command_sends_what_curl_sends(
    name: str, script: str, tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await compare(name, script, tmp_path, wire, monkeypatch)
