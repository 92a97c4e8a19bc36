"""``check`` finds what a send refuses because of the files alone, in the words of the send."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab
from tests.shell import Shell

from outrider.auth.validation import allowed_keys
from outrider.engine.workspace.workspace_check import check_workspace
from outrider.errors import Fault, OutriderError, Severity
from outrider.model.exchange import FailureKind
from outrider.model.trust import as_trust
from outrider.storage.reading.workspace_reader import WorkspaceReader

SOURCE = Path(__file__).parents[2] / "tui/outrider"
ROOMS = ("auth", "oauth", "variables", "engine/send", "engine/tokens", "transport", "model")

NOT_OF_THE_FILES = {
    "trust": "what the user agreed to is in no file of the workspace",
    "protected": "a question, which a flag answers",
    "unanswered": "somebody has to be there",
    "process_variable_unset": "the process's, which is another one at the next send",
    "secret_not_opened": "a secret's value",
    "client_assertion": "what a source gives when a token is fetched",
    "token": "a token was not fetched",
    "captured_endpoint": "what a response or a row of data names",
    "not_captured": "what a response gives",
    "insecure_metadata": "what the issuer says",
    "resource_metadata": "what the API says",
    "null_character": "what no program can be given in its environment",
    "bound_token": "what a program asks for, to which a bound token is of no use",
    "token_command": "what a program prints",
    "issuer_metadata": "what the issuer says",
    "redirect_timeout": "the browser",
    "redirect_uri": "a port that is in use; no grant listens yet",
    "token_duplicate_member": "a token response",
    "token_missing": "a token response",
    "malformed_response": "a response of an endpoint",
    "access_denied": "what the person who signs in does",
    "expired_token": "what the person who signs in does",
    "token_redirect": "a token response",
    "token_too_large": "a token response",
    "token_unusable": "a token response",
    "unsupported_token_type": "a token response",
    "body_too_large": "a response",
    "auth_not_text": "TOML has no half characters: they come from the process",
    "lone_surrogate": "TOML has no half characters: they come from the process",
    "no_authorization_server": "a token that is asked about without a request",
    "not_oauth": "a token that is asked for without a request",
    "code": "passed on from a table of this list",
    "no_environment": "a workspace without environments is checked without one",
}
"""Codes of refusals that do not follow from the files alone, and why."""

REFUSED_WHEN_READ = {"auth_placement", "method"}
"""The file itself is refused before: the same error on both roads."""

WARNINGS = {
    *("method_case", "userinfo_moved", "path_parameter_unused", "reserved_name"),
    "issuer_token_endpoint",
}

OK = '[variables]\nbase = "https://127.0.0.1:9"\n'
SECRET = '[secrets]\nkey = { env = "KEY" }\n'
OAUTH = (
    '[auth.default]\ntype = "oauth2"\ntoken_endpoint = "https://127.0.0.1:9/t"\n'
    'client_id = "c"\nclient_secret = "{{key}}"\n'
)
_COMMAND = '[auth.default]\ntype = "command"\ncommand = {words}\n'
_WELL_KNOWN = ".well-known/openid-configuration"
GET = 'url = "{{base}}/x"\n'


def oauth(old: str, new: str) -> tuple[str, str]:
    """An environment with this changed in its definition."""
    assert old in OAUTH
    return OK + SECRET + OAUTH.replace(old, new), GET


def by_key(more: str) -> tuple[str, str]:
    """An environment whose client proves itself by a key, with this more."""
    method = 'token_endpoint_auth_method = "private_key_jwt"\n'
    return oauth('client_secret = "{{key}}"\n', method + more)


def body(text: str, more: str = "") -> tuple[str, str]:
    """A request with a body."""
    return OK + SECRET, f'method = "POST"\n{GET}{more}[body]\n{text}'


def header(name: str, value: str) -> tuple[str, str]:
    """A request with a row."""
    return OK + SECRET, f'{GET}headers = [{{ name = "{name}", value = "{value}" }}]\n'


def url(text: str, more: str = "") -> tuple[str, str]:
    """A request with a URL."""
    return OK + SECRET, f'url = "{text}"\n{more}'


BASIC = '[auth.default]\ntype = "basic"\nusername = "u"\npassword = "{{key}}"\n'

FOUND: dict[str, list[tuple[str, str]]] = {
    "token_endpoint_url": [
        oauth("https://127.0.0.1:9/t", "ftp://127.0.0.1/t"),
        oauth("https://127.0.0.1:9/t", "login.example/t"),
        oauth("https://127.0.0.1:9/t", "https://u:p@127.0.0.1:9/t"),
        oauth("https://127.0.0.1:9/t", "https://127.0.0.1:9/t#x"),
    ],
    "insecure_http": [
        oauth("https://127.0.0.1:9/t", "http://login.example/t"),
        (OK.replace("https://127.0.0.1:9", "http://api.example") + SECRET + BASIC, GET),
        (
            OK.replace("https://127.0.0.1:9", "http://api.example") + SECRET,
            GET + 'headers = [{ name = "X-Key", value = "{{key}}" }]\n',
        ),
    ],
    "client_id_colon": [oauth('client_id = "c"', 'client_id = "a:b"\nbasic_encoding = "raw"')],
    "username_colon": [(OK + SECRET + BASIC.replace('"u"', '"a:b"'), GET)],
    "host_not_allowed": [
        oauth('client_id = "c"', 'client_id = "c"\nhosts = ["other.example"]'),
    ],
    "secret_host": [
        (
            OK + '[secrets]\nkey = { env = "KEY", hosts = ["other.example"] }\n',
            GET + 'headers = [{ name = "X-Key", value = "{{key}}" }]\n',
        ),
        (OK + '[secrets]\nkey = { env = "KEY", hosts = ["other.example"] }\n' + OAUTH, GET),
    ],
    "auth_choice": [oauth('type = "oauth2"', 'type = "oauth2"\ngrant_type = "implicit"')],
    "auth_cycle": [(OK + '[auth.default]\nextends = "b"\n[auth.b]\nextends = "default"\n', GET)],
    "auth_empty_key": [
        oauth('client_id = "c"', 'client_id = " "'),
        (OK + 'none = ""\n' + SECRET + OAUTH.replace('"c"', '"{{none}}"'), GET),
    ],
    "auth_endpoint": [oauth('token_endpoint = "https://127.0.0.1:9/t"\n', "")],
    "auth_missing_key": [oauth('client_id = "c"\n', "")],
    "auth_command": [(OK + _COMMAND.format(words='"gh auth token"'), GET)],
    "secret_in_command": [(OK + SECRET + _COMMAND.format(words='["gh", "{{key}}"]'), GET)],
    "issuer_url": [
        oauth('token_endpoint = "https://127.0.0.1:9/t"', f'issuer = "{{{{base}}}}/{_WELL_KNOWN}"')
    ],
    "auth_alternative": [by_key('private_key = "{{key}}"\nclient_assertion = { env = "A" }\n')],
    "auth_number": [by_key('private_key = "{{key}}"\nassertion_lifetime = 0\n')],
    "auth_source": [by_key('client_assertion = { file = "a", env = "B" }\n')],
    "private_key": [by_key('private_key = "keys/a.pem"\n')],
    "no_certificate": [
        oauth('client_id = "c"', 'client_id = "c"\ntoken_endpoint_auth_method = "tls_client_auth"')
    ],
    "auth_type": [oauth("oauth2", "oauth3")],
    "unsupported": [oauth('"oauth2"', '"ntlm"')],
    "aws_service": [
        (
            f'{OK}{SECRET}[auth.default]\ntype = "aws_sigv4"\naccess_key_id = "AKIA"\n'
            'secret_access_key = "{{key}}"\nregion = "eu-west-1"\n',
            GET,
        )
    ],
    "token_parameter": [oauth("client_id", 'token_parameters = { scope = "x" }\nclient_id')],
    "token_header": [
        oauth("client_id", 'token_headers = { Host = "x" }\nclient_id'),
        oauth("client_id", 'token_headers = { X-A = "x", x-a = "y" }\nclient_id'),
    ],
    "token_header_name": [oauth("client_id", 'token_headers = { "X A" = "x" }\nclient_id')],
    "placement_name": [
        oauth("client_id", 'placement = { name = "X A" }\nclient_id'),
        oauth("client_id", 'placement = { in = "cookie", name = "{{base}}" }\nclient_id'),
    ],
    "placement_text": [oauth("client_id", 'placement = { prefix = "a\\nb" }\nclient_id')],
    "placement_body": [
        oauth("client_id", 'placement = { in = "body" }\nclient_id'),
        (
            oauth("client_id", 'placement = { in = "body" }\nclient_id')[0],
            f'method = "POST"\n{GET}[body]\ntype = "json"\ncontent = "{{}}"\n',
        ),
    ],
    "unknown_auth": [(OK, GET + '[auth]\nuse = "gone"\n')],
    "unknown_variable": [url("{{gone}}/x"), url("{{base}}/{{$gone}}")],
    "nested_reference": [url("{{base}}/{{a{{b}}}}")],
    "no_access_token": [url("{{base}}/{{access_token}}")],
    "token_place": [
        (
            OK + SECRET + OAUTH,
            f'method = "POST"\n{GET}'
            'headers = [{ name = "Content-Type", '
            'value = "multipart/form-data; boundary={{access_token}}" }]\n'
            '[body]\ntype = "multipart"\nparts = [{ name = "a", value = "1" }]\n',
        )
    ],
    "shadowed_secret": [(OK + SECRET, GET + '[variables]\nkey = "x"\n')],
    "variable_cycle": [(OK + 'a = "{{b}}"\nb = "{{a}}"\n', 'url = "{{base}}/{{a}}"\n')],
    "variable_depth": [
        (
            OK + "".join(f'v{n} = "{{{{v{n + 1}}}}}"\n' for n in range(200)) + 'v200 = "x"\n',
            'url = "{{base}}/{{v0}}"\n',
        )
    ],
    "variable_size": [
        (
            OK
            + 'v0 = "'
            + "x" * 4000
            + '"\n'
            + "".join(f'v{n} = "{f"{{{{v{n - 1}}}}}" * 10}"\n' for n in range(1, 8)),
            'url = "{{base}}/{{v7}}"\n',
        )
    ],
    "url_missing": [url("")],
    "url_no_scheme": [url("api.example/x")],
    "url_scheme": [url("ftp://api.example/x")],
    "url_host": [url("https://a b.example/x"), (OK + 'h = "a_b!c"\n', 'url = "https://{{h}}/"\n')],
    "url_port": [url("https://api.example:99999/x")],
    "userinfo": [url("https://a%3Ab:c@api.example/")],
    "value_in_authority": [
        (OK + 'p = "a/b"\n[proxy]\nurl = "http://{{p}}:8080"\n', GET),
    ],
    "path_parameter_missing": [url("{{base}}/:id")],
    "path_parameter_empty": [url("{{base}}/:id", 'path = { id = "" }\n')],
    "blank_edge": [url(" {{base}}/x"), (OK + 's = "a "\n', 'url = "{{base}}/{{s}}/y"\n')],
    "forbidden_character": [(OK + 's = "a\\nb"\n', 'url = "{{base}}/{{s}}"\n')],
    "not_ascii": [header("X-Name", "Zoë")],
    "header_name": [header("X Name", "x"), header("", "x")],
    "json_invalid": [
        body('type = "json"\ncontent = \'{"a": }\'\n'),
    ],
    "graphql_query": [body('type = "graphql"\nquery = " "\n')],
    "graphql_variables": [body('type = "graphql"\nquery = "{a}"\nvariables = \'[1\'\n')],
    "charset_unknown": [
        body(
            'type = "text"\ncontent = "x"\n',
            'headers = [{ name = "Content-Type", value = "text/plain; charset=bogus" }]\n',
        )
    ],
    "charset_character": [
        body(
            'type = "text"\ncontent = "Zo\\u20ac"\n',
            'headers = [{ name = "Content-Type", value = "text/plain; charset=latin-1" }]\n',
        )
    ],
    "file_path": [body('type = "file"\nfile = ""\n')],
    "file_unreadable": [
        body('type = "file"\nfile = "gone.bin"\n'),
        (OK + '[tls]\nca_bundle = "gone.pem"\n', GET),
    ],
    "secret_blank": [(OK + '[secrets]\nkey = "abc "\n', GET.replace("/x", "/{{key}}"))],
    "secret_empty": [(OK + '[secrets]\nkey = ""\n', GET.replace("/x", "/{{key}}"))],
    FailureKind.INVALID_REQUEST: [
        (OK, 'method = "CONNECT"\n' + GET),
        header("Content-Length", "5"),
        header("Transfer-Encoding", "gzip"),
        header("Host", "a/b"),
        (OK, GET + 'headers = [{ name = "Host", value = "a" }, { name = "host", value = "b" }]\n'),
        (OK, GET + 'headers = [{ name = "Connection", value = "close" }]\n[options]\nhttp = "2"\n'),
    ],
    FailureKind.TLS_CONFIGURATION: [(OK + '[tls]\nca_bundle = "outrider.toml"\n', GET)],
    FailureKind.PROXY_CONFIGURATION: [(OK + '[proxy]\nurl = "gopher://127.0.0.1"\n', GET)],
}
"""For each code what is refused with it: an environment and a request."""


REFUSED_REQUESTS = (FailureKind.INVALID_REQUEST, "url_scheme", "json_invalid", "not_ascii")
"""Those of some kinds that concern the request alone."""


def codes() -> Iterator[str]:
    """Every code that the rooms of a send write."""
    for file in (file for room in ROOMS for file in (SOURCE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            found = [one.value for one in node.keywords if one.arg == "code"]
            if isinstance(node.func, ast.Name) and node.func.id == "Fault":
                found += node.args[:1]
            yield from (str(one.value) for one in found if isinstance(one, ast.Constant))


def test_every_refusal_is_found_or_does_not_follow_from_the_files() -> None:
    known = {*FOUND, *NOT_OF_THE_FILES, *WARNINGS, *REFUSED_WHEN_READ}
    assert not set(codes()) - known
    assert not NOT_OF_THE_FILES.keys() & FOUND.keys()


def checked(root: Path) -> list[Fault]:
    """The errors that a check finds."""
    reader = WorkspaceReader(root, trusted=True, auth_keys=allowed_keys)
    found = check_workspace(reader, root, as_trust(True), {})
    return [fault for fault in found if fault.severity is Severity.ERROR]


EXAMPLES = [
    pytest.param(code, *example, id=f"{code}-{number}")
    for code, examples in FOUND.items()
    for number, example in enumerate(examples)
]


@pytest.mark.parametrize(("code", "environment", "request_text"), EXAMPLES)
async def test_what_a_send_refuses_is_found(
    code: str, environment: str, request_text: str, tmp_path: Path
) -> None:
    lab = written(tmp_path, environment, request_text)
    found = checked(tmp_path)
    async with lab.workbench() as engine:
        error: OutriderError | None
        try:
            error = (await engine.sender.send(lab.job("r", "dev"))).error
        except OutriderError as raised:  # the file cannot be read
            error = raised
    assert error is not None
    assert error.code == code, (error.code, error.what)
    same = [fault for fault in found if fault.what == error.what]
    assert same, (error.what, [fault.what for fault in found])
    assert same[0].place is not None
    assert same[0].place.file in {"environments/dev.toml", "requests/r.toml"}
    assert same[0].place.line


NOT_SENT = [example for code in REFUSED_REQUESTS for example in FOUND[code]]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("environment", "request_text"), NOT_SENT)
async def test_what_a_send_refuses_is_not_exported(
    environment: str, request_text: str, masked: bool, tmp_path: Path
) -> None:
    lab = written(tmp_path, environment, request_text)
    async with lab.workbench() as engine:
        job = lab.job("r", "dev")
        refused = (await engine.sender.send(job)).error
        assert refused is not None
        preview = replace(job, snapshot=replace(job.snapshot, masked=masked))
        with pytest.raises(OutriderError) as raised:
            await engine.sender.preview(preview)
    assert (raised.value.what, raised.value.where) == (refused.what, refused.where)


def test_a_shell_gets_no_command_for_what_is_not_sent(tmp_path: Path) -> None:
    written(tmp_path / "w", *header("Content-Length", "5"))
    shell = Shell(tmp_path / "home", tmp_path / "w")
    sent = shell.run("send", "r")
    said = shell.run("export", "r", "--as", "curl")
    assert (said.status, said.out, said.lines[0]) == (3, b"", sent.lines[0])


def written(root: Path, environment: str, request_text: str) -> Lab:
    """A workspace with an environment and a request."""
    return Lab(root, {"KEY": "s3cr3t-value"}).write(
        {
            "outrider.toml": 'name = "W"\n',
            "environments/dev.toml": environment,
            "requests/r.toml": request_text,
        }
    )


def test_a_definition_that_suits_one_host_is_right(tmp_path: Path) -> None:
    environment = FOUND["aws_service"][0][0]
    written(tmp_path, environment, 'url = "https://s3.eu-west-1.amazonaws.com/"\n')
    assert not checked(tmp_path)
