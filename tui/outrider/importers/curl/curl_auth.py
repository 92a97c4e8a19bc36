"""Credentials in a curl command, as an auth of the request; what is literal stays so here."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from outrider.importers.building.auth_writing import NO_SEND, foreign_type
from outrider.importers.curl.curl_headers import FieldSetting
from outrider.importers.curl.operations import OTHER_AUTH, CurlOperation
from outrider.importers.curl.shell_command import VARIABLE, template
from outrider.importers.importer import compact_auth, without_credentials
from outrider.model.import_result import ImportReport
from outrider.model.workspace import (
    AuthTable,
    Body,
    FormBody,
    MultipartBody,
    NameValueRow,
    TextBody,
)
from outrider.variables.characters import blank_edge, forbidden
from outrider.visible_text import visible_line

_SCHEMES = ("digest", "ntlm", "negotiate", "anyauth", "aws-sigv4")
_NOT_YET = ("ntlm", "negotiate", "anyauth")


class CurlCredentials(Struct, frozen=True):
    """What a command authenticates with.

    Attributes:
        auth: of the request; of type ``none`` where the command brings nothing that is one.
        field: the value of an Authorization field, for what no auth can express; else empty.
    """

    auth: AuthTable
    field: str = ""


def no_auth() -> AuthTable:
    """An auth that sends nothing: a command without credentials goes without."""
    return compact_auth({"type": "none"})


def read_credentials(
    operation: CurlOperation, userinfo: str | None, report: ImportReport, field: FieldSetting
) -> CurlCredentials:
    """What the options and the URL's user info ask for, in curl's order.

    ``userinfo`` is percent-encoded. A ``--header`` for the Authorization field counts before all
    else: with a value it is what is sent, without one nothing is (curl's manual, --header).
    """
    token, user = operation.last("oauth2-bearer"), operation.last("user")
    if field is not FieldSetting.ABSENT:
        if any(one is not None for one in (token, user, userinfo)):
            report.changed(
                "The credentials of the command were not imported.",
                why="Its Authorization header replaces them."
                if field is FieldSetting.SENT
                else "The command removes the Authorization header, so curl sends none.",
            )
        return CurlCredentials(no_auth())
    if user is not None and userinfo is not None:
        report.changed("The credentials in the URL were ignored: --user replaces them.")
    name, colon, password = (user or "").partition(":")
    if user is None and userinfo is not None:
        name, password = map(_decoded, userinfo.partition(":")[::2])
        user, colon = f"{name}:{password}", ":"
        if ":" in name and not _scheme(operation):
            encoded = b64encode(unquote_to_bytes(userinfo)).decode()
            return CurlCredentials(no_auth(), f"Basic {encoded}")
    if token is not None:
        if user is not None:
            report.changed("--user was ignored: --oauth2-bearer replaces it.")
        return CurlCredentials(compact_auth({"type": "bearer", "token": template(token)}))
    if user is None:
        return CurlCredentials(no_auth())
    if (other := operation.last(OTHER_AUTH)) is not None:
        kept = {"username": name, "password": password} if colon else {"token": name}
        return CurlCredentials(_of_other_type(operation.program, other, kept, report))
    if not colon and not VARIABLE.search(user):
        report.changed(
            "--user has no password, for which curl asks: an empty one is sent.",
            advice="Set the password in the request's auth, as a reference to a secret.",
        )
    return _of_user(operation, name, password, report)


def tell_two_credentials(
    auth: AuthTable, rows: Iterable[NameValueRow], body: Body | None, report: ImportReport
) -> None:
    """Tells where a request authenticates by a header and by its body at once."""
    named = (
        row.enabled and row.name.lower() == "authorization" and row.value[:6].lower() == "basic "
        for row in rows
    )
    if auth.table.get("type") != "basic" and not any(named):
        return
    names = _body_names(body)
    own = set() if names.get("grant_type") == "password" else {"password"}
    if names.keys() & {"client_secret", "client_assertion", *own}:
        report.changed(
            "Credentials are sent both in the Authorization header and in the body.",
            why="The command does so. OAuth allows one client authentication method in a request "
            "(RFC 6749 §2.3).",
            advice="If the server rejects the request, remove one of them.",
        )


def _body_names(body: Body | None) -> dict[str, str]:
    """The fields of a body, or the members of its JSON object, with their texts."""
    match body:
        case FormBody(fields):
            return {row.name: row.value for row in fields}
        case MultipartBody(parts):
            return {part.name: part.value or "" for part in parts}
        case TextBody(_, str(content)):
            try:
                found = json.loads(content)
            except (ValueError, RecursionError):
                pairs = (one.partition("=") for one in content.split("&"))
                return {name: value for name, _, value in pairs}
            return (
                {name: str(value) for name, value in found.items()}
                if isinstance(found, dict)
                else {}
            )
        case _:
            return {}


def _of_user(
    operation: CurlOperation, name: str, password: str, report: ImportReport
) -> CurlCredentials:
    scheme = _scheme(operation)
    has_variable = VARIABLE.search(f"{name}:{password}") is not None
    if not scheme and not has_variable and _is_odd(name, password):
        encoded = b64encode(f"{name}:{password}".encode("utf-8", "surrogateescape")).decode()
        return CurlCredentials(no_auth(), f"Basic {encoded}")
    table = {"type": "basic", "username": template(name), "password": template(password)}
    if scheme == "aws-sigv4":
        table = _signature(operation.last(scheme) or "", table)
        if (operation.last(scheme) or "").partition(":")[0].lower() not in {"", "aws"}:
            report.changed(
                "--aws-sigv4 names another provider than AWS: the request is signed as for AWS."
            )
    elif scheme:
        table["type"] = scheme
    if scheme in _NOT_YET:
        report.changed(f"--{scheme} is not supported; its settings were kept in the file.")
    return CurlCredentials(compact_auth(table))


def _scheme(operation: CurlOperation) -> str:
    """What is asked for in place of Basic; nothing where that is what is sent."""
    names = (*_SCHEMES, OTHER_AUTH)
    return next((one for one in names if operation.on(one) or operation.last(one)), "")


def _of_other_type(
    program: str, kind: str, settings: Mapping[str, str], report: ImportReport
) -> AuthTable:
    """An auth of a type that only a program's plugin knows: kept, and nothing that is sent."""
    report.lost(
        f'Auth type "{visible_line(without_credentials(kind))}" of {program} is not supported; its '
        "settings were kept in the file.",
        advice=NO_SEND,
    )
    texts = {key: template(value) for key, value in settings.items()}
    return compact_auth({"type": foreign_type(template(kind), program.lower()), **texts})


def _signature(written: str, basic: dict[str, str]) -> dict[str, str]:
    """The auth for ``provider1:provider2:region:service``, of which the end may be missing."""
    _, _, region, service, *_ = [*written.split(":"), "", "", "", ""]
    table = {
        "type": "aws_sigv4",
        "access_key_id": basic["username"],
        "secret_access_key": basic["password"],
        "region": template(region),
        "service": template(service),
    }
    return {key: value for key, value in table.items() if value}


def _is_odd(name: str, password: str) -> bool:
    """Whether an auth would refuse what curl sends: no name, blanks at the ends, controls."""
    return not name or any(forbidden(one) or blank_edge(one) for one in (name, password))


def _decoded(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8", "surrogateescape")
