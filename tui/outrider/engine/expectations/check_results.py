"""What came of the captures and expectations of one response."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from outrider.engine.expectations.json_values import as_variable
from outrider.errors import SourceLocation
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret

CAPTURE = "capture"
"""The check of a capture that found nothing."""

NOT_YET = "does not exist yet."
"""How the sentence about a snapshot ends that was never written."""

NOTHING = object()
"""In the place of a value where there is none."""


class CapturedValue(SafeRepr, frozen=True):
    """A value that was taken out of a response.

    Attributes:
        value: a JSON value.
        secret: it is masked wherever it is shown.
        request_id: of the request whose response had it.
        environment: id of the environment that it belongs to.
        index: which capture of the request this is, from 0.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"value"})

    name: str
    value: Any
    secret: bool
    request_id: str
    environment: str
    index: int = 0

    @property
    def text(self) -> MaybeSecret:
        """What a reference to it gives."""
        text = as_variable(self.value)
        return Secret(text) if self.secret else text

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What is masked of it: the whole, and each text in an object or a list.

        A server may spell an object otherwise the next time, and return a text of it alone.
        """
        if not self.secret:
            return ()
        return (Secret(as_variable(self.value)), *map(Secret, _texts(self.value)))


def _texts(value: object) -> Iterator[str]:
    waiting: list[object] = [value] if isinstance(value, dict | list) else []
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


class CheckResult(SafeRepr, frozen=True):
    """One check, or a capture that found nothing.

    Attributes:
        name: what people call the expectation; for a capture, the variable.
        subject: what was looked at: ``status``, ``header Location``, ``jq .id``.
        check: ``equals`` and its like; of a status, a schema or a snapshot their name.
        expected: a JSON value.
        actual: a JSON value; :data:`NOTHING` where there is none.
        met: ``None`` where it could not be tried.
        why: what is to be said besides both values, as a sentence.
        place: where it is written.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"expected", "actual"})

    name: str
    subject: str
    check: str
    expected: Any
    actual: Any
    met: bool | None
    why: str = ""
    place: SourceLocation | None = None


class ResponseChecks(Struct, frozen=True):
    """All captures and expectations of one response.

    Attributes:
        captured: in the order of the file.
        results: of every expectation, and of each capture that found nothing.
        expects_status: an expectation says which status is right.
    """

    captured: tuple[CapturedValue, ...] = ()
    results: tuple[CheckResult, ...] = ()
    expects_status: bool = False

    @property
    def tried(self) -> tuple[CheckResult, ...]:
        """The results of expectations."""
        return tuple(one for one in self.results if one.check != CAPTURE)

    @property
    def unmet_tried(self) -> tuple[CheckResult, ...]:
        """Those of expectations that were not met or could not be tried."""
        return tuple(one for one in self.tried if not one.met)

    @property
    def unmet(self) -> tuple[CheckResult, ...]:
        """Those that were not met or could not be tried."""
        return tuple(one for one in self.results if not one.met)
