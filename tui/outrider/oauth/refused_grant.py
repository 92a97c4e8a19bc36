"""The cause where the server refuses the grant: it offers another one, or not to this client.

``unsupported_grant_type``, ``unauthorized_client`` and ``invalid_grant`` of RFC 6749 §5.2.
"""

from __future__ import annotations

from outrider.oauth.dpop import wants_dpop
from outrider.oauth.refusal import Cause, RefusedResponse, check_endpoint
from outrider.oauth.refused_assertion import unknown_subject
from outrider.oauth.refused_credentials import credentials_cause, names_unknown_client
from outrider.oauth.server_words import RFC_ERRORS
from outrider.oauth.token_audience import is_keycloak
from outrider.oauth.token_client import JWT_BEARER, TokenClient, capital


def grant_cause(reply: RefusedResponse) -> Cause | None:
    """The server does not offer the grant, or expected another one."""
    client = reply.client
    in_words = reply.code not in RFC_ERRORS and reply.says(r"grant.?type")
    lost = reply.says(
        r"grant.?type\W{0,3}.{0,30}(missing|required|not (provided|present|specified))"
        r"|(missing|required|no|without)\b.{0,40}grant.?type"
    )
    if lost and reply.code != "unsupported_grant_type":
        why = "The server did not read the form that was sent: it had grant_type in it."
        return Cause(why, *check_endpoint(client))
    if (reply.code == "unsupported_grant_type" or in_words) and _is_google(reply):
        return _service_account(client)
    if reply.code == "unsupported_grant_type" or in_words:
        return _other_grant(reply, f"The server does not offer {client.grant} at this endpoint.")
    if reply.code == "bad_verification_code" or reply.says(
        r"authorization code|verification code"
        r"|(missing|required|parameter)(?!.{0,20}(error|status)).{0,20}\bcode\b"
        r"|redirect_uri|response_type"
    ):
        return _other_grant(
            reply,
            f"The server expected an authorization code: it does not offer {client.grant} here.",
        )
    return None


def _is_google(reply: RefusedResponse) -> bool:
    """Whether Google refuses, by its host, or by the scope of its APIs."""
    client = reply.client
    googles = reply.host.endswith(("googleapis.com", "accounts.google.com"))
    scoped = "www.googleapis.com/auth/" in client.shown("scope")
    return (googles or scoped) and client.grant == "client_credentials"


def _service_account(client: TokenClient) -> Cause:
    advice = client.assign("grant_type", JWT_BEARER)
    return Cause(
        "Google does not offer client_credentials: programs use a service account.",
        f"{capital(advice)}, and service_account to its key file.",
        client.edit("grant_type"),
    )


def _other_grant(reply: RefusedResponse, why: str) -> Cause:
    advice, step = check_endpoint(
        reply.client, more="; if it is right, ask the provider which grant the client may use"
    )
    return Cause(why, advice, step)


def unauthorized_cause(reply: RefusedResponse) -> Cause | None:
    """The client may not use the grant (``unauthorized_client``)."""
    if reply.code != "unauthorized_client":
        return None
    client = reply.client
    may_not = reply.says(
        r"service account|disabled"
        r"|not (be )?(allowed|enabled|authorized|authorised|permitted|supported)"
    )
    about_credentials = reply.status == 401 or reply.says("credential|secret")
    if client.brings_assertion:
        return _not_approved(client)
    if names_unknown_client(reply) or (about_credentials and not may_not):
        return credentials_cause(reply)
    keycloak = is_keycloak(reply.endpoint) or reply.says("service account")
    keycloak = keycloak and client.grant == "client_credentials"
    return _not_allowed(client, keycloak=keycloak)


def _not_allowed(client: TokenClient, *, keycloak: bool = False) -> Cause:
    where = "at the provider"
    if keycloak:
        where = "at the provider (Keycloak: service accounts)"
    return Cause(
        f"{capital(client.named)} is known, but may not use {client.grant}.",
        f"Allow {_grant_words(client.grant)} for it {where}.",
    )


_GRANTS = {
    JWT_BEARER: "the JWT bearer grant",
    "urn:ietf:params:oauth:grant-type:device_code": "the device code grant",
    "urn:ietf:params:oauth:grant-type:token-exchange": "the grant of RFC 8693",
    "authorization_code": "the authorization code grant",
    "password": "the password grant",
}


def _grant_words(grant: str) -> str:
    """A grant as people say it."""
    return _GRANTS.get(grant) or grant.replace("_", " ")


def invalid_grant_cause(reply: RefusedResponse) -> Cause | None:
    """What the client brought is not accepted (``invalid_grant``)."""
    if reply.code != "invalid_grant":
        return None
    client = reply.client
    if reply.says("this domain"):
        return _other_grant(reply, f"The server does not offer {client.grant} at this host.")
    if client.brings_assertion:
        return _assertion_refused(reply)
    if reply.says(r"user enabled|not (be )?(allowed|enabled|authorized|permitted)"):
        return _not_allowed(client)
    if reply.says(r"credential|secret|client"):
        return credentials_cause(reply)
    if client.grant != "client_credentials":
        return _person_refused(client)
    bound = wants_dpop(client.auth)
    silent = "" if reply.words.message else "The server gives no reason. "
    more = "" if bound else f"; if it is for DPoP, {client.assign_written('dpop', 'true')}"
    return Cause(
        f"{silent}{capital(client.named)} probably may not use {client.grant}, or needs a client "
        f"certificate{'' if bound else ' or DPoP'}.",
        f"Ask the provider{more}.",
    )


def _assertion_refused(reply: RefusedResponse) -> Cause:
    """What ``invalid_grant`` means for an assertion (RFC 7521 §4.1.1)."""
    if reply.says(r"approv|consent|admin|not (be )?(allowed|enabled|authorized|permitted)"):
        return _not_approved(reply.client)
    return unknown_subject(reply.client)


def _not_approved(client: TokenClient) -> Cause:
    """That the client may not get tokens for somebody."""
    subject = client.shown("assertion_subject")
    if not subject:
        return _not_allowed(client)
    why = f'{capital(client.named)} may not act for "{subject}", or not with this scope.'
    return Cause(
        why,
        "Approve it at the provider (Salesforce: policies of the connected app; Google: "
        "domain-wide delegation).",
    )


def _person_refused(client: TokenClient) -> Cause:
    """What ``invalid_grant`` means for a grant in which the client brings something."""
    if client.grant == "password":
        source = client.source("password")
        why = "The server rejects the user name or the password."
        return Cause(why, f"Check username and {source}.", source.step, rejects_credentials=True)
    if client.grant == "authorization_code":
        return Cause(
            "The code has expired, was used already, or belongs to another client or redirect_uri.",
            "Send again, and finish the sign-in sooner.",
        )
    return Cause(
        "What the client presented has expired, was revoked, or belongs to another client.",
        f"Check {client.table()} against the provider's documentation.",
    )
