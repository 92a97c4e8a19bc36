"""Which of an operation's security requirements it is sent with (OpenAPI 3.1 §4.8.30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.importer import compact_auth
from outrider.importers.openapi.security_schemes import NONE, SchemeAuth
from outrider.model.workspace import AuthTable


class OperationSecurity(Struct, frozen=True):
    """What an operation is sent with.

    Attributes:
        scheme: of its auth; empty for none.
        scopes: that it requires, in the order of the document.
        needed: those of them that a token is to have; roles of what fetches none are no scopes.
        keys: API keys that are sent besides, each as a row.
    """

    scheme: str = ""
    scopes: tuple[str, ...] = ()
    keys: tuple[SchemeAuth, ...] = ()
    needed: tuple[str, ...] = ()


_PUBLIC = OperationSecurity()


class SecurityChooser:
    """Chooses one of the alternatives of an operation.

    Args:
        schemes: by their names in the document.
        root: what holds for operations that have no ``security`` of their own.
    """

    def __init__(self, schemes: Mapping[str, SchemeAuth], root: Json) -> None:
        self._schemes = schemes
        self._root = root

    def choose(self, operation: Mapping[str, Json], report: BuildReport) -> OperationSecurity:
        """What the operation is sent with; the alternatives are named in the report."""
        written = operation.get("security", self._root)
        every = [one for one in written if isinstance(one, Mapping)] if _is_list(written) else []
        alternatives = [one for one in every if one]
        if not alternatives:
            return _PUBLIC
        ranked = sorted(
            (one for one in alternatives if self._is_usable(one)), key=self._rank, reverse=True
        )
        if not ranked and len(alternatives) < len(every):
            report.changed("The request is sent without credentials, which are optional.")
            return _PUBLIC
        chosen = ranked[0] if ranked else alternatives[0]
        others = [_shown(one) for one in alternatives if one is not chosen]
        if others:
            report.changed(
                f"The request is sent with {_shown(chosen)}; the document also accepts "
                f"{', or '.join(others)}."
            )
        return self._security(chosen, report)

    def _security(self, chosen: Mapping[str, Json], report: BuildReport) -> OperationSecurity:
        for name in (one for one in chosen if one not in self._schemes):
            report.lost(f'Security scheme "{report.title(name)}" is not defined.')
        auths = [(name, self._schemes[name]) for name in chosen if name in self._schemes]
        real = [one for one in auths if one[1].table is not None]
        mains = [one for one in real if one[1].kind != "api_key"] or real
        mains.sort(key=lambda one: one[1].grant != "client_credentials")
        first = next(iter(mains), None)
        if first is None:
            return _PUBLIC
        name, auth = first
        keys = [one for _, one in real if one.kind == "api_key" and one is not auth]
        for _, other in real:
            if other is not auth and other.kind != "api_key":
                report.lost(
                    f'Auth definition "{other.name}" is not used besides "{auth.name}".',
                    why="A request has one auth definition.",
                )
        if keys:
            names = ", ".join(f'"{one.name}"' for one in keys)
            report.changed(f"API key {names} is sent as a row beside the auth definition.")
        scopes = tuple(text_of(one) for one in chosen[name]) if _is_list(chosen[name]) else ()
        scopes = tuple(dict.fromkeys(word for one in scopes for word in one.split()))
        if scopes and not auth.grant:
            report.changed(
                f"The operation requires the roles {', '.join(scopes)}.",
                why=f'Auth definition "{auth.name}" requests no scope.',
            )
        return OperationSecurity(name, scopes, tuple(keys), scopes if auth.grant else ())

    def _is_usable(self, one: Mapping[str, Json]) -> bool:
        found = [self._schemes.get(name) for name in one]
        main = [auth for auth in found if auth is not None and auth.kind not in {"api_key", "tls"}]
        return len(main) < 2 and all(auth is not None and auth.is_usable for auth in found)

    def _rank(self, one: Mapping[str, Json]) -> bool:
        """Whether it takes a token that needs nobody; else the author's order decides."""
        return any(self._schemes[name].grant == "client_credentials" for name in one)


class ScopeSettler:
    """Says in which words each operation names its auth.

    Args:
        operations: the security of every operation.
        root: what the document requires as a whole.
    """

    def __init__(
        self,
        schemes: Mapping[str, SchemeAuth],
        operations: Iterable[OperationSecurity],
        root: OperationSecurity,
    ) -> None:
        self._schemes = schemes
        every = list(operations)
        self._scopes = {
            name: root.scopes
            if root.scheme == name and root.scopes
            else _commonest(one.scopes for one in every if one.scheme == name)
            for name in schemes
        }
        self.common = self.written(_commonest_security(every))

    def scope(self, scheme: str) -> str:
        """What the auth of an environment asks for."""
        return " ".join(self._scopes.get(scheme, ())) if self._schemes[scheme].grant else ""

    def written(self, security: OperationSecurity) -> AuthTable:
        """The ``[auth]`` of an operation's request."""
        if not security.scheme:
            return NONE
        auth = self._schemes[security.scheme]
        own = frozenset(security.scopes)
        if not auth.grant or not own or own == frozenset(self._scopes[security.scheme]):
            return compact_auth({"use": auth.name})
        return compact_auth({"extends": auth.name, "scope": " ".join(security.scopes)})

    def own(self, security: OperationSecurity) -> AuthTable | None:
        """The same; ``None`` where that is what the whole collection has."""
        made = self.written(security)
        return None if dict(made.table) == dict(self.common.table) else made


def _commonest(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The set of scopes that most operations require; of several, the smallest."""
    counts: Counter[frozenset[str]] = Counter()
    first: dict[frozenset[str], tuple[str, ...]] = {}
    for scopes in found:
        if scopes:
            counts[frozenset(scopes)] += 1
            first.setdefault(frozenset(scopes), scopes)
    if not counts:
        return ()
    best = max(counts, key=lambda one: (counts[one], -len(one), -list(first).index(one)))
    return first[best]


def _commonest_security(every: Sequence[OperationSecurity]) -> OperationSecurity:
    counts = Counter(one.scheme for one in every)
    if not counts:
        return _PUBLIC
    scheme = counts.most_common(1)[0][0]
    return OperationSecurity(scheme)


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


def _shown(alternative: Mapping[str, Json]) -> str:
    return " and ".join(f'"{name}"' for name in alternative)
