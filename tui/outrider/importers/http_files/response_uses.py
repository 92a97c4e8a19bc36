"""What later requests take out of the answers of named ones, as captures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from outrider.importers.file_naming import numbered
from outrider.model.expectation import Capture, Subject
from outrider.model.jq_programs import jq_path

_STEP = re.compile(
    r"\.?(?P<name>[A-Za-z_$][\w$-]*)|\[(?P<index>\d+)\]|\[(?P<quote>['\"])(?P<text>.*?)(?P=quote)\]"
)
_SECRET = re.compile(r"token|secret|passw|api_?-?key|session|cookie|jwt", re.IGNORECASE)
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 60


def json_steps(path: str) -> tuple[str | int, ...] | None:
    """The steps of a JSONPath (RFC 9535) or a JavaScript member path that names one value.

    ``None`` for filters, wildcards and whatever else may give several.
    """
    path = path.strip().removeprefix("$")
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None or (at and found["name"] and not found[0].startswith(".")):
            return None
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            steps.append(found["name"] or found["text"] or "")
        at = found.end()
    return tuple(steps)


def is_secret_name(name: str) -> bool:
    """Whether a value of this name should be masked: tokens, passwords, keys, sessions."""
    return _SECRET.search(name) is not None


class ResponseUses:
    """Names for what is taken out of responses.

    Args:
        taken: names that mean something already.
    """

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._names: dict[tuple[str, Subject, str], str] = {}

    @property
    def names(self) -> frozenset[str]:
        """The variables."""
        return frozenset(self._names.values())

    def variable(self, request: str, subject: Subject, argument: str) -> str:
        """The variable that a part of a request's response is captured in."""
        key = (request, subject, argument)
        known = self._names.get(key)
        if known is None:
            words = [request, *([] if subject is Subject.JQ else [subject.value]), argument]
            plain = _NOT_IN_NAME.sub("_", " ".join(words)).strip("_")[:_LONGEST].strip("_")
            base = plain if plain[:1].isalpha() else f"response_{plain}".strip("_")
            known = next(one for one in numbered(base, "_") if one not in self._taken)
            self._taken.add(known)
            self._names[key] = known
        return known

    def captures(self, request: str) -> Iterator[Capture]:
        """What is captured of a request's response, by its name."""
        for (owner, subject, argument), name in self._names.items():
            if owner == request:
                yield Capture(name, subject, argument, secret=is_secret_name(name))


class ReferredPart(Struct, frozen=True):
    """A part of a response; ``None`` as argument where nothing here can name it."""

    subject: Subject
    argument: str | None


def response_part(written: str) -> ReferredPart | None:
    """What ``response.body.$.a.b`` and ``response.headers.X`` of VS Code's REST Client name.

    Args:
        written: what stands behind the request's name and its dot.

    Returns:
        ``None`` for what is no response.
    """
    words = written.split(".", 2)
    if words[0] != "response" or len(words) < 2:
        return None
    rest = words[2] if len(words) > 2 else ""
    if words[1] == "headers":
        return ReferredPart(Subject.HEADER, rest or None)
    if words[1] == "cookies":
        return ReferredPart(Subject.COOKIE, rest.removesuffix(".value") or None)
    if words[1] == "body":
        if rest in {"", "*", "$"}:
            return ReferredPart(Subject.BODY, "")
        steps = None if rest.startswith("/") else json_steps(rest)
        return ReferredPart(Subject.JQ, None if steps is None else jq_path(steps))
    if words[1] == "status":
        return ReferredPart(Subject.STATUS, "")
    return ReferredPart(Subject.BODY, None)
