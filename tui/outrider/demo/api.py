"""The demo's API: orders and invoices behind access tokens, and doors to every kind of answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Any, TypeGuard

from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from outrider.demo import endpoints
from outrider.demo.access_token_check import BearerChallenge, TokenHolder, check_token
from outrider.demo.authorization_server import EVERY_METHOD, AuthorizationServer
from outrider.demo.clients import AUDIENCE, DEV_AUDIENCE, STAGING_AUDIENCE
from outrider.demo.dpop_proofs import USE_NONCE, ProofChecker, ProofRefused
from outrider.demo.loopback import peer_certificate
from outrider.demo.order_events import order_events
from outrider.demo.orders import OrderBook
from outrider.demo.request_log import RequestLog

Endpoint = Callable[[Request, TokenHolder], Awaitable[Response]]


class ApiSite(Struct, frozen=True):
    """One environment's API: a path prefix, and the audiences whose tokens it takes."""

    prefix: str
    audiences: tuple[str, ...]


SITES = (
    ApiSite("/dev", (DEV_AUDIENCE,)),
    ApiSite("/staging", (STAGING_AUDIENCE,)),
    ApiSite("/production", (AUDIENCE,)),
    ApiSite("", (AUDIENCE, DEV_AUDIENCE, STAGING_AUDIENCE)),
)
"""Each site has its own orders; the last one, at the root, takes a token for any of them."""


class ApiOptions(Struct, frozen=True):
    """How the API behaves; replace it on a running API at any time.

    Attributes:
        refuse_all: answer 401 to every token, good or not.
        silent_challenge: answer 401 with a bare ``Bearer``, as many APIs do.
        headers: added to every answer, ``Set-Cookie`` for example; they may repeat.
    """

    refuse_all: bool = False
    silent_challenge: bool = False
    headers: tuple[tuple[str, str], ...] = ()


class DemoApi:
    """The API.

    Attributes:
        options: how it behaves; assign another to change that while it runs.
        recorder: every request that it got.
    """

    def __init__(self, issuer: AuthorizationServer, now: Callable[[], float]) -> None:
        self.options = ApiOptions()
        self.recorder = RequestLog()
        self._issuer = issuer
        self._now = now
        self._proofs = ProofChecker(now)
        self._books = {site.prefix: OrderBook() for site in SITES}

    def restock(self) -> None:
        """Has the sample data and no other."""
        for book in self._books.values():
            book.restock()

    def asgi(self) -> ASGIApp:
        """The application, recorded."""
        return self.recorder.wrap(Starlette(routes=[self._mounted(site) for site in SITES]))

    def _mounted(self, site: ApiSite) -> BaseRoute:
        """A site's routes, with ``/v2`` before them and without."""
        routes = self._routes(_SiteEndpoints(self._books[site.prefix]), site)
        return Mount(site.prefix, routes=[Mount("/v2", routes=routes), *routes])

    def _routes(self, ours: _SiteEndpoints, site: ApiSite) -> list[BaseRoute]:
        def opened(
            path: str, endpoint: Callable[[Request], Awaitable[Response]], method: str
        ) -> Route:
            async def answer(request: Request) -> Response:
                given = await endpoint(request)
                for name, value in self.options.headers:
                    given.headers.append(name, value)
                return given

            return Route(path, answer, methods=[method] if method != "*" else EVERY_METHOD)

        def guarded(path: str, endpoint: Endpoint, method: str, scope: str = "") -> Route:
            async def admitted(request: Request) -> Response:
                try:
                    caller = self._admit(request, site, scope)
                except BearerChallenge as challenge:
                    return self._challenged(challenge)
                return await endpoint(request, caller)

            return opened(path, admitted, method)

        async def health(_: Request) -> Response:
            return JSONResponse({"status": "ok"})

        return [
            guarded("/customers/{customer:int}/orders", ours.listed, "GET", "orders.read"),
            guarded("/orders", ours.listed, "GET", "orders.read"),
            guarded("/orders", ours.create, "POST", "orders.write"),
            guarded("/orders/events", order_events, "GET", "orders.read"),
            guarded("/orders/{order:int}", ours.one, "GET", "orders.read"),
            guarded("/orders/{order:int}", ours.delete, "DELETE", "orders.write"),
            guarded("/invoices", ours.invoice, "POST", "billing"),
            guarded("/error/{status:int}", endpoints.error, "*"),
            guarded("/slow", endpoints.slow, "GET"),
            guarded("/large", endpoints.large, "GET"),
            guarded("/redirect", endpoints.redirect, "*"),
            guarded("/whoami", endpoints.whoami, "GET"),
            # Where collections that only try their token out send it.
            guarded("/api/test", endpoints.whoami, "GET"),
            opened("/echo", endpoints.echo, "*"),
            opened("/health", health, "GET"),
        ]

    def _prove(self, request: Request, token: str) -> str:
        """The key of the proof that comes with a token (RFC 9449 §7)."""
        url = str(request.url.replace(query="", fragment=""))
        try:
            return self._proofs.thumbprint(
                request.headers.getlist("dpop"), request.method, url, token
            )
        except ProofRefused as refused:
            nonce = self._proofs.nonce if refused.error == USE_NONCE else ""
            raise BearerChallenge(
                401, refused.error, refused.description, scheme="DPoP", nonce=nonce
            ) from None

    def _admit(self, request: Request, site: ApiSite, scope: str) -> TokenHolder:
        caller = check_token(
            request.headers.getlist("authorization"),
            request.query_params.getlist("access_token"),
            site.audiences,
            self._issuer,
            self._now,
            peer_certificate(request),
            partial(self._prove, request),
        )
        if self.options.refuse_all:
            raise BearerChallenge(401, "invalid_token", "No token is accepted at the moment.")
        if scope and scope not in caller.scopes:
            why = f"This needs the scope {scope}."
            raise BearerChallenge(403, "insufficient_scope", why, scope)
        return caller

    def _challenged(self, challenge: BearerChallenge) -> Response:
        title = HTTPStatus(challenge.status).phrase
        answer = endpoints.problem(challenge.status, title, challenge.description)
        bare = self.options.silent_challenge and challenge.status == 401
        answer.headers["WWW-Authenticate"] = "Bearer" if bare else challenge.header
        if challenge.nonce:
            answer.headers["DPoP-Nonce"] = challenge.nonce
        return answer


