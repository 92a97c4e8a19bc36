"""Lists and forgets the cookies of the active environment."""

from __future__ import annotations

from outrider.cli.plain.plain_session import PlainSession
from outrider.engine.cookies.cookie_jar import CookieJar
from outrider.errors import UnknownName, UsageError
from outrider.model.cookie import Cookie
from outrider.model.secret import MASK
from outrider.model.units import span_text


def manage_cookies(session: PlainSession, text: str) -> None:
    """Lists the cookies; ``delete NUMBER`` forgets one, ``clear`` all."""
    workspace = session.workspace
    jar = workspace.cookie_jars.of(workspace.environment)
    if jar is None:
        session.say("No cookies are kept: write keep = true under [cookies].")
        return
    now = session.engine.clock()
    word, _, number = text.partition(" ")
    match word:
        case "":
            _list(session, jar.all(now), now)
            return
        case "clear":
            session.say(f"Cleared: {jar.clear()}.")
        case "delete":
            cookie = _numbered(jar, number.strip(), now)
            jar.forget(cookie.key)
            session.say(f'Cookie "{cookie.name}" is deleted.')
        case _:
            raise UsageError(f'Unknown word "{word}".', advice=_USAGE)
    workspace.cookie_jars.store(workspace.environment)


_USAGE = 'Type "cookies", "cookies delete NUMBER" or "cookies clear".'


def _list(session: PlainSession, cookies: tuple[Cookie, ...], now: float) -> None:
    if not cookies:
        session.say("No cookies yet.")
    for number, one in enumerate(cookies, 1):
        host = one.domain if one.host_only else f"*.{one.domain}"
        words = [f"{number} {one.name} = {MASK}", f"{host}{one.path}"]
        words.append("session" if one.expires is None else span_text(one.expires - now))
        words += ["Secure"] * one.secure + ["HttpOnly"] * one.http_only
        session.say(", ".join(words))


def _numbered(jar: CookieJar, number: str, now: float) -> Cookie:
    cookies = jar.all(now)
    if number.isdecimal() and 0 < int(number) <= len(cookies):
        return cookies[int(number) - 1]
    raise UnknownName(f'Unknown cookie "{number}".', advice=_USAGE)
