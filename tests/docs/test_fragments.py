"""Every TOML block without a file name is a part of an environment that has no errors."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.docs.page_blocks import PAGES, Block, blocks
from tests.shell import Shell

OF_THE_READER = {"secret_file", "assertion_file", "file_unreadable"}
"""What is on the reader's machine, and not on this one."""


def fragments() -> dict[str, Block]:
    """By the name of an environment."""
    return {
        f"{page.parent.name}-{page.stem}-{block.line}": block
        for page in PAGES
        for block in blocks(page)
        if block.language == "toml" and not block.title and not block.reason
    }


def whole(text: str) -> str:
    """An environment that has what the fragment refers to."""
    table = tomllib.loads(text)
    names = {"client_secret", "subscription_key", "resource", "token"} & set(
        text.replace("{{", "}}").split("}}")[1::2]
    )
    lines = [f'{name} = "a value"' for name in sorted(names - set(table.get("secrets", {})))]
    if "variables" in table:
        return text
    return text + "\n[variables]\n" + "\n".join(lines) + "\n"


def test_every_fragment_is_a_valid_part_of_an_environment(tmp_path: Path) -> None:
    root = tmp_path / "w"
    (root / "environments").mkdir(parents=True)
    (root / "outrider.toml").touch()
    found = fragments()
    assert len(found) > 10
    for name, block in found.items():
        (root / f"environments/{name}.toml").write_text(whole(block.text), "utf-8")
    said = Shell(tmp_path / "home", root).run("check", "--json")
    faults = [one for one in said.json["faults"] if one["code"] not in OF_THE_READER]
    assert not [f"{one['where']}: {one['code']}: {one['what']}" for one in faults]
