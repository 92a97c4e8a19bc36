"""What an import would do, as it is shown before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from msgspec import structs

from outrider.dialogs.import_prompt import ImportInput, origin_name
from outrider.dialogs.report_dialog import ReportDialog
from outrider.engine.import_export.import_summary import need_lines, tree_lines
from outrider.engine.import_export.report_lines import report_lines
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.model.trust import TrustNeed
from outrider.storage.writing.import_plan import FileChange, ImportPlan
from outrider.toolkit.chip_line import Chip

_MOST_LINES = 1000
"""Lines of the report that are shown here; more would take long to be laid out."""

_MOST_FILES = 100
"""Files that would change and are named; the rest is counted."""

_VERDICTS = {
    ImportVerdict.NOT_CARRIED: ("✗", "error"),
    ImportVerdict.CHANGED: ("~", "warning"),
    ImportVerdict.CARRIED: ("✓", "success"),
}
"""In the order in which they are read: what is missing is what the user has to know."""


def import_preview(
    origin: ImportInput, plan: ImportPlan, needs: Sequence[TrustNeed]
) -> ReportDialog:
    """The sums; what is left out, changed, converted; then all that would be written.

    Its answer is ``all`` for new files and changes, ``new`` for new files alone.
    """
    remarks = _briefly_placed(plan.imported.remarks, origin)
    lines: list[str | tuple[str, str]] = [*need_lines(needs), *([""] if needs else [])]
    for verdict in _VERDICTS:
        found = [one for one in remarks if one.verdict is verdict]
        lines += _shortened(list(_remark_lines(verdict, found))) if found else []
    lines += [*_changed_lines(plan.changed), *tree_lines(plan.imported)]
    answers = list(_answers(plan))
    if not answers:
        lines += ["", "Nothing to import: all files are up to date."]
    # The first line of all is no gap.
    lines = lines[1:] if lines[0] == "" else lines
    return ReportDialog(
        origin_name(origin),
        lines,
        answers or [("enter", "Close", "")],
        chips=list(_chips(plan.imported, remarks)),
        leave="write nothing" if answers else "",
    )


def _chips(imported: ImportResult, remarks: Sequence[ImportRemark]) -> Iterator[Chip]:
    for count, what in (
        (len(imported.requests), "request"),
        (len(imported.environments), "environment"),
    ):
        if count:
            yield Chip(f"{count:,} {what}{'' if count == 1 else 's'}")
    for verdict, (sign, role) in reversed(_VERDICTS.items()):
        count = sum(1 for one in remarks if one.verdict is verdict)
        if count:
            yield Chip(f"{sign} {count:,} {verdict.value}", role)


def _remark_lines(
    verdict: ImportVerdict, remarks: Sequence[ImportRemark]
) -> Iterator[str | tuple[str, str]]:
    sign, role = _VERDICTS[verdict]
    # The other verdicts have a heading too, which says that there is nothing.
    others = tuple(f"{one.value.capitalize()}: " for one in ImportVerdict if one is not verdict)
    for line in report_lines(remarks):
        if line.startswith(f"{verdict.value.capitalize()}: "):
            yield f"{sign} {line}", role
        elif line and not line.startswith(others):
            yield line
    yield ""


def _answers(plan: ImportPlan) -> Iterator[tuple[str, str, str]]:
    new = sum(1 for one in plan.files if one.change is FileChange.NEW)
    over = len(plan.changed)
    if over:
        both = f"write {new:,} new, update {over:,}"
        yield "o", both if new else f"update {over:,}", "all"
    if new:
        files = f"{'new ' if over else ''}file{'' if new == 1 else 's'}"
        yield "w", f"write {new:,} {files}{' only' if over else ''}", "new"


def _briefly_placed(remarks: Sequence[ImportRemark], origin: ImportInput) -> list[ImportRemark]:
    """The remarks with the names of their files, which are left out where there is one."""
    alone = len(origin.files) < 2
    return [structs.replace(one, source="" if alone else Path(one.source).name) for one in remarks]


def _shortened(lines: list[str | tuple[str, str]]) -> list[str | tuple[str, str]]:
    if len(lines) <= _MOST_LINES:
        return lines
    more = f"  … and {len(lines) - _MOST_LINES:,} more lines"
    return [*lines[:_MOST_LINES], more]


def _changed_lines(changed: Collection[str]) -> list[str]:
    if not changed:
        return []
    files = list(changed)
    count = f"{len(files)} existing files" if len(files) > 1 else "1 existing file"
    lines = [f"{count} will change (comments are kept):"]
    lines += [f"  {file}" for file in files[:_MOST_FILES]]
    if len(files) > _MOST_FILES:
        lines.append(f"  … and {len(files) - _MOST_FILES} more")
    return [*lines, ""]
