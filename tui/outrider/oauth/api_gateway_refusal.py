"""Why what stands in front of an API lets a request not through: a key, a policy, a size."""

from __future__ import annotations

import re

from outrider.oauth.api_conditions import unmet_condition
from outrider.oauth.refusal_facts import ApiRefusal, RefusalCause, RefusalTarget, one_line
from outrider.oauth.refused_by_gateway import let_through
from outrider.oauth.required_key import RequiredKey, wanted_key
from outrider.oauth.server_pages import PageKind

_TOO_LARGE = re.compile(
    r"(?:request )?header(?:s|\(s\))?(?: fields?)?(?: or cookie)?s? (?:is |are |size )?"
    r"(?:too (?:large|long|big)|exceeds?)|header fields? too large|request too long"
    r"|size of (?:the |a )?request headers? is too long|headers? (?:size )?limit"
)


def gateway_refusal(refusal: ApiRefusal, client: str = "") -> RefusalCause | None:
    """What is said of a request that did not reach the API; ``None`` where it probably did.

    Args:
        refusal: what was answered.
        client: of the token that was sent: ``client "m2m"``; empty for none.
    """
    if refusal.status in (400, 413, 431, 494):
        return _too_large(refusal)
    if refusal.status not in (401, 403, 511):
        return None
    key = required_key(refusal)
    if key is not None:
        return _key_cause(refusal, key)
    if "missingauthenticationtoken" in refusal.error_type.lower():
        return RefusalCause(
            "path_not_found",
            f"The API has nothing at this path: {refusal.summary}",
            refusal.words or refusal.said,
            "AWS API Gateway says this of a path that it does not have, or that requires a "
            "signature.",
            "Check the stage and path of the URL{place}.",
            RefusalTarget.REQUEST_URL,
        )
    return unmet_condition(refusal) or _page_cause(refusal, client)


def required_key(refusal: ApiRefusal) -> RequiredKey | None:
    """The key that the API wants, by its challenge or its words; ``None`` for none."""
    if refusal.challenge.scheme:
        return None
    return wanted_key(_low(refusal), refusal.challenges, refusal.error_type)


def _low(refusal: ApiRefusal) -> str:
    return f"{refusal.error}\n{refusal.words}\n{refusal.text}".lower()


def _key_cause(refusal: ApiRefusal, key: RequiredKey) -> RefusalCause:
    kind = "query parameter" if key.in_query else "header"
    code, words = "api_key_required", refusal.words or refusal.said
    target = RefusalTarget.QUERY if key.in_query else RefusalTarget.HEADERS
    if key.name and key.name.lower() in refusal.sent:
        what = f"The API rejected the key: {refusal.summary}"
        why = f"{kind.capitalize()} {key.name} was sent, and its key was not accepted."
        return RefusalCause(code, what, words, why, f"Check {kind} {key.name}{{place}}.", target)
    what = f"The API requires a key: {refusal.summary}"
    if not key.name:
        why = "A gateway in front of the API requires a key beside the token."
        advice = (
            "Ask the provider of the API for a key and its header, and add it to the request"
            "{place}."
        )
        return RefusalCause(code, what, words, why, advice, target)
    likely = "probably requires" if key.is_likely else "requires"
    why = f"The gateway of the API {likely} {kind} {key.name} beside the token."
    advice = f"Add {kind} {key.name} with your key to the request{{place}}, or to its folder."
    if key.in_query:
        advice = f"Add {kind} {key.name} with your key to the request{{place}}."
    return RefusalCause(code, what, words, why, advice, target)


def _too_large(refusal: ApiRefusal) -> RefusalCause | None:
    """A header that is too large, which a token makes it (RFC 6585 §5)."""
    says = _TOO_LARGE.search(_low(refusal)) is not None
    if not refusal.token_size or not (says or refusal.status in (431, 494)):
        return None
    size = f"{max(1, round(refusal.token_size / 1000))} kB"
    return RefusalCause(
        "headers_too_large",
        f"The API does not accept headers of this size: {refusal.summary}",
        refusal.words or refusal.said,
        f"The access token has {size}.",
        "Request fewer scopes, or ask for fewer groups in the token, or for a higher limit of the "
        "API.",
    )


def _page_cause(refusal: ApiRefusal, client: str) -> RefusalCause | None:
    page = refusal.page
    maker = f" ({page.maker})" if page.maker else ""
    whom = client or "this request"
    said = one_line(refusal.said)
    blocked = f"The request was blocked in front of the API: {refusal.summary}"
    match page.kind:
        case PageKind.NETWORK:
            what = f"The network requires a sign-in: {refusal.summary}"
            why = "The network of this machine has a captive portal: the API got no request."
            advice = "Sign in to the network in a browser, then send again."
            return RefusalCause("network_sign_in", what, said, why, advice)
        case PageKind.BROWSER_CHECK:
            why = f"A bot check{maker} in front of the API wants a browser."
            advice = "Ask the provider of the API to exempt this path from the check."
            return RefusalCause("request_blocked", blocked, said, why, advice)
        case PageKind.FIREWALL:
            likely = "blocks" if page.maker else "probably blocks"
            why = f"A firewall or CDN{maker} {likely} this machine or network."
            advice = let_through("the provider of the API", page.reference)
            return RefusalCause("request_blocked", blocked, said, why, advice)
        case PageKind.MESH_POLICY:
            why = f"A policy of the service mesh ({page.maker}) does not let {whom} through."
            advice = f"Ask the operator of the API to allow {whom} in its authorization policy."
            return RefusalCause("request_blocked", blocked, said, why, advice)
        case PageKind.STOPPED:
            what = f"The API is not running: {refusal.summary}"
            why = "Its host says that the application is stopped."
            advice = "Ask the operator of the API to start it."
            return RefusalCause("api_stopped", what, said, why, advice)
        case _:
            return None
