"""Where the host of a request's URL comes from, in words."""

from __future__ import annotations

from outrider.engine.send.prepared_send import PreparedSend
from outrider.errors import SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.value_source import file_and_line
from outrider.model.workspace import Variable

_HOST = lazy_pattern(r"\s*(?:[A-Za-z][\w+.-]*://)?\{\{\s*([^\s{}$]+)\s*\}\}")


def url_source(prepared: PreparedSend) -> str:
    """What has the host: ``variable "base_url" (environments/dev.toml:4)``, else the URL itself."""
    job, sources = prepared.job, prepared.authentication.sources
    request = job.request.request
    written = _HOST.match(request.url)
    found = sources.scope.find(written[1]) if written is not None and sources is not None else None
    if written is not None and isinstance(found, Variable) and found.place.file:
        place = job.snapshot.with_line(found.place)
        return f'variable "{written[1]}"{file_and_line(place)}'
    place = job.snapshot.with_line(SourceLocation(request.file, ("url",)))
    return f"the URL of the request{file_and_line(place)}"
