"""Marked secrets in every place of a request, looked for in every way out of the console."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.canary import files_below, leaks
from tests.engine_lab import status
from tests.integration.test_canary import (
    BODIES,
    EVERY_SECRET,
    SECRETS,
    Nest,
    logging_site,
    nest,
)
from tests.servers.toxic import mirror

from outrider.exporters import EXPORTERS
from outrider.exporters.masked_exchange import masked_exchange
from outrider.exporters.masking import MaskingPolicy
from outrider.model.past_send import PastSend
from outrider.storage.user_files.history_folder import HistoryFolder

__all__ = ["logging_site", "nest"]


@pytest.mark.parametrize("kind", BODIES)
async def test_an_exported_request_shows_no_secret_and_asks_nobody(kind: str, nest: Nest) -> None:
    nest.request("post", f'method = "POST"\n[body]\n{BODIES[kind]}\n', path="{{in_path}}")
    for exporter in EXPORTERS:
        said = await nest.run("export", "post", "--as", exporter.name)
        assert said.status == 0, said.err
        assert said.text
    assert nest.leaks() == []
    assert nest.api.heads == nest.token.heads == []
    assert (await nest.run("export", "post", "--reveal", "--as", "text")).status == 0
    assert nest.leaks() != []


@pytest.mark.parametrize("kind", BODIES)
async def test_what_is_saved_of_a_send_shows_no_secret(
    kind: str,
    nest: Nest,
    tmp_path: Path,
) -> None:
    nest.request("post", f'method = "POST"\n[body]\n{BODIES[kind]}\n', path="{{in_path}}")
    nest.lab.process = {f"C_{name}": value for name, value in SECRETS.items()}
    assert (await nest.run("check")).status == 0
    # It says everything back.
    nest.api.behaviour = mirror
    async with nest.lab.workbench() as workbench:
        result = await nest.lab.send(workbench, "post")
        entries = list(workbench.console)
        masking = MaskingPolicy(workbench.redactor)
    assert status(result) == 200
    assert result.exchange is not None
    texts = [(one.name, one.export_entries(entries, masking).encode()) for one in EXPORTERS]
    past = PastSend(1e9, "post", "dev", "Dev", result.exchange, token=result.token)
    masked = replace(past, exchange=masked_exchange(result.exchange, masking))
    folder = HistoryFolder(tmp_path / "history", nest.lab.root, clock=lambda: 1e9)
    folder.write(masked)
    [found] = folder.read("post")
    assert found.exchange is not None
    assert found.exchange.response is not None
    texts.append(("the body in the file", found.exchange.response.content))
    texts += files_below(tmp_path / "history")
    assert leaks(EVERY_SECRET, texts) == []
    revealed = MaskingPolicy(workbench.redactor, reveals=True)
    assert leaks(EVERY_SECRET, [("", EXPORTERS[1].export_entries(entries, revealed).encode())])
