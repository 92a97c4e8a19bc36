"""The values that expectations refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from outrider.engine.expectations.check_results import CapturedValue
from outrider.errors import SourceLocation
from outrider.model.secret import reveal
from outrider.model.workspace import Variable
from outrider.variables.reference_grammar import Reference, parse_template
from outrider.variables.resolver import Resolver


class ExpectedValues(Struct, frozen=True):
    """Puts values in the place of references.

    Attributes:
        resolver: in the scope of the request, captured values included.
        captured: the captured values that can be referred to, by name.
    """

    resolver: Resolver
    captured: Mapping[str, CapturedValue]

    def text(self, written: str, place: SourceLocation) -> str:
        """A text with its references replaced."""
        return reveal(self.resolver.text(written, place))

    def of(self, written: Any, place: SourceLocation) -> Any:
        """A JSON value with the references in its texts replaced.

        A text that is one reference takes the type of a captured value, or of a number or boolean
        in a file.
        """
        if isinstance(written, str):
            return self._of_text(written, place)
        if isinstance(written, Mapping):
            return {key: self.of(value, place.inside(key)) for key, value in written.items()}
        if isinstance(written, list | tuple):
            return [self.of(value, place.inside(index)) for index, value in enumerate(written)]
        return written

    def _of_text(self, written: str, place: SourceLocation) -> Any:
        match parse_template(written):
            case (Reference(name),) if name in self.captured:
                return self.captured[name].value
            case (Reference(name),):
                found = self.resolver.scope.find(name)
                if isinstance(found, Variable) and not isinstance(found.value, str):
                    return found.value
        return self.text(written, place)
