"""The cookies of one environment, in one session (RFC 6265bis §5.7, §5.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from outrider.engine.cookies.cookie_rules import is_below, is_within
from outrider.engine.cookies.set_cookie_reading import (
    CookieRefused,
    CookieTarget,
    read_set_cookie,
)
from outrider.model.cookie import Cookie, CookieKey, RefusedCookie

MOST_OF_DOMAIN = 50
MOST_OF_ALL = 3000


class CookieJar:
    """Keeps cookies, and says which go with a request.

    Attributes:
        changed: the keys of what was put, replaced, removed or forgotten.
    """

    def __init__(self, cookies: Iterable[Cookie] = ()) -> None:
        self._cookies: dict[CookieKey, Cookie] = {one.key: one for one in cookies}
        self.changed: set[CookieKey] = set()

    @property
    def kept(self) -> tuple[Cookie, ...]:
        """All that are in it."""
        return tuple(self._cookies.values())

    def all(self, now: float) -> tuple[Cookie, ...]:
        """Those whose time is not over, by domain, path and name; ``now`` in seconds."""
        found = (one for one in self._cookies.values() if _lives(one, now))
        return tuple(sorted(found, key=lambda one: (one.domain, one.path, one.name)))

    def take(self, fields: Iterable[str], url: str, now: float) -> tuple[RefusedCookie, ...]:
        """Keeps what the Set-Cookie fields of a response say; what is not kept is returned."""
        target = CookieTarget.of(url)
        refused: list[RefusedCookie] = []
        for text in fields if target is not None else ():
            assert target is not None
            try:
                cookie = read_set_cookie(text, target, now)
                self._require_no_secure_one(cookie, target)
            except CookieRefused as refusal:
                refused.append(RefusedCookie(refusal.name, refusal.why))
                continue
            self.put(cookie, now)
        return tuple(refused)

    def put(self, cookie: Cookie, now: float) -> None:
        """Keeps a cookie in place of an older one of the same name, domain and path."""
        older = self._cookies.get(cookie.key)
        if older is not None:
            cookie = replace(cookie, created=older.created)
        if _lives(cookie, now):
            # In the place of the older one: those of one response were made at the same time.
            self._cookies[cookie.key] = cookie
        else:
            self._cookies.pop(cookie.key, None)
        self.changed.add(cookie.key)
        self._bound(now)

    def sent_to(self, url: str, now: float) -> tuple[Cookie, ...]:
        """Those that go with a request: longer paths first, then older ones."""
        target = CookieTarget.of(url)
        if target is None:
            return ()
        found = [one for one in self._cookies.values() if _is_for(one, target, now)]
        return tuple(sorted(found, key=lambda one: (-len(one.path), one.created)))

    def note_sent(self, cookies: Iterable[Cookie], now: float) -> None:
        """Takes note that cookies were sent: those not used for longest go first."""
        for one in cookies:
            if one.key in self._cookies:
                self._cookies[one.key] = replace(self._cookies[one.key], used=now)

    def forget(self, key: CookieKey) -> None:
        """Forgets one cookie."""
        if self._cookies.pop(key, None) is not None:
            self.changed.add(key)

    def clear(self) -> int:
        """Forgets all; how many there were."""
        count = len(self._cookies)
        self.changed |= self._cookies.keys()
        self._cookies.clear()
        return count

    def _require_no_secure_one(self, cookie: Cookie, target: CookieTarget) -> None:
        """A response without TLS does not hide a cookie that came with it.

        Raises:
            CookieRefused: it would.
        """
        if cookie.secure or target.is_secure:
            return
        for one in self._cookies.values():
            same_place = is_within(one.domain, cookie.domain) or is_within(
                cookie.domain, one.domain
            )
            if (
                one.secure
                and one.name == cookie.name
                and same_place
                and is_below(cookie.path, one.path)
            ):
                raise CookieRefused(cookie.name, "would replace a Secure one without TLS")

    def _bound(self, now: float) -> None:
        if len(self._cookies) <= MOST_OF_DOMAIN:
            return
        for key in [key for key, one in self._cookies.items() if not _lives(one, now)]:
            self.forget(key)
        counts = Counter(one.domain for one in self._cookies.values())
        for domain in [domain for domain, count in counts.items() if count > MOST_OF_DOMAIN]:
            there = [one for one in self._cookies.values() if one.domain == domain]
            self._evict(there, MOST_OF_DOMAIN)
        self._evict(list(self._cookies.values()), MOST_OF_ALL)

    def _evict(self, cookies: list[Cookie], most: int) -> None:
        """Removes those that are too many: first what is not Secure, then what is unused."""
        cookies.sort(key=lambda one: (one.secure, one.used, one.created))
        for one in cookies[: max(len(cookies) - most, 0)]:
            self.forget(one.key)


def _lives(cookie: Cookie, now: float) -> bool:
    return cookie.expires is None or cookie.expires > now


def _is_for(cookie: Cookie, target: CookieTarget, now: float) -> bool:
    return (
        _lives(cookie, now)
        and (
            cookie.domain == target.host
            if cookie.host_only
            else is_within(target.host, cookie.domain)
        )
        and is_below(target.path, cookie.path)
        and (target.is_secure or not cookie.secure)
    )
