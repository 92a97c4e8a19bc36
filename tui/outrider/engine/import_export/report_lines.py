"""What became of an import or an export, as lines for the shell and the screen.

Remarks of one kind stand together. The lines are made visible and hold no secret.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from msgspec import structs

from outrider.model.import_result import ImportRemark, ImportVerdict
from outrider.visible_text import visible_line

MOST_PLACES = 3
"""Places of one kind of remark that are named, unless all are asked for."""

MOST_LISTED = 10
"""Names of one list in a sentence, unless all are asked for."""

NOT_IMPORTED = ImportVerdict.NOT_CARRIED.value.capitalize()
"""The heading of what an import has not brought."""

_NAMES = re.compile(
    r"\"[^\"]*\"|'[^']*'|“[^”]*”|\{\{[^{}]*\}\}|\S*[\d_/\\{}=<>@$`.:-]\S*[^\s.,:;]|\d+|"
    r"\b[a-z]+(?:[A-Z][a-z0-9]*)+\b|\b[A-Z]{2,}\b"
)
"""What names something in a sentence: quotations, options, paths, numbers, words of code."""

_LIST = re.compile(r"·(?:(?:, and |, | and )·)+")
_CODE = re.compile(r"[(){}\[\];=]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_NAMES_ONLY = re.compile(r"[^\s,]+(?:, [^\s,]+)*\.?")


def report_lines(
    remarks: Sequence[ImportRemark], *, full: bool = False, rest: str = "", lost: str = NOT_IMPORTED
) -> Iterator[str]:
    """What was converted, what was changed, what is missing (``lost`` is its heading), and why.

    Remarks of one kind stand together, with the first three of their places; ``full`` gives all,
    and ``rest`` says how to see those that were left out.
    A file is called by its name, where no other file of the import has the same.
    """
    sources = {remark.source for remark in remarks}
    names = Counter(PurePath(source).name for source in sources)
    short = {
        source: PurePath(source).name for source in sources if names[PurePath(source).name] == 1
    }
    remarks = [
        structs.replace(remark, source=short.get(remark.source, remark.source))
        for remark in remarks
    ]
    for verdict in ImportVerdict:
        found = [remark for remark in remarks if remark.verdict is verdict]
        if verdict is ImportVerdict.CARRIED and not found:
            continue
        yield ""
        head = lost if verdict is ImportVerdict.NOT_CARRIED else verdict.value.capitalize()
        yield f"{head}: {len(found) or 'nothing'}"
        kinds: dict[tuple[str, ...], list[ImportRemark]] = {}
        for remark in found:
            kinds.setdefault(_kind(remark), []).append(remark)
        for kind in kinds.values():
            yield from _kind_lines(kind, rest and f"; {rest}", full=full)


def _pattern(text: str) -> str:
    """A sentence without what differs between two of its kind: names, numbers, code, lists."""
    bare = _LIST.sub("·", _NAMES.sub("·", text))
    head, colon, rest = bare.rpartition(": ")
    is_prose = len(_WORD.findall(rest)) > 1 and not _NAMES_ONLY.fullmatch(rest)
    if colon and (":" in head or _CODE.search(rest) or not is_prose):
        return f"{head}: ·"
    return bare


def _shortened(sentence: str, rest: str) -> str:
    """A sentence with the first names of a long list."""
    names = sentence.split(", ")
    if len(names) <= MOST_LISTED + 1:
        return sentence
    return f"{', '.join(names[:MOST_LISTED])} … and {len(names) - MOST_LISTED:,} more{rest}"


def _kind(remark: ImportRemark) -> tuple[str, ...]:
    """What remarks have in common that differ in names and numbers only."""
    return (_pattern(remark.what), remark.advice and _pattern(remark.why))


def _kind_lines(remarks: Sequence[ImportRemark], rest: str, *, full: bool) -> Iterator[str]:
    """The sentences of one kind with their places; each sentence and each reason once."""
    most = len(remarks) if full else MOST_PLACES
    texts: dict[str, list[ImportRemark]] = {}
    for remark in remarks:
        texts.setdefault(remark.what, []).append(remark)
    count = 0
    told: set[str] = set()
    for what, found in texts.items():
        shown = found[: max(most - count, 1)]
        places = list(filter(None, map(_place, shown)))
        sentence = what if full else _shortened(what, rest)
        if len(found) == 1:
            yield visible_line(f"  {places[0]}: {sentence}" if places else f"  {sentence}")
        else:
            yield visible_line(f"  {len(found):,} times: {sentence}")
            yield from (visible_line(f"    {place}") for place in places)
            if left := len([*filter(None, map(_place, found))]) - len(places):
                yield f"    … and {left:,} more{rest}"
        count += len(found)
        for more in (one for remark in shown for one in (remark.why, remark.advice)):
            if more and more not in told:
                told.add(more)
                yield visible_line(f"    {more}")
        if count >= most and len(remarks) > count:
            yield f"  … and {len(remarks) - count:,} more of this kind{rest}"
            return


def _place(remark: ImportRemark) -> str:
    place = remark.place
    if remark.line is not None:
        place = f"{place}, line {remark.line}" if place else f"line {remark.line}"
    return ": ".join(filter(None, (remark.source, place)))
