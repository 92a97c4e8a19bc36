"""What has to be true before a release, and what is said about it.

``python packaging/release.py check TAG [REPOSITORY]`` ends with an error unless the tag is the
version of ``pyproject.toml`` and of the program, CHANGELOG.md has a section for it with a date and
nothing waits in "Unreleased", and the repository's address is filled in (and is REPOSITORY).
``python packaging/release.py notes TAG`` prints that section, which are the release's notes.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
_HEADING = re.compile(
    r"^## \[(?P<name>[^\]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?\s*$", re.MULTILINE
)
_VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)


def sections(changelog: str) -> dict[str, tuple[str, str]]:
    """Date, empty for none, and text of each section, by its name."""
    headings = list(_HEADING.finditer(changelog))
    ends = [one.start() for one in headings[1:]] + [len(changelog)]
    return {
        one["name"]: (one["date"] or "", changelog[one.end() : end].strip())
        for one, end in zip(headings, ends, strict=True)
    }


def problems(root: Path, tag: str, repository: str = "") -> list[str]:
    """What keeps a tag from being released, each as a sentence.

    Args:
        root: of the project.
        tag: ``v`` and a version.
        repository: the address at which the release is made; empty for any.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    version = project["project"]["version"]
    found = []
    if tag != f"v{version}":
        found.append(f"The tag is {tag}, and pyproject.toml has version {version}.")
    source = (root / "tui" / "outrider" / "__init__.py").read_text("utf-8")
    if (said := _VERSION.search(source)) is None or said[1] != version:
        found.append(f"The program does not report version {version}.")
    known = sections((root / "CHANGELOG.md").read_text("utf-8"))
    if not all(known.get(version, ("", ""))):
        found.append(f"CHANGELOG.md has no section [{version}] with a date and changes.")
    if known.get("Unreleased", ("", ""))[1]:
        found.append(f"CHANGELOG.md has changes in [Unreleased]: move them to [{version}].")
    address = project["tool"]["hatch"]["metadata"]["hooks"]["custom"]["repository"]
    if not address:
        found.append("pyproject.toml has no repository address.")
    elif repository and address.rstrip("/") != repository:
        found.append(f"pyproject.toml has repository {address}, and this is {repository}.")
    return found


def main(words: Sequence[str]) -> int:
    """Runs one of the two commands; the status of the process."""
    match words:
        case ["check", tag] | ["check", tag, _]:
            found = problems(ROOT, tag, *words[2:])
            for problem in found:
                print(problem, file=sys.stderr)
            return 1 if found else 0
        case ["notes", tag]:
            known = sections((ROOT / "CHANGELOG.md").read_text("utf-8"))
            _, text = known.get(tag.removeprefix("v"), ("", ""))
            print(text)
            return 0 if text else 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
