"""Every link and picture of README and the pages leads somewhere, and every page is in the menu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from tests.docs.page_blocks import DOCS, PAGES, README, ROOT

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]*`|<!--.*?-->", re.MULTILINE | re.DOTALL)


def test_every_link_leads_to_a_page_and_a_heading() -> None:
    found = [(page, link) for page in [README, *PAGES] for link in links(page)]
    assert len(found) > 100
    assert not [
        f"{page.relative_to(ROOT)}: {link}" for page, link in found if not leads(page, link)
    ]


def links(page: Path) -> Iterator[str]:
    """Where the links of a page go, but for those to other sites."""
    for link in _LINK.findall(_CODE.sub("", page.read_text("utf-8"))):
        if "://" not in link:
            yield link


def leads(page: Path, link: str) -> bool:
    """Whether there is what a link names; pages of the site link to nothing outside of it."""
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists() or (page != README and not target.is_relative_to(DOCS)):
        return False
    return not anchor or anchor in anchors(target)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as the generator of the site makes them."""
    text = re.sub(r"^ *```.*?^ *```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", one).strip().lower()) for one in headings
    }


def test_every_page_is_in_the_menu_or_in_the_list_of_its_folder() -> None:
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    listed = set(re.findall(r"[\w/-]+\.md", str(yaml.safe_load(menu)["nav"])))
    for page in PAGES:
        name = page.relative_to(DOCS).as_posix()
        index = page.parent / "index.md"
        assert name in listed or page.name in index.read_text("utf-8"), name
