"""The cause of a refused audience, resource or scope (RFC 6749 §3.3, RFC 8707)."""

from __future__ import annotations

import re

from outrider.oauth.permission_words import Permission, says_of
from outrider.oauth.refusal import Cause, RefusedResponse, check
from outrider.oauth.token_client import TokenClient, capital


def audience_cause(reply: RefusedResponse) -> Cause | None:
    """The server's words are about an audience."""
    client = reply.client
    if reply.says("audience") and reply.code != "invalid_client":
        if not client.parameter("audience"):
            return Cause(
                "No audience was sent.",
                f"{capital(client.assign('audience', '…', 'token_parameters'))}.",
                client.edit("audience", "token_parameters"),
            )
        return _target_cause(reply)
    return None


def resource_cause(reply: RefusedResponse) -> Cause | None:
    """The server does not know the API that the token is for (RFC 8707 §2)."""
    targets = ("invalid_target", "invalid_resource")
    words = (
        r"not authorized to access|resource principal|service not enabled within domain"
        r"|\bparameters?\W{1,3}resource\b"
        r"|\bresource\b\W{1,3}(?:parameter )?(?:is )?(?:missing|required)\b"
    )
    return _target_cause(reply) if reply.code in targets or reply.says(words) else None


def _target_cause(reply: RefusedResponse) -> Cause:
    client = reply.client
    sent = client.parameter("audience", "resource")
    if sent:
        *others, last = (f'{name} "{value}"' for name, value in sent[:3])
        named = f"{', '.join(others)} and {last}" if others else last
        source = client.parameter_source(sent[0][0])
        return Cause(
            _unknown_or_not_allowed(reply, named),
            f"Check {source}; if it is right, ask the provider to allow it for the client.",
            client.edit(sent[0][0], "token_parameters"),
        )
    if client.has("scope") and "/" in client.shown("scope"):
        return Cause(
            f'The server does not know the resource of scope "{client.shown("scope")}".',
            *check(client.source("scope")),
        )
    return Cause(
        "No resource or audience was sent.",
        f"{capital(client.assign('resource', '…', 'token_parameters'))}, or audience instead.",
        client.edit("resource", "token_parameters"),
    )


def scope_cause(reply: RefusedResponse) -> Cause | None:
    """The scope is refused, or missing (RFC 6749 §3.3)."""
    client = reply.client
    codes = ("invalid_scope", "scope_invalid", "insufficient_scope")
    requested = reply.code in ("invalid_request", "") and reply.says(r"\bscopes?\b")
    if reply.code not in codes and not requested:
        return None
    shown = client.shown("scope")
    if not client.has("scope"):
        wanted = re.search(
            r"scopes? [\"'`]?([\w:./-]{2,80})[\"'`]? (is )?(missing|required)", reply.words.message
        )
        value = client.mask(wanted[1]) if wanted and wanted[1] not in ("is", "parameter") else "…"
        return Cause(
            "No scope was sent, and the server requires one.",
            f"{capital(client.assign('scope', value))}.",
            client.edit("scope"),
        )
    source = client.source("scope")
    separated = _separated(shown)
    if separated:
        return Cause(
            "The names in scope are separated by something else than spaces (RFC 6749 §3.3).",
            f"{capital(client.assign('scope', separated))}.",
            client.edit("scope"),
        )
    entra = reply.says(r"/\.default|aadsts70011|aadsts1002012")
    if entra and not all(one.endswith(_DEFAULT) for one in shown.split()):
        return _default_scope(client, shown)
    names = shown.split()
    meant = [one for one in names if _names(reply.words.message, one)] or names
    part = "a part of " if len(meant) > 1 else ""
    why = _unknown_or_not_allowed(reply, f'{part}scope "{" ".join(meant)}"')
    if part and says_of(reply.low) is Permission.OPEN:
        why = (
            f'"{shown}" was sent: the server does not know a part of it, or {client.named} may not '
            "use it."
        )
    more = "; if it is right, ask the provider to allow it for the client"
    return Cause(why, *check(source, more=more))


def _names(message: str, name: str) -> bool:
    """Whether words name a scope, and not only a longer one."""
    return re.search(rf"(?<![\w.:/-]){re.escape(name)}(?![\w:/-]|\.\w)", message) is not None


def _unknown_or_not_allowed(reply: RefusedResponse, named: str) -> str:
    """Which of both the server's words say; both where they leave it open."""
    client = reply.client
    match says_of(reply.low):
        case Permission.UNKNOWN:
            return f"The server does not know {named}."
        case Permission.NOT_ALLOWED:
            return f"{capital(client.named)} may not use {named}."
        case _:
            return f"The server does not know {named}, or {client.named} may not use it."


_DEFAULT = "/.default"
_OF_GRAPH = re.compile(r"[A-Z][A-Za-z]+(?:\.[A-Z][A-Za-z]+)+")
_OF_OPENID = frozenset({"openid", "profile", "email", "offline_access"})


def _separated(scope: str) -> str:
    """The scope with spaces, where its names are separated otherwise; else empty."""
    if " " in scope.strip() and not re.search(r"[,;|]\s", scope):
        return ""
    names = [one for one in re.split(r"(?:[\s,;|]|%20|\+)+", scope) if one]
    return " ".join(names) if len(names) > 1 else ""


def _default_scope(client: TokenClient, shown: str) -> Cause:
    """Microsoft Entra: the API's application ID URI and ``/.default``, without a permission."""
    names = [one for one in shown.split() if one.lower() not in _OF_OPENID]
    if names and all(map(_OF_GRAPH.fullmatch, names)):
        why = f'"{shown}" was sent: permissions without an API are those of Microsoft Graph.'
        advice = client.assign("scope", f"https://graph.microsoft.com{_DEFAULT}")
        return Cause(why, f"{capital(advice)}.", client.edit("scope"))
    resources = list(dict.fromkeys(map(_resource, names or [shown])))
    why = f'"{shown}" was sent: with {client.grant}, scope is the API and {_DEFAULT}.'
    advice = capital(client.assign("scope", f"{resources[0]}{_DEFAULT}"))
    if len(resources) > 1:
        advice += "; each API needs a token, and so an auth definition, of its own"
    elif not _is_uri(resources[0]):
        advice += f', where "{resources[0]}" is the API\'s application ID URI'
    return Cause(why, f"{advice}.", client.edit("scope"))


def _is_uri(text: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*:|[0-9a-f]{8}-", text, re.IGNORECASE) is not None


def _resource(name: str) -> str:
    """The API of a scope's name: without the permission that follows its application ID URI."""
    if name.lower().endswith(_DEFAULT):
        return name[: -len(_DEFAULT)]
    scheme, separator, rest = name.partition("://")
    host, *path = (rest if separator else name).rstrip("/").split("/")
    if not path:
        return name.rstrip("/")
    resource = "/".join((host, *path[:-1]))
    return f"{scheme}://{resource}" if separator else resource
