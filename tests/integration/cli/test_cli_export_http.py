"""``outrider export --as http``: to standard output, to a file, to a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.shell import Shell

FILES = {
    "outrider.toml": 'name = "My shop"\n',
    "environments/dev.toml": """[variables]
base = "https://a.test"
who = "a b&c"
[tls]
verify = false
[auth.default]
type = "basic"
username = "dev"
password = "{{pw}}"
[secrets]
pw = { env = "PW" }
""",
    "environments/live.toml": """[variables]
base = "https://live.test"
[options]
http = "2"
[proxy]
url = "http://p.test:1"
[auth.default]
type = "basic"
username = "live"
password = "literal-password-1"
""",
    "requests/one.toml": """url = "{{base}}/x/:id"
path = { id = "{{who}}" }
description = "words\\n@name no directive"
headers = [{ name = "X-Key", value = "literal-key-1234567890abcdef", enabled = true }]
[[capture]]
name = "a"
cookie = "sid"
""",
    "requests/sub/two.toml": """method = "POST"
url = "{{base}}/two"
[auth]
type = "none"
[body]
type = "text"
content = "# swallowed"
""",
    "requests/sub/deep/three.toml": """method = "purge"
url = "{{base}}/three"
[auth]
type = "oauth2"
grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer"
issuer = "https://login.test"
client_id = "me"
client_secret = "literal-client-secret-1"
placement = { in = "query", name = "t" }
""",
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    root = tmp_path / "work"
    Lab(root).write(FILES)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Shell(home, root, {"PW": "s3cret-of-dev"})


def test_one_request_to_standard_output(shell: Shell) -> None:
    said = shell.run("export", "one", "--as", "http")
    assert said.status == 0
    assert said.text == (
        "### one\n# words\n# - @name no directive\n# @no-redirect\n"
        "GET {{base}}/x/{{who}}\nX-Key: ••••••\n"
        "Authorization: Basic {{default_username}} {{default_password}}\n"
    ).replace("••••••", said.text.partition("X-Key: ")[2].partition("\n")[0])
    assert "literal-key" not in said.text
    assert "The value of {{who}} is not encoded by other programs." in said.err
    assert 'Capture "a" was not exported.' in said.err


def test_a_folder_of_the_workspace_and_a_file_with_the_body_beside_it(
    shell: Shell, tmp_path: Path
) -> None:
    said = shell.run("export", "sub/two", "--as", "http")
    assert 'File "bodies/sub/two.body.txt" was not written.' in said.err
    said = shell.run("export", "sub/two", "--as", "http", "--output", str(tmp_path / "x.http"))
    assert said.status == 0
    assert "< ./bodies/sub/two.body.txt" in (tmp_path / "x.http").read_text()
    assert (tmp_path / "bodies/sub/two.body.txt").read_text() == "# swallowed"
    said = shell.run("export", "sub", "--as", "http")
    assert (said.status, "several folders are several files" in said.err) == (2, True)
    said = shell.run("export", "sub", "--as", "http", "--output", f"{tmp_path / 'out'}/")
    assert said.status == 0
    assert {one.name for one in (tmp_path / "out").rglob("*.http")} == {"sub.http", "deep.http"}


def test_environments_with_what_differs_between_them(shell: Shell, tmp_path: Path) -> None:
    for words, pw, literal in (
        ((), "", ""),
        (("--reveal",), "s3cret-of-dev", "literal-password-1"),
    ):
        out = tmp_path / f"out{len(words)}"
        said = shell.run("export", "--as", "http", "--trust", "--output", f"{out}/", *words)
        assert said.status == 0, said.err
        public = json.loads((out / "http-client.env.json").read_text())
        private = json.loads((out / "http-client.private.env.json").read_text())
        assert public["dev"]["default_username"] == "dev"
        assert public["live"]["default_username"] == "live"
        assert public["dev"]["default_password"] == "{{pw}}"
        assert private["dev"] == {
            "pw": pw,
            "Security": {"Auth": {"sub-deep-three": {"Client Secret": "literal-client-secret-1"
                                                     if words else ""}}},
            "SSLConfiguration": {"verifyHostCertificate": False},
        }  # fmt: skip
        assert private["live"]["default_password"] == literal
        assert "GET {{base}}/x/" in (out / "my-shop.http").read_text()
        for what in ("The proxy was not exported.", "The HTTP version was not exported.",
                     "issuer was not exported.", 'Method "purge"',
                     "grant type"):  # fmt: skip
            assert what in said.err
        text = "".join(one.read_text() for one in out.rglob("*") if one.is_file())
        assert words or "literal-" not in text
        assert words or "s3cret" not in text


def test_names_that_meet_and_a_gitignore_that_is_there(tmp_path: Path) -> None:
    root = tmp_path / "work"
    text = 'method = "POST"\nurl = "https://a.test"\n[body]\ntype = "text"\ncontent = "# NAME"\n'
    names = ("requests/one.toml", "requests/my-shop/one.toml", "requests/my-shop/my-shop/one.toml")
    Lab(root).write({"outrider.toml": 'name = "My shop"\n'})
    Lab(root).write({name: text.replace("NAME", name) for name in names})
    Lab(root).write({"environments/dev.toml": '[secrets]\na = { env = "A" }\n'})
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    out = tmp_path / "out"
    out.mkdir()
    (out / ".gitignore").write_text("*.log")
    for _ in range(2):
        said = Shell(home, root).run("export", "--as", "http", "--output", str(out))
        assert said.status == 0, said.err
    assert len(list(out.rglob("*.http"))) == 3
    bodies = sorted(one.read_text() for one in out.rglob("*.body.txt"))
    assert bodies == sorted(f"# {name}" for name in names)
    assert (out / ".gitignore").read_text() == "*.log\n/http-client.private.env.json\n"


def test_what_cannot_be_exported_is_refused_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("export", "nope", "--as", "http").status == 2
    (tmp_path / "file").write_text("x")
    said = shell.run("export", "--as", "http", "--output", f"{tmp_path}/file/")
    assert said.status != 0
    assert "Traceback" not in said.err


RAW = {
    "outrider.toml": "",
    "environments/dev.toml": """[variables]
