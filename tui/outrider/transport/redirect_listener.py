"""Listens on loopback until a browser comes back from the authorization server (RFC 8252 §7.3)."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import h11

from outrider.errors import ResolveError
from outrider.oauth.grant_flow import RedirectResponse

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LARGEST_HEAD = 65_536
_PATIENCE = 10.0
"""Seconds that a browser has to say what it wants."""

_PAGE = (
    b"<!doctype html><title>Outrider</title>"
    b"<p>Outrider has what it needs. You can close this window.</p>"
)


class LoopbackListener:
    """One server on loopback, for one redirect.

    Attributes:
        redirect_uri: where it listens.
    """

    def __init__(self, redirect_uri: str) -> None:
        parts = urlsplit(redirect_uri)
        if parts.scheme != "http" or (parts.hostname or "") not in _LOOPBACK:
            raise ResolveError(
                f"Nobody can listen on {redirect_uri}.",
                code="redirect_uri",
                why="A redirect is waited for on this machine only (RFC 8252 §7.3).",
                advice='Write redirect_uri = "http://127.0.0.1:0/callback".',
            )
        self.redirect_uri = redirect_uri
        self._path = parts.path or "/"
        self._hosts: frozenset[str] = frozenset()
        self._server: asyncio.Server | None = None
        self._redirect: asyncio.Future[RedirectResponse] = (
            asyncio.get_running_loop().create_future()
        )

    @classmethod
    async def open(cls, redirect_uri: str) -> LoopbackListener:
        """Begins to listen; port 0 takes a free one.

        Raises:
            ResolveError: the URI is not of this machine, or its port is taken.
        """
        listener = cls(redirect_uri)
        parts = urlsplit(redirect_uri)
        host = parts.hostname or "127.0.0.1"
        try:
            server = await asyncio.start_server(listener._serve, host, parts.port or 0)
        except OSError as error:
            raise ResolveError(
                f"Nobody can listen on {redirect_uri}: {(error.strerror or str(error)).lower()}.",
                code="redirect_uri",
                advice="End what uses the port, or write port 0 where the server allows any.",
            ) from None
        port = server.sockets[0].getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        listener._server = server
        listener._hosts = frozenset({f"{name}:{port}", name} if port == 80 else {f"{name}:{port}"})
        listener.redirect_uri = urlunsplit(("http", f"{name}:{port}", parts.path, "", ""))
        return listener

    async def receive(self) -> RedirectResponse:
        """The parameters of the first redirect."""
        return await asyncio.shield(self._redirect)

    async def close(self) -> None:
        """Listens no longer."""
        self._redirect.cancel()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        redirect: RedirectResponse | None = None
        try:
            async with asyncio.timeout(_PATIENCE):
                connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)
                redirect = await self._read(connection, reader)
                writer.write(_response(connection, found=redirect is not None))
                await writer.drain()
        except (h11.ProtocolError, OSError, TimeoutError, UnicodeDecodeError):
            # Whoever it was, it was not the browser with the redirect.
            pass
        finally:
            writer.close()
        if redirect is not None and not self._redirect.done():
            self._redirect.set_result(redirect)

    async def _read(
        self, connection: h11.Connection, reader: asyncio.StreamReader
    ) -> RedirectResponse | None:
        """The redirect in a request; ``None`` where it asks for something else."""
        while (event := connection.next_event()) is h11.NEED_DATA:
            connection.receive_data(await reader.read(_LARGEST_HEAD))
        if not isinstance(event, h11.Request) or event.method != b"GET":
            return None
        target = urlsplit(event.target.decode("ascii"))
        hosts = [value.decode("ascii") for name, value in event.headers if name == b"host"]
        # Another name for this machine may be that of a page that wants to be taken for us.
        if target.path != self._path or len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return None
        pairs = parse_qsl(target.query, keep_blank_values=True, errors="replace")
        return RedirectResponse(tuple(pairs)) if pairs else None


def _response(connection: h11.Connection, *, found: bool) -> bytes:
    body = _PAGE if found else b"Not found.\n"
    headers = [
        ("Content-Type", "text/html; charset=utf-8" if found else "text/plain"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    head = connection.send(h11.Response(status_code=200 if found else 404, headers=headers))
    sent = (connection.send(h11.Data(data=body)), connection.send(h11.EndOfMessage()))
    return b"".join(filter(None, (head, *sent)))
