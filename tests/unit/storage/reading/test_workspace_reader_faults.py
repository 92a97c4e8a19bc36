from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from tests.patience import PATIENCE
from tests.shell import ROOT
from tests.work_counter import counted, given_up_at_last

from outrider.errors import DocumentError, Fault, Severity, TrustRequiredError, WorkspaceError
from outrider.secret_providers import secret_forms
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.toml_text.toml_parsing import parse_toml


def request_faults(tmp_path: Path, text: str) -> tuple[Fault, ...]:
    (tmp_path / "requests").mkdir(exist_ok=True)
    (tmp_path / "requests" / "x.toml").write_text(text)
    return WorkspaceReader(tmp_path, trusted=True).collection().faults


def environment_faults(tmp_path: Path, text: str) -> tuple[Fault, ...]:
    (tmp_path / "environments").mkdir(exist_ok=True)
    (tmp_path / "environments" / "x.toml").write_text(text)
    reader = WorkspaceReader(tmp_path, trusted=True, secret_forms=secret_forms())
    with suppress(WorkspaceError):
        reader.environment("x")
    return reader.faults


REQUESTS: list[tuple[str, str, int]] = [
    ("# c\n\nurl = 5", "url must be text, is an integer", 3),
    ("headers = 5", "headers must be an array, is an integer", 1),
    ("headers = [\n{ name = 'a' },\n{ value = 'b' }]", "headers[2].name is missing", 3),
    ('[[query]]\nname = "a"\n[[query]]\nname = 1', "query[2].name must be text, is an integer", 4),
    ("method = 'GE T'", "method must be a method such as GET", 1),
    ("path = 1", "path must be a table, is an integer", 1),
    ("[options]\ntimeout = 0", "options.timeout must be a number of seconds above 0", 2),
    ("[options]\ntimeout = 86401", "options.timeout must be a number of seconds above 0", 2),
    ("[options]\ntimeout = nan", "options.timeout must be a number of seconds above 0", 2),
    ("[options]\ntimeout = true", "options.timeout must be a number of seconds above 0", 2),
    ("[options]\nmax_body = '5 apples'", "options.max_body must be a size", 2),
    ("[options]\nfollow_redirects = 'no'", "options.follow_redirects must be true or false", 2),
    ("[variables]\na.b = 1", "variables.a must be text, a number or a boolean, is a table", 2),
    (
        "[variables]\nd = 2020-01-01",
        "variables.d must be text, a number or a boolean, is a date",
        2,
    ),
    ("[auth]\nuse = 'x'\nscope = 'y'", '[auth] with "use" must not have other keys', 3),
    ("[auth]", "[auth] has no type, use or extends", 1),
    ("[auth]\ntype = 'oauth2'\nhosts = 'x'", "auth.hosts must be an array, is text", 3),
    ("[auth]\ntype = 'basic'\nusername = ['x']", "auth.username must be text, a number", 3),
    (
        "[auth]\ntype = 'oauth2'\nscope = ['a', 'b']",
        "auth.scope must be one text with spaces between scopes, is an array.",
        3,
    ),
    ("[auth]\ntype = 'oauth2'\nscope = [1]", "auth.scope must be text, a number or a boolean", 3),
    ("[auth]\ntype = 'x'\nplacement = { in = 'trailer' }", "auth.placement.in must be", 3),
    (
        "[auth]\ntype = 'x'\n[auth.token_parameters]\na = [[1]]",
        "auth.token_parameters.a[1] must",
        4,
    ),
    ("[body]\ncontent = 'x'", "body.type is missing", 1),
    ("[body]\ntype = 'yaml'", 'body.type "yaml" is not a body type', 2),
    ("[body]\ntype = 'json'", "body needs exactly one of content and file", 1),
    ("[body]\ntype = 'json'\ncontent = ''\nfile = 'x'", "body needs exactly one of", 1),
    ("[body]\ntype = 'multipart'\nparts = [{ name = 'a' }]", "body.parts[1] needs exactly one", 3),
    ("[body]\ntype = 'file'", "body.file is missing", 1),
    ("[body]\ntype = 'graphql'\nvariables = '{}'", "body.query is missing", 1),
]


@pytest.mark.parametrize(("text", "what", "line"), REQUESTS)
def test_a_wrong_request_names_file_line_key_and_what_was_expected(
    tmp_path: Path, text: str, what: str, line: int
) -> None:
    (fault,) = request_faults(tmp_path, text)
    assert fault.what.startswith(what)
    assert fault.severity is Severity.ERROR
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == ("requests/x.toml", line)


