"""An environment's table as the rows of a form."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from msgspec import Struct, structs

from outrider.auth.schemes import Scheme
from outrider.auth.token_tables import TOKEN_PARAMETERS, TOKEN_TABLES
from outrider.model.auth import CredentialLocation, Field, FieldKind
from outrider.model.connection import HttpVersion
from outrider.model.workspace import scalar_text
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.auth.auth_form_rows import EXTENDS, auth_form_rows
from outrider.widgets.auth.token_table_rows import TITLES, can_show, cells_of_table
from outrider.widgets.view_models import AuthContext

KeyPath: TypeAlias = tuple[str | int, ...]
"""From the table's root."""

LITERAL = "literal"
NO, YES = "no", "yes"
USUAL = "default"

GENERAL: tuple[tuple[str, str], ...] = (
    ("name", "shown in lists; default: file name"),
    ("description", "shown when choosing an environment"),
    ("color", "primary, success, error … or #rrggbb"),
)
SWITCHES: tuple[tuple[str, str], ...] = (
    ("protected", "yes: confirm POST, PUT, DELETE …"),
    ("allow_insecure_http", "yes: allow credentials over http"),
)
FILES: tuple[tuple[str, str], ...] = (
    ("ca_bundle", "PEM file of additional CAs"),
    ("client_certificate", "PEM file, or .p12/.pfx with its key"),
    ("client_key", "PEM file; default: with certificate"),
)
KEY_PASSWORD = "client_key_password"
SECRET_HOSTS = "hosts"


class SecretProviderForm(Protocol):
    """A place where secrets are kept: each registered provider is one."""

    @property
    def name(self) -> str:
        """The name in files."""

    @property
    def summary(self) -> str:
        """One sentence."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is to be filled in."""


class EnvironmentFormContext(Struct, frozen=True):
    """What the form needs to know besides the table.

    Attributes:
        inherited: type and settings that an auth gets from the one that it extends, by name.
        note: says where the value of a key is written.
    """

    providers: Sequence[SecretProviderForm]
    schemes: Sequence[Scheme]
    inherited: Callable[[str], tuple[str, Mapping[str, str]]]
    note: Callable[[KeyPath], str]


def rows_from_table(table: Mapping[str, Any], view: EnvironmentFormContext) -> list[SheetRow]:
    """Every row of the form."""
    return [
        *_general(table, view),
        *_variables(table, view),
        *_secrets(table, view),
        *_auths(table, view),
        *_connection(table, view),
        *_cookies(table, view),
    ]


def _heading(title: str, group: str, note: str = "", path: KeyPath = ()) -> SheetRow:
    row = SheetRow((title, ""), None, group, note, fixed_cells=1, model_value=path or None)
    return structs.replace(row, locked=True, heading=True)


def _text(
    label: str, value: str, path: KeyPath, view: EnvironmentFormContext, help_: str
) -> SheetRow:
    note = view.note(path) if value else help_
    return SheetRow((label, value), None, str(path[0]), note, fixed_cells=1, model_value=path)


COOKIES = (
    ("keep", "of responses, for the next requests"),
    ("store", "also in a file of this machine"),
)


def _switch(
    label: str,
    value: bool,
    path: KeyPath,
    view: EnvironmentFormContext,
    help_: str,
    usual: bool = False,
) -> SheetRow:
    note = help_ if value is usual else view.note(path)
    word = YES if value else NO
    return SheetRow(
        (label, word), None, str(path[0]), note, fixed_cells=1, choices=(NO, YES), model_value=path
    )


def _general(table: Mapping[str, Any], view: EnvironmentFormContext) -> Iterator[SheetRow]:
    for key, help_ in GENERAL:
        yield _text(key, str(table.get(key, "")), (key,), view, help_)
    for key, help_ in SWITCHES:
        yield _switch(key, table.get(key) is True, (key,), view, help_)


