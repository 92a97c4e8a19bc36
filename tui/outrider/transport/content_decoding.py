"""Content codings undone in small pieces, so that a bomb costs no more than a piece.

RFC 9110 §8.4: the codings are listed in the order in which they were applied.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

_PIECE = 65_536
_MAX_CODINGS = 2
_KNOWN = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_GZIP = 31
_ZLIB = 15
_RAW = -15


class ContentCodingError(Exception):
    """The bytes are not what the content coding says.

    Attributes:
        ended: whether they are right as far as they go and only the end is missing.
    """

    def __init__(self, coding: str, *, ended: bool = False) -> None:
        super().__init__(coding)
        self.coding = coding
        self.ended = ended


class DecodedTooLarge(Exception):
    """What lies between two codings is larger than the limit."""


def codings(values: Iterable[str]) -> tuple[str, ...]:
    """The codings of all Content-Encoding fields, in the order in which they were applied."""
    names = (name.strip().lower() for value in values for name in value.split(","))
    return tuple(name for name in names if name and name != "identity")


def undecoded_reason(names: tuple[str, ...]) -> str:
    """The sentence for codings that are not undone; empty where they are."""
    if len(names) > _MAX_CODINGS:
        return f"The body has {len(names)} content encodings: it is shown raw."
    unknown = sorted({name for name in names if name not in _KNOWN})
    if unknown:
        listed = ", ".join(name if len(name) <= 30 else "(a long name)" for name in unknown)
        return f"Unknown content encoding {listed}: the body is shown raw."
    return ""


class ContentDecoder:
    """Undoes at most two codings.

    Attributes:
        names: the codings, in the order in which they were applied; empty passes bytes on.
        begun: whether any byte has come out.
    """

    def __init__(self, names: tuple[str, ...], *, limit: int | None) -> None:
        self.names = names
        self.begun = False
        self._layers = [_Inflater(name) for name in reversed(names)]
        self._limit = limit

    def decode(self, data: bytes) -> Iterator[bytes]:
        """The decoded pieces, each at most 64 KiB; empty ones show that time passes.

        Raises:
            ContentCodingError: the data are corrupt.
            DecodedTooLarge: the outer coding alone grows beyond the limit.
        """
        pieces: Iterator[bytes] = iter((data,))
        for layer in self._layers[:-1]:
            pieces = self._limited(layer.undo(pieces), layer)
        if self._layers:
            pieces = self._layers[-1].undo(pieces)
        for piece in pieces:
            self.begun = self.begun or bool(piece)
            yield piece

    def finish(self) -> None:
        """Says that no more data come.

        Raises:
            ContentCodingError: a coding's own end is missing.
        """
        for layer in self._layers:
            if not layer.whole:
                raise ContentCodingError(layer.name, ended=True)

    def _limited(self, pieces: Iterator[bytes], layer: _Inflater) -> Iterator[bytes]:
        for piece in pieces:
            if self._limit is not None and layer.produced > self._limit:
                raise DecodedTooLarge
            yield piece


class _Inflater:
    """One coding: gzip with any number of members, or deflate with or without zlib's wrapper."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.produced = 0
        self.whole = True
        self._gzip = _KNOWN[name] == "gzip"
        self._head = b""
        self._stream: zlib._Decompress | None = None
        self._over = False

    def undo(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The decoded bytes of each piece.

        Raises:
            ContentCodingError: the data are corrupt.
        """
        for piece in pieces:
            try:
                yield from self._feed(piece)
            except zlib.error:
                raise ContentCodingError(self.name) from None

    def _feed(self, data: bytes) -> Iterator[bytes]:
        while not self._over:
            if self._stream is None:
                self._head += data
                if not self._open():
                    return
                data, self._head = self._head, b""
            assert self._stream is not None
            piece = self._stream.decompress(data, _PIECE)
            data = self._stream.unconsumed_tail
            ended = self._stream.eof
            if ended:
                data = self._close(self._stream.unused_data)
            self.produced += len(piece)
            yield piece
            if not data and (ended or len(piece) < _PIECE):
                return

    def _open(self) -> bool:
        """Starts a stream once two bytes of it are known; ``False`` while they are not."""
        if len(self._head) < 2:
            self.whole = self.whole and not self._head
            return False
        if self._gzip:
            window = _GZIP
        else:
            first, second = self._head[0], self._head[1]
            wrapped = first & 0x0F == 8 and (first << 8 | second) % 31 == 0
            window = _ZLIB if wrapped else _RAW
        self._stream = zlib.decompressobj(window)
        self.whole = False
        return True

    def _close(self, rest: bytes) -> bytes:
        """Ends a stream; what follows is another gzip member, or padding that counts nothing."""
        self._stream = None
        self.whole = True
        if self._gzip and rest[:1] in (b"", b"\x1f"):
            return rest
        self._over = True
        return b""
