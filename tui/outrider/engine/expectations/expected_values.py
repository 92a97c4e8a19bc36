"""The values that expectations refer to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.expectations.untyped_text import UntypedText
from outrider.errors import SourceLocation
from outrider.model.secret import reveal
from outrider.model.workspace import Variable
from outrider.variables.program_references import ReferenceType
from outrider.variables.reference_grammar import Reference
from outrider.variables.resolver import Resolver

_MOST_VARIABLES = 100


class ExpectedValues(Struct, frozen=True):
    """Puts values in the place of references.

    Attributes:
        resolver: in the scope of the request, captured values included.
        captured: the captured values that can be referred to, by name.
        row_json: columns of a row of data whose values are JSON; ``None`` where columns have no
            types.
    """

    resolver: Resolver
    captured: Mapping[str, CapturedValue]
    row_json: frozenset[str] | None = None

    def text(self, written: str, place: SourceLocation) -> str:
        """A text with its references replaced."""
        return reveal(self.resolver.text(written, place))

    def of(self, written: Any, place: SourceLocation) -> Any:
        """A JSON value with the references in its texts replaced.

        A text that is one reference takes the type of a captured value, of a value in a row of
        JSON, or of a number or boolean in a file. What else it may stand for (``--var``, a column
        of CSV, a secret, the OS environment) is a text without a type of its own.
        """
        if isinstance(written, str):
            return self._of_text(written, place, _MOST_VARIABLES)
        if isinstance(written, Mapping):
            return {key: self.of(value, place.inside(key)) for key, value in written.items()}
        if isinstance(written, list | tuple):
            return [self.of(value, place.inside(index)) for index, value in enumerate(written)]
        return written

    def type_of(self, name: str) -> ReferenceType:
        """What type a reference has in a jq program: that of the response or of the row of JSON.

        As :meth:`of` types it: the text ``5`` of a response is no number in a program either, and
        an array of it is an array.
        """
        scope = self.resolver.scope
        for _ in range(_MOST_VARIABLES):
            if name in scope.overrides:
                return ReferenceType.UNKNOWN
            if name in self.captured:
                return _type_of(self.captured[name].value)
            found = scope.find(name)
            if not isinstance(found, Variable):
                if name not in scope.captured or self.row_json is None:
                    return ReferenceType.UNKNOWN
                return ReferenceType.JSON if name in self.row_json else ReferenceType.TEXT
            match scope.pieces(found.value) if isinstance(found.value, str) else ():
                case (Reference(name),):
                    continue
            return ReferenceType.UNKNOWN
        return ReferenceType.UNKNOWN

    def _of_text(self, written: str, place: SourceLocation, left: int) -> Any:
        match self.resolver.scope.pieces(written):
            case (Reference(name),):
                return self._of_reference(name, written, place, left)
        return self.text(written, place)

    def _of_reference(self, name: str, written: str, place: SourceLocation, left: int) -> Any:
        scope = self.resolver.scope
        if name in scope.overrides:
            return UntypedText(self.text(written, place))
        if name in self.captured:
            return self.captured[name].value
        found = scope.find(name)
        if not isinstance(found, Variable):
            return self._without_type(name, self.text(written, place))
        if isinstance(found.value, str):
            # A cycle was told before the request was sent.
            return self._of_text(found.value, found.place, left - 1) if left else written
        return found.value

    def _without_type(self, name: str, text: str) -> Any:
        if name not in self.resolver.scope.captured or self.row_json is None:
            return UntypedText(text)
        if name not in self.row_json:
            return text
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            # A number of more digits than are read.
            return text


def _type_of(value: object) -> ReferenceType:
    if isinstance(value, str):
        return ReferenceType.TEXT
    return ReferenceType.JSON if isinstance(value, Mapping | list) else ReferenceType.UNKNOWN
