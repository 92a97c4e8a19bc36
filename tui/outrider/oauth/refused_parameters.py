"""The cause of a refused audience, resource or scope (RFC 6749 §3.3, RFC 8707)."""

from __future__ import annotations

import re

from outrider.oauth.refusal import Cause, RefusedResponse, check
from outrider.oauth.token_client import capital


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
    words = r"not authorized to access|resource principal|service not enabled within domain"
    return _target_cause(reply) if reply.code in targets or reply.says(words) else None


def _target_cause(reply: RefusedResponse) -> Cause:
    client = reply.client
    sent = client.parameter("audience", "resource")
    if sent:
        named = " and ".join(f'{name} "{value}"' for name, value in sent[:3])
        return Cause(
            f"The server does not know {named}, or {client.named} may not use it.",
            f"Check {client.parameter_source(sent[0][0])}.",
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
    entra = reply.says(r"/\.default|aadsts70011|aadsts1002012")
    if entra and not shown.endswith("/.default"):
        return Cause(
            f'"{shown}" was sent.',
            f'{capital(client.assign("scope", f"{shown}/.default"))}, where "{shown}" is '
            "the API's application ID URI.",
            client.edit("scope"),
        )
    return Cause(
        f'"{shown}" was sent: the server does not know a part of it, or {client.named} may not '
        "use it.",
        *check(source),
    )
