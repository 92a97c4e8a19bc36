"""Every example of the pages is run: files are written, commands run, and what they print is so."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from tests.docs.page_blocks import DOCS, PAGES, Block, blocks, commands
from tests.docs.page_servers import PageServers, page_servers
from tests.docs.page_session import PageSession, is_shown


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServers]:
    with page_servers(tmp_path_factory.mktemp("hosts")) as running:
        yield running


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_the_page_does_what_it_says(page: Path, tmp_path: Path, servers: PageServers) -> None:
    session = PageSession(tmp_path / "home", servers)
    servers.restock()
    servers.put_certificates(session.home / "certs")
    for block in blocks(page):
        session.follow(block)
    session.check()
    assert not session.wrong, "\n\n".join(session.wrong)


def test_what_a_page_sends_through_a_proxy_goes_through_it(
    tmp_path: Path, servers: PageServers
) -> None:
    servers.proxy.heads.clear()
    page = DOCS / "coming-from-postman.md"
    test_the_page_does_what_it_says(page, tmp_path, servers)
    called = [head.split(b" ")[1].decode() for head in servers.proxy.heads]
    host = servers.here("https://login.dev.example.com")
    assert f"{host}/connect/token" in called


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if "credentials of a client go to" in page.read_text("utf-8")],
    ids=lambda page: page.stem,
)
def test_hosts_that_are_not_loopback_need_the_trust_that_pages_show(
    page: Path, tmp_path: Path, servers: PageServers
) -> None:
    session = PageSession(tmp_path / "home", replace(servers, addresses={}))
    servers.put_certificates(session.home / "certs")
    for block in blocks(page):
        session.follow(block)
    assert not session.wrong, "\n\n".join(session.wrong)


def test_the_jobs_of_ci_run_what_the_page_has_run() -> None:
    found = list(blocks(DOCS / "runs-and-ci.md"))
    run = {one.words for block in found if block.language == "console" for one in commands(block)}
    jobs = [yaml.safe_load(block.text) for block in found if block.language == "yaml"]
    steps = [step.get("run", "") for step in jobs[0]["jobs"]["smoke"]["steps"]]
    for lines in (steps, jobs[1]["smoke"]["script"]):
        ours = [line for line in lines if line.startswith("outrider ")]
        assert len(ours) == 2
        assert set(ours) <= run


def test_every_block_is_well_formed() -> None:
    found = [(page, block) for page in PAGES for block in blocks(page)]
    assert found
    wrong = {f"{page.name}:{block.line}": problem(block) for page, block in found}
    assert not {place: what for place, what in wrong.items() if what}


def problem(block: Block) -> str:
    """What is wrong with the text of a block in its language."""
    try:
        if block.language == "toml":
            tomllib.loads(block.text)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language == "yaml":
            yaml.safe_load(block.text)
    except ValueError as error:
        return str(error)
    except yaml.YAMLError as error:
        return str(error)
    if block.language in {"sh", "bash"}:
        return subprocess.run(
            ["bash", "-n"], input=block.text, capture_output=True, text=True, check=False
        ).stderr
    return "" if block.language else "no language"


@pytest.mark.parametrize(
    ("shown", "said", "is_so"),
    [
        ("one\n", "one\n", True),
        ("one\n", "two\n", False),
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\n", "one\n", True),
        ("sent to … today\n", "sent to nowhere today\n", True),
        ("one\n", "one\ntwo\n", False),
        ("12:04:11 api   GET 200 9 ms\n", "23:59:59 api GET 200 1.5 s\n", True),
    ],
)
def test_an_ellipsis_is_any_text_and_clocks_do_not_count(
    shown: str, said: str, is_so: bool
) -> None:
    assert is_shown(shown, said) is is_so
