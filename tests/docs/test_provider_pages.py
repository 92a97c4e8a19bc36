"""Each known server has a page, with the environment that ``init`` writes for it."""

from __future__ import annotations

from tests.docs.page_blocks import DOCS, blocks
from tests.shell import ROOT

from outrider.storage.reading.provider_templates import provider_templates

PROVIDERS = DOCS / "providers"


def test_each_known_server_has_a_page_with_its_environment() -> None:
    templates = {one.name: one for one in provider_templates()}
    assert {page.stem for page in PROVIDERS.glob("*.md")} == {"index", *templates}
    for name, template in templates.items():
        page = PROVIDERS / f"{name}.md"
        heading, _, summary, *_ = page.read_text("utf-8").splitlines()
        assert (heading, summary) == (f"# {template.title}", f"{template.summary}.")
        shown = [block.text for block in blocks(page) if block.language == "toml"]
        text = (ROOT / f"sample_envs/providers/{name}.toml").read_text("utf-8")
        # The demo's secret, which everybody knows, is entered as any other.
        assert shown == [
            text.replace('client_secret = "secret"', "client_secret = { prompt = true }")
        ]