def _variables(table: Mapping[str, Any], view: EnvironmentFormContext) -> Iterator[SheetRow]:
    variables = table.get("variables", {})
    yield _heading("Variables", "variables", "" if variables else "none: <rows.add> adds one")
    for name, value in variables.items():
        path = ("variables", name)
        yield SheetRow(
            (name, scalar_text(value)), None, "variables", view.note(path), model_value=path
        )


def provider_of(value: object, providers: Iterable[SecretProviderForm]) -> str:
    """Where a secret is kept, by how it is written."""
    if not isinstance(value, Mapping):
        return LITERAL
    return next((one.name for one in providers if one.name in value), LITERAL)


def _secrets(table: Mapping[str, Any], view: EnvironmentFormContext) -> Iterator[SheetRow]:
    secrets = table.get("secrets", {})
    yield _heading(
        "Secrets", "secrets", "← → changes the source" if secrets else "none: <rows.add> adds one"
    )
    names = tuple(one.name for one in view.providers)
    for name, value in secrets.items():
        path = ("secrets", name)
        kind = provider_of(value, view.providers)
        provider = next(one for one in view.providers if one.name == kind)
        note = view.note(path)
        yield SheetRow(
            (name, kind), None, "secrets", note, fixed_cells=1, choices=names, model_value=path
        )
        for field in provider.fields:
            if field.kind is not FieldKind.BOOLEAN:
                yield _secret_field(field, value, path)
        if isinstance(value, Mapping) and SECRET_HOSTS in value:
            hosts = " ".join(map(str, value[SECRET_HOSTS]))
            key = (*path, SECRET_HOSTS)
            row = _text(f"  {SECRET_HOSTS}", hosts, key, view, "only these hosts")
            yield structs.replace(row, group="secrets")


def _secret_field(field: Field, value: object, path: KeyPath) -> SheetRow:
    written = value.get(field.name, "") if isinstance(value, Mapping) else value
    if isinstance(written, list | tuple):
        written = shlex.join(map(str, written))
    text = str(written)
    hidden = field.kind is FieldKind.SECRET
    note = "<rows.show_secret> shows it" if hidden and text else ""
    return SheetRow(
        (f"  {field.label.lower()}", text),
        None,
        "secrets",
        note if text else field.help or "saved to this machine's local file",
        problem="" if text else "required",
        fixed_cells=1,
        secret=hidden,
        model_value=(*path, field.name),
    )


def _auths(table: Mapping[str, Any], view: EnvironmentFormContext) -> Iterator[SheetRow]:
    auths = table.get("auth", {})
    yield _heading("Auth", "auth", "" if auths else "none: <rows.add> adds one")
    for name, auth in auths.items():
        path = ("auth", name)
        yield _heading(f"  {name}", f"auth {name}", path=path)
        for row in auth_form_rows(auth, environment_auth_context(name, table, view)):
            key = row.model_value
            if row.locked:
                if row.cells[0] in {"hosts", "placement", "unset"} or _is_shown(row.cells[0], auth):
                    continue
                yield structs.replace(row, group=f"auth {name}")
                continue
            told = row.note or (view.note((*path, str(key))) if str(key) in auth else "")
            yield structs.replace(row, group=f"auth {name}", note=told, model_value=(*path, key))
        yield from _structure(name, auth, view)


def environment_auth_context(
    name: str, table: Mapping[str, Any], view: EnvironmentFormContext
) -> AuthContext:
    """What the form of one auth needs to know."""
    kind, settings = view.inherited(name) if EXTENDS in table["auth"][name] else ("", {})
    others = tuple(one for one in table["auth"] if one != name)
    return AuthContext(
        type=kind, settings=tuple(settings.items()), names=others, forms=view.schemes
    )


def _structure(
    name: str, auth: Mapping[str, Any], view: EnvironmentFormContext
) -> Iterator[SheetRow]:
    """What every auth may have, whatever its type."""
    path, group = ("auth", name), f"auth {name}"
    rows = [("hosts", "only these hosts, as *.example.com")]
    if EXTENDS in auth:
        rows.append(("unset", "keys not taken from that definition"))
    for key, help_ in rows:
        row = _text(key, " ".join(map(str, auth.get(key, ()))), (*path, key), view, help_)
        yield structs.replace(row, group=group)
    yield from _placement(name, auth, view)
    for table in TOKEN_TABLES:
        yield from _token_table(table, name, auth, view)


