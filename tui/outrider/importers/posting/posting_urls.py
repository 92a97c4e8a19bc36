"""posting's URLs: parameters in the path, and a query that meets the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from outrider.importers.building.build_report import BuildReport
from outrider.importers.posting.posting_templates import PostingTemplates
from outrider.model.workspace import NameValueRow

_PARAMETER = re.compile(r"(?<!:):([A-Za-z_][A-Za-z0-9_]*)", re.ASCII)
_BEFORE_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")
_LITERAL_START = re.compile(r"(^|/):(?!:)")


def with_posting_parameters(
    url: str, values: Mapping[str, str], report: BuildReport, templates: PostingTemplates
) -> tuple[str, dict[str, str]]:
    """The path of a URL with its parameters, which posting also finds inside of a segment.

    Args:
        url: as posting writes it.
        values: of the parameters, as posting writes them.
        report: is told what is not a parameter here.
        templates: for all texts.
    """
    start = _BEFORE_PATH.match(url)
    at = start.end() if start else 0
    found = re.search(r"[?#]", url[at:])
    stop = at + found.start() if found else len(url)
    path, used = url[at:stop], dict[str, str]()

    def segment(written: str) -> str:
        whole = _PARAMETER.fullmatch(written)
        if whole and whole[1] in values:
            used[whole[1]] = templates.text(values[whole[1]])
            return written
        made, end = [], 0
        for match in _PARAMETER.finditer(written):
            made.append(templates.text(written[end : match.start()]))
            known = values.get(match[1])
            if known is None:
                report.changed(
                    f'Path parameter "{match[0]}" has no value; the text "{match[0]}" is sent.'
                )
            else:
                used[match[1]] = ""
                report.changed(f'Path parameter "{match[0]}" became text of the URL.')
            made.append(match[0] if known is None else templates.text(known))
            end = match.end()
        text = "".join([*made, templates.text(written[end:])])
        # Only where there are parameters is a colon written twice.
        text = text.replace("::", ":") if values else text
        return f"\\{text}" if text.startswith(":") else text

    made = "/".join(map(segment, path.split("/")))
    for name, value in values.items():
        if name not in used and value:
            report.changed(f'Path parameter "{name}" is not in the URL; it is sent nowhere.')
    rest = templates.text(url[stop:])
    return templates.text(url[:at]) + made + rest, {name: one for name, one in used.items() if one}


def merged_query(
    url: str, rows: Sequence[tuple[str, str, bool]], templates: PostingTemplates
) -> tuple[str, tuple[NameValueRow, ...]]:
    """The URL and its rows: a pair of the URL that has a row is sent once.

    posting puts the pairs of the URL first, and takes a row's value where it has one. A query
    that meets no row stays in the URL.
    """
    base, mark, query = url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True) if mark else []
    names = {name for name, _, _ in rows}
    merged = list(rows)
    if any(name in names for name, _ in pairs):
        url, merged, left = base, [], list(rows)
        for name, value in pairs:
            same = next((row for row in left if row[0] == name), None)
            if same is None:
                merged.append((name, value, True))
                continue
            left.remove(same)
            merged.append((name, same[1] or value, same[2]))
        merged += left
    return url, tuple(
        NameValueRow(templates.text(name), templates.text(value), enabled)
        for name, value, enabled in merged
        if name or value
    )
