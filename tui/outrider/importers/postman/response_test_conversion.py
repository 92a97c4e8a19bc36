"""Puts ``[[capture]]`` and ``[[expect]]`` in the place of test scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    ImportedScript,
    ItemBuilder,
    RequestBuilder,
)
from outrider.importers.postman.response_tests.sandbox_names import (
    POSTMAN_SANDBOX,
    ScriptSandbox,
)
from outrider.importers.postman.response_tests.statement_reading import (
    FoundExpectation,
    LeftStatement,
    ScriptTests,
    read_tests,
)
from outrider.importers.postman.script_comments import comment_script
from outrider.importers.postman.scripts.syntax import BrokenScript
from outrider.importers.postman.shown_statements import shown_statement
from outrider.importers.postman.token_usage import is_inside
from outrider.model.expectation import Capture, Check, Expectation, Subject
from outrider.toml_text.table_diff import strictly_equal
from outrider.variables.reference_grammar import Reference, parse_template
from outrider.visible_text import visible_line

_LABEL = "test script"


class _ReadScript(Struct):
    """What one script checks, and where it stands."""

    draft: ItemBuilder
    script: ImportedScript
    source: str
    found: ScriptTests


class ResponseTestConverter:
    """Reads the test scripts of a collection, and gives requests what they check and store.

    ``brought`` is what the program gives the scripts.

    Attributes:
        files: JSON Schemas, by path below the workspace.
    """

    def __init__(
        self,
        drafts: CollectionBuilder,
        report: BuildReport,
        brought: ScriptSandbox = POSTMAN_SANDBOX,
    ) -> None:
        self._drafts = drafts
        self._report = report
        self._brought = brought
        self._read: list[_ReadScript] = []
        self._by_script: dict[int, list[_ReadScript]] = {}
        self._by_draft: dict[int, list[_ReadScript]] = {}
        self._folders: dict[str, FolderBuilder] = {}
        self.files: dict[str, bytes] = {}

    def read(self, draft: ItemBuilder, script: ImportedScript) -> bool:
        """Reads a script; whether all of it is converted, so that nothing else need be kept."""
        here = self._report.at(draft.place)
        try:
            found = read_tests(
                script.text,
                lambda name: "{{" + self._report.name(name) + "}}",
                lambda title: here.title(" ".join(title.split())),
                lambda schema, dialect: self._schema_file(draft, schema, dialect),
                self._brought,
            )
        except BrokenScript:
            return False
        if not found.expectations and not found.captures:
            if any(one in script.text for one in self._brought.asserts):
                self._tell_left(draft, script, found.left)
            return False
        one = _ReadScript(draft, script, self._report.source, found)
        self._leave_old_values(one)
        self._read.append(one)
        self._by_script.setdefault(id(script), []).append(one)
        self._by_draft.setdefault(id(draft), []).append(one)
        return not found.left

    def captured_by(self, script: ImportedScript) -> frozenset[str]:
        """The variables that a script was found to take out of the response."""
        return frozenset(
            self._report.name(each.capture.name)
            for one in self._by_script.get(id(script), ())
            for each in one.found.captures
        )

    def has_read(self, script: ImportedScript) -> bool:
        """Whether a part of a script, or all of it, is converted."""
        return id(script) in self._by_script

    @property
    def captured(self) -> frozenset[str]:
        """All such variables."""
        return frozenset().union(*(self.captured_by(one.script) for one in self._read))

    def give(self, known: frozenset[str]) -> None:
        """Gives each request the captures and expectations of its scripts and those above.

        Those of the collection come first, then those of its folders, as Postman runs them.
        ``known`` are variables that have a value without any script.
        """
        known |= self.captured
        for one in self._read:
            self._leave_unknown(one, known)
        self._folders = {one.id: one for one in self._drafts.folders}
        for request in self._drafts.requests:
            for one in self._in_order(request):
                request.captures += [
                    structs.replace(each.capture, name=self._report.name(each.capture.name))
                    for each in one.found.captures
                ]
                request.expectations += _joined(
                    [each.expectation for each in one.found.expectations]
                )
            request.captures = list(_last_of_each(request.captures))
        for one in self._read:
            self._tell(one)

    def _of(self, request: RequestBuilder) -> Iterator[_ReadScript]:
        """The scripts of a request and above it, from the outermost on."""
        steps = request.id.split("/")[:-1]
        above = ("/".join(steps[:count]) for count in range(len(steps) + 1))
        around = (self._folders[one] for one in above if one in self._folders)
        for draft in (*around, request):
            yield from self._by_draft.get(id(draft), ())

    def _in_order(self, request: RequestBuilder) -> Iterator[_ReadScript]:
        """As :meth:`_of`, without what compares with a variable that a later script sets."""
        scripts = list(self._of(request))
        later: set[str] = set()
        for one in reversed(scripts):
            if any(
                not _names_in(each.expectation).isdisjoint(later) for each in one.found.expectations
            ):
                one.found.expectations, left = _parted(one.found.expectations, later)
                comment_script(one.draft, one.script, _LABEL)
                why = f'"{request.name}" sets its variable after it is compared'
                one.found.left += [LeftStatement(each.statement, why) for each in left]
            later |= self.captured_by(one.script)
        return iter(scripts)

    def _schema_file(self, draft: ItemBuilder, schema: object, dialect: str) -> str:
        if isinstance(schema, dict) and "$schema" not in schema:
            # What it says depends on the version that its reader takes it for.
            schema = {"$schema": dialect, **schema}
        data = json.dumps(schema, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
        number = 1
        while True:
            suffix = f"-{number}" if number > 1 else ""
            path = f"schemas/{draft.id or 'collection'}{suffix}.json"
            if self.files.setdefault(path, data) == data:
                return path
            number += 1

    def _leave_old_values(self, one: _ReadScript) -> None:
        """Leaves checks that compare with what a variable held before the script sets it."""
        names = {each.capture.name for each in one.found.captures} & one.found.early_names
        names = {self._report.name(name) for name in names}
        kept, left = _parted(one.found.expectations, names)
        one.found.expectations = kept
        one.found.left += [
            LeftStatement(each.statement, "it compares with the value before the script sets it")
            for each in left
        ]

    def _leave_unknown(self, one: _ReadScript, known: frozenset[str]) -> None:
        """Leaves checks that compare with variables that nothing gives a value."""
        found = one.found.expectations
        names = set().union(*(_names_in(each.expectation) for each in found))
        kept, left = _parted(found, names - known)
        one.found.expectations = kept
        if left:
            comment_script(one.draft, one.script, _LABEL)
        one.found.left += [
            LeftStatement(each.statement, "nothing that is imported gives its variable a value")
            for each in left
        ]

    # The report.

    def _tell(self, one: _ReadScript) -> None:
        self._report.source = one.source
        here = self._report.at(one.draft.place)
        found = one.found
        counts = [
            _count(len(found.captures), "capture"),
            _count(len(found.expectations), "expectation"),
        ]
        made = " and ".join(filter(None, counts))
        if made:
            where = ""
            if isinstance(one.draft, FolderBuilder):
                number = sum(is_inside(each, one.draft) for each in self._drafts.requests)
                where = f", copied to {_count(number, 'request') or 'no request'}"
            # Where a part of it is left, that is told by itself.
            part = "A part of the" if found.left else "The"
            what = f"{part} {_LABEL} was converted: {made}{where}."
            if where:
                here.changed(what, why="Only requests have captures and expectations.")
            else:
                here.carried(what)
        self._tell_left(one.draft, one.script, found.left)
        for name, line in found.jar_lines.items():
            self._report.at(one.draft.place, line).changed(
                f'Cookie "{visible_line(name)}" must be set by the response itself.',
                why="Postman also looks for it among the cookies of earlier responses.",
            )
        for capture in found.captures:
            if capture.behind_checks:
                self._report.at(one.draft.place, capture.line).changed(
                    f'Variable "{visible_line(capture.capture.name)}" is captured even where '
                    "the checks before it are not met.",
                    why="The script sets it in a test, which ends at its first unmet check.",
                )
        self._tell_formats(one)

    def _tell_formats(self, one: _ReadScript) -> None:
        paths = {
            each.expectation.argument
            for each in one.found.expectations
            if each.expectation.subject is Subject.SCHEMA
        }
        for path in sorted(paths):
            if b'"format"' in self.files.get(path, b""):
                self._report.at(one.draft.place).changed(
                    f'"format" in schema "{path}" is not checked.',
                    why="JSON Schema takes it for a note, where Postman's ajv checks it.",
                )

    def _tell_left(
        self, draft: ItemBuilder, script: ImportedScript, left: Sequence[LeftStatement]
    ) -> None:
        for one in left:
            said = one.statement.text
            if script.written:
                # In the words of the tool that it comes from.
                said = script.written.splitlines()[one.statement.line - 1].strip()
            written = shown_statement(said, script.written or script.text)
            why = shown_statement(one.why, script.text)
            self._report.at(draft.place, one.statement.line).lost(
                f"A statement of the {_LABEL} was not converted: {written}",
                why=f"{why[:1].upper()}{why[1:]}.",
            )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""


def _joined(found: Sequence[Expectation]) -> list[Expectation]:
    """Checks of one test that look at the same are one expectation."""
    made: list[Expectation] = []
    for one in found:
        last = made[-1] if made else None
        if last is None or not one.checks or structs.replace(last, checks=one.checks) != one:
            made.append(one)
            continue
        kinds = {check.kind for check in last.checks}
        more = tuple(
            check for check in one.checks if not any(_is_same(check, each) for each in last.checks)
        )
        if kinds.isdisjoint(check.kind for check in more):
            made[-1] = structs.replace(last, checks=(*last.checks, *more))
        else:
            made.append(one)
    return made


def _is_same(one: Check, other: Check) -> bool:
    """Whether two checks are one; for Python ``true`` would be 1 as well."""
    return one.kind is other.kind and strictly_equal(one.expected, other.expected)


def _last_of_each(captures: Sequence[Capture]) -> Iterator[Capture]:
    """The captures without those of the same name before: a later one has the last word."""
    last = {one.name: index for index, one in enumerate(captures)}
    return (one for index, one in enumerate(captures) if last[one.name] == index)


def _parted(
    found: Sequence[FoundExpectation], names: set[str] | frozenset[str]
) -> tuple[list[FoundExpectation], list[FoundExpectation]]:
    """Those that refer to none of the names, and the others."""
    kept: list[FoundExpectation] = []
    left: list[FoundExpectation] = []
    for one in found:
        (kept if _names_in(one.expectation).isdisjoint(names) else left).append(one)
    return kept, left


def _names_in(expectation: Expectation) -> set[str]:
    return {
        piece.name
        for _, written in expectation.texts()
        for piece in parse_template(written)
        if isinstance(piece, Reference)
    }