ENVIRONMENTS: list[tuple[str, str, int]] = [
    ("color = 'not a colour!'", "color must be a word such as green, or #rrggbb", 1),
    ("color = '#12345'", "color must be", 1),
    ("[secrets]\na = 5", "secrets.a must be text or a table, is an integer", 2),
    ("[secrets]\na = { vault = 'x' }", "secrets.a has no source", 2),
    ("[secrets]\na = { env = 'x', file = 'y' }", "secrets.a names env and file", 2),
    ("[secrets]\na = { dotenv = '.env' }", "secrets.a.key is missing", 2),
    ("[secrets]\na = { command = 'op read' }", "secrets.a.command must be an array, is text", 2),
    ("[secrets]\na = { command = [] }", "secrets.a.command must not be empty", 2),
    ("[secrets]\na = { prompt = false }", "secrets.a.prompt must be true", 2),
    ("[secrets]\na = { env = ' ' }", "secrets.a.env must be text that is not empty", 2),
    ("[secrets]\na = 'x'\n[variables]\na = 1", 'Variable "a" has the name of a secret', 4),
    ("[auth.default]\nscope = 'x'", "[auth.default] has neither type nor extends", 1),
    ("[auth.default]\nuse = 'x'", '"use" is not allowed in environments', 2),
    ("[auth]\ntype = 'oauth2'", "auth.type must be a table, is text", 2),
    ("[tls]\nclient_key = 'x'", "tls.client_key needs tls.client_certificate", 2),
    ("protected = 1", "protected must be true or false, is an integer", 1),
    ("[proxy]\nurl = true", "proxy.url must be text, is a boolean", 2),
]


@pytest.mark.parametrize(("text", "what", "line"), ENVIRONMENTS)
def test_a_wrong_environment_names_file_line_key_and_what_was_expected(
    tmp_path: Path, text: str, what: str, line: int
) -> None:
    (fault,) = environment_faults(tmp_path, text)
    assert fault.what.startswith(what)
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == ("environments/x.toml", line)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    faults = request_faults(tmp_path, "url = 5\nmethod = 6\n[options]\ntimeout = -1\n")
    assert [fault.place.line for fault in faults if fault.place] == [1, 2, 4]
    with pytest.raises(DocumentError) as caught:
        WorkspaceReader(tmp_path, trusted=True).request("x")
    assert caught.value.faults == faults
    assert caught.value.where == "requests/x.toml:1: url"


def test_an_unknown_key_is_a_warning_with_the_nearest_known_one(tmp_path: Path) -> None:
    (fault,) = request_faults(tmp_path, 'url = "u"\nmetod = "POST"\n')
    assert fault.severity is Severity.WARNING
    assert fault.advice == "Did you mean method?"
    assert str(fault.place) == "requests/x.toml:2: metod"


def test_keys_of_an_auth_are_checked_by_who_knows_its_type(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "x.toml").write_text(
        '[auth.default]\ntype = "basic"\nusernam = "u"\nhosts = []\n'
        '[auth.other]\ntype = "future"\nanything = 1\n'
    )
    reader = WorkspaceReader(
        tmp_path,
        trusted=True,
        auth_keys=lambda t: frozenset({"username"}) if t.get("type") == "basic" else None,
    )
    reader.environment("x")
    (warning,) = reader.warnings
    assert (warning.advice, str(warning.place)) == (
        "Did you mean username?",
        "environments/x.toml:3: auth.default.usernam",
    )


SYNTAX: list[tuple[str, str, str]] = [
    ('a = 1\nurl = "x\nb = 2\n', "requests/x.toml:2:9", '2 | url = "x'),
    ("a\n", "requests/x.toml:1:2", "1 | a"),
    ("a = [1,\n", "requests/x.toml:2:1", "The text ends too early."),
]


@pytest.mark.parametrize(("text", "where", "why"), SYNTAX)
def test_a_syntax_error_gives_line_column_and_the_line(
    tmp_path: Path, text: str, where: str, why: str
) -> None:
    (fault,) = request_faults(tmp_path, text)
    assert str(fault.place) == where
    assert fault.why.startswith(why)
    assert (tmp_path / "requests/x.toml").read_text() == text


