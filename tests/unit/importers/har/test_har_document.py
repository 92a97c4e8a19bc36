"""Archives that are too large."""

from __future__ import annotations

import pytest
from tests.unit.importers.har.archives import archive, entry, read

from outrider.errors import ImportRejected
from outrider.importers.har import har_document


def test_a_file_that_is_too_large_is_refused_with_how_to_cut_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(har_document, "LARGEST", 2_000_000)
    with pytest.raises(ImportRejected, match=r"shop\.har has 3 MB; the limit of a HAR") as refused:
        read(archive(entry(answer="x" * 3_000_000)))
    assert "jq 'del(.log.entries[].response.content.text)'" in refused.value.advice
