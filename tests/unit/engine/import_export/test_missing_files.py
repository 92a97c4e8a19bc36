"""Files that a request names and its workspace does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.engine.import_export.missing_files import missing_files
from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("curl https://a.test/ -F f=@x.pdf -F 'g=@\"y z\";type=a/b' -F h=i", ["x.pdf", "y z"]),
        ("curl https://a.test/ --data-binary @x.bin", ["x.bin"]),
        ("curl https://a.test/ -T ../up.bin", ["../up.bin"]),
        ("curl https://a.test/ -E me:pw1234 --key k --cacert ca", ["k", "me", "ca"]),
        ("curl https://a.test/ -F 'f=@{{x}}.pdf'", ["{{x}}.pdf"]),
        # Absolute paths are the same everywhere, and a reference is known when it has a value.
        ('curl https://a.test/ -F f=@/x.pdf -F g=@~/y -F "h=@$DIR/z" -F i=@there/t.bin', []),
    ],
)
def test_each_is_told(tmp_path: Path, command: str, names: list[str]) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/t.bin").write_bytes(b"t")
    imported = CurlImporter().read([ImportSource("one.sh", command)])
    told = [one.what for one in missing_files(tmp_path, imported)]
    assert sorted(told) == sorted(f'File "{one}" not found in the workspace.' for one in names)


def test_what_the_import_writes_itself_is_there(tmp_path: Path) -> None:
    large = "x" * 600_000
    imported = CurlImporter().read([ImportSource("one.sh", f"curl https://a.test/ -d {large}")])
    assert imported.files
    assert missing_files(tmp_path, imported) == ()
