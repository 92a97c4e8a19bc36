"""``powershell -EncodedCommand``: decoded, read, and told; what is no such command stays."""

from __future__ import annotations

from base64 import b64encode
from textwrap import wrap

from tests.each_case import each_case

from outrider.importers import read_sources
from outrider.importers.encoded_commands import with_decoded_commands
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportVerdict


def encoded(command: str) -> str:
    return b64encode(command.encode("utf-16-le")).decode()


REST = encoded("Invoke-RestMethod -Uri https://h.example/x -Method POST -Body 'ä=1'")
CURL = encoded("curl.exe https://h.example/x -X POST -d 'ä=1'")
WRAPPED = "\n".join(wrap(REST, 20))
JOINED = " `\n  ".join(wrap(REST, 20))


@each_case(
    [
        f"powershell -EncodedCommand {REST}",
        f"PS C:\\> pwsh -NoProfile -enc {REST}\n",
        f'"C:\\Windows\\System32\\powershell.exe" -ExecutionPolicy Bypass /e "{REST}"\n',
        f"$ powershell.exe -EC {CURL}\n",
        f"powershell -EncodedCommand\n{WRAPPED}\nls\n",
        f"powershell -EncodedCommand `\n  {JOINED}\n",
    ]
)
def test_an_encoded_command_is_read_and_told(text: str) -> None:
    found = read_sources([ImportSource("a.ps1", text)])
    (request,) = found.requests
    assert (request.method, request.url) == ("POST", "https://h.example/x")
    assert "ä" in repr(request.body)
    told = found.remarks[0]
    assert (told.verdict, told.line) == (ImportVerdict.CARRIED, 1)
    assert told.what == "The encoded command of PowerShell was decoded and read."


def test_one_beside_commands_of_a_shell_is_read_in_its_place() -> None:
    text = f"curl https://h.example/a\npowershell -e {CURL}\ncurl https://h.example/b\n"
    found = read_sources([ImportSource("a.sh", text)])
    assert [one.url.rpartition("/")[2] for one in found.requests] == ["a", "x", "b"]


@each_case(
    [
        "powershell -Command 'irm https://h.example'\n",
        "powershell -EncodedCommand\n",
        "powershell -EncodedCommand abc\n",
        "powershell -EncodedCommand AAAAAAAA\n",
        f"powershell -ExecutionPolicy {REST}\n",
        f"echo powershell -e {REST}\n",
        f'{{"a": "powershell -e {REST}"}}',
        "powershell -e " + "A\n" * 5_000,
    ]
)
def test_what_is_none_stays_as_it_is(text: str) -> None:
    source = ImportSource("a", text)
    assert with_decoded_commands(source) == (source, ())
