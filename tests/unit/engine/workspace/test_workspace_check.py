"""A check says in which environments a fault holds, and nothing that only follows from another."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.engine.workspace.open_workspace import open_workspace
from outrider.engine.workspace.workspace_check import check_workspace
from outrider.errors import Fault, Severity
from outrider.model.trust import as_trust


def check(root: Path, files: dict[str, str]) -> list[Fault]:
    """The faults of a workspace with these files."""
    for name, text in {"outrider.toml": 'name = "W"\n', **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    opened = open_workspace(str(root), {})
    return list(check_workspace(opened.reader, opened.root, opened.trust, {}))


@pytest.mark.parametrize(
    ("having", "named"),
    [("ab", ("c",)), ("a", ("b", "c")), ("", ()), ("abc", None)],
)
def test_a_fault_of_some_environments_names_them(
    having: str, named: tuple[str, ...] | None, tmp_path: Path
) -> None:
    has, lacks = '[variables]\nbase = "https://api.example"\n', '[variables]\nother = "x"\n'
    found = check(
        tmp_path,
        {
            **{f"environments/{name}.toml": has if name in having else lacks for name in "abc"},
            "requests/r.toml": 'url = "{{base}}/x"\n',
        },
    )
    if named is None:
        assert not found
        return
    (fault,) = found
    assert (fault.what, fault.environments) == ('Variable "base" is not defined.', named)
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == ("requests/r.toml", 1)


def test_without_environments_none_is_named(tmp_path: Path) -> None:
    (fault,) = check(tmp_path, {"requests/r.toml": 'url = "{{base}}/x"\n'})
    assert not fault.environments


def test_requests_below_a_broken_folder_are_not_looked_through(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text("")
    (tmp_path / "w/requests/linked").mkdir(parents=True)
    (tmp_path / "w/requests/linked/folder.toml").symlink_to("../../../f.toml")
    bad = 'url = "{{base}}/x"\n'
    found = check(
        tmp_path / "w",
        {
            "requests/one/folder.toml": "headers = 3\n",
            **{f"requests/{name}.toml": bad for name in ("one/a", "one/two/b", "linked/c", "d")},
        },
    )
    assert [fault.place.file for fault in found if fault.place] == [
        "requests/d.toml",
        "requests/linked/folder.toml",
        "requests/one/folder.toml",
    ]


OAUTH = '[auth.default]\ntype = "oauth2"\ntoken_endpoint = "https://login.example/t"\n'


@pytest.mark.parametrize(
    ("rest", "what"),
    [
        (
            'client_id = "c"\ngrant_type = "urn:ietf:params:oauth:grant-type:saml2-bearer"\n',
            'grant_type "urn:ietf:params:oauth:grant-type:saml2-bearer" is not supported.',
        ),
        (
            'client_id = "c"\ntoken_endpoint_auth_method = "attest_jwt_client_auth"\n',
            'token_endpoint_auth_method "attest_jwt_client_auth" is not supported.',
        ),
        (
            'client_id = "c"\ntoken_endpoint_auth_method = "client_secret_bsaic"\n',
            'Unknown token_endpoint_auth_method "client_secret_bsaic".',
        ),
    ],
)
def test_what_is_not_supported_is_one_fault_at_its_own_line(
    rest: str, what: str, tmp_path: Path
) -> None:
    text = OAUTH + rest
    (fault,) = check(tmp_path, {"environments/dev.toml": text})
    assert fault.what == what
    assert fault.place is not None
    key = fault.place.dotted_key.rpartition(".")[2]
    lines = text.splitlines()
    assert fault.place.line == next(n for n, one in enumerate(lines, 1) if one.startswith(key))
    near = "client_secret_bsaic" in rest
    assert ('Did you mean "client_secret_basic"?' in fault.advice) is near


def test_a_host_that_matches_nothing_is_a_warning_at_its_line(tmp_path: Path) -> None:
    found = check(
        tmp_path,
        {
            "environments/dev.toml": '[variables]\nbad = "https://c.example"\n'
            '[secrets]\nkey = { env = "K", hosts = ["a.example/x", "{{bad}}"] }\n'
            '[auth.default]\ntype = "bearer"\ntoken = "{{key}}"\n'
            'hosts = ["b.example", "{{bad}}", "*"]\n',
            "requests/folder.toml": '[auth]\ntype = "bearer"\ntoken = "x"\nhosts = ["https://d"]\n',
            "requests/r.toml": 'url = "https://b.example/"\n[auth]\ntype = "none"\n',
            "requests/s.toml": 'url = "https://b.example/"\n[auth]\nextends = "default"\n'
            'token = "t"\nhosts = ["b.example", "e.example:0"]\n',
            "requests/t.toml": 'url = "https://d/"\n',
        },
    )
    warned = [one for one in found if one.code == "host_pattern"]
    assert [(one.place.file, one.place.line, one.what) for one in warned if one.place] == [
        ("environments/dev.toml", 4, 'Host "a.example/x" matches nothing.'),
        ("environments/dev.toml", 4, 'Host "{{bad}}" matches nothing.'),
        ("environments/dev.toml", 8, 'Host "*" matches nothing.'),
        ("environments/dev.toml", 8, 'Host "{{bad}}" matches nothing.'),
        ("requests/folder.toml", 4, 'Host "https://d" matches nothing.'),
        ("requests/s.toml", 5, 'Host "e.example:0" matches nothing.'),
    ]
    assert all(one.severity is Severity.WARNING for one in warned)


def test_a_listed_environment_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    lab = Lab(tmp_path.resolve()).write(
        {
            "outrider.toml": 'name = "x"\nenvironments = ["dev", "gone"]\n',
            "environments/dev.toml": "",
        }
    )
    found = check_workspace(lab.reader(), lab.root, as_trust(True), {})
    [fault] = [one for one in found if one.code == "unknown_name"]
    assert fault.severity is Severity.WARNING
    assert fault.what == 'Environment "gone" not found.'
    assert (fault.place.file, fault.place.line) == ("outrider.toml", 2)  # type: ignore[union-attr]


@pytest.mark.parametrize("how", ["syntax", "folder", "link", "encoding"])
def test_an_environment_whose_file_cannot_be_read_is_not_unknown(how: str, tmp_path: Path) -> None:
    settings = 'default_environment = "dev"\nenvironments = ["dev", "other"]\n'
    file = tmp_path / "environments/dev.toml"
    file.parent.mkdir()
    if how == "syntax":
        file.write_text('name = "dev\n')
    elif how == "folder":
        file.mkdir()
    elif how == "link":
        file.symlink_to("nowhere")
    else:
        file.write_bytes(b"\xff\n")
    [fault] = check(
        tmp_path,
        {
            "outrider.toml": settings,
            "environments/other.toml": SOUND + '[auth.main]\ntype = "none"\n',
            "requests/r.toml": 'url = "{{base}}/"\n[auth]\nuse = "main"\n',
        },
    )
    assert fault.place is not None
    assert fault.place.file == "environments/dev.toml"


SOUND = '[variables]\nbase = "https://api.example"\n'
USES_BASE = {"requests/r.toml": 'url = "{{base}}/"\n'}
NO_USER = '[auth.default]\ntype = "basic"\n'
LACKS_USER = ("environments/dev.toml", "[auth.default] has no username.")
STORE = ("environments/dev.toml", "cookies.store needs cookies.keep.")


@pytest.mark.parametrize(
    ("environment", "more", "expected"),
    [
        (SOUND + "[cookies]\nstore = true\n" + NO_USER, {}, [STORE, LACKS_USER]),
        (
            SOUND
            + '[tls]\nclient_key = "k.pem"\n[auth.default]\ntype = "oauth2"\n'
            + 'grant_type = "client_credentials"\ntoken_endpoint = "https://as.example"\n'
            + 'client_id = "c"\ntoken_endpoint_auth_method = "tls_client_auth"\n'
            + '[auth.b]\nextends = "default"\ngrant_type = "client_credential"\n',
            {},
            [
                ("environments/dev.toml", "tls.client_key needs tls.client_certificate."),
                ("environments/dev.toml", 'Unknown grant_type "client_credential".'),
            ],
        ),
        (
            SOUND + 'base = "twice"\n',
            {"requests/b.toml": 'url = "https://b.example"\n[auth]\nuse = "other"\n'},
            [("environments/dev.toml", "variables.base is defined twice: ")],
        ),
        (
            SOUND + '[secrets]\nbase = { env = "B" }\n' + NO_USER,
            {},
            [
                (
                    "environments/dev.toml",
                    'Variable "base" has the name of a secret of this environment.',
                ),
                LACKS_USER,
            ],
        ),
        (
            '[variables]\nbase = ["x"]\nother = "y"\n',
            {"requests/b.toml": 'url = "https://b.example/{{otter}}/{{base}}"\n'},
            [
                (
                    "environments/dev.toml",
                    "variables.base must be text, a number or a boolean, is an array.",
                ),
                ("requests/b.toml", 'Variable "otter" is not defined.'),
            ],
        ),
        (
            SOUND + '[auth.default]\ntype = 3\n[auth.child]\nextends = "default"\n',
            {
                "requests/b.toml": 'url = "{{base}}/{{nothing}}"\n[auth]\nuse = "default"\n',
                "requests/c.toml": 'url = "{{base}}"\n[auth]\nuse = "chill"\n',
            },
            [
                ("environments/dev.toml", "auth.default.type must be text, is an integer."),
                ("requests/b.toml", 'Variable "nothing" is not defined.'),
                ("requests/c.toml", 'Environment "dev" has no auth definition "chill".'),
            ],
        ),
        (
            SOUND,
            {"environments/dev.local.toml": "[variables\n"},
            [("environments/dev.local.toml", "Not valid TOML")],
        ),
        (
            'allow_insecure_http = "yes"\n[variables]\nbase = "http://api.example"\n'
            '[auth.default]\ntype = "basic"\nusername = "{{who}}"\npassword = ""\n'
            '[secrets]\nwho = { envv = "WHO" }\n',
            {},
            [
                (
                    "environments/dev.toml",
                    "allow_insecure_http must be true or false, is text.",
                ),
                ("environments/dev.toml", "secrets.who has no source."),
            ],
        ),
    ],
)
def test_a_mistake_in_an_environment_hides_no_other_and_makes_none(
    environment: str, more: dict[str, str], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    found = check(tmp_path, {"environments/dev.toml": environment, **USES_BASE, **more})
    errors = [one for one in found if one.severity is Severity.ERROR]
    told = [(one.place.file, one.what) for one in errors if one.place and one.place.line]
    assert len(told) == len(errors)
    for (file, what), (expected_file, start) in zip(sorted(told), sorted(expected), strict=True):
        assert (file, what[: len(start)]) == (expected_file, start)