base = "https://a.test/v1"
next = "{{pw}}"
[secrets]
pw = { env = "PW" }
[auth.key]
type = "api_key"
value = "{{pw}}"
placement = { in = "query", name = "k" }
[auth.cookie]
extends = "key"
placement = { in = "cookie", name = "k" }
[auth.literal]
extends = "key"
value = "a+b&c"
""",
    "requests/row.toml": 'url = "{{base}}"\nquery = [{ name = "k", value = "{{pw}}" }]\n',
    "requests/by-another.toml": 'url = "{{base}}"\nquery = [{ name = "k", value = "{{next}}" }]\n',
    "requests/path.toml": 'url = "{{base}}/x/{{pw}}"\n',
    "requests/url.toml": 'url = "{{base}}/x?k={{pw}}"\n',
    "requests/form.toml": 'method = "POST"\nurl = "{{base}}"\n[body]\ntype = "form"\n'
    'fields = [{ name = "k", value = "{{pw}}" }]\n',
    "requests/key.toml": 'url = "{{base}}"\n[auth]\nuse = "key"\n',
    "requests/cookie.toml": 'url = "{{base}}"\n[auth]\nuse = "cookie"\n',
    "requests/literal.toml": 'url = "{{base}}"\n[auth]\nuse = "literal"\n',
    "requests/header.toml": 'url = "{{base}}"\nheaders = [{ name = "K", value = "{{pw}}" }]\n',
}


def test_a_secret_that_other_programs_do_not_encode_is_told(tmp_path: Path) -> None:
    root, home = tmp_path / "work", tmp_path / "home"
    Lab(root).write(RAW)
    home.mkdir(mode=0o700)
    told = "The value of {{%s}} is not encoded by other programs."
    for secret, is_odd in (("a+b&c=d/e ?f;12", True), ("abcdef-12", False)):
        shell = Shell(home, root, {"PW": secret})
        words = ("export", "--as", "http", "--trust", "--reveal")
        said = shell.run(*words, "--output", f"{tmp_path / 'out'}/")
        assert (said.status, secret in said.err) == (0, False)
        assert (told % "pw" in said.err) is is_odd
        assert "Encode the value in the exported environment." in said.err  # of the literal
    shell = Shell(home, root, {})
    for name in ("row", "by-another", "path", "url", "form", "key", "cookie", "literal", "header"):
        said = shell.run("export", name, "--as", "http")
        variable = {"by-another": "next", "literal": "literal_value"}.get(name, "pw")
        assert (told % variable in said.err) is (name != "header"), name
        assert ("Enter secrets percent-encoded in the private file." in said.err) is (
            name != "header"
        )


def test_a_key_that_stands_in_a_request_is_encoded_for_its_place(tmp_path: Path) -> None:
    auth = 'url = "https://a.test"\n[auth]\ntype = "api_key"\nvalue = "a+b c;d"\n'
    place = '[auth.placement]\nin = "%s"\nname = "k"\n'
    root, home = tmp_path / "work", tmp_path / "home"
    Lab(root).write({"outrider.toml": ""})
    Lab(root).write({f"requests/{one}.toml": auth + place % one for one in ("query", "cookie")})
    home.mkdir(mode=0o700)
    shell = Shell(home, root, {})
    for name, line in (("query", "https://a.test?k=a%2Bb%20c%3Bd"), ("cookie", "k=a+b%20c%3Bd")):
        said = shell.run("export", name, "--as", "http", "--reveal")
        assert line in said.text


def test_a_body_in_another_charset_is_told(tmp_path: Path) -> None:
    root, home = tmp_path / "work", tmp_path / "home"
    text = (
        'method = "POST"\nurl = "https://a.test"\n'
        'headers = [{ name = "Content-Type", value = "text/plain; charset=%s" }]\n'
        '[body]\ntype = "text"\ncontent = "é"\n'
    )
    Lab(root).write({"outrider.toml": ""})
    Lab(root).write({f"requests/{one}.toml": text % one for one in ("latin-1", "utf-8")})
    home.mkdir(mode=0o700)
    shell = Shell(home, root, {})
    for name, told in (("latin-1", True), ("utf-8", False)):
        said = shell.run("export", name, "--as", "http")
        assert ("The body is encoded in latin-1; other programs" in said.err) is told
