"""What an API requires beside a good token: a subscription, a CSRF token, a signature."""

from __future__ import annotations

import re

from outrider.oauth.refusal_facts import ApiRefusal, RefusalCause, RefusalTarget

_SIGNATURE = re.compile(
    r"missing equal-sign|authorization header requires '(?:credential|signature|signedheaders)"
    r"|not a valid key=value pair|incompletesignature"
)
_SUBSCRIPTION = re.compile(
    r"subscription (?:validation|was not|not|is (?:missing|inactive|blocked|required))"
    r"|not subscribed|(?:no|without)(?: an?)?(?: active| valid)? subscription"
    r"|no ?api ?product match"
    r"|api ?product\b.{0,40}\b(?:not|no)\b"
    r"|not (?:part of|included in) (?:the|your) (?:plan|product)"
)
_CSRF = re.compile(r"\b[cx]srf\b|cross-?site request forgery|anti-?forgery")
_SINGLE_SIGN_ON = re.compile(r"\bsaml\b|single sign-?on|\bsso\b")
_LIMIT = re.compile(r"rate limit|too many requests|quota (?:exceeded|exhausted|limit)|throttl")


def unmet_condition(refusal: ApiRefusal) -> RefusalCause | None:
    """What the API requires that no token gives; ``None`` where its words name nothing so."""
    if refusal.challenge.parameter("error") == "insufficient_scope":
        return None
    low = f"{refusal.error}\n{refusal.words}\n{refusal.text}\n{refusal.error_type}".lower()
    if _SIGNATURE.search(low) and refusal.token_size:
        return _signature(refusal)
    if _SUBSCRIPTION.search(low):
        return RefusalCause(
            "not_subscribed",
            f"No API product or subscription of the client allows this: {refusal.summary}",
            refusal.told,
            "The client is not subscribed to this API, or its product does not have this path.",
            "Subscribe the client to the API in the provider's portal; if it is subscribed, check "
            "the path of the URL{place}.",
            RefusalTarget.REQUEST_URL,
        )
    if refusal.wants_csrf or (refusal.status == 403 and _CSRF.search(low)):
        return _csrf(refusal)
    if refusal.sign_on or (refusal.status == 403 and _SINGLE_SIGN_ON.search(low)):
        page = f"Open {refusal.sign_on} in a browser" if refusal.sign_on else "Sign in there"
        return RefusalCause(
            "sign_on_required",
            f"The API requires single sign-on for this token: {refusal.summary}",
            refusal.told,
            "The token is good, but an organization wants it authorized by its own sign-on.",
            f"{page}, and authorize the token.",
        )
    if refusal.status == 403 and (refusal.is_used_up or _LIMIT.search(low)):
        return RefusalCause(
            "rate_limited",
            f"The API limits the rate of requests: {refusal.summary}",
            refusal.told,
            "",
            refusal.wait or "Try again later.",
        )
    return None


def _signature(refusal: ApiRefusal) -> RefusalCause:
    return RefusalCause(
        "signature_required",
        f"AWS API Gateway does not accept a token here: {refusal.summary}",
        refusal.told,
        "It says so of a path that it does not have, and of one that requires an AWS signature.",
        "Check the path of the URL{place}; if it is right, use an auth definition with type = "
        '"aws_sigv4".',
        RefusalTarget.REQUEST_URL,
    )


def _csrf(refusal: ApiRefusal) -> RefusalCause:
    """SAP and others give a CSRF token to whoever asks for one; it belongs to the cookies."""
    advice = (
        "Ask the provider of the API for a path that takes access tokens without it, or how to "
        "fetch one."
    )
    if refusal.wants_csrf:
        advice = (
            "Send a GET to the service with header X-CSRF-Token: Fetch, then add the X-CSRF-Token "
            "of its response to this request{place}, with its cookies."
        )
    return RefusalCause(
        "csrf_token_required",
        f"The API requires a CSRF token: {refusal.summary}",
        refusal.told,
        "The access token was not refused; requests that change data need a CSRF token beside it.",
        advice,
        RefusalTarget.HEADERS,
    )


def sign_in_redirect(status: int, location: str) -> RefusalCause:
    """That an API sends a request with a token to a page where people sign in."""
    return RefusalCause(
        "sign_in_redirect",
        f"This is not the API's response, but a redirect to a sign-in page ({status}): {location}",
        why="The API wants the session of a browser: it takes no tokens at this address, or did "
        "not accept this one.",
        advice="Check the URL of the request{place}; if it is right, ask the provider of the API "
        "where it takes access tokens.",
        target=RefusalTarget.REQUEST_URL,
    )
