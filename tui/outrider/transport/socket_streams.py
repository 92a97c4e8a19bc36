"""TCP beneath httpcore by asyncio alone, without the library that httpcore has for it.

That one takes a twentieth of a command's start, and a sixth of each exchange.
"""

from __future__ import annotations

import asyncio
import errno
import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from outrider.transport.httpx_import import httpcore

_NEXT_ATTEMPT = 0.25
"""Seconds until the next address is tried beside those under way (RFC 8305 §5)."""

_LARGE = 1 << 14
"""Bytes of a write after which others have their turn."""

_Address = tuple[socket.AddressFamily, Any]


class SocketStream(httpcore.AsyncNetworkStream):
    """A TCP connection; what fails about it is told in httpcore's terms.

    TLS is set up by :func:`~outrider.transport.tls_streams.set_up_tls`.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[str, asyncio.Future[None]] = {}

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
    ) -> bytes:
        """Waits for bytes; none at the end."""
        with timeouts_as(httpcore.ReadTimeout):
            async with asyncio.timeout(timeout):
                with _errors_as(httpcore.ReadError):
                    return await self.receive(max_bytes)

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
    ) -> None:
        """Gives all of the bytes to the system."""
        with timeouts_as(httpcore.WriteTimeout):
            async with asyncio.timeout(timeout):
                with _errors_as(httpcore.WriteError):
                    await self.send_all(buffer)

    async def aclose(self) -> None:
        """Closes the socket; who waits for it is told so."""
        if self._socket.fileno() < 0:
            return
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionAbortedError("The socket was closed."))
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """What the socket knows of itself; ``None`` for what it does not know.

        Raises:
            OSError: it has been closed.
        """
        match info:
            case "socket":
                return self._socket
            case "client_addr":
                return _host_and_port(self._socket.getsockname())
            case "server_addr":
                return _host_and_port(self._socket.getpeername())
            case "is_readable":
                return _is_readable(self._socket)
            case _:
                return None

    async def receive(self, size: int) -> bytes:
        """Waits for bytes; none at the end.

        Raises:
            OSError: the connection was lost.
        """
        try:
            data = self._socket.recv(size)
        except BlockingIOError:
            while True:
                await self._ready("read", self._loop.add_reader, self._loop.remove_reader)
                try:
                    return self._socket.recv(size)
                except BlockingIOError:
                    continue
        # Who sends without a pause would leave nobody else a turn.
        await asyncio.sleep(0)
        return data

    async def send_all(self, data: bytes) -> None:
        """Gives all of the bytes to the system.

        Raises:
            OSError: the connection was lost.
        """
        left = memoryview(data)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except BlockingIOError:
                await self._ready("write", self._loop.add_writer, self._loop.remove_writer)
        if len(data) >= _LARGE:
            await asyncio.sleep(0)

    async def _ready(
        self, what: str, add: Callable[..., Any], remove: Callable[[Any], Any]
    ) -> None:
        if what in self._waiting:
            # The loop knows one who waits: the other would never be told.
            raise OSError(errno.EBUSY, f"Another task waits to {what}.")
        waiting = self._waiting[what] = self._loop.create_future()
        add(self._socket, _wake, waiting)
        try:
            await waiting
        finally:
            del self._waiting[what]
            if self._socket.fileno() >= 0:
                remove(self._socket)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


@contextmanager
def timeouts_as(error: type[Exception]) -> Iterator[None]:
    """What takes too long becomes httpcore's error."""
    try:
        yield
    except TimeoutError as late:
        raise error(late) from late


@contextmanager
def _errors_as(kind: type[Exception]) -> Iterator[None]:
    """What the system says becomes httpcore's error; what TLS says stays as it is."""
    try:
        yield
    except ssl.SSLError:
        raise
    except OSError as error:
        raise kind(error) from error


async def connected_stream(
    host: str, port: int, seconds: float | None, options: Iterable[Any] | None = None
) -> SocketStream:
    """Connects to the first address of a host that answers.

    Args:
        host: a name or an address, in ASCII; an address of IPv6 without brackets.
        port: its port.
        seconds: how long that may take.
        options: of the socket.

    Raises:
        httpcore.ConnectTimeout: none did in time.
        httpcore.ConnectError: none did.
    """
    with timeouts_as(httpcore.ConnectTimeout):
        async with asyncio.timeout(seconds):
            try:
                connected = await _first_connected(await _addresses(host, port))
            except OSError as error:
                raise httpcore.ConnectError(error) from error
    for option in options or ():
        connected.setsockopt(*option)
    return SocketStream(connected)


async def _addresses(host: str, port: int) -> list[_Address]:
    """The addresses of a host: first one of IPv6, then one of IPv4, then the others."""
    # Of a text, names in other alphabets would be sought, by a module that takes long to load.
    name = host.encode("ascii")
    try:
        ip_address(host)
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    else:
        numeric = socket.AI_NUMERICHOST
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=numeric)
    all_found = list(dict.fromkeys((family, address) for family, *_, address in found))
    firsts = [
        next((one for one in all_found if one[0] is family), None)
        for family in (socket.AF_INET6, socket.AF_INET)
    ]
    first = [one for one in firsts if one is not None]
    return [*first, *(one for one in all_found if one not in first)]


async def _first_connected(addresses: list[_Address]) -> socket.socket:
    """The first that connects; each is tried a moment after the one before it (RFC 8305).

    Raises:
        OSError: none does; what each of them said is below it.
    """
    if len(addresses) == 1:
        return await _connected(*addresses[0])
    errors: list[Exception] = []
    left = list(reversed(addresses))
    trying: set[asyncio.Task[socket.socket]] = set()
    try:
        while left or trying:
            if left:
                trying.add(asyncio.create_task(_connected(*left.pop())))
            pause = _NEXT_ATTEMPT if left else None
            done, trying = await asyncio.wait(
                trying, timeout=pause, return_when=asyncio.FIRST_COMPLETED
            )
            good = [one for one in done if one.exception() is None]
            errors += (one for task in done if isinstance(one := task.exception(), Exception))
            for late in good[1:]:
                late.result().close()
            if good:
                return good[0].result()
    finally:
        for task in trying:
            task.add_done_callback(_close)
            task.cancel()
    raise OSError("All connection attempts failed") from ExceptionGroup("attempts", errors)


def _close(attempt: asyncio.Task[socket.socket]) -> None:
    """Closes a connection that came too late."""
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()


async def _connected(family: socket.AddressFamily, address: Any) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(made, address)
    except OSError as error:
        made.close()
        # One of the system's own is no limit of ours that has passed.
        raise OSError("The connection attempt failed") from error
    except BaseException:
        made.close()
        raise
    return made


def _host_and_port(address: Any) -> Any:
    """Of IPv6 with its zone, without the flow."""
    if len(address) == 4 and address[3] and "%" not in address[0]:
        return (f"{address[0]}%{address[3]}", address[1])
    return address[:2]


def _is_readable(connected: socket.socket) -> bool:
    """Whether a read would return at once: with data, or since the connection has ended."""
    if connected.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return bool(poll.poll(0))
