"""What bash makes of a text between ``$'`` and ``'`` (its manual, ANSI-C Quoting)."""

from __future__ import annotations

import re

_ESCAPES = {
    b"a": b"\a", b"b": b"\b", b"e": b"\x1b", b"E": b"\x1b", b"f": b"\f", b"n": b"\n", b"r": b"\r",
    b"t": b"\t", b"v": b"\v", b"\\": b"\\", b"'": b"'", b'"': b'"', b"?": b"?",
}  # fmt: skip
_ANSI = re.compile(
    rb"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(.)|(.))",
    re.DOTALL,
)


def ansi_text(written: str) -> str:
    r"""What stands for ``$'written'`` in bash; bytes above 127 are taken together as UTF-8."""

    def one(match: re.Match[bytes]) -> bytes:
        hexadecimal, short, long, octal, control, other = match.groups()
        if hexadecimal:
            return bytes([int(hexadecimal, 16)])
        if octal:
            return bytes([int(octal, 8) & 0xFF])
        if short or long:
            return _character(int(short or long, 16))
        if control:
            return bytes([ord(control.upper()) & 0x1F])
        return _ESCAPES.get(other, b"\\" + other)

    data = _ANSI.sub(one, written.encode("utf-8", "surrogatepass"))
    # A NUL ends the text, as it does in bash.
    return data.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def _character(number: int) -> bytes:
    try:
        return chr(number).encode("utf-8", "surrogatepass")
    except (ValueError, OverflowError):
        return b""