@pytest.mark.parametrize(
    "text",
    [
        '[secrets]\na = "hunter2\n',
        '[auth.default]\nclient_secret = "hunter2\n',
        '[secrets.x]\nfoo = "hunter2\n',
        "headers = [{ name = 'Authorization', value = 'hunter2 }]",
        '[ "secrets" ]\n"hunter2\n',
    ],
)
def test_the_line_of_a_syntax_error_does_not_show_a_secret(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_toml(text, "f.toml")
    assert "hunter2" not in f"{caught.value.faults} {caught.value.what}"


DUPLICATES: list[tuple[str, str]] = [
    ("url = 1\n# c\nurl = 2", "url is defined twice: on line 1 and line 3."),
    ("[a]\n[b]\n[a]", "a is defined twice: on line 1 and line 3."),
    ("[a]\n\"k\" = 1\n'k' = 2", "a.k is defined twice: on line 2 and line 3."),
    ("a.b = 1\na.b = 2", "a.b is defined twice: on line 1 and line 2."),
    ("x = { a = 1, a = 2 }", "x.a is defined twice: on line 1 and line 1."),
    ("a = 1\n[a]", "a is defined twice: on line 1 and line 2."),
]


@pytest.mark.parametrize(("text", "what"), DUPLICATES)
def test_a_duplicate_names_both_lines(text: str, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_toml(text, "f.toml")
    assert caught.value.what == what


BYTES: list[tuple[bytes, str]] = [
    ("name = 'é'".encode("latin-1"), "is not UTF-8 at byte 8"),
    ("name = 'é'".encode("utf-16"), "is not UTF-8 at byte 0: it looks like UTF-16"),
    ("name = 'x'".encode("utf-16-le"), "is not UTF-8 text: NUL at byte 1"),
    (b"\x7fELF\0\0", "NUL at byte 4"),
]


@pytest.mark.parametrize(("data", "what"), BYTES)
def test_a_file_that_is_not_utf8_is_refused_at_its_byte(
    tmp_path: Path, data: bytes, what: str
) -> None:
    (tmp_path / "outrider.toml").write_bytes(data)
    with pytest.raises(DocumentError, match=what):
        WorkspaceReader(tmp_path, trusted=True).settings()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbfname = 'x'\r\n", b"# only a comment"])
def test_empty_files_marks_and_other_line_ends_are_fine(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "outrider.toml").write_bytes(data)
    assert WorkspaceReader(tmp_path, trusted=True).settings().name in {"x", tmp_path.name}


HOSTILE = {
    "arrays": "a=" + "[" * 5000 + "]" * 5000,
    "inline tables": "a=" + "{a=" * 5000 + "1" + "}" * 5000,
    "dotted key": ".".join("a" * 5000) + "=1",
    "dotted header": "[" + ".".join("a" * 5000) + "]",
    "dotted and inline": "x=" + "{a.a.a.a.a.a=" * 10 + "1" + "}" * 10,
    "long integer": "a=" + "1" * 5000,
    "wide integer": f"a={2**63}",
    "long hexadecimal": "a=0x" + "f" * 100_000,
    "open string": 'a="""' + '\\"' * 20_000,
    "large file": "# " + "x" * 50_000_000,
    "brackets in strings are fine, then not": 'a = "[[[["\n' * 20 + "b=" + "[" * 50,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_without_much_work(tmp_path: Path, name: str) -> None:
    (tmp_path / "outrider.toml").write_text(HOSTILE[name])
    reader = WorkspaceReader(tmp_path, trusted=True)
    with given_up_at_last(), counted() as work, pytest.raises(DocumentError):
        reader.settings()
    # The one that may be read to its end is work in proportion to its length.
    assert work.steps < (100 * len(HOSTILE[name]) if name == "open string" else 20_000)


@pytest.mark.parametrize("name", ["arrays", "inline tables", "dotted key", "dotted header"])
def test_what_nests_too_deeply_is_refused_before_it_is_parsed(name: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_toml(f"\n{HOSTILE[name]}", "f.toml")
    assert (caught.value.code, caught.value.where) == ("too_deep", "f.toml:2")


def test_brackets_and_dots_inside_of_texts_do_not_count(tmp_path: Path) -> None:
    text = "a = '''" + "[{." * 100 + "'''\nb = \"" + '[{.\\"' * 100 + '"\n# ' + "[." * 100
    assert parse_toml(text, "f.toml")["a"] == "[{." * 100


def test_a_pipe_a_folder_and_a_dangling_link_are_sentences_and_never_wait(tmp_path: Path) -> None:
    folder = tmp_path / "requests"
    folder.mkdir()
    os.mkfifo(folder / "pipe.toml")
    (folder / "dir.toml").mkdir()
    (folder / "gone.toml").symlink_to("nowhere")
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "device.toml").symlink_to("/dev/zero")
    (folder / "good.toml").write_text("")
    reader = WorkspaceReader(tmp_path, trusted=True)
    seen: list[str] = []
    thread = threading.Thread(
        target=lambda: seen.extend(fault.what for fault in reader.collection().faults)
    )
    thread.start()
    thread.join(timeout=PATIENCE)
    assert sorted(seen) == [
        "requests/device.toml is a device, not a file.",
        "requests/dir.toml is a folder, not a file.",
        "requests/gone.toml is a symbolic link to nothing.",
        "requests/loop.toml is a symbolic link that leads back to itself.",
        "requests/pipe.toml is a named pipe, not a file.",
    ]
    assert list(reader.collection().requests) == ["good"]


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "requests" / "a").mkdir(parents=True)
    (tmp_path / "requests" / "a" / "again").symlink_to("..")
    (tmp_path / "requests" / "x.toml").write_text("")
    reader = WorkspaceReader(tmp_path, trusted=True)
    assert reader.request_ids() == ("x",)
    assert list(reader.collection().requests) == ["x"]


def test_a_name_that_is_not_unicode_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "requests") + b"/b\xffd.toml")).write_text("")
    collection = WorkspaceReader(tmp_path, trusted=True).collection()
    assert not collection.requests
    (fault,) = collection.faults
    assert re.search(r"not valid Unicode", fault.what)
    fault.what.encode()


