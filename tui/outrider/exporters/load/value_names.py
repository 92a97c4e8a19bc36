"""The values that a script reads from its OS environment, under names that shells allow."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error

from outrider.exporters.load.load_script import ScriptValue
from outrider.exporters.load.markers import Markers, MarkTier
from outrider.exporters.load.script_text import SlotKind
from outrider.model.secret import MASK

_KEY = re.compile(r"([A-Za-z][\w.-]*)[\"']?\s*[=:]\s*[\"']?(?:Bearer |Basic )?$")
_TAKEN = re.compile(
    r"PATH|HOME|USER|USERNAME|LOGNAME|SHELL|HOSTNAME|HOST|PWD|OLDPWD|TERM|TMP|TEMP|TMPDIR|LANG|TZ|CI"
    r"|EDITOR|DISPLAY|(?:HTTPS?|ALL|NO|FTP)_PROXY|(?:K6|LOCUST|PYTHON|NODE|LD|LC|SSL|XDG|GO)_?.*"
)
"""Names with a meaning of their own: a script would read something else."""


class ScriptValues:
    """Gives each value its name, each once."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._values: dict[str, ScriptValue] = {}

    @property
    def all(self) -> tuple[ScriptValue, ...]:
        """All values, in the order in which they were met."""
        return tuple(self._values.values())

    def find(self, origin: str, key: str) -> str:
        """The OS environment variable that was chosen for a value; empty for none."""
        return self._names.get((origin, key), "")

    def name(self, origin: str, key: str, what: str, value: str | None = None) -> str:
        """The OS environment variable for a value.

        Args:
            origin: what makes values differ beside their key: its kind, or a text.
            key: what it is called.
            what: what it is, as people read it.
            value: unmasked, where the script may have it.
        """
        known = self._names.get((origin, key))
        if known is not None:
            return known
        plain = re.sub(r"[^A-Z0-9]+", "_", key.upper().encode("ascii", "replace").decode())
        plain = plain.strip("_") or "VALUE"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        plain = f"{plain}_VALUE" if _TAKEN.fullmatch(plain) else plain
        name, number = plain, 1
        while name in self._values:
            number += 1
            name = f"{plain}_{number}"
        self._names[origin, key] = name
        self._values[name] = ScriptValue(name, what, value)
        return name

    def lifted(self, clear: str, told: str, key: str, where: str, markers: Markers) -> str:
        """The text with marks for the credentials that are written out in it.

        Args:
            clear: with the marks that it has.
            told: the same, masked.
            key: what the credential is called where the text does not say.
            where: in which text it is, as people read it.
            markers: whose marks are no credentials of their own.
        """
        made, at = "", 0
        for start, end in masked_spans(clear, told):
            credential, before = clear[start:end], clear[:start]
            if markers.is_in(credential) or any(markers.spans(credential)):
                continue
            found = _KEY.search(before)
            name = found[1] if found is not None and where != "header" else key
            mark = self._mark(credential, before, name, where, markers)
            made, at = made + clear[at:start] + mark, end
        return made + clear[at:]

    def _mark(self, credential: str, before: str, key: str, where: str, markers: Markers) -> str:
        pair = _basic(credential) if before.lower().endswith("basic ") else None
        start, text = (f"{pair[0]}:", pair[1]) if pair is not None else ("", credential)
        what = f"password in the {where}" if pair is not None else f"as the {where} has it"
        key = f"{key}_password" if pair is not None else key
        name = self.name(text, key, f"credential of a request: {what}")
        mark = markers.mark(SlotKind.VALUE, name, MarkTier.QUIET)
        return b64encode(f"{start}{mark}".encode()).decode() if pair is not None else mark


def _basic(credential: str) -> tuple[str, str] | None:
    """User and password of HTTP Basic (RFC 7617 §2)."""
    try:
        user, colon, password = b64decode(credential, validate=True).decode().partition(":")
    except (Error, UnicodeDecodeError):
        return None
    return (user, password) if colon and password else None


def masked_spans(clear: str, told: str) -> list[tuple[int, int]]:
    """Where a text is masked; the whole text where that cannot be said."""
    parts = told.split(MASK)
    if not clear.startswith(parts[0]) or not clear.endswith(parts[-1]):
        return [(0, len(clear))]
    spans, at = [], len(parts[0])
    last = len(clear) - len(parts[-1])
    for part in parts[1:-1]:
        found = clear.find(part, at + 1, last) if part else at
        if found < 0:
            return [(0, len(clear))]
        spans.append((at, found))
        at = found + len(part)
    if len(parts) > 1:
        spans.append((at, last))
    return [span for span in spans if span[0] < span[1]]
