"""The page of auth definitions: types, grants and client authentication methods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outrider.auth.schemes import SCHEMES, Scheme
from outrider.cli.reference.auth_keys import field_key, own_fields
from outrider.cli.reference.declared_files import declared_keys, find_kind
from outrider.cli.reference.file_pages import declared_entry, key_entry
from outrider.cli.reference.reference_page import (
    PageBlock,
    PageCode,
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)
from outrider.cli.reference.toml_snippet import toml_snippet
from outrider.model.auth import Field
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.grants import GRANTS
from outrider.storage.reading.auth_schema import GENERAL_AUTH_KEYS

EXAMPLE = """\
[auth.default]
type = "oauth2"
grant_type = "client_credentials"
token_endpoint = "https://login.example.com/token"
client_id = "orders-cli"
client_secret = "{{client_secret}}"
scope = "orders.read orders.write"
hosts = ["*.staging.example.com"]
placement = { in = "header", name = "Authorization", prefix = "Bearer" }

[auth.default.token_parameters]
audience = "https://api.staging.example.com"

[auth.billing]
extends = "default"
scope = "billing"
unset = ["hosts"]"""


def auth_page() -> ReferencePage:
    """Every type of definitions with its keys."""
    return ReferencePage(
        "auth",
        "Auth definitions",
        "types, grants, client authentication, and their keys",
        tuple(_blocks()),
    )


def _blocks() -> Iterator[PageBlock]:
    yield PageText(
        "An environment has auth definitions by name, `[auth.NAME]`; a folder or a request has "
        "one, `[auth]`. The nearest of request, folders upward, and `[auth.default]` of the "
        "environment counts. Values may have references. Secrets should be references: one that is "
        "written out in a file which git does not ignore is sent, and `outrider check` warns of it."
    )
    yield PageCode(EXAMPLE, "toml")
    yield PageHeading("Keys of every definition")
    kind = find_kind("request")
    for declared in declared_keys(kind) if kind else ():
        if (
            declared.path[0] == "auth"
            and declared.path[1:2]
            and declared.path[1] in GENERAL_AUTH_KEYS
        ):
            yield declared_entry(declared, ".".join(declared.path[1:]))
    yield PageHeading("Types")
    yield PageList(tuple((one.type, one.summary) for one in SCHEMES), ("type", "what it does"))
    for scheme in SCHEMES:
        yield from _member(f'type = "{scheme.type}"', _of_type(scheme), own_fields(scheme))
    yield PageHeading("Grants")
    yield PageText("These keys are for `grant_type` of the type oauth2.")
    rows = tuple((one.grant_type, one.summary) for one in GRANTS)
    yield PageList(rows, ("grant_type", "what it does"))
    for grant in GRANTS:
        yield from _member(f'grant_type = "{grant.grant_type}"', "", grant.fields)
    yield PageHeading("Client authentication")
    yield PageText("These keys are for `token_endpoint_auth_method` of the type oauth2.")
    rows = tuple((one.name, one.summary) for one in CLIENT_AUTH_METHODS)
    yield PageList(rows, ("token_endpoint_auth_method", "what it does"))
    for method in CLIENT_AUTH_METHODS:
        name = f'token_endpoint_auth_method = "{method.name}"'
        yield from _member(name, "", method.fields)


def _of_type(scheme: Scheme) -> str:
    if scheme.placement is None:
        return ""
    place = scheme.placement
    prefix = f" with {place.prefix} before it" if place.prefix else ""
    return f"Without `placement`, it goes into the header {place.name}{prefix}."


def _member(title: str, about: str, fields: Iterable[Field]) -> Iterator[PageBlock]:
    fields = tuple(fields)
    if not fields and not about:
        return
    yield PageHeading(title, 2)
    if about:
        yield PageText(about)
    for field in fields:
        yield key_entry(
            field.name,
            field_key(field),
            is_required=field.required and not field.alternative,
            example=toml_snippet({field.name: field.example}),
        )
