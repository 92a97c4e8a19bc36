"""The file with the rows of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.errors import DocumentError
from outrider.storage.reading.data_file import read_data_file


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("d.csv", "a;b\nä;2\n".encode()),
        ("d.csv", b"\xef\xbb\xbf" + "a,b\nä,2\n".encode()),
        ("d.tsv", "a\tb\nä\t2\n".encode()),
        ("d.txt", "\ufeffa,b\r\nä,2".encode("utf-16-le")),
        ("d.json", '[{"a": "ä", "b": 2}]'.encode()),
        ("d.jsonl", '{"a": "ä", "b": 2}\n\n'.encode()),
        ("d.NDJSON", b'{"a": "\\u00e4", "b": 2}'),
        ("rows", ' [{"a": "ä", "b": "2"}]'.encode()),
    ],
)
def test_formats_and_encodings(tmp_path: Path, name: str, data: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert [row.values for row in read_data_file(str(file))] == [{"a": "ä", "b": "2"}]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"a,b\n", "The file has no rows."),
        (b"a,b\nx,\xff\n", "Line 2 is not UTF-8."),
    ],
)
def test_what_has_no_rows(tmp_path: Path, data: bytes, what: str) -> None:
    file = tmp_path / "d.csv"
    file.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_data_file(str(file))
    assert caught.value.what == what


def test_what_is_no_file(tmp_path: Path) -> None:
    for name in (tmp_path, tmp_path / "none.csv", Path("/dev/zero")):
        with pytest.raises(DocumentError, match="cannot be read"):
            read_data_file(str(name))
