"""Settings of another tool's auth that note what is read of them, so that the rest is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json

_OF_CHALLENGE = frozenset(
    ("realm", "nonce", "algorithm", "qop", "nc", "nonceCount", "cnonce", "clientNonce", "opaque")
)
"""Members of digest auth that the server's challenge says (RFC 7616 §3.3), or that are counted."""


_SAVED = frozenset(("accessToken", "refreshToken", "refresh_token", "idToken", "id_token", "token"))
"""Members of OAuth 2.0 that are tokens, and not how one is fetched."""


class NotedSettings(Mapping[str, Json]):
    """A table whose members count as read once their values were asked for."""

    def __init__(self, table: Mapping[str, Json]) -> None:
        self._table = table
        self._read: set[str] = set()

    def __getitem__(self, key: str) -> Json:
        value = self._table[key]
        self._read.add(key)
        return value

    def __contains__(self, key: object) -> bool:
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def tell_unread(self, kind: str, report: BuildReport, quiet: Collection[str] = ()) -> None:
        """Tells what an auth of a kind says and nothing reads; ``quiet`` has no effect there."""
        unread = [
            key
            for key, value in self._table.items()
            if key not in self._read and key not in quiet and not is_unset(value)
        ]
        if kind in {"oauth2", "oauth-2"}:
            tell_saved_tokens({key: self._table[key] for key in unread}, report)
            unread = [key for key in unread if key not in _SAVED]
        of_challenge = [key for key in unread if kind == "digest" and key in _OF_CHALLENGE]
        if of_challenge:
            verb = "was" if len(of_challenge) == 1 else "were"
            report.changed(
                f"{', '.join(of_challenge)} of the digest auth {verb} not imported.",
                why="The server's challenge says them.",
            )
        for key in unread:
            if key not in of_challenge:
                report.lost(f'Setting "{report.title(key)}" of auth "{kind}" was not imported.')


def tell_saved_tokens(settings: Mapping[str, Json], report: BuildReport) -> None:
    """Tells that tokens which the other tool has fetched are not taken along."""
    if any(not is_unset(settings.get(key)) for key in _SAVED):
        report.changed(
            "The saved token of the auth was not imported.",
            why="A token is fetched when a request needs it.",
        )


def is_unset(value: Json) -> bool:
    """Whether a setting says nothing: it is empty, or switched off."""
    return value in (None, "", False, [], {})


def tell_other_types(auth: Mapping[str, Json], kind: str, report: BuildReport) -> None:
    """Tells settings of types beside the one that is chosen, each in a table of its own."""
    for other, settings in auth.items():
        if other != kind and isinstance(settings, Mapping | list) and not is_unset(settings):
            report.lost(
                f'Settings of auth "{report.title(other)}" were not imported: '
                "another type is chosen."
            )
