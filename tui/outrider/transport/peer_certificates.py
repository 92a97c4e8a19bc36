"""The certificates that a server showed, also where they did not pass verification."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

_LONGEST = 80
_MOST_NAMES = 3


class RejectedChain(Struct, frozen=True):
    """What a chain of certificates says, which nobody has vouched for.

    Attributes:
        issuer: who signed the last one of the chain: the CA that would have to be trusted.
        self_issued: whether that one signed itself.
        size: how many certificates there are.
        names: the hosts that the server's own is for.
        not_before: the latest start of validity, ``2026-03-01``; empty where it is not known.
        not_after: the earliest end of validity.
    """

    issuer: str = ""
    self_issued: bool = False
    size: int = 0
    names: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""

    @property
    def named(self) -> str:
        """The hosts in words."""
        more = len(self.names) - _MOST_NAMES
        shown = ", ".join(self.names[:_MOST_NAMES])
        return f"{shown} and {more} more" if more > 0 else shown


class WitnessedHandshake(ssl.SSLObject):
    """A connection that keeps the server's chain with the error, where verification fails."""

    def do_handshake(self) -> None:
        """As the standard library's.

        Raises:
            ssl.SSLError: the handshake failed.
        """
        try:
            super().do_handshake()
        except ssl.SSLCertVerificationError as error:
            # Public from Python 3.13 on, and then without the parsed form.
            chain = getattr(self, "_sslobj", None)
            get = getattr(chain, "get_unverified_chain", None)
            found = get() if get is not None else None
            setattr(error, _ATTRIBUTE, [one.get_info() for one in found or ()])
            raise


_ATTRIBUTE = "outrider_chain"


def rejected_chain(error: BaseException) -> RejectedChain:
    """What the chain that came with an error says; empty where there is none."""
    found: list[dict[str, Any]] = getattr(error, _ATTRIBUTE, [])
    if not found:
        return RejectedChain()
    own, last = found[0], found[-1]
    names = tuple(
        _short(str(value))
        for kind, value in own.get("subjectAltName", ())
        if kind in ("DNS", "IP Address")
    )
    return RejectedChain(
        issuer=shown_name(last.get("issuer")),
        self_issued=last.get("issuer") == last.get("subject"),
        size=len(found),
        names=names or tuple(filter(None, (shown_name(own.get("subject")),))),
        not_before=_date(max(_moments(found, "notBefore"), default=None)),
        not_after=_date(min(_moments(found, "notAfter"), default=None)),
    )


def shown_name(found: Any) -> str:
    """A distinguished name in one line: its common name, else all of it."""
    pairs = [pair for group in found or () for pair in group]
    common = next((value for key, value in pairs if key == "commonName"), None)
    return _short(str(common) if common else ", ".join(str(value) for _, value in pairs))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _moments(chain: Iterable[dict[str, Any]], key: str) -> list[int]:
    return [ssl.cert_time_to_seconds(one[key]) for one in chain if one.get(key)]


def _date(moment: int | None) -> str:
    from outrider.model.units import moment_text

    return moment_text(moment, None).partition(" ")[0] if moment is not None else ""
