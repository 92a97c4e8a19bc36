"""Takes secrets out of whatever leaves the program: by value, and by name.

By value: every opened secret and token is registered, and masked in each way in which Outrider
or a server may have spelled it. By name: header fields, query parameters, form fields and JSON
members that carry credentials.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from threading import Lock

from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MASK, MaybeSecret, Secret, masked, reveal
from outrider.redaction.named_values import mask_named, mask_userinfo
from outrider.redaction.secret_search import SecretSearch, mask_found
from outrider.redaction.secret_spellings import SHORTEST, spell
from outrider.redaction.wide_text import mask_wide_text

__all__ = ["SHORTEST", "Redactor"]

_ALSO_MASKED = "x-csrf-token"
"""It is nothing to show either where it is too short to be taken for a credential."""

_SCHEME_WORD = lazy_pattern(r"^(Basic|Bearer|DPoP|Digest|Negotiate)\s", re.IGNORECASE)

_SHORT = 500
"""Characters of a text of which it is remembered what is shown of it: a URL is shown often."""

_REMEMBERED = 1_024


class Redactor:
    """Knows the secrets of this process and masks them.

    What it does takes time linear in the length of a text: long ones are masked in a thread.
    """

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}
        self._waiting: list[tuple[str, bool]] = []
        self._search = SecretSearch()
        self._lock = Lock()
        self._bodies: dict[str, str] = {}
        """Short texts with what is shown of them, as long as no other secret becomes known."""

    def register(self, secrets: Iterable[MaybeSecret], *, whole: bool = False) -> None:
        """Learns secrets; shorter ones than :data:`SHORTEST` are left to masking by name.

        Args:
            secrets: they.
            whole: much of them is no secret, as of a header field that holds one: they are masked
                where all of it stands, and not where a part does.
        """
        for value in map(reveal, secrets):
            if len(value) >= SHORTEST and (value not in self._known or self._known[value] > whole):
                self._known[value] = whole
                self._waiting.append((value, whole))
                self._bodies = {}

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Those that were registered; nothing is locked, so that a signal handler may ask."""
        return tuple(map(Secret, list(self._known)))

    def mask_text(self, text: str) -> str:
        """The text with every registered value masked, however it is spelled."""
        if len(text) < SHORTEST or not self._known:
            return text
        # A thread that masks a long text must not take what another one does not know yet.
        with self._lock:
            while self._waiting:
                value, whole = self._waiting.pop()
                self._search.add(spell(value, whole=whole))
        spans = self._search.find(text)
        return mask_found(text, spans, MASK) if spans else text

    def mask_bytes(self, data: bytes) -> bytes:
        """The same for bytes, also where they hold texts in UTF-16 or UTF-32."""
        text = data.decode("utf-8", "surrogateescape")
        told = self.mask_text(text)
        if told is not text:
            data = told.encode("utf-8", "surrogateescape")
        return mask_wide_text(data, self.mask_text, list(self._known))

    def mask_body(self, text: str) -> str:
        """A body or a URL: by value, and members and parameters by name."""
        if len(text) > _SHORT:
            return mask_named(self.mask_text(text))
        # Those of the secrets that are known now: others begin with new ones.
        known = self._bodies
        shown = known.get(text)
        if shown is None:
            shown = mask_named(self.mask_text(text))
            if len(known) < _REMEMBERED:
                known[text] = shown
        return shown

    def mask_url(self, url: MaybeSecret) -> str:
        """A URL: by value, userinfo, and query parameters by name."""
        return mask_userinfo(self.mask_body(masked(url)))

    def mask_header(self, name: str, value: MaybeSecret) -> str:
        """A header field's value: whole where its name says that it is a credential."""
        if isinstance(value, Secret):
            return self.mask_text(value.masked)
        from outrider.credential_shapes import (
            SECRET_FIELDS,
            is_credential_field,
            is_credential_name,
        )

        field = name.lower()
        if field not in SECRET_FIELDS and field != _ALSO_MASKED and not is_credential_name(name):
            return MASK if is_credential_field(name, value) else self.mask_body(value)
        scheme = _SCHEME_WORD.match(value)
        return f"{scheme.group(1)} {MASK}" if scheme else MASK
