"""The child program of check_process: one question after the other, each with its own limits.

jq, regular expressions and JSON Schemas may need any time and any memory. Here they have limits,
and can be ended from outside. It is started once and answers for many responses.
A question is two frames on standard input: JSON (``kind``, ``program``, ``most``) and a text; an
empty text with ``again`` is the text of the question before. The answer is one frame of JSON.

It is started by its path, so it imports nothing of Outrider.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, TypeAlias

SECONDS = 20
MOST_BYTES = 20_000_000
MOST_RESULTS = 100_000
MOST_FINDINGS = 20
_MEMORY = 1 << 30
_MEMORY_FACTOR = 40
_LENGTH = struct.Struct(">Q")
_KEPT = 500
_AT_ONCE = 100

Question: TypeAlias = dict[str, Any]
Answer: TypeAlias = dict[str, Any]


def _read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; ``None`` at the end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def _encode_frame(data: bytes) -> bytes:
    """A frame that holds these bytes."""
    return _LENGTH.pack(len(data)) + data


def _serve() -> None:
    """Answers until standard input ends."""
    _limit(resource.RLIMIT_CORE, 0)
    text = b""
    while (asked := _read_frame(sys.stdin.buffer)) is not None:
        given = _read_frame(sys.stdin.buffer)
        if given is None:
            return
        question: Question = json.loads(asked)
        text = text if question.get("again") else given
        _limit(resource.RLIMIT_AS, _MEMORY + _MEMORY_FACTOR * len(text))
        # Should nobody be left who ends it: so much more time, and it ends by itself.
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS)
        answer = _answered(question, text)
        sys.stdout.buffer.write(_encode_frame(json.dumps(answer).encode("utf-8", "surrogatepass")))
        sys.stdout.buffer.flush()


def _answered(question: Question, text: bytes) -> Answer:
    try:
        return _KINDS[question["kind"]](question["program"], text)
    except MemoryError:
        return {"problem": "it needs more memory than it may have."}
    except RecursionError:
        return {"problem": "it is nested too deeply."}


_compiled: dict[str, Any] = {}


def _jq(program: str, text: bytes) -> Answer:
    try:
        import jq
    except ImportError:
        return {"missing": "jq"}
    try:
        if program not in _compiled:
            if len(_compiled) >= _KEPT:
                _compiled.clear()
            # What is wrong with it is told of the program as it was typed.
            jq.compile(program)
            # jq writes the results itself: Python's numbers would be rounded.
            _compiled[program] = jq.compile(f"({program}\n) | tojson")
        found: list[str] = []
        size = 0
        for result in _compiled[program].input_text(text.decode("utf-8", "replace")):
            size += len(result)
            if size > MOST_BYTES or len(found) >= MOST_RESULTS:
                return {"problem": "it gives more than is read."}
            found.append(result)
    except ValueError as error:
        return {"problem": str(error)}
    return {"found": found}


def _jq_programs(program: str, _text: bytes) -> Answer:
    """Which of several jq programs are none, each its place among them and what is wrong."""
    try:
        import jq
    except ImportError:
        return {"missing": "jq"}

    def problem(one: str) -> str:
        try:
            jq.compile(one)
            jq.compile(f"({one}\n)")
        except ValueError as error:
            return str(error)
        return ""

    programs = json.loads(program)
    left = [
        range(at, min(at + _AT_ONCE, len(programs))) for at in range(0, len(programs), _AT_ONCE)
    ]
    found = []
    while left:
        places = left.pop()
        # Most of the time goes into what jq defines itself, so many are compiled as one.
        wrong = problem(
            ",".join(f"({programs[at]}\n)" for at in places)
            if len(places) > 1
            else programs[places[0]]
        )
        if wrong and len(places) > 1:
            half = len(places) // 2
            left += [places[:half], places[half:]]
        elif wrong:
            found.append([places[0], wrong])
    return {"found": found}


def _regex(program: str, text: bytes) -> Answer:
    import re

    try:
        pattern = re.compile(program)
    except (re.error, OverflowError) as error:
        return {"problem": f"the regular expression is not valid: {error}."}
    match = pattern.search(text.decode("utf-8", "replace"))
    if match is None:
        return {"found": []}
    group = match[1] if pattern.groups else match[0]
    # A group that took no part in the match has found nothing.
    return {"found": [] if group is None else [group]}


def _schema(program: str, text: bytes) -> Answer:
    try:
        import jsonschema
        import referencing
        import referencing.exceptions
        import referencing.jsonschema
    except ImportError:
        return {"missing": "jsonschema"}
    given = json.loads(program)
    try:
        instance = json.loads(text)
    except ValueError as error:
        return {"problem": f"the body is not JSON: {error}."}
    standard = referencing.jsonschema.DRAFT202012
    registry: Any = referencing.Registry()
    for uri, document in given["documents"].items():
        found = referencing.Resource.from_contents(document, default_specification=standard)
        registry = registry.with_resource(uri, found)
    root = given["documents"][given["uri"]]
    kind = jsonschema.validators.validator_for(root, default=jsonschema.Draft202012Validator)
    try:
        kind.check_schema(root)
        checker = kind({"$ref": given["uri"]}, registry=registry)
        findings = []
        for one in checker.iter_errors(instance):
            findings.append({"path": one.json_path, "message": one.message})
            if len(findings) >= MOST_FINDINGS:
                break
    except jsonschema.SchemaError as error:
        return {"problem": f"the schema is not valid at {error.json_path}: {error.message}."}
    except referencing.exceptions.Unresolvable as error:
        return {"problem": f'the schema refers to "{error.ref}", which is not in the workspace.'}
    return {"found": findings}


_KINDS: dict[str, Callable[[str, bytes], Answer]] = {
    "jq": _jq,
    "jq_programs": _jq_programs,
    "regex": _regex,
    "schema": _schema,
}


def _limit(what: int, soft: int) -> None:
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        resource.setrlimit(what, (soft, hard))


if __name__ == "__main__":
    _serve()
