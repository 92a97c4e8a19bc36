"""Marks in place of secrets, for scripts that have the values by themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from outrider.engine.exchanges.secret_bounds import SecretBounds
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault
from outrider.exporters.load.markers import Markers, MarkTier
from outrider.exporters.load.script_text import SlotKind
from outrider.exporters.load.value_names import ScriptValues
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.redaction import Redactor

SECRET = "secret"
PROCESS = "process"

DYNAMIC = frozenset({"$guid", "$randomUUID", "$timestamp", "$isoTimestamp", "$randomInt"})
"""Dynamic variables that a script makes anew for each request."""


class MarkedSecrets(SecretOpener):
    """Gives a mark for each secret and each OS environment variable, and opens nothing.

    Args:
        markers: whose marks they are.
        values: is told of each.
        redactor: masks what is written out in the files.

    Attributes:
        tier: of the marks from now on.
        used: names of the secrets that were asked for.
        fixed: dynamic variables whose value no script makes, since the last request.
    """

    def __init__(self, markers: Markers, values: ScriptValues, redactor: Redactor) -> None:
        super().__init__({}, redactor, None, bounds=SecretBounds())
        self.tier = MarkTier.FULL
        self.used: set[str] = set()
        self.fixed: set[str] = set()
        self._markers = markers
        self._values = values

    async def open(
        self, names: Iterable[str], snapshot: WorkspaceSnapshot
    ) -> tuple[dict[str, Secret], list[Fault]]:
        """The marks by the names of the secrets."""
        found = {name: self._secret(name, snapshot) for name in sorted(names)}
        self.used |= found.keys()
        return found, []

    def process_values(
        self, names: Iterable[str], snapshot: WorkspaceSnapshot, typed: Collection[str] = ()
    ) -> tuple[dict[str, str], list[Fault]]:
        """The marks by the names of the variables."""
        return {
            name: self._mark(PROCESS, name, f"OS environment variable {name}")
            for name in sorted(names)
        }, []

    def mask(self, secrets: Iterable[MaybeSecret]) -> None:
        """Has those masked from now on that have no mark."""
        super().mask(one for one in secrets if not self._markers.is_in(reveal(one)))

    def _secret(self, name: str, snapshot: WorkspaceSnapshot) -> Secret:
        source = self.source(snapshot, name)
        environment = snapshot.environment
        file = environment.file if environment is not None else ""
        what = f'secret "{name}" of {file}{f", from {source}" if source else ""}'
        return Secret(self._mark(SECRET, name, what))

    def _mark(self, origin: str, name: str, what: str) -> str:
        return self._markers.mark(SlotKind.VALUE, self._values.name(origin, name, what), self.tier)


def marked_dynamic(
    markers: Markers, opener: MarkedSecrets, make: Callable[[str], str | None]
) -> Callable[[str], str | None]:
    """Marks for dynamic variables that a script can make; ``make`` gives values for others."""

    def find(name: str) -> str | None:
        if name not in DYNAMIC:
            opener.fixed.add(name)
            return make(name)
        return markers.mark(SlotKind.DYNAMIC, name, opener.tier)

    return find
