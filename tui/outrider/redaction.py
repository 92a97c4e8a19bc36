"""Takes secrets out of whatever leaves the program: by value, and by name.

By value: every opened secret and token is registered, and each form in which Outrider itself may
have written it (plain, percent-encoded, form-encoded, JSON-escaped, base64) is replaced. By name:
header fields, query parameters, form fields and JSON members that carry credentials.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from outrider.model.secret import MASK, MaybeSecret, Secret, masked, reveal

SHORTEST = 8
"""Characters below which a value is masked by name only: ``dev`` stands in too many words."""

SECRET_FIELDS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "api-key",
        "apikey",
        "x-auth-token",
        "x-access-token",
        "x-csrf-token",
        "x-amz-security-token",
        "dpop",
    }
)

_MEMBER_NAMES = (
    "access_token|refresh_token|id_token|client_secret|client_assertion|assertion|password|"
    "passwd|secret|api_key|apikey|code_verifier|device_code|subject_token|actor_token|"
    "accessToken|refreshToken|idToken|clientSecret|apiKey"
)
_JSON_MEMBER = re.compile(rf'("(?:{_MEMBER_NAMES})"\s*:\s*)"(?:[^"\\]|\\.)*"?')
_PAIR = re.compile(rf"((?:^|[?&#;\s])(?:{_MEMBER_NAMES})=)[^&\s#\"']+", re.MULTILINE)
_USERINFO = re.compile(r"(?<=://)[^/\s@?#]+(?=@)")
_SCHEME_WORD = re.compile(r"^(Basic|Bearer|DPoP|Digest|Negotiate)\s", re.IGNORECASE)


_BEHIND_A_CUT = "…)\"'.,;"
"""What sentences have behind a text that was cut off."""


class Redactor:
    """Knows the secrets of this process and masks them."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._forms: list[str] = []

    def register(self, secrets: Iterable[MaybeSecret]) -> None:
        """Learns secrets; shorter ones than :data:`SHORTEST` are left to masking by name."""
        new = {reveal(secret) for secret in secrets} - self._values
        new = {value for value in new if len(value) >= SHORTEST}
        if not new:
            return
        self._values |= new
        forms = set(self._forms)
        for value in new:
            forms.update(form for form in _forms(value) if len(form) >= SHORTEST)
        # The longest first: a form may contain another.
        self._forms = sorted(forms, key=len, reverse=True)

    def mask_text(self, text: str) -> str:
        """The text with every registered value masked, in each of its forms."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return self._without_cut(text)

    def _without_cut(self, text: str) -> str:
        """Masks the first part of a value where the text was cut off within it."""
        end = len(text.rstrip(_BEHIND_A_CUT))
        last = text[max(end - SHORTEST, 0) : end]
        if len(last) < SHORTEST:
            return text
        for form in self._forms:
            place = form.find(last)
            while place >= 0:
                start = end - SHORTEST - place
                if start >= 0 and text.startswith(form[: place + SHORTEST], start):
                    return text[:start] + MASK + text[end:]
                place = form.find(last, place + 1)
        return text

    def mask_bytes(self, data: bytes) -> bytes:
        """The same for bytes."""
        for form in self._forms:
            raw = form.encode("utf-8", "surrogatepass")
            if raw in data:
                data = data.replace(raw, MASK.encode())
        return data

    def mask_body(self, text: str) -> str:
        """A body or a URL: by value, and members and parameters by name."""
        text = self.mask_text(text)
        text = _JSON_MEMBER.sub(rf'\1"{MASK}"', text)
        return _PAIR.sub(rf"\1{MASK}", text)

    def mask_url(self, url: MaybeSecret) -> str:
        """A URL: by value, userinfo, and query parameters by name."""
        return _USERINFO.sub(MASK, self.mask_body(masked(url)))

    def mask_header(self, name: str, value: MaybeSecret) -> str:
        """A header field's value: whole where its name says that it is a credential."""
        if isinstance(value, Secret):
            return self.mask_text(value.masked)
        if name.lower() not in SECRET_FIELDS:
            return self.mask_body(value)
        scheme = _SCHEME_WORD.match(value)
        return f"{scheme.group(1)} {MASK}" if scheme else MASK


def _forms(value: str) -> Iterator[str]:
    """Every way in which Outrider may have written a value."""
    yield value
    # As it stands in a sentence, on one line.
    yield " ".join(value.split())
    try:
        raw = value.encode("utf-8")
    except UnicodeEncodeError:
        raw = value.encode("utf-8", "surrogatepass")
    for safe in ("", "~", "/", "/~"):
        yield quote(raw, safe=safe)
    yield quote_plus(raw)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    for encoded in (b64encode(raw), urlsafe_b64encode(raw)):
        text = encoded.decode("ascii")
        yield text
        if len(text.rstrip("=")) >= SHORTEST:
            yield text.rstrip("=")
