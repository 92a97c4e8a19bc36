"""Schema of an environment: its file, its local file, and what only both together show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from msgspec.structs import replace

from outrider.model.auth import Field, FieldKind
from outrider.storage.reading.auth_schema import named_auth_table
from outrider.storage.reading.row_schema import SHARED_OPTIONS, variables_table
from outrider.storage.reading.unclosed_references import with_unclosed
from outrider.toml_text import schema
from outrider.toml_text.schema import Check, Finding, Key, KeyPath

SecretForms: TypeAlias = Mapping[str, tuple[Field, ...]]
"""The keys of each way to write a secret, by the key that names it: what providers declare."""

_COLOR = r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})|\$?[A-Za-z][\w-]*"

_color = schema.matching(
    schema.TEXT,
    lambda value: bool(re.fullmatch(_COLOR, value)),
    "a word such as green, or #rrggbb",
    json={"pattern": f"^(?:{_COLOR})$"},
)
_KINDS: Mapping[FieldKind, Check] = {
    FieldKind.BOOLEAN: schema.matching(
        schema.boolean, bool, "true, or no secret at all", json={"enum": [True]}
    ),
    FieldKind.LIST: schema.array(schema.TEXT, filled=True),
}


def _secrets(forms: SecretForms) -> Check:
    """A table of secrets, each in one of these forms, if there are any, or written out."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        if isinstance(value, str):
            return
        if not isinstance(value, dict):
            what = f"{schema.dotted(path)} must be text or a table, is {schema.type_name(value)}."
            findings.append(Finding(path, what, advice='Such as { env = "NAME" }.'))
            return
        if not forms:
            return
        named = [form for form in forms if form in value]
        if len(named) == 1:
            secret_form(forms[named[0]])(value, path, findings)
            return
        problem = f"names {' and '.join(named)}" if named else "has no source"
        advice = f"Write exactly one of {', '.join(forms)}."
        what = f"{schema.dotted(path)} {problem}."
        findings.append(Finding(path, what, "one_of", advice))

    def tables() -> list[Check]:
        # Asked for by a reference only: it imports all providers.
        return [secret_form(forms[form]) for form in forms]

    return schema.table_of(schema.SpecialCheck(check, schema.TEXT, more=tables))


def secret_form(fields: Sequence[Field]) -> schema.TableCheck:
    """The table of a secret of one provider."""
    return schema.table(
        {
            **{
                field.name: Key(
                    _KINDS.get(field.kind, schema.filled),
                    field.meaning,
                    otherwise="" if field.required else "not set",
                    example=field.example,
                    since=field.since,
                )
                for field in fields
            },
            "hosts": SECRET_HOSTS,
        },
        required=tuple(field.name for field in fields if field.required),
    )


SECRET_HOSTS = Key(
    schema.array(schema.TEXT),
    "Hosts that the secret may be sent to, wherever it is used: `api.example.com`, "
    "`*.example.com` for every host below it, or with a port.",
    otherwise="wherever the files use it",
    example=["api.example.com", "*.staging.example.com"],
)
"""The key that every form of a secret has."""

