"""``outrider import`` as people call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.shell import Shell

COMMANDS = """\
# what the wiki says
curl -u 'me:hush-hush' -k https://api.example.com/orders?status=open -o out.json
curl -X POST https://api.example.com/orders --data '{"a": 1}' -H 'Content-Type: application/json'
curl --no-such-option https://api.example.com/$THING
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder with a script in it."""
    (tmp_path / "commands.sh").write_text(COMMANDS)
    return Shell(tmp_path / "home", tmp_path)


def test_a_dry_run_shows_everything_and_writes_nothing(shell: Shell, tmp_path: Path) -> None:
    said = shell.run("import", "commands.sh", "--into", "shop", "--dry-run")
    assert said.status == 0
    assert "3 requests, 1 environment" in said.text
    assert "Unknown or ambiguous curl option --no-such-option." in said.text
    assert "Dry run: nothing was written. Files that would be written:" in said.text
    assert not (tmp_path / "shop").exists()
    assert "hush-hush" not in said.text


def test_an_import_makes_a_workspace_that_is_right(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("import", "commands.sh", "--into", "shop", "--yes").status == 0
    root = tmp_path / "shop"
    secret_files = [path for path in root.rglob("*.toml") if "hush-hush" in path.read_text()]
    assert secret_files == [root / "environments/curl.local.toml"]
    assert secret_files[0].stat().st_mode & 0o077 == 0
    assert "*.local.toml" in (root / ".gitignore").read_text()
    checked = shell.run("check", "--workspace", "shop")
    assert checked.status == 0, checked.text


def test_a_second_import_doubles_nothing_and_asks(shell: Shell, tmp_path: Path) -> None:
    shell.run("import", "commands.sh", "--into", "shop", "--yes")
    root = tmp_path / "shop"
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    again = shell.run("import", "commands.sh", "--into", "shop", "--yes")
    assert again.status == 0
    assert "All files are up to date" in again.text
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    orders = root / "requests/orders.toml"
    orders.write_text("# mine\n" + orders.read_text().replace("status=open", "status=closed"))
    refused = shell.run("import", "commands.sh", "--into", "shop", "--yes")
    assert refused.status == 2
    assert "requests/orders.toml" in refused.err
    assert "status=closed" in orders.read_text()
    assert shell.run("import", "commands.sh", "--into", "shop", "--yes", "--update").status == 0
    assert orders.read_text().startswith("# mine\n")
    assert "status=open" in orders.read_text()


def test_json_says_all_of_it(shell: Shell) -> None:
    said = shell.run("import", "commands.sh", "--into", "shop", "--yes", "--json")
    told = said.json
    assert told["requests"] == ["orders", "orders-2", "thing"]
    assert {"verdict", "what", "source", "line"} <= told["report"][0].keys()
    assert "environments/curl.toml" in told["written"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"nothing of interest", "has no supported format"),
        (b"\xff\xfe\x00\xd8", "is not text"),
        (
            b'{"info": {"_postman_id": "x", "schema": "https://schema.getpostman.com/json/'
            b'collection/v2.1.0/collection.json"}, "item": "',
            "Unterminated string starting at line 1,",
        ),
        (None, "not found."),
    ],
)
def test_what_cannot_be_read_is_told(
    shell: Shell, tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "odd").write_bytes(content)
    said = shell.run("import", "odd", "--into", "shop")
    assert said.status == 3
    assert words in said.err
    assert not (tmp_path / "shop").exists()


def overlays(root: Path, literal: str) -> list[str]:
    """The files of a workspace that hold a text."""
    files = [path for path in root.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(root)) for path in files if literal in path.read_text())


def test_secrets_go_into_the_overlay_of_the_environment_that_is_there(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    shop = tmp_path / "shop"
    (shop / "environments").mkdir(parents=True)
    (shop / "outrider.toml").write_text('default_environment = "test"\n')
    (shop / "environments/test.toml").write_text('[variables]\nx_api_key = "a name is taken"\n')
    (shop / "environments/live.toml").write_text('[auth.default]\ntype = "bearer"\ntoken = "t"\n')
    one = tmp_path / "one.sh"
    one.write_text("curl https://a.test/one -H 'X-Api-Key: first-secret-1'\n")
    before = (shop / "environments/test.toml").read_text()
    assert shell.run("import", "one.sh", "--into", "shop").status == 0
    assert overlays(shop, "first-secret-1") == ["environments/test.local.toml"]
    assert "{{x_api_key_2}}" in (shop / "requests/one.toml").read_text()
    assert 'type = "none"' in (shop / "requests/one.toml").read_text()
    # Others learn of the secret from the shared file, whose own lines stay.
    shared = (shop / "environments/test.toml").read_text()
    assert shared == f"{before}\n[secrets]\nx_api_key_2 = {{ prompt = true }}\n"
    # Once more: nothing changes. Another secret gets another name.
    again = shell.run("import", "one.sh", "--into", "shop")
    assert (again.status, "All files are up to date." in again.text) == (0, True)
    one.write_text("curl https://a.test/two -H 'X-Api-Key: second-secret-2'\n")
    assert shell.run("import", "one.sh", "--into", "shop", "--env", "live").status == 0
    assert overlays(shop, "second-secret-2") == ["environments/live.local.toml"]
    one.write_text("curl https://a.test/three -H 'X-Api-Key: third-secret-3'\n")
    assert shell.run("import", "one.sh", "--into", "shop", "--env", "new").status == 0
    assert overlays(shop, "third-secret-3") == ["environments/new.local.toml"]
    assert overlays(shop, "first-secret-1") == ["environments/test.local.toml"]


def test_a_second_import_declares_its_secrets_as_the_first_does(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    for name, secret in (("one", "first-secret-1"), ("two", "second-secret-2")):
        (tmp_path / f"{name}.sh").write_text(f"curl https://{name}.test/ -u 'me-{name}:{secret}'\n")
        assert shell.run("import", f"{name}.sh", "--into", "shop").status == 0
    shared = (tmp_path / "shop/environments/one.toml").read_text()
    assert shared.split("\n")[1:3] == [
        "me_one_password = { prompt = true }",
        "me_two_password = { prompt = true }",
    ]
    # What somebody has written of a secret stays, and one that only the overlay knew is declared.
    told = 'me_one_password = { env = "ONE" } # ours\n'
    (tmp_path / "shop/environments/one.toml").write_text(f"[secrets]\n{told}")
    again = shell.run("import", "two.sh", "--into", "shop")
    assert (again.status, "1 file written" in again.text) == (0, True)
    shared = (tmp_path / "shop/environments/one.toml").read_text()
    assert shared == f"[secrets]\n{told}me_two_password = {{ prompt = true }}\n"


def test_relative_files_that_the_new_workspace_does_not_have_are_told(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    (tmp_path / "x.bin").write_bytes(b"x")
    (tmp_path / "one.sh").write_text(
        "curl https://a.test/ -F f=@x.bin\ncurl https://b.test/ -T sub/y.bin --cert me.pem\n"
    )
    said = shell.run("import", "one.sh", "--into", "shop")
    assert said.status == 0
    for name in ("x.bin", "sub/y.bin", "me.pem"):
        assert f'File "{name}" not found in the workspace.' in said.text
    (tmp_path / "shop/x.bin").write_bytes(b"x")
    again = shell.run("import", "one.sh", "--into", "shop")
    assert '"x.bin"' not in again.text
    assert '"sub/y.bin"' in again.text


def test_a_new_environment_for_secrets_is_named_after_the_file(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    (tmp_path / "Nightly jobs.sh").write_text("curl https://a.test -u me:file-secret-1\n")
    assert shell.run("import", "Nightly jobs.sh", "--into", "shop").status == 0
    assert overlays(tmp_path / "shop", "file-secret-1") == ["environments/nightly-jobs.local.toml"]


def test_a_kind_of_remark_is_told_once_with_three_places(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    lines = [f"curl https://a.test/{n} --odd{n} --silent" for n in range(1, 7)]
    (tmp_path / "many.sh").write_text("\n".join(lines))
    said = shell.run("import", "many.sh", "--into", "shop", "--dry-run").text
    assert said.count("Output options were ignored: --silent.") == 1
    assert "6 times: Output options" in said
    assert "many.sh: line 3" in said
    assert "many.sh: line 4\n" not in said
    assert [f"curl option --odd{n}." in said for n in range(1, 7)] == [True] * 3 + [False] * 3
    assert "and 3 more of this kind; pass --full to see all" in said
    full = shell.run("import", "many.sh", "--into", "shop", "--dry-run", "--full").text
    assert all(f"curl option --odd{n}." in full for n in range(1, 7))
    report = shell.run("import", "many.sh", "--into", "shop", "--dry-run", "--json").json["report"]
    assert len(report) == 12


def test_no_report_holds_a_credential(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    (tmp_path / "odd.sh").write_text(
        "curl ftp://me:LEAKED01abc@a.test/f\n"
        "curl https://a.test --proxy-header 'Proxy-Authorization: Basic LEAKED02abc'\n"
        "curl https://a.test --variable v=LEAKED03abc --proxy-pass LEAKED04abc --pass LEAKED05abc\n"
        "curl https://a.test --preproxy http://me:LEAKED06abc@p.test -F token-LEAKED07abc\n"
        "curl https://a.test -x socks4://me:LEAKED08abc@p.test --cert c.pem:LEAKED09abc\n"
        "curl https://me:LEAKED10abc@a.test/$(echo token=LEAKED11abc)\n"
        "curl https://a.test --tlspassword LEAKED12abc --login-options LEAKED13abc\n"
    )
    for more in (("--dry-run",), ("--dry-run", "--full"), ("--dry-run", "--json"), ()):
        said = shell.run("import", "odd.sh", "--into", "shop", *more)
        assert said.status == 0, said.err
        assert "LEAKED" not in said.text + said.err
    files = [path for path in (tmp_path / "shop").rglob("*") if path.is_file()]
    assert not [p.name for p in files if ".local." not in p.name and "LEAKED" in p.read_text()]


FOREIGN = {
    "a Postman collection of version 1": ('{"id": "1", "order": [], "requests": []}',),
    "a Hurl file": (
        "GET https://a.test/x\nHTTP 200\n",
        "POST https://a.test/x\n[FormParams]\na: 1\n",
        "GET https://a.test/x\n\nHTTP/1.1 200\n[Asserts]\nbody == 'x'\n",
    ),
    "a WSDL document": (
        '<?xml version="1.0"?>\n<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"/>',
    ),
    "a GraphQL schema": ("type Query {\n  me: User\n}\n",),
    "an HTML page": ("<!DOCTYPE html>\n<p>curl https://a.test</p>", "\n<html><body>curl x</body>"),
    "a GPG file": ("-----BEGIN PGP MESSAGE-----\n\nabc\n",),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_the_format_of_what_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    for text in FOREIGN[name]:
        (tmp_path / "file.txt").write_text(text)
        said = shell.run("import", "file.txt", "--into", "shop")
        assert (said.status, f"This is {name}; it cannot be imported." in said.err) == (3, True)
        assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04\x14\x00\xff", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00\xff", "a compressed file"),
        (b"\x85\x02\x0c\x03\xff", "a file encrypted with GPG"),
        (b"%PDF-1.7\n\xff", "a PDF document"),
        (b"\x7fELF\x02\xff", "a program"),
    ],
)
def test_what_is_no_text_is_named_too(data: bytes, name: str, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    (tmp_path / "file").write_bytes(data)
    said = shell.run("import", "file", "--into", "shop")
    assert (said.status, f"is not text: it is {name}." in said.err) == (3, True)


def test_check_warns_of_what_is_written_out_and_git_takes_along(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "environments").mkdir()
    (tmp_path / "requests/deep").mkdir(parents=True)
    files = {
        "outrider.toml": '[variables]\napiKey = "LEAK01abc"\npage_token = "abc123"\n',
        "environments/dev.toml": """[variables]