def _placement(
    name: str, auth: Mapping[str, Any], view: EnvironmentFormContext
) -> Iterator[SheetRow]:
    """Where the credential goes, where that is the user's to say, or is said."""
    path, group = ("auth", name), f"auth {name}"
    form = _scheme(name, auth, view)
    if "placement" not in auth and (form is None or form.placement is None):
        return
    placement = auth.get("placement", {})
    chosen = str(placement.get("in", "header")) if "placement" in auth else USUAL
    yield SheetRow(
        ("placement", chosen),
        None,
        group,
        "where the credential is sent",
        fixed_cells=1,
        choices=(USUAL, *(one.value for one in CredentialLocation)),
        model_value=(*path, "placement", "in"),
    )
    for key in ("name", "prefix") if "placement" in auth else ():
        text = str(placement.get(key, ""))
        row = _text(f"  {key}", text, (*path, "placement", key), view, "default")
        yield structs.replace(row, group=group)


def _scheme(name: str, auth: Mapping[str, Any], view: EnvironmentFormContext) -> Scheme | None:
    """Its own type, or that of the definition that it extends."""
    kind = auth.get("type") or view.inherited(name)[0]
    return next((one for one in view.schemes if one.type == kind), None)


def _is_shown(key: str, auth: Mapping[str, Any]) -> bool:
    """Whether a table of the token request or response has rows of its own."""
    if key == TOKEN_PARAMETERS:
        return True
    return key in TOKEN_TABLES and can_show(key, auth.get(key, {}))


def _token_table(
    table: str, name: str, auth: Mapping[str, Any], view: EnvironmentFormContext
) -> Iterator[SheetRow]:
    written = auth.get(table, {})
    form = _scheme(name, auth, view)
    may_have = form is not None and table in form.token_tables
    if not (written or may_have) or not _is_shown(table, auth):
        return
    group, path = f"{table} {name}", ("auth", name, table)
    title, note = TITLES[table]
    yield _heading(f"  {title}", group, "" if written else note, path)
    numbers: dict[str, int] = {}
    for key, text in cells_of_table(table, written):
        number = numbers[key] = numbers.get(key, -1) + 1
        place = (*path, key, number) if table == TOKEN_PARAMETERS else (*path, key)
        yield SheetRow((key, text), None, group, view.note((*path, key)), model_value=place)


def _connection(table: Mapping[str, Any], view: EnvironmentFormContext) -> Iterator[SheetRow]:
    tls = table.get("tls", {})
    yield _heading("Connection", "tls")
    verify = tls.get("verify", True) is True
    yield _switch(
        "verify", verify, ("tls", "verify"), view, "the server's certificate is checked", usual=True
    )
    for key, help_ in FILES:
        yield _text(key, str(tls.get(key, "")), ("tls", key), view, help_)
    password = str(tls.get(KEY_PASSWORD, ""))
    row = _text(KEY_PASSWORD, password, ("tls", KEY_PASSWORD), view, "opens an encrypted key")
    yield structs.replace(row, secret=True)
    url = str(table.get("proxy", {}).get("url", ""))
    yield _text("proxy", url, ("proxy", "url"), view, "such as http://127.0.0.1:8080")
    path, chosen = ("options", "http"), table.get("options", {}).get("http", USUAL)
    yield SheetRow(
        ("http", str(chosen)),
        None,
        "tls",
        "HTTP version (default: 1.1)" if chosen == USUAL else view.note(path),
        fixed_cells=1,
        choices=(USUAL, *HttpVersion),
        model_value=path,
    )


def _cookies(table: Mapping[str, Any], view: EnvironmentFormContext) -> Iterator[SheetRow]:
    cookies = table.get("cookies", {})
    yield _heading("Cookies", "cookies")
    for key, help_ in COOKIES:
        yield _switch(key, cookies.get(key) is True, ("cookies", key), view, help_)
