"""The cause where the client is known, and may not do this: permissions, registration."""

from __future__ import annotations

import re

from outrider.oauth.refusal import Cause, RefusedResponse
from outrider.oauth.token_audience import is_keycloak
from outrider.oauth.token_client import capital

_INTERACTION = frozenset(
    {
        *("interaction_required", "login_required", "consent_required", "mfa_required"),
        *("account_selection_required", "insufficient_user_authentication"),
        "unmet_authentication_requirements",
    }
)
"""OpenID Connect Core §3.1.2.6, RFC 9470, and Auth0's code for a second factor."""

_SECOND_FACTOR = (
    r"multi-?\s?factor|second[ -]factor|two-?factor|\b[m2]fa\b|one-time (?:code|password)|\botp\b"
)
_PUBLIC = re.compile(
    r"\bpublic (?:oauth )?(?:client|consumer|app)"
    r"|(?:not a?|must be a?|only) ?(?:confidential|private)\b"
    r"|client is (?:not confidential|public)\b|non-?confidential client"
)
_NOT_GRANTED = re.compile(
    r"not assigned to a role|client[- ]grant\b"
    r"|(?:client|application|app|consumer)\b[^\n]{0,120}\bnot (?:been )?(?:allowed|authori[sz]ed"
    r"|permitted|granted|entitled|enabled) (?:to (?:access|call|use)|access to|for)\b[^\n]{0,40}"
    r"(?:resource|api\b|audience|[\"'`]https?://|[\"'`]api://|relying party)"
    r"|(?:has|have) no (?:access|permissions?|roles?) (?:to|for|on)\b"
    r"|has not (?:been )?consented|consent (?:is )?(?:required|missing|not granted)"
)
_KEYS = re.compile(
    r"\bjwks(?:[_ -]?uri|[_ -]?url)?\b(?=[^\n]{0,120}\b(?:retriev|fetch|load|read|reach|download"
    r"|connect|timed? ?out|unavailable|unreachable|resolve|obtain|get\b))"
    r"|(?:retriev|fetch|load|read|reach|download|obtain|get)\w*\b[^\n]{0,60}\bjwks"
)
_REGISTRATION = frozenset(
    {
        *("invalid_client_metadata", "invalid_redirect_uri", "invalid_software_statement"),
        *("unapproved_software_statement", "invalid_client_registration"),
    }
)
"""RFC 7591 §3.2.2: what is wrong is the registration of the client."""


def access_cause(reply: RefusedResponse) -> Cause | None:
    """What a person has to do, or what the provider has to allow; no setting is wrong."""
    if reply.status >= 500:
        return None
    client = reply.client
    if reply.code.lower() in _INTERACTION or (
        client.grant != "client_credentials" and reply.says(_SECOND_FACTOR)
    ):
        return _interaction(reply)
    if _KEYS.search(reply.low):
        return Cause(
            f"The server cannot read the public keys of {client.named} from its registered "
            "jwks_uri.",
            "Check jwks_uri in the client's registration at the provider: the server has to reach "
            "it.",
        )
    if reply.code in _REGISTRATION:
        return Cause(
            f"The registration of {client.named} at the provider is not valid (RFC 7591).",
            "Correct the registration at the provider, or ask it to.",
        )
    if reply.code != "invalid_scope" and _PUBLIC.search(reply.low):
        return _public(reply)
    return _not_granted(reply) if _NOT_GRANTED.search(reply.low) else None


def _public(reply: RefusedResponse) -> Cause:
    """A public client has nothing that it could prove itself by (RFC 6749 §2.1)."""
    client, named = reply.client, capital(reply.client.named)
    if client.grant != "client_credentials" and client.method != "none":
        return Cause(
            f"{named} is registered as a public client, which has no secret; one was sent.",
            f"{capital(client.assign('token_endpoint_auth_method', 'none'))}.",
            client.edit("token_endpoint_auth_method"),
        )
    keycloak = is_keycloak(reply.endpoint) or reply.says("service account")
    more = " and service accounts" if keycloak and client.grant == "client_credentials" else ""
    return Cause(
        f"{named} is registered as a public client, which may not use {client.grant}.",
        f"Make it confidential at the provider (Keycloak: client authentication{more} on), then "
        "set its secret.",
    )


def _interaction(reply: RefusedResponse) -> Cause:
    client = reply.client
    is_factor = reply.says(_SECOND_FACTOR)
    if client.grant == "password":
        wants = "a second factor" if is_factor else "a sign-in of its own"
        return Cause(
            f'The account "{client.shown("username")}" needs {wants}, which the password grant '
            "cannot give.",
            f"{capital(client.assign('grant_type', 'authorization_code'))}, or use an account that "
            "needs none.",
            client.edit("grant_type"),
        )
    if "consent" in reply.code or (reply.says("consent") and not is_factor):
        return Cause(
            f"Nobody has consented yet to what {client.named} asks for.",
            "Ask an administrator at the provider to consent, or sign in and consent.",
        )
    if client.grant in ("authorization_code", _DEVICE):
        return Cause("The server wants a new sign-in of the person.", "Sign in again.")
    return Cause(
        f"The server wants a person to sign in, and {client.grant} has none.",
        f"{capital(client.assign('grant_type', 'authorization_code'))}, or ask the provider why "
        f"{client.named} needs a person.",
        client.edit("grant_type"),
    )


_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def _not_granted(reply: RefusedResponse) -> Cause:
    """The client has no permission for the API: of the one that it names, else of the scope's."""
    client = reply.client
    sent = client.parameter("audience", "resource")
    if sent:
        name, value = sent[0]
        missing, allowed = "permission", "allow it; if it is allowed"
        if reply.says(r"client[- ]grant\b"):
            missing = "client grant"
            allowed = "add one (authorize the client for this API); if there is one"
        return Cause(
            f'{capital(client.named)} has no {missing} for {name} "{value}".',
            f"Ask the provider to {allowed}, check {client.parameter_source(name)}.",
            client.edit(name, "token_parameters"),
        )
    if client.has("scope"):
        source = client.source("scope")
        return Cause(
            f'{capital(client.named)} has no permission for scope "{client.shown("scope")}".',
            f"Ask the provider to allow it (an administrator assigns the role or consents); if it "
            f"is allowed, check {source}.",
            source.step,
        )
    return Cause(
        f"{capital(client.named)} has no permission for the API.",
        "Ask the provider to allow it (an administrator assigns the role or consents).",
    )