host = "a.test"
db_password = "LEAK02abc"
[proxy]
url = "http://me:LEAK03abc@p.test:1"
[auth.default]
type = "bearer"
token = "LEAK04abc"
""",
        "requests/deep/folder.toml": """headers = [
  { name = "Accept", value = "a/b" },
  { name = "X-Vault-Token", value = "LEAK05abc" },
]
""",
        "requests/deep/one.toml": """url = "https://{{host}}/?sig=LEAK06abc&next=2"
headers = [{ name = "X-Api-Key", value = "{{apiKey}}" }, { name = "Cookie", value = "<yours>" }]

[auth]
type = "basic"
username = "me"
password = "LEAK07abc"

[body]
type = "json"
content = '{"a": [{"client_secret": "LEAK08abc"}]}'
""",
    }
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    said = shell.run("check")
    assert "LEAK" not in said.text + said.err
    lines = [line for line in said.text.splitlines() if "possible credential" in line]
    assert [line.partition(": warning")[0] for line in lines] == [
        "environments/dev.toml:3",
        "environments/dev.toml:5",
        "environments/dev.toml:8",
        "outrider.toml:2",
        "requests/deep/folder.toml:3",
        "requests/deep/one.toml:1",
        "requests/deep/one.toml:7",
        "requests/deep/one.toml:11",
    ]
    (tmp_path / ".git").rmdir()
    assert "possible credential" not in shell.run("check").text


def test_no_file_is_written_that_could_not_be_read_again(shell: Shell, tmp_path: Path) -> None:
    """A header of a million bytes has no file of its own: the request is left out, and told."""
    long = "x" * 1_000_000
    (tmp_path / "long.sh").write_text(f"curl https://a.example/long -H 'X-Long: {long}'\n")
    said = shell.run("import", "commands.sh", "long.sh", "--into", "shop", "--yes")
    assert said.status == 0
    assert 'File "requests/long.toml" was not written: it would have 1000' in said.text
    assert not (tmp_path / "shop/requests/long.toml").exists()
    checked = shell.run("check", "--workspace", "shop")
    assert checked.status == 0, checked.text


def test_a_report_calls_a_file_by_its_name_where_that_is_the_only_one(
    shell: Shell, tmp_path: Path
) -> None:
    names = []
    for place in ("a/one.sh", "a/two.sh", "b/two.sh"):
        file = tmp_path / place
        file.parent.mkdir(exist_ok=True)
        file.write_text("curl https://a.test --dns-servers 1.1.1.1")
        names.append(str(file))
    said = shell.run("import", *names, "--into", "w", "--dry-run", "--full").text
    assert f"{tmp_path}/a/one.sh" not in said
    assert " one.sh: line 1" in said
    assert f"{tmp_path}/a/two.sh: line 1" in said


def test_secrets_go_to_no_file_that_git_would_take(shell: Shell, tmp_path: Path) -> None:
    """Rules behind ours get ours behind them; nearer ones are not ours to change."""
    root = tmp_path / "shop"
    rules = root / "environments/.gitignore"
    rules.parent.mkdir(parents=True)
    rules.write_text("!*\n")
    said = shell.run("import", "commands.sh", "--into", "shop", "--yes")
    assert said.status == 3, said.err
    assert "environments/curl.local.toml was not written: git would not ignore it." in said.err
    assert "at the end of environments/.gitignore" in said.err
    assert [path for path in root.rglob("*") if path.is_file()] == [rules]
    rules.unlink()
    (root / ".gitignore").write_text("*.local.toml\n!environments/*.local.toml\n")
    assert shell.run("import", "commands.sh", "--into", "shop", "--yes").status == 0
    assert (root / ".gitignore").read_text().endswith("!environments/*.local.toml\n*.local.toml\n")
