"""A text as a QR code of characters, two modules in each."""

from __future__ import annotations

_QUIET = 2
"""Modules of margin: fewer than the standard wants, and enough for cameras."""

_LONGEST = 400
_HALVES = (" ", "▄", "▀", "█")


def qr_lines(text: str) -> tuple[str, ...]:
    """The lines of the code, to be drawn black on white; none for a text that is too long."""
    if not text or len(text) > _LONGEST:
        return ()
    import segno

    try:
        code = segno.make(text, error="l", boost_error=False, micro=False)
    except ValueError:
        return ()
    rows = [list(row) for row in code.matrix_iter(border=_QUIET)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    return tuple(
        "".join(_HALVES[2 * bool(high) + bool(low)] for high, low in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
