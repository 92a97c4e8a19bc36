"""References that stand for more of a query than one value: ``https://h/p?{{sas_token}}``.

Values are percent-encoded in URLs, but for the one that a URL starts with, which is inserted as it
is. A variable with the whole URL therefore sends what programs send that insert every value so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from outrider.variables.reference_grammar import reference_spans
from outrider.variables.url.path_segments import path_marks
from outrider.variables.url.url_builder import encode_segment
from outrider.variables.url.url_parts import UrlPart, between_references, spans_of_url

INSERTED = "The URL became a variable of the request, since its query is in a variable."
WHY_INSERTED = "Outrider inserts only the variable that a URL starts with as it is."
_REFERENCE = "\ue000"
_ENCODED_OTHERWISE = re.compile(r"[\"'<>`{}|\\^]")


def inserts_query(url: str, values_of: Callable[[str], Iterable[str]]) -> bool:
    """Whether a reference of a URL stands for several pairs of the query, or for where it begins.

    ``values_of`` has those that are known of a variable; of a whole pair without any, more is
    expected than a name.
    """
    found = False
    for span, part in spans_of_url(url, values_of):
        values = [one for one in values_of(span.name) if one]
        if any(map(_ENCODED_OTHERWISE.search, values)):
            return False
        if part is UrlPart.PATH:
            found = found or any("?" in one for one in values)
        elif part is UrlPart.QUERY:
            is_pair = url[span.start - 1] in "?&" and url[span.end : span.end + 1] in {"", "&", "#"}
            several = any("&" in one or (is_pair and "=" in one) for one in values)
            found = found or several or (is_pair and not values)
    return found


class InsertedUrl(Struct, frozen=True):
    """The name of a variable, and its value: a URL in which everything is inserted as it is."""

    name: str
    text: str

    @property
    def reference(self) -> str:
        """What stands in the place of the URL."""
        return f"{{{{{self.name}}}}}"


def inserted_url(url: str, path: Mapping[str, str] = MappingProxyType({})) -> InsertedUrl:
    """A URL as a variable, its path parameters replaced by their values."""
    names = {one.name for text in (url, *path.values()) for one in reference_spans(text)}
    number, name = 1, "request_url"
    while name in names:
        number += 1
        name = f"request_url_{number}"
    # The marks count each reference as one character.
    references = [url[one.start : one.end] for one in reference_spans(url)]
    line = url
    for one in references:
        line = line.replace(one, _REFERENCE, 1)
    made, at = [], 0
    for mark in path_marks(url, frozenset(path)):
        value = between_references(path.get(mark.name, ""), encode_segment) if mark.name else ":"
        made += [_written(line[at : mark.start], references), value]
        at = mark.end
    return InsertedUrl(name, "".join([*made, _written(line[at:], references)]))


def _written(line: str, references: list[str]) -> str:
    """A piece of a line with its references again, which are taken from the list."""
    first, *others = line.split(_REFERENCE)
    return first + "".join(references.pop(0) + one for one in others)
