"""The cause of a token request that did not reach the authorization server, or reached a page."""

from __future__ import annotations

from outrider.oauth.body_text import is_json_like
from outrider.oauth.challenges import read_challenges
from outrider.oauth.refusal import Cause, RefusedResponse, check_endpoint
from outrider.oauth.required_key import missing_key
from outrider.oauth.server_pages import PageKind, ServerPage, server_page
from outrider.oauth.token_client import TokenClient, capital


def gateway_cause(reply: RefusedResponse) -> Cause | None:
    """What stands in front of the server refuses, whatever the credentials are."""
    if reply.words.is_oauth:
        return None
    key = _required_key(reply)
    if key is not None:
        return key
    if is_json_like(reply.reply):
        if reply.status in (400, 403, 419) and reply.says(r"\bcsrf"):
            return _form(reply.client)
        return None
    page = server_page(reply.reply, reply.words.low)
    return page_cause(reply, page) if page.kind is not PageKind.SIGN_IN else None


def page_cause(reply: RefusedResponse, page: ServerPage) -> Cause | None:
    """What a page means for a token request; ``None`` for one of which nothing is known."""
    match page.kind:
        case PageKind.NETWORK | PageKind.BROWSER_CHECK | PageKind.FIREWALL | PageKind.MESH_POLICY:
            return _not_let_through(reply, page)
        case PageKind.STOPPED:
            return Cause(
                "Its host says that the application is stopped.",
                "Ask the operator of the server to start it.",
                what=f"The authorization server is not running: {reply.head}",
            )
        case PageKind.CRASH:
            return Cause(
                "The page shows an error of the server's own program.",
                "Report it to the operator of the server.",
                what=f"The authorization server failed: {reply.head}",
            )
        case PageKind.DEFAULT:
            return _default_page(reply.client)
        case PageKind.FORM:
            return _form(reply.client)
        case _:
            return None


def _not_let_through(reply: RefusedResponse, page: ServerPage) -> Cause:
    """What stands in front of the server did not let the request through."""
    client = reply.client
    maker = f" ({page.maker})" if page.maker else ""
    match page.kind:
        case PageKind.NETWORK:
            return Cause(
                "The network of this machine requires a sign-in (captive portal): the request did "
                "not reach the server.",
                "Sign in to the network in a browser, then try again.",
                what=f"The network requires a sign-in: {reply.head}",
                see=page.link,
            )
        case PageKind.BROWSER_CHECK:
            return Cause(
                f"A bot check{maker} in front of the server wants a browser: no token request can "
                "pass it.",
                f"Ask the provider to exempt the {client.endpoint_words} from the check.",
            )
        case PageKind.FIREWALL:
            return Cause(
                f"A firewall or CDN{maker} in front of the server {_blocks(page)} this machine or "
                "network.",
                let_through("the provider", client.mask(page.reference)),
            )
        case _:
            return Cause(
                f"A policy of the service mesh ({page.maker}) does not let this client through.",
                "Ask the operator of the server to allow it.",
            )


def let_through(whom: str, reference: str) -> str:
    """The advice to have a firewall changed; ``reference`` is by what its log has the request."""
    if reference:
        asked = f"send {whom} the {reference} of this response"
    else:
        asked = f"ask {whom} to allow this machine's public IP address"
    return f"Check the VPN and the network; if they are right, {asked}."


def _form(client: TokenClient) -> Cause:
    return Cause(
        "The server asks for a CSRF token: this is the address of a page for people, not of a "
        f"{client.endpoint_words}.",
        *check_endpoint(client, path=True),
    )


def _required_key(reply: RefusedResponse) -> Cause | None:
    """A gateway that wants a key of its own before it lets a token request through."""
    if reply.status not in (401, 403) or reply.client.endpoint_key != "token_endpoint":
        return None
    challenges = read_challenges(reply.reply.headers_named("www-authenticate"))
    error_type = reply.reply.header("x-amzn-errortype") or ""
    key = missing_key(reply.low, challenges, error_type)
    if key is None or key.in_query:
        return None
    client = reply.client
    if not key.name:
        return Cause(
            "A gateway in front of the server requires a key of its own.",
            f"Ask the provider for the key and its header, and add it to token_headers of "
            f"{client.table()}.",
            client.edit("token_headers"),
        )
    likely = "probably requires" if key.is_likely else "requires"
    return Cause(
        f"A gateway in front of the server {likely} a key of its own in header {key.name}.",
        f"{capital(client.add_headers(key.name))}.",
        client.edit(key.name, "token_headers"),
    )


def _blocks(page: ServerPage) -> str:
    return "blocks" if page.maker else "probably blocks"


def _default_page(client: TokenClient) -> Cause:
    source = client.endpoint
    return Cause(
        "This is the default page of a web server, which has no authorization server at this "
        "address.",
        f"Check the host of {source}; if it is right, check its path.",
        source.step,
    )
