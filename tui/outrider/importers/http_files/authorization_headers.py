"""What the ``Authorization`` header of an ``.http`` file stands for, where it is no header yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.importer import compact_auth
from outrider.model.workspace import AuthTable

_WORD = r"(?:\{\{[^{}]*\}\}|(?!\{\{)\S)+?"
_PAIR = re.compile(
    rf"(?P<kind>basic|digest)\s+(?:(?P<user>{_WORD}):(?P<password>.*)"
    rf"|(?P<name>{_WORD})\s+(?P<rest>\S.*))",
    re.IGNORECASE,
)
_AWS = re.compile(
    rf"aws\s+(?P<id>{_WORD})\s+(?P<key>{_WORD})(?:\s+token:\s*(?P<token>{_WORD}))?"
    rf"(?:\s+region:\s*(?P<region>{_WORD}))?(?:\s+service:\s*(?P<service>{_WORD}))?",
    re.IGNORECASE,
)
_OPENID = re.compile(
    r"(?:openid|oauth2?)(?:\s+(?P<flow>client(?:_credentials)?|(?:authorization_)?code"
    r"|device(?:_code)?|password|implicit|hybrid))?(?:\s+(?P<prefix>(?!token_exchange\b)\S+))?"
    r"(?:\s+token_exchange\s+(?P<exchange>\S+))?",
    re.IGNORECASE,
)
_OF_EDITOR = re.compile(
    r"Bearer\s+\{\{\s*\$auth\.(?P<kind>token|idToken)\(\s*[\"']?(?P<id>[^\"')]*)[\"']?\s*\)\s*\}\}",
    re.IGNORECASE,
)
_ENTRA = re.compile(
    r"(?:Bearer\s+)?\{\{\s*\$(?P<kind>aadV2Token|aadToken|oidcAccessToken)\b(?P<rest>.*?)\}\}",
    re.IGNORECASE,
)
_FLOWS = {
    "client": "client_credentials",
    "client_credentials": "client_credentials",
    "code": "authorization_code",
    "authorization_code": "authorization_code",
    "device": "urn:ietf:params:oauth:grant-type:device_code",
    "device_code": "urn:ietf:params:oauth:grant-type:device_code",
    "password": "password",
    "implicit": "implicit",
    "hybrid": "implicit",
}
_OPENID_KEYS = {
    "tokenEndpoint": "token_endpoint",
    "authorizationEndpoint": "authorization_endpoint",
    "deviceCodeEndpoint": "device_authorization_endpoint",
    "redirectUri": "redirect_uri",
    "clientId": "client_id",
    "clientSecret": "client_secret",
    "scope": "scope",
    "username": "username",
    "password": "password",
}
_NEEDED = {
    "client_credentials": ("tokenEndpoint", "clientId", "clientSecret"),
    "authorization_code": ("authorizationEndpoint", "tokenEndpoint", "clientId"),
    "password": ("tokenEndpoint", "clientId", "username", "password"),
}
_NOT_SENT = "Requests that use it cannot be sent until you change it."
DEFAULT_PREFIX = "oauth2"
_LONGEST = 4_000
"""Characters of a header that may be more than a header."""


class HttpVariables:
    """Which variables there are, whatever the case of their names.

    Args:
        names: of variables, as the workspace has them.
        values: constants, by name.
    """

    def __init__(self, names: Collection[str], values: dict[str, str]) -> None:
        self._names = {one.lower(): one for one in sorted(names, reverse=True)}
        self._values = values

    def of_prefix(self, prefix: str, name: str) -> str:
        """The variable ``PREFIX_name`` or ``PREFIX.name``; empty where there is none."""
        for start in (prefix, DEFAULT_PREFIX):
            for joint in "_.":
                if found := self._names.get(f"{start}{joint}{name}".lower()):
                    return found
        return ""

    def named(self, name: str) -> str:
        """The variable of a name, whatever its case; empty where there is none."""
        return self._names.get(name.lower(), "")

    def value(self, name: str) -> str:
        """What a variable is written as, where it is the same everywhere."""
        return self._values.get(name, "")


class AuthorizationHeaders:
    """Reads headers of one file.

    Args:
        auths: names of the auth definitions that environments have.
    """

    def __init__(
        self,
        report: BuildReport,
        text: Callable[[str], str],
        secrets: SecretNamer,
        variables: HttpVariables,
        auths: Collection[str],
    ) -> None:
        self._report = report
        self._text = text
        self._secrets = secrets
        self._variables = variables
        self._auths = auths

    def read(self, value: str) -> AuthTable | None:
        """The auth that takes the place of a header; ``None`` where the header stays."""
        if len(value) > _LONGEST:
            return None
        if found := _OF_EDITOR.fullmatch(value):
            return self._of_editor(found["id"], is_id_token=found["kind"].lower() == "idtoken")
        if found := _ENTRA.fullmatch(value):
            return self._entra(found["kind"].lower(), found["rest"])
        if found := _OPENID.fullmatch(value):
            return self._openid(found)
        if found := _AWS.fullmatch(value):
            return self._aws(found)
        if found := _PAIR.fullmatch(value):
            return self._pair(found)
        if value.lower().startswith("cognito "):
            self._report.lost(
                "Authorization: COGNITO was imported as a header.",
                why="Outrider has no log-in by Amazon Cognito.",
            )
        return None

    def _pair(self, found: re.Match[str]) -> AuthTable | None:
        kind = found["kind"].lower()
        user, password = found["user"] or found["name"], found["password"] or found["rest"] or ""
        if kind == "digest" and re.match(r"\w+=", user):
            return None
        return compact_auth(
            {
                "type": kind,
                "username": self._text(user),
                "password": self._secrets.put(f"{kind}_password", self._text(password)),
            }
        )

    def _aws(self, found: re.Match[str]) -> AuthTable:
        table = {
            "type": "aws_sigv4",
            "access_key_id": self._text(found["id"]),
            "secret_access_key": self._secrets.put("secret_access_key", self._text(found["key"])),
            "session_token": self._secrets.put("session_token", self._text(found["token"] or "")),
            "region": self._text(found["region"] or ""),
            "service": self._text(found["service"] or ""),
        }
        missing = [key for key in ("region", "service") if not table[key]]
        if missing:
            self._report.lost(
                f"The AWS auth has no {' and no '.join(missing)}.",
                why="The source takes them from the host.",
                advice="Enter what is missing in [auth] before sending.",
            )
        return compact_auth(table)

    def _of_editor(self, name: str, *, is_id_token: bool) -> AuthTable | None:
        if name not in self._auths:
            self._report.lost(
                f'Auth definition "{name}" not found.',
                why="No imported environment has it below Security.Auth.",
                advice="Import http-client.env.json with it, or define it in the environment.",
            )
        if is_id_token:
            self._report.lost(
                f'{{{{$auth.idToken("{name}")}}}} was imported as the access token.',
                why="An auth sends one token; token_response chooses which.",
                advice='Set access_token = "id_token" in [auth.'
                f"{name}.token_response] to send the ID token.",
            )
        return compact_auth({"use": name})

    def _entra(self, kind: str, rest: str) -> AuthTable | None:
        words = rest.split()
        if kind == "oidcaccesstoken":
            self._report.lost(
                "{{$oidcAccessToken}} needs its endpoints; the auth is incomplete.",
                advice="Enter what is missing in [auth] before sending.",
            )
            return compact_auth(
                {
                    "type": "oauth2",
                    "grant_type": "authorization_code",
                    "client_id": self._variable("oidcClientId") or "{{oidcClientId}}",
                    "token_endpoint": "",
                }
            )
        given = {name.lower(): value for name, _, value in (one.partition(":") for one in words)}
        tenant, client = given.get("tenantid", ""), given.get("clientid", "")
        scopes = given.get("scopes", "")
        tenant = self._text(tenant) or self._variable("aadV2TenantId") or "common"
        base = f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
        is_app = "apponly" in given
        application = self._variable("aadV2AppUri")
        scope = scopes.replace(",", " ") or (f"{application}.default" if application else "")
        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": "client_credentials" if is_app else _FLOWS["device"],
            "token_endpoint": f"{base}/token",
            "client_id": self._text(client)
            or self._variable("aadV2ClientId")
            or "{{aadV2ClientId}}",
            "scope": scope,
        }
        if is_app:
            table["client_secret"] = self._variable("aadV2ClientSecret") or "{{aadV2ClientSecret}}"
            table["token_endpoint_auth_method"] = "client_secret_post"
            self._secrets.put("client_secret", table["client_secret"])
        else:
            table["device_authorization_endpoint"] = f"{base}/devicecode"
            table["token_endpoint_auth_method"] = "none"
        if kind == "aadtoken":
            self._report.changed("{{$aadToken}} became a token of Microsoft's v2.0 endpoint.")
        if not scope:
            self._report.lost(
                "The OAuth 2.0 auth has no scope.",
                advice="Enter a scope in [auth] before sending, such as api://APP/.default.",
            )
        return compact_auth(table)

    def _variable(self, name: str) -> str:
        found = self._variables.named(name)
        return "{{" + found + "}}" if found else ""

    def _openid(self, found: re.Match[str]) -> AuthTable:
        prefix = found["prefix"] or DEFAULT_PREFIX
        grant = _FLOWS[(found["flow"] or "client_credentials").lower()]
        table: dict[str, Any] = {"type": "oauth2", "grant_type": grant}
        for name, key in _OPENID_KEYS.items():
            variable = self._variables.of_prefix(prefix, name)
            if not variable and name in _NEEDED.get(grant, ()):
                variable = f"{prefix}_{name}"
                self._report.at().lost(
                    f'Variable "{variable}" is not defined.',
                    why="The auth needs it; no imported file has it.",
                    advice="Define it in an environment before sending.",
                )
            if variable:
                table[key] = "{{" + variable + "}}"
                if key in {"client_secret", "password"}:
                    self._secrets.put(key, table[key])
        uses_header = self._variables.value(
            self._variables.of_prefix(prefix, "useAuthorizationHeader")
        )
        if "client_secret" not in table:
            table["token_endpoint_auth_method"] = "none"
        elif uses_header.lower() == "false":
            table["token_endpoint_auth_method"] = "client_secret_post"
        else:
            table["basic_encoding"] = "raw"
        parameters = {
            key: "{{" + variable + "}}"
            for key in ("audience", "resource")
            if (variable := self._variables.of_prefix(prefix, key))
        }
        if parameters:
            table["token_parameters"] = parameters
        if grant == "implicit":
            self._report.lost(
                f'Grant type "{found["flow"]}" is not supported; its settings were kept in the '
                "file.",
                advice=_NOT_SENT,
            )
        if found["exchange"]:
            self._report.lost(
                f'"token_exchange {found["exchange"]}" was not imported.',
                advice="Add an auth definition with the grant type of RFC 8693.",
            )
        return compact_auth(table)
