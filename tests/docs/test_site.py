"""The site is built from the pages, and loads nothing from elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.docs.page_blocks import DOCS, PAGES, ROOT
from tests.patience import PATIENCE

GENERATOR = ROOT / ".venv-docs/bin/zensical"
LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\ssrc=[\"']?([^\s\"'>]+)"
    r"|<link\b[^>]*\srel=[\"']?(?:stylesheet|icon)[^>]*\shref=[\"']?([^\s\"'>]+)"
)
"""What a page loads by itself."""


@pytest.mark.skipif(not GENERATOR.exists(), reason="make docs installs the generator")
def test_the_site_is_built_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(DOCS, tmp_path / "docs")
    done = subprocess.run(
        [str(GENERATOR), "build", "--strict"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for page in PAGES:
        built = (tmp_path / "site" / page.relative_to(DOCS)).with_suffix(".html")
        text = built.read_text("utf-8")
        loaded = [one[1] or one[2] for one in LOADED.finditer(text)]
        assert loaded
        for source in loaded:
            assert (built.parent / source.partition("?")[0]).exists(), (page, source)
    # A search index that a page can load from a folder, too.
    assert (tmp_path / "site/search.js").exists()
