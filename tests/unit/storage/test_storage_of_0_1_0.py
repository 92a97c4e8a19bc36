"""What Outrider 0.1.0 wrote into the user's folders is read by every later one.

The files in ``written_by_0_1_0`` were made by that version's own code.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from outrider.model.exchange import TlsInfo
from outrider.model.token import TokenSource
from outrider.model.workspace import MultipartBody, NameValueRow
from outrider.storage.draft_folder import DraftFolder
from outrider.storage.user_files.history_folder import HistoryFolder

WRITTEN = Path(__file__).parent / "written_by_0_1_0"
WORKSPACE = Path("/work/space")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def test_its_history(tmp_path: Path) -> None:
    folder = tmp_path / digest(str(WORKSPACE)) / digest("list")
    folder.mkdir(parents=True)
    shutil.copy(WRITTEN / "history.json", folder / "001700000000000-1-1.json")
    [past] = HistoryFolder(tmp_path, WORKSPACE).read("list")
    assert (past.sent_at, past.environment_name, past.problem_lines) == (1.7e9, "Dev", ("Odd.",))
    assert past.exchange is not None
    assert past.exchange.request.headers[2].value == "text/plain"
    response, network = past.exchange.response, past.exchange.network
    assert response is not None
    assert response.header("content-type") == "application/json"
    assert response.content.startswith(b'{"access_token"')
    assert network is not None
    assert network.added_headers == (("Host", "a.test"),)
    assert network.tls == TlsInfo("TLSv1.3", "AES")
    assert past.token is not None
    assert past.token.source is TokenSource.CACHE
    assert past.token.token.requested_scope == {"a", "b"}
    assert past.token.token.expires_at == 61.0


def test_its_drafts(tmp_path: Path) -> None:
    key = hashlib.sha256(os.fsencode(WORKSPACE)).hexdigest()[:16]
    shutil.copy(WRITTEN / "request-draft.json", tmp_path / f"{key}.1-a.{'0' * 16}.json")
    shutil.copy(WRITTEN / "environment-draft.json", tmp_path / f"{key}.1-a.{'1' * 16}.json")
    folder = DraftFolder(tmp_path, WORKSPACE, f"{os.getpid()}-b", lambda: 0.0)
    [draft] = folder.orphaned_requests()
    request = draft.request
    assert (draft.digest, draft.written) == ("abc", 1000.0)
    assert request.query_params == (NameValueRow("a", "1", False, "note"),)
    assert request.path_params == {"id": "7"}
    assert (request.options.timeout, request.options.follow_redirects) == (5.0, True)
    assert isinstance(request.body, MultipartBody)
    assert request.body.parts[0].filename == "b"
    [environment] = folder.orphaned_pages()
    assert (environment.id, environment.table) == ("dev", {"name": "Devel"})
    folder.close()
