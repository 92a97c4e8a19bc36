"""An environment of its two files: as a whole, or as much of it as has no mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from outrider.errors import DocumentError, Fault, OutriderError, SourceLocation
from outrider.model.workspace import Environment
from outrider.storage.reading import table_decoding
from outrider.storage.reading.auth_schema import AuthKeys, auth_keys_check
from outrider.storage.reading.document_loading import LoadedFile, errors_of, locate_findings
from outrider.storage.reading.environment_overlay import defines, merge_overlay
from outrider.storage.reading.environment_schema import SecretForms, environment_findings
from outrider.toml_text.schema import Finding, KeyPath

_OF_ENTRIES = ("variables", "secrets", "auth")
"""Tables of which one entry can be wrong and the others sound."""

_BEYOND_KEYS = "overlay_mode"
"""Of a file's permissions: what it says is known."""


class SoundEnvironment(Struct, frozen=True):
    """An environment without what is wrong in its files.

    Attributes:
        environment: has none of ``unknown``, but for an auth that cannot be used.
        unknown: the keys with a mistake; that of the whole document where it cannot be parsed.
    """

    environment: Environment
    unknown: frozenset[KeyPath] = frozenset()

    def is_unknown(self, *path: str) -> bool:
        """Whether what is written below a key, or the key itself, is not known."""
        return any(path[: len(one)] == one for one in self.unknown)

    def has_unknown(self, table: str) -> bool:
        """Whether anything in a table is not known."""
        return any(one[:1] in {(), (table,)} for one in self.unknown)


class EnvironmentLayers:
    """The file of an environment and the local one over it.

    Args:
        environment_id: the name.
        base: the file that is shared.
        overlay: the local one.
        auth_keys: see :data:`~outrider.storage.reading.auth_schema.AuthKeys`.
        secret_forms: see :data:`~outrider.storage.reading.environment_schema.SecretForms`.
    """

    def __init__(
        self,
        environment_id: str,
        base: LoadedFile,
        overlay: LoadedFile,
        auth_keys: AuthKeys | None,
        secret_forms: SecretForms,
    ) -> None:
        self._id = environment_id
        self._base = base
        self._overlay = overlay
        self._auth_keys = auth_keys
        self._secret_forms = secret_forms

    @cached_property
    def together(self) -> tuple[Fault, ...]:
        """What only both files show, errors and warnings.

        Raises:
            DocumentError: a file is broken.
            TrustRequiredError: one of them lies outside an untrusted workspace.
        """
        raise_failures((self._base, self._overlay))
        return self._faults(merge_overlay(self._base.data, self._overlay.data))

    def whole(self) -> Environment:
        """The environment.

        Raises:
            DocumentError: a file is broken, or what both say together.
            TrustRequiredError: one of them lies outside an untrusted workspace.
        """
        errors = errors_of(self.together)
        if errors:
            raise DocumentError.of(errors)
        return self._decoded(self._base.data, self._overlay.data)

    def sound(self) -> tuple[SoundEnvironment, tuple[Fault, ...]]:
        """As much of it as has no mistake, and what only both files show."""
        unknown = {path for one in (self._base, self._overlay) for path in _mistaken(one)}
        below, above = (_without(one.data, unknown) for one in (self._base, self._overlay))
        faults = self._faults(merge_overlay(below, above))
        more = {_part(fault.place) for fault in errors_of(faults)}
        below, above = (_without(one, more) for one in (below, above))
        environment = self._decoded(_with_unusable(below, unknown | more), above)
        return SoundEnvironment(environment, frozenset(unknown | more)), faults

    def _faults(self, merged: Mapping[str, Any]) -> tuple[Fault, ...]:
        findings = environment_findings(merged)
        for name, table in merged.get("auth", {}).items():
            findings += auth_keys_check(table, ("auth", name), self._auth_keys)
        return self._placed(findings)

    def _placed(self, findings: Sequence[Finding]) -> tuple[Fault, ...]:
        overlay, base = self._overlay, self._base
        above = [finding for finding in findings if defines(overlay.data, finding.path)]
        below = [finding for finding in findings if not defines(overlay.data, finding.path)]
        return (
            *(locate_findings(below, base.file, base.text) if below else ()),
            *(locate_findings(above, overlay.file, overlay.text) if above else ()),
        )

    def _decoded(self, below: Mapping[str, Any], above: Mapping[str, Any]) -> Environment:
        return table_decoding.decode_environment(
            below,
            above,
            merge_overlay(below, above),
            environment_id=self._id,
            files=(self._base.file, self._overlay.file),
            has_overlay=self._overlay.exists,
            secret_forms=self._secret_forms,
        )


def raise_failures(documents: Sequence[LoadedFile]) -> None:
    """Raises what is wrong with files, all mistakes of all files at once.

    Raises:
        DocumentError: one of them is broken.
        TrustRequiredError: one of them lies outside an untrusted workspace.
    """
    failures: list[OutriderError] = [one.failure for one in documents if one.failure is not None]
    if len(failures) > 1 and isinstance(failures[0], DocumentError):
        raise DocumentError.of([f for failure in failures for f in errors_of(failure.faults)])
    if failures:
        raise failures[0]


def _mistaken(loaded: LoadedFile) -> Iterator[KeyPath]:
    """The parts of a file that have a mistake."""
    if loaded.failure is not None and not loaded.data:
        yield ()
        return
    for fault in errors_of(loaded.faults):
        if fault.code != _BEYOND_KEYS:
            yield _part(fault.place)


def _part(place: SourceLocation | None) -> KeyPath:
    """The part of an environment that cannot be used with a mistake at a place."""
    key = place.key if place is not None else ()
    return key[: 2 if key[:1] and key[0] in _OF_ENTRIES else 1]


def _without(data: Mapping[str, Any], parts: set[KeyPath]) -> Mapping[str, Any]:
    """A document without parts of it."""
    if not parts:
        return data
    if () in parts:
        return {}
    return {
        key: {name: inner for name, inner in value.items() if (key, name) not in parts}
        if isinstance(value, dict) and key in _OF_ENTRIES
        else value
        for key, value in data.items()
        if (key,) not in parts
    }


def _with_unusable(data: Mapping[str, Any], unknown: set[KeyPath]) -> Mapping[str, Any]:
    """A document in which each unknown auth is one that nothing can use.

    Without it a request would get no auth at all, or another one.
    """
    names = [str(key[1]) for key in unknown if key[:1] == ("auth",) and len(key) > 1]
    if not unknown.isdisjoint({(), ("auth",)}):
        names.append("default")
    if not names:
        return data
    auths = {name: {"extends": ""} for name in names}
    return {**data, "auth": {**data.get("auth", {}), **auths}}