class _SiteEndpoints:
    """Orders and invoices of one site."""

    def __init__(self, book: OrderBook) -> None:
        self._book = book

    async def listed(self, request: Request, _: TokenHolder) -> Response:
        status = request.query_params.get("status")
        orders = self._book.select(request.path_params.get("customer"), status)
        try:
            limit = max(0, int(request.query_params.get("limit", "50")))
        except ValueError:
            return endpoints.problem(400, "Bad limit", "limit is a number.")
        return JSONResponse({"orders": orders[:limit], "count": len(orders)})

    async def one(self, request: Request, _: TokenHolder) -> Response:
        order = self._book.get(request.path_params["order"])
        if order is None:
            return self._unknown(request)
        return JSONResponse(dict(order))

    async def delete(self, request: Request, _: TokenHolder) -> Response:
        if not self._book.remove(request.path_params["order"]):
            return self._unknown(request)
        return Response(status_code=204)

    async def create(self, request: Request, _: TokenHolder) -> Response:
        wanted = await endpoints.json_object(request)
        if isinstance(wanted, Response):
            return wanted
        customer, product = wanted.get("customer"), wanted.get("product")
        quantity = wanted.get("quantity", 1)
        if not (_is_count(customer) and isinstance(product, str) and _is_count(quantity)):
            return endpoints.problem(
                422,
                "Not an order",
                "An order has a customer (number), a product (text) and a quantity (number).",
            )
        order = self._book.place(customer, product, quantity, str(wanted.get("note", "")))
        return JSONResponse(dict(order), 201, {"Location": f"{request.url.path}/{order['id']}"})

    async def invoice(self, request: Request, _: TokenHolder) -> Response:
        wanted = await endpoints.json_object(request)
        if isinstance(wanted, Response):
            return wanted
        order_id = wanted.get("order")
        order = self._book.get(order_id) if isinstance(order_id, int) else None
        if order is None:
            return endpoints.problem(422, "No such order", "An invoice names the id of an order.")
        invoice = {
            "number": f"INV-{order_id}",
            "order": order_id,
            "customer": order["customer"],
            "amount": order["total"],
            "currency": order["currency"],
            "reference": wanted.get("reference", ""),
        }
        return JSONResponse(invoice, 201)

    def _unknown(self, request: Request) -> Response:
        return endpoints.problem(
            404, "No such order", f"There is no order {request.path_params['order']}."
        )


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000
