"""References of ``.http`` files as references of the workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from outrider.importers.building.build_report import BuildReport
from outrider.importers.file_naming import secret_name
from outrider.importers.http_files.response_uses import (
    ReferredPart,
    ResponseUses,
    json_steps,
    response_part,
)
from outrider.model.expectation import Subject
from outrider.model.jq_programs import jq_path
from outrider.model.secret import MASK
from outrider.variables.dynamic.dynamic_variables import NAMES as DYNAMIC_NAMES
from outrider.variables.reference_grammar import Reference, TemplatePiece, template_text
from outrider.visible_text import visible_line

_ESCAPED_BRACES = re.compile(r"\\\{\\\{|\\\}\\\}")
_REFERENCE = re.compile(r"\{\{([^\n]{1,500}?)\}\}")
_NAME = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w$-]+|\[\d+\])*")
_OF_PROCESS = re.compile(r"\$(?:processEnv[ \t]+(%?)|env\.)([A-Za-z_]\w*)")
_OF_FILE = re.compile(r"\$(?:dotenv[ \t]+(%?)|shared[ \t]+)([A-Za-z_][\w.-]*)")
_ASKED = re.compile(r"\$(input|password|prompt)\b[-\w]*[ \t]*(.*)")
_TOKEN = re.compile(r"\$auth\.(?:token|idToken)\([ \t]*[\"']?(?P<id>[^\"')]*)[\"']?[ \t]*\)")
_WITH_DEFAULT = re.compile(r"(?P<name>[A-Za-z_][\w.-]*?)[ \t]*(?:\|\||\?\?|:-)[ \t]*\S.*")
_QUOTED = re.compile(r"([\"'`])(?!\1)(?:\\.|(?!\1).)+\1")
_SAME = {
    "$uuid": "$guid",
    "$random.uuid": "$guid",
    "$randomUUID": "$guid",
    "$datetime iso8601": "$isoTimestamp",
    "$timestampISO8601": "$isoTimestamp",
    "$date": "$isoTimestamp",
    "$random.email": "$randomEmail",
    "$randomName": "$randomFullName",
}
"""Dynamic variables that are called otherwise here."""

_LONGEST = 60


class ReferenceTexts:
    """Rewrites the texts of one file.

    Args:
        report: takes what changes.
        uses: captures that texts want.
        requests: names of requests whose responses texts may name.
        variables: names that are variables, whatever a request is called.
        ask: is told the name of each secret that has to be asked for.

    Attributes:
        process_names: OS environment variables that texts refer to.
        tokens: auth definitions whose tokens texts have; whoever reads a request clears it.
    """

    def __init__(
        self,
        report: BuildReport,
        uses: ResponseUses,
        requests: Collection[str],
        variables: Collection[str],
        ask: Callable[[str], None],
    ) -> None:
        self._report = report
        self._uses = uses
        self._requests = requests
        self._variables = variables
        self._ask = ask
        self.process_names: set[str] = set()
        self.tokens: dict[str, None] = {}

    def text(self, written: str, place: str = "", line: int | None = None) -> str:
        """A text with its references in the workspace's spelling; all else is sent as it is."""
        if "{{" not in written and _ESCAPED_BRACES.search(written) is None:
            return written
        report = self._report.at(place, line)
        pieces: list[TemplatePiece] = []
        at = 0
        for found in _REFERENCE.finditer(written):
            name = self._name(found[1].strip(" \t"), report)
            if name:
                pieces += [_unescaped(written[at : found.start()]), Reference(name)]
            else:
                pieces.append(_unescaped(written[at : found.end()]))
            at = found.end()
        pieces.append(_unescaped(written[at:]))
        return template_text(_joined(pieces))

    def _name(self, inner: str, report: BuildReport) -> str:
        """What a reference here names; empty where it stays text."""
        if inner.startswith("$"):
            return self._dynamic(inner, report)
        if inner.startswith("%") and _NAME.fullmatch(inner[1:]):
            report.changed(
                f"{{{{{inner}}}}} was imported as {{{{{inner[1:]}}}}}.",
                why="Outrider encodes values where a URL or a form needs it.",
            )
            inner = inner[1:]
        owner, dot, rest = inner.partition(".")
        if (
            inner not in self._variables
            and owner in self._requests
            and (owner not in self._variables or dot)
        ):
            return self._response(inner, owner, rest, report)
        if _NAME.fullmatch(inner):
            return report.name(inner)
        found = _WITH_DEFAULT.fullmatch(inner)
        if found and _NAME.fullmatch(found["name"]):
            name = report.name(found["name"])
            report.lost(
                f"The default of {{{{{name}}}}} was not imported.",
                why="Whether it applies is known only when the request is sent.",
                advice=f'Define variable or secret "{name}" before sending.',
            )
            return name
        report.lost(
            f"{{{{{_shown(_without_texts(inner))}}}}} is sent as text.",
            why="It is an expression or a function; Outrider does not run scripts.",
        )
        return ""

    def _response(self, inner: str, owner: str, rest: str, report: BuildReport) -> str:
        part = response_part(rest)
        if part is None and not rest.startswith("request."):
            # httpyac gives the response of a request under its name.
            steps = json_steps(rest)
            program = None if steps is None else jq_path(steps)
            part = ReferredPart(Subject.JQ, program) if rest else ReferredPart(Subject.BODY, "")
        if part is None or part.argument is None:
            report.lost(
                f"{{{{{_shown(inner)}}}}} is sent as text.",
                why="A capture takes one value of a JSON body, a header, or the whole body.",
                advice="Add a capture with a jq program to that request.",
            )
            return ""
        return self._uses.variable(owner, part.subject, part.argument)

    def _dynamic(self, inner: str, report: BuildReport) -> str:
        name = _SAME.get(re.sub(r"[\"']|\(\)$", "", inner).strip(), inner)
        if name in DYNAMIC_NAMES:
            return name
        if found := _OF_PROCESS.fullmatch(inner):
            if found[1]:
                report.changed(
                    f"{{{{{inner}}}}} was imported as {{{{$env.{found[2]}}}}}.",
                    why="Outrider does not take the name of an OS environment variable "
                    "from another variable.",
                )
            self.process_names.add(f"$env.{found[2]}")
            return f"$env.{found[2]}"
        if found := _OF_FILE.fullmatch(inner):
            return report.name(found[2])
        if found := _ASKED.fullmatch(inner):
            asked = secret_name(found[2].partition("?")[0] or found[1])
            self._ask(asked)
            report.changed(
                f"{{{{{_shown(inner)}}}}} became secret {{{{{asked}}}}}, which is asked for."
            )
            return asked
        if found := _TOKEN.fullmatch(inner):
            self.tokens[found["id"]] = None
            return "access_token"
        report.lost(
            f"{{{{{_shown(inner)}}}}} is sent as text.",
            why="Outrider has no such dynamic variable.",
        )
        return ""


def _unescaped(literal: str) -> str:
    """A literal text as it is sent: httpyac has a backslash before each brace of a text."""
    return _ESCAPED_BRACES.sub(lambda found: found[0].replace("\\", ""), literal)


def _joined(pieces: list[TemplatePiece]) -> list[TemplatePiece]:
    """Neighbouring literals as one, none empty."""
    made: list[TemplatePiece] = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        elif piece != "":
            made.append(piece)
    return made


def _without_texts(expression: str) -> str:
    """An expression for the report: any of the texts in it may be a credential."""
    return _QUOTED.sub(lambda found: f"{found[1]}{MASK}{found[1]}", expression)


def _shown(inner: str) -> str:
    line = visible_line(inner)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
