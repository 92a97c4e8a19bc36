"""What a program that runs test scripts gives them: names of the response, of variables and tests.

Each is told in the words of Postman's, which the readers of statements and chains know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from outrider.importers.postman.response_tests.script_parts import (
    BODY_PART,
    RESPONSE,
    STATUS_PART,
    TIME_PART,
    NamedPart,
    PartValue,
    ReasonPart,
    SandboxName,
)
from outrider.model.expectation import Subject


class ScriptSandbox(Struct, frozen=True):
    """The sandbox of one program.

    Attributes:
        brought: its outermost names; any other one is the script's own.
        values: what a path of names stands for: a part of the response, or the path by which
            Postman's scripts have the same.
        named: the subject whose names stand behind a path: headers by ``res.headers``.
        calls: what a call of a path gives, by its arguments.
        asserts: what a text has that seems to check something.
    """

    brought: frozenset[str]
    values: Mapping[str, PartValue]
    named: Mapping[str, Subject] = MappingProxyType({})
    calls: Mapping[str, Callable[[Sequence[PartValue]], PartValue]] = MappingProxyType({})
    asserts: tuple[str, ...] = ()

    def find(self, path: str) -> PartValue:
        """What there is by a path."""
        known = self.values.get(path)
        if known is not None:
            return known
        owner, _, name = path.rpartition(".")
        if owner in self.named:
            return NamedPart(self.named[owner], name)
        return SandboxName(path)


POSTMAN_SANDBOX = ScriptSandbox(
    frozenset(
        ("pm", "postman", "tests", "environment", "globals", "responseBody", "responseCode",
         "responseTime", "JSON", "Object", "Array", "Number", "tv4", "require", "Ajv", "console",
         "_")
    ),
    {
        "pm.response": RESPONSE,
        "postman.response": RESPONSE,
        "responseBody": BODY_PART,
        "responseCode.code": STATUS_PART,
        "responseCode.name": ReasonPart(),
        "responseTime": TIME_PART,
    },
    asserts=("pm.test", "pm.expect", "pm.response.to", "tests["),
)  # fmt: skip