UNREADABLE = """
import os, pathlib, sys
from outrider.errors import DocumentError
from outrider.storage.reading.workspace_reader import WorkspaceReader
if os.getuid() == 0:
    os.setegid(65534); os.seteuid(65534)
try:
    WorkspaceReader(pathlib.Path(sys.argv[1]), trusted=True).settings()
except DocumentError as error:
    print(error.what)
"""


def test_a_file_without_permission_is_a_sentence(reachable: Path) -> None:
    (reachable / "outrider.toml").touch(mode=0o000)
    program = (sys.executable, "-c", UNREADABLE, str(reachable))
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "outrider.toml cannot be read: permission denied.\n"


def test_an_untrusted_workspace_reads_no_file_outside_itself(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "private.toml").write_text('name = "private"')
    root = tmp_path / "work"
    (root / "environments").mkdir(parents=True)
    (root / "requests").mkdir()
    (root / "environments" / "x.toml").symlink_to("../../outside/private.toml")
    (root / "requests" / "x.toml").symlink_to(outside / "private.toml")
    (root / "requests" / "out").symlink_to(outside)
    (root / "environments" / "in.toml").write_text("name = 'in'")
    (root / "environments" / "link.toml").symlink_to("in.toml")
    reader = WorkspaceReader(root, trusted=False)
    for ask in (reader.environment, reader.request):
        with pytest.raises(TrustRequiredError, match="outside the workspace"):
            ask("x")
    with pytest.raises(TrustRequiredError):
        reader.request("out/private")
    assert reader.request_ids() == ("x",)
    collection = reader.collection()
    assert not collection.requests
    assert {fault.code for fault in collection.faults} == {"trust"}
    assert reader.environment("link").name == "in"
    assert WorkspaceReader(root, trusted=True).environment("x").name == "private"


def test_a_place_gets_its_line_when_somebody_asks(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "x.toml").write_text(
        '[variables]\n"a.b" = """\n[variables]\n"""\nc = 1\n[auth]\ndefault.type = "none"\n'
    )
    reader = WorkspaceReader(tmp_path, trusted=True)
    environment = reader.environment("x")
    assert reader.with_line(environment.variables["c"].place).line == 5
    assert reader.with_line(environment.variables["a.b"].place).line == 2
    assert reader.with_line(environment.auths["default"].location_of("type")).line == 7
    assert reader.with_line(environment.auths["default"].location_of("scope")).line == 7


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("scope = ['a', 'b']", 'Write scope = "a b".'),
        ("scope = ['openid']", 'Write scope = "openid".'),
        ("scope = ['a,b', 'c d']", 'Write scope = "a b c d".'),
        ("scope = ['{{x}}', 'é']", 'Write scope = "{{x}} é".'),
        ("scope = []", 'Write scope = "".'),
        ("client_id = ['a']", 'Use one value, without brackets: client_id = "…".'),
    ],
)
def test_a_list_for_one_text_gets_the_line_to_write(
    tmp_path: Path, written: str, line: str
) -> None:
    text = f"[auth.default]\ntype = 'oauth2'\n{written}\n"
    assert [fault.advice for fault in environment_faults(tmp_path, text)] == [line]
