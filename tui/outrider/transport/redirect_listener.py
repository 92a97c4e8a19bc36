"""Listens on loopback until a browser comes back from the authorization server (RFC 8252 §7.3)."""

from __future__ import annotations

import asyncio
import errno
from html import escape
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import h11

from outrider.errors import ResolveError
from outrider.oauth.grant_flow import CheckRedirect, RedirectResponse

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LARGEST_HEAD = 65_536
_PATIENCE = 10.0
"""Seconds that a browser has to say what it wants."""

_PAGE = "<!doctype html><meta charset=utf-8><title>Outrider</title><p>{}</p>\n"


class LoopbackListener:
    """A server on loopback, for the redirects of one flow.

    Args:
        check: what is wrong with a redirect; the browser is told, and it is not waited for.

    Attributes:
        redirect_uri: where it listens; port 0 has become the one that was free.

    Raises:
        ResolveError: it is not of this machine, or is no URI to listen on.
    """

    def __init__(self, redirect_uri: str, check: CheckRedirect | None = None) -> None:
        try:
            parts = urlsplit(redirect_uri)
            host, port = parts.hostname or "", 80 if parts.port is None else parts.port
        except ValueError:
            raise _refused(redirect_uri, "It is not a URI.") from None
        if parts.scheme != "http" or host not in _LOOPBACK:
            raise _refused(
                redirect_uri, "It must be http://127.0.0.1, http://[::1] or http://localhost."
            )
        if "@" in parts.netloc or parts.fragment:
            raise _refused(redirect_uri, "It must not have a user name or a fragment.")
        if host == "localhost" and not port:
            raise _refused(
                redirect_uri, "localhost needs a port: it is two addresses, with a free port each."
            )
        self.redirect_uri = redirect_uri
        self._check = check
        self._host, self._port = host, port
        self._path, self._query = parts.path or "/", parts.query
        self._hosts: frozenset[str] = frozenset()
        self._server: asyncio.Server | None = None
        self._handlers: set[asyncio.Task[None]] = set()
        self._redirects: asyncio.Queue[RedirectResponse] = asyncio.Queue()

    @classmethod
    async def open(cls, redirect_uri: str, check: CheckRedirect | None = None) -> LoopbackListener:
        """Begins to listen.

        Raises:
            ResolveError: the URI is not of this machine, or its port is taken.
        """
        listener = cls(redirect_uri, check)
        try:
            server = await asyncio.start_server(
                listener._serve, listener._host, listener._port, start_serving=False
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ResolveError(
                    f"Port {listener._port} is in use.",
                    code="redirect_uri",
                    where=redirect_uri,
                    advice="Set redirect_uri to another port, or to port 0 for any.",
                ) from None
            raise _refused(redirect_uri, f"{error.strerror or error}.".capitalize()) from None
        try:
            await server.start_serving()
        except BaseException:
            server.close()
            raise
        listener._serves(server)
        return listener

    def _serves(self, server: asyncio.Server) -> None:
        self._server = server
        self._port = server.sockets[0].getsockname()[1]
        name = f"[{self._host}]" if ":" in self._host else self._host
        at = f"{name}:{self._port}"
        self._hosts = frozenset({at, name} if self._port == 80 else {at})
        if urlsplit(self.redirect_uri).port == 0:
            self.redirect_uri = urlunsplit(("http", at, self._path, self._query, ""))

    async def receive(self) -> RedirectResponse:
        """The next redirect."""
        return await self._redirects.get()

    async def close(self) -> None:
        """Listens no longer; who is connected is cut off."""
        if self._server is not None:
            self._server.close()
        handlers = list(self._handlers)
        for task in handlers:
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        task.add_done_callback(self._handlers.discard)
        try:
            async with asyncio.timeout(_PATIENCE):
                connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)
                redirect = await self._read(connection, reader)
                wrong = self._check(redirect) if redirect is not None and self._check else ""
                writer.write(_response(connection, redirect, wrong))
                await writer.drain()
        except (h11.ProtocolError, OSError, TimeoutError, ValueError):
            # Whoever it was, it was not the browser with the redirect.
            return
        except asyncio.CancelledError:
            # Nobody waits any longer.
            return
        finally:
            writer.close()
        if redirect is not None and not wrong:
            self._redirects.put_nowait(redirect)

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


def _refused(redirect_uri: str, why: str) -> ResolveError:
    return ResolveError(
        f"Cannot listen on {redirect_uri}.",
        code="redirect_uri",
        why=why,
        advice='Set redirect_uri = "http://127.0.0.1:0/callback", or use a free port.',
    )


def is_loopback_redirect(redirect_uri: str) -> bool:
    """Whether the redirect comes to this machine; a URI that is none is told when it is opened."""
    try:
        parts = urlsplit(redirect_uri)
        host = parts.hostname
    except ValueError:
        return True
    return parts.scheme == "http" and (host in _LOOPBACK or not host)


def _response(connection: h11.Connection, redirect: RedirectResponse | None, wrong: str) -> bytes:
    """A small page that holds nothing of what came; what is wrong is said."""
    status, body = 404, "Not found.\n"
    if redirect is not None:
        status = 400 if wrong else 200
        error = redirect.first("error")[:100]
        said = wrong or "Signed in. You can close this page and return to Outrider."
        if error and not wrong:
            said = f"Sign-in failed: {error}. Return to Outrider."
        body = _PAGE.format(escape(said))
    content = body.encode("utf-8", "replace")
    headers = [
        ("Content-Type", f"text/{'plain' if redirect is None else 'html'}; charset=utf-8"),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("Connection", "close"),
    ]
    head = connection.send(h11.Response(status_code=status, headers=headers))
    sent = (connection.send(h11.Data(data=content)), connection.send(h11.EndOfMessage()))
    return b"".join(filter(None, (head, *sent)))