_TLS = schema.table(
    {
        "verify": Key(
            schema.boolean,
            "`false` accepts any certificate of a server. It needs trust; `ca_bundle` is better.",
            default=True,
            example=False,
        ),
        "ca_bundle": Key(
            schema.TEXT,
            "PEM file with certificates of CAs to trust beside those of the system, such as a "
            "private CA or that of an intercepting proxy. From the workspace folder on, or `~/`.",
            otherwise="only the CAs of the system",
            example="certs/company-ca.pem",
        ),
        "client_certificate": Key(
            schema.TEXT,
            "Certificate by which the client proves itself (mTLS), for token requests and API "
            "requests: a PEM file, or `.p12` or `.pfx`, which has the key in it.",
            otherwise="no client certificate",
            example="certs/orders.pem",
        ),
        "client_key": Key(
            schema.TEXT,
            "PEM file with the private key of `client_certificate`.",
            otherwise="the key in the file of the certificate",
            example="certs/orders.key",
            beside={"client_certificate": "certs/orders.pem"},
        ),
        "client_key_password": Key(
            schema.TEXT,
            "Password of an encrypted key or of a `.p12` file: a reference to a secret.",
            otherwise="the key is not encrypted",
            example="{{key_password}}",
            beside={"client_certificate": "certs/orders.p12"},
        ),
    }
)
_ENVIRONMENT: Mapping[str, Key] = {
    "name": Key(
        schema.TEXT,
        "Name that is shown.",
        otherwise="the file's path below environments/, without .toml",
        example="Staging",
    ),
    "description": Key(schema.TEXT, "A note for people.", default="", example="Shared test system"),
    "color": Key(
        _color,
        "Colour of the frame while this environment is active: `warning`, `error` or another "
        "colour of the theme, or `#rrggbb`.",
        default="",
        example="warning",
    ),
    "protected": Key(
        schema.boolean,
        "`true`: methods that may change something ask first, and commands need a confirmation.",
        default=False,
        example=True,
    ),
    "allow_insecure_http": Key(
        schema.boolean,
        "`true`: credentials may be sent over plain http to other machines. It needs trust.",
        default=False,
        example=True,
    ),
    "variables": variables_table("Variables of this environment. A request's own win over them."),
    "secrets": Key(
        schema.boolean,
        "Secrets by name, used as `{{name}}`: where each one is read, when a request needs it. "
        "`outrider help secrets` has the keys of each provider.",
        example={"client_secret": {"env": "STAGING_CLIENT_SECRET"}},
    ),
    "auth": Key(
        schema.table_of(named_auth_table),
        "Auth definitions by name. `[auth.default]` is that of every request which has no other "
        "from its file or a folder.",
        default={},
    ),
    "tls": Key(
        _TLS,
        "TLS of the connections to the API, the authorization server and an https proxy.",
        default={},
    ),
    "proxy": Key(
        schema.table(
            {
                "url": Key(
                    schema.TEXT,
                    "Proxy for every API request and token request, loopback included: "
                    "`http://`, `https://`, `socks5://` or `socks5h://` (which resolves names at "
                    "the proxy). User name and password before the `@`, as references. For ZAP, "
                    "Fiddler or mitmproxy also set `ca_bundle` in [tls] to its CA.",
                    otherwise="HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, except what NO_PROXY lists",
                    example="http://127.0.0.1:8080",
                )
            }
        ),
        "The proxy of this environment.",
        default={},
    ),
    "cookies": Key(
        schema.table(
            {
                "keep": Key(
                    schema.boolean,
                    "`true`: cookies of responses are sent with later requests (RFC 6265).",
                    default=False,
                    example=True,
                ),
                "store": Key(
                    schema.boolean,
                    "`true`: they are also stored in a file of this machine, for later sessions "
                    "and commands.",
                    default=False,
                    example=True,
                    beside={"keep": True},
                ),
            }
        ),
        "Cookies between requests.",
        default={},
    ),
    "options": SHARED_OPTIONS,
}


def environment_schema(forms: SecretForms) -> Check:
    """An environment whose secrets are written in one of these forms; without any, as they like."""
    secrets = _ENVIRONMENT["secrets"]
    keys = {**_ENVIRONMENT, "secrets": replace(secrets, check=_secrets(forms), default={})}
    return with_unclosed(schema.table(keys), "variables", "auth", "tls", "proxy")


ENVIRONMENT = environment_schema({})


def environment_findings(data: Mapping[str, Any]) -> list[Finding]:
    """What only the whole environment shows, its overlay applied."""
    findings: list[Finding] = []
    for name in data.get("variables", {}):
        if name in data.get("secrets", {}):
            what = f'Variable "{name}" has the name of a secret of this environment.'
            advice = "Rename one of them: they share one namespace."
            findings.append(Finding(("variables", name), what, "shadows_secret", advice))
    for name, auth in data.get("auth", {}).items():
        if not {"type", "extends", "use"} & auth.keys():
            what = f"[auth.{name}] has neither type nor extends."
            findings.append(Finding(("auth", name), what, "missing_key", 'Add type = "oauth2".'))
    tls = data.get("tls", {})
    for key in ("client_key", "client_key_password"):
        if key in tls and "client_certificate" not in tls:
            what = f"tls.{key} needs tls.client_certificate."
            findings.append(Finding(("tls", key), what, "missing_key"))
    cookies = data.get("cookies", {})
    if cookies.get("store") and not cookies.get("keep"):
        what = "cookies.store needs cookies.keep."
        findings.append(Finding(("cookies", "store"), what, "missing_key", "Add keep = true."))
    return findings
