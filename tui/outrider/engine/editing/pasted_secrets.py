"""Credentials of pasted commands: in the editor as they are, in files only in an overlay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import structs

from outrider.engine.editing.secrets_kept_apart import KeptSecrets
from outrider.engine.editing.workspace_secrets import WorkspaceSecrets
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import SourceLocation
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Request
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS

if TYPE_CHECKING:
    # Loaded with the first paste.
    from outrider.engine.import_export.import_target import ImportTarget
    from outrider.importers.file_naming import SecretVault

_ELSEWHERE = "\0"
"""Tells the name of another environment's secret from the same name here."""

_WORD = re.compile(r"[\w.-]{6,}")


class PastedSecrets:
    """Knows what came by a paste, and keeps it out of the files that a team shares.

    Attributes:
        kept: of the last request that was written; ``None`` where nothing had to be kept apart.
        rewritten: it was written with references that the editor does not show yet.
        named: credentials that came in variables of a pasted text, by the names of these.
    """

    def __init__(self, workspace: ActiveWorkspace) -> None:
        self._workspace = workspace
        self._known: set[Secret] = set()
        self._has_pasted = False
        self.named: dict[str, Secret] = {}
        self.kept: KeptSecrets | None = None
        self.rewritten = False

    def note(
        self,
        request: Request,
        saved: Request | None = None,
        named: Mapping[str, Secret] = MappingProxyType({}),
    ) -> bool:
        """Takes note of the credentials of a request, but for those that its file has already.

        ``named`` are those of which something else than their place says so, by their names.
        Returns whether there was one that was not known before.
        """
        from outrider.engine.send.literal_secrets import request_literals

        # Another thread may be reading them.
        self.named = {**self.named, **named}
        self._has_pasted = True
        there = set() if saved is None else request_literals(saved)
        new = request_literals(request) - there
        told = not new <= self._known
        for secret in new:
            self._known |= {secret, *_words(secret)}
        return told

    def keep_apart(self, request: Request) -> Request:
        """The request as it is written: what was pasted is in the active overlay from now on.

        Raises:
            OutriderError: the overlay cannot be read or written.
        """
        self.kept, self.rewritten = None, False
        if not self._has_pasted:
            return request
        from outrider.engine.import_export.import_target import NO_NAME, ImportTarget
        from outrider.importers.file_naming import SecretVault
        from outrider.variables.literal_credentials import hide_in_request

        workspace = self._workspace
        target = ImportTarget.of(workspace.reader, workspace.active or NO_NAME)
        own = self._own(request, target) if target.exists else set()
        held = WorkspaceSecrets(workspace)()
        # A name may stand for something else in another environment.
        taken = {**target.taken, **{name: Secret(value) for name, value, here in held if here}}
        vault = SecretVault({key: one for key, one in taken.items() if key not in own})

        def hide(name: str, value: str, _: SourceLocation) -> str | None:
            secret = Secret(value)
            pasted = {secret, *_words(secret)} & self._known
            return vault.put(name, value) if pasted else None

        written = _with_named(request, self.named, vault)
        written = hide_in_request(written, hide, placeholders=True)
        # What was pasted may have any secret of the workspace, spelled in any way, and may have
        # come here from another request.
        there = {name: one for name, one in taken.items() if one != Secret("")}
        others = {
            name: value
            for name, value, here in held
            if not here and Secret(value) not in there.values()
        }
        written = _without_copies(written, {**there, **vault.values}, vault, others)
        if vault.values:
            self._write(target, vault)
        self.rewritten = written != request
        return written

    def _own(self, request: Request, target: ImportTarget) -> set[str]:
        """Secrets of the active environment that this request alone refers to: they are replaced.

        One with another source than the overlay stays.
        """
        from outrider.storage.writing.free_names import names_of_request
        from outrider.storage.writing.import_environments import may_hold

        workspace = self._workspace
        secrets = workspace.reader.environment(target.environment).secrets
        names = names_of_request(workspace.root, request.id)
        return {name for name in names & secrets.keys() if may_hold(secrets[name])}

    def _write(self, target: ImportTarget, vault: SecretVault) -> None:
        from outrider.model.import_result import ImportedEnvironment, ImportResult
        from outrider.storage.writing.git_ignore import ignore_overlays
        from outrider.storage.writing.import_plan import plan_import

        workspace, name = self._workspace, target.environment
        result = ImportResult(secrets=vault.values)
        if not target.exists:
            made = Environment(name, name, f"{ENVIRONMENTS}/{name}.toml")
            environment = ImportedEnvironment(made).with_secrets(vault.values)
            result = structs.replace(result, environments=(environment,), secrets={})
        plan = plan_import(workspace.root, result, trusted=workspace.reader.trusted, overlay=name)
        kept = KeptSecrets(tuple(vault.values), name, not target.exists)
        ignores = (".gitignore",) if ignore_overlays(workspace.root, kept.file) else ()
        written = plan.write(overwrite=plan.changed)
        shared = tuple(file for file in written if file != kept.file)
        self.kept = structs.replace(kept, shared=(*shared, *ignores))


def _with_named(request: Request, named: Mapping[str, Secret], vault: SecretVault) -> Request:
    """The request with references in the place of credentials, wherever they stand in it."""
    from outrider.variables.secret_copies import ExactCopies, known_values, refer_in_request

    copies = ExactCopies(known_values(named))
    return refer_in_request(request, copies, lambda name, value, _: vault.put(name, value))


def _without_copies(
    request: Request, known: Mapping[str, Secret], vault: SecretVault, others: Mapping[str, str]
) -> Request:
    """The request without what is kept apart at its other places, however it is spelled there.

    Nor with the secrets of ``others``: their names mean nothing in the active environment.
    """
    from outrider.variables.nested_texts import with_texts
    from outrider.variables.secret_copies import SecretCopies, known_values, refer_in_request

    elsewhere = {f"{name}{_ELSEWHERE}": value for name, value in others.items()}
    copies = SecretCopies([*elsewhere.items(), *known_values(known)])
    refer = copies.referring(lambda name, value: vault.put(name.replace(_ELSEWHERE, ""), value))

    def hide(name: str, value: str, respelled: bool) -> str | None:
        if elsewhere.get(name) == value:
            return vault.put(name.removesuffix(_ELSEWHERE), value)
        return refer(name, value, respelled)

    request = refer_in_request(request, copies, hide)
    return structs.replace(
        request,
        name=copies.masked(request.name),
        description=copies.masked(request.description),
        options=with_texts(request.options, copies.masked),
    )


def _words(secret: Secret) -> set[Secret]:
    """Pieces that tell a credential of which something was cut off: cookies, say."""
    return {Secret(word) for word in _WORD.findall(secret.reveal())}
