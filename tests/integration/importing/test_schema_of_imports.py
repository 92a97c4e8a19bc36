"""What imports write is valid by the schemas that editors get."""

from __future__ import annotations

import tomllib
from pathlib import Path

from jsonschema import Draft7Validator
from tests.integration.importing.bench import import_files

from outrider.cli.reference.declared_files import file_kinds
from outrider.cli.reference.json_schema import kind_schema
from outrider.errors import OutriderError

VALIDATORS = {kind.name: Draft7Validator(kind_schema(kind)) for kind in file_kinds()}


def errors_of(path: Path, root: Path) -> list[str]:
    """What the schema of its kind says against a file."""
    inside = path.relative_to(root)
    if inside.parts[0] == "environments":
        kind = "environment"
    elif inside.parts[0] == "requests":
        kind = "folder" if path.name == "folder.toml" else "request"
    else:
        kind = "workspace"
    document = tomllib.loads(path.read_text("utf-8"))
    errors = list(VALIDATORS[kind].iter_errors(document))
    # Types that are known and not supported are kept as they are; `outrider check` names them.
    if any(one.validator == "enum" and one.path[-1] in {"type", "grant_type"} for one in errors):
        return []
    return [f"{inside}: {one.message}" for one in errors]


def large_ones_of_each_folder(corpus: Path) -> list[Path]:
    """One of each folder: the largest below 30 kB."""
    folders: dict[Path, list[Path]] = {}
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            folders.setdefault(path.parent, []).append(path)
    by_size = (sorted(paths, key=lambda path: path.stat().st_size) for paths in folders.values())
    return [
        path
        for paths in by_size
        for path in [path for path in paths if path.stat().st_size < 30_000][-1:]
    ]


def test_what_is_imported_from_the_corpus_is_valid(corpus: Path, tmp_path: Path) -> None:
    found, written = [], 0
    for number, source in enumerate(large_ones_of_each_folder(corpus)):
        root = tmp_path / str(number)
        try:
            import_files(root, str(source))
        except OutriderError:
            continue  # no file to import, or one of several that belong together
        files = [path for path in sorted(root.rglob("*.toml")) if path.name != "outrider.toml"]
        written += len(files)
        found += [error for path in files for error in errors_of(path, root)]
    assert written > 50
    assert not found, "\n".join(found[:20])
