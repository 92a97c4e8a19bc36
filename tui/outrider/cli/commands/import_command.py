"""``outrider import``: reads files of other tools, reports on them, writes a workspace."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs, to_builtins

from outrider.engine.import_export.import_consent import asked_before_writing
from outrider.engine.import_export.import_run import ImportRun
from outrider.engine.import_export.import_summary import need_lines, tree_lines
from outrider.engine.import_export.import_target import ImportTarget
from outrider.engine.import_export.report_lines import report_lines
from outrider.engine.workspace.open_workspace import trust_file, workspace_reader
from outrider.engine.workspace.trust_survey import workspace_needs
from outrider.errors import OutriderError, PromptUnanswered, UsageError
from outrider.model.import_result import ImportResult
from outrider.model.trust import TrustNeed, lasting_needs
from outrider.storage.reading.workspace_discovery import find_workspace, is_workspace
from outrider.storage.trust_store import TrustStore
from outrider.storage.writing.import_plan import FileChange, ImportPlan
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse


class _ImportTrace(Struct):
    """How far a call has come: what its object is made of where it is refused.

    Attributes:
        plan: what would be written; ``None`` before the files are read.
        needs: what it needs trust for.
        writing: something may have been written.
    """

    plan: ImportPlan | None = None
    needs: Sequence[TrustNeed] = ()
    writing: bool = False


def command(arguments: argparse.Namespace) -> int:
    """Imports, or shows what an import would do."""
    seen = _ImportTrace()
    try:
        return _import(arguments, seen)
    except OutriderError as error:
        if arguments.json and not seen.writing:
            _write_json(seen.plan, (), seen.needs, error)
        raise


def _import(arguments: argparse.Namespace, seen: _ImportTrace) -> int:
    root = _target(arguments.into)
    target = ImportTarget.find(root, dict(os.environ), arguments.env)
    agreed = None if arguments.yes else ()
    run = ImportRun.read(arguments.files, root, sys.stdin.buffer, target, agreed=agreed)
    seen.plan = plan = run.plan(root, dict(os.environ))
    seen.needs = needs = structs.replace(run, imported=plan.imported).needs(root)
    if not arguments.json:
        _say(tree_lines(plan.imported))
        rest = "pass --full to see all"
        _say(report_lines(plan.imported.remarks, full=arguments.full, rest=rest))
        _say(need_lines(needs))
        _say([""])
    written: tuple[str, ...] = ()
    if not arguments.dry_run:
        same = all(one.change is FileChange.SAME for one in plan.files)
        asked = () if same else asked_before_writing(needs)
        if asked and not arguments.yes:
            raise _unagreed(asked)
        overwrite = _overwritten(plan, update=arguments.update)
        new = not is_workspace(root)
        seen.writing = True
        written = plan.write(overwrite=overwrite)
        if arguments.yes or not needs:
            _agree(root.resolve(), needs, new=new)
    if arguments.json:
        _write_json(plan, written, needs)
    elif arguments.dry_run:
        _say(_would(plan))
    else:
        _say(_done(root, plan, written, trust=bool(needs) and not arguments.yes))
    return 0


def _target(into: str | None) -> Path:
    """The folder to write to: as asked, else the workspace around this folder."""
    if into is not None:
        return Path(into)
    root = find_workspace(Path.cwd())
    if root is None:
        raise UsageError(
            "No workspace found to import into.",
            code="no_workspace",
            advice="Pass --into DIR to create one.",
        )
    return root


def _overwritten(plan: ImportPlan, *, update: bool) -> Collection[str]:
    """The changed files that may be written."""
    changed = plan.changed
    if update or not changed:
        return changed
    count = f"{len(changed)} existing files" if len(changed) > 1 else "1 existing file"
    if not sys.stdin.isatty():
        raise PromptUnanswered(
            f"{count} would change: {', '.join(changed[:20])}.",
            code="import_changes",
            why="Existing files are not overwritten without --update.",
            advice="Pass --update to overwrite them, or --dry-run to see the changes.",
        )
    sys.stderr.write(f"{count} would change:\n")
    for file in changed:
        sys.stderr.write(f"  {visible_line(file)}\n")
    sys.stderr.write("Overwrite them (comments are kept)? [y/N] ")
    sys.stderr.flush()
    return changed if sys.stdin.readline().strip().lower() in {"y", "yes"} else ()


def _unagreed(needs: Sequence[TrustNeed]) -> PromptUnanswered:
    count = f"{len(needs)} things" if len(needs) > 1 else "1 thing"
    told = "; ".join(need.sentence for need in needs[:20])
    return PromptUnanswered(
        f"The import needs trust for {count}: {told}. Nothing was written.",
        code="import_trust",
        why="Imported files are not trusted to read files, run commands or send credentials.",
        advice="Pass --dry-run to review it, then --yes to agree.",
    )


def _agree(root: Path, needs: Sequence[TrustNeed], *, new: bool) -> None:
    """Remembers what was agreed to; a folder that has become a workspace is trusted with that."""
    store = TrustStore(trust_file(os.environ))
    lasting = lasting_needs(needs)
    if new:
        store.trust(root, lasting)
    elif lasting:
        store.agree(root, lasting, lambda: workspace_needs(workspace_reader(root, True)))


def _would(plan: ImportPlan) -> Iterable[str]:
    yield "Dry run: nothing was written. Files that would be written:"
    for one in plan.files:
        yield visible_line(f"  {one.change.value:<8} {one.file}")


def _done(root: Path, plan: ImportPlan, written: Collection[str], *, trust: bool) -> Iterable[str]:
    kept = [file for file in plan.changed if file not in written]
    shown = visible_line(str(root))
    count = f"{len(written)} files" if len(written) > 1 else "1 file"
    yield f"{count} written to {shown}." if written else "All files are up to date."
    if kept:
        count = f"{len(kept)} files" if len(kept) > 1 else "1 file"
        yield f"{count} left unchanged: {visible_line(', '.join(kept))}"
    if trust:
        yield 'What is listed under "Needs trust" is not trusted yet. To trust it: outrider trust'
    if Path.cwd() != root.resolve():
        yield f"Next: cd {visible_line(shlex.quote(str(root)))} && outrider check"
    else:
        yield "Next: outrider check"


def _write_json(
    plan: ImportPlan | None,
    written: Collection[str],
    needs: Sequence[TrustNeed],
    error: OutriderError | None = None,
) -> None:
    """Writes the object of an import; of one that was refused too, perhaps before it was read."""
    from outrider.cli.output.json_objects import error_object
    from outrider.cli.output.json_output import write_json

    imported = plan.imported if plan is not None else ImportResult()
    files = plan.files if plan is not None else ()
    asked = asked_before_writing(needs)
    write_json(
        {
            "name": imported.name,
            "requests": [request.id for request in imported.requests],
            "folders": [folder.id for folder in imported.folders if folder.id],
            "environments": [one.environment.id for one in imported.environments],
            "files": [{"file": one.file, "change": one.change.value} for one in files],
            "written": list(written),
            "needs": [
                {
                    "kind": need.kind.value,
                    "what": need.sentence,
                    "file": need.place.file,
                    "asked": "now" if need in asked else "when sent",
                }
                for need in needs
            ],
            "report": [to_builtins(remark) for remark in imported.remarks],
            "error": error_object(error) if error is not None else None,
        }
    )


def _say(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
