"""Where secrets stand in a text, however they are spelled there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from outrider.redaction.broken_lines import BrokenLines, Readings
from outrider.redaction.decoded_text import DecodedText, decoded_texts
from outrider.redaction.many_lines import folded, folded_level
from outrider.redaction.secret_spellings import (
    LONGEST_SEED,
    MERGED,
    SHORTEST,
    Seed,
    SpelledSecret,
    Spelling,
    as_decoded,
)

_BEHIND_A_CUT = "…)\"'.,;"
"""What sentences have behind a text that was cut off."""

_WORD = 8
"""Characters of a word, each an octet: that of a 64-bit number."""

_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")


class SecretSearch:
    """Finds secrets in texts; what it knows grows only."""

    def __init__(self) -> None:
        self._literal = _Sought()
        self._spaced = _Sought()
        self._decoded = _Sought()
        self._respelled = _Sought()
        self._encoded = _SoughtInRuns()
        self._hexadecimal = _Sought()
        self._folded = _Sought()
        self._lines = BrokenLines()
        self._lines.add(_BASE64)

    def add(self, secret: SpelledSecret) -> None:
        """Looks for this one from now on."""
        for one in secret.literal:
            (self._spaced if _has_space(one.text) else self._literal).add((one,))
        self._encoded.add(secret.encoded)
        self._hexadecimal.add(secret.hexadecimal)
        self._folded.add(secret.folded)
        literal = {one.text for one in secret.literal}
        for one in secret.decoded:
            # A blank may have been a plus sign.
            is_same = one.text in literal and not _has_space(one.text)
            (self._decoded if is_same else self._respelled).add((one,))
        for one in (*secret.literal, *secret.decoded):
            self._lines.add(one.text)

    def find(self, text: str) -> list[tuple[int, int]]:
        """The pieces of a text that tell a secret, in order; those that overlap are one."""
        levels = list(decoded_texts(text))
        last = levels[-1]
        spans: list[tuple[int, int]] = []
        literal: set[str] = set()
        encoded: set[str] = set()
        hexadecimal: set[str] = set()
        readings = cache(self._lines.readings)
        for level in levels:
            is_literal, runs, joined = self._new_in(level, readings)
            if is_literal:
                literal |= self._literal.seeds_in(joined)
            if runs:
                encoded |= self._encoded.seeds_in(runs)
                hexadecimal |= self._hexadecimal.seeds_in(runs.lower())
            one = readings(level).joined
            if level is levels[0] or level is not last or one is not level:
                # What stands around it may make an escape with its start, in the next round.
                spans += _found(one, one.text, text, self._literal, literal)
                spans += self._find_read(readings(level), text, self._spaced, str)
        for one in [readings(level).joined for level in dict.fromkeys((levels[0], last))]:
            spans += _found(one, one.text, text, self._encoded, encoded)
            if hexadecimal:
                lower = _in_lower_case(one.text)
                spans += _found(one, lower, text, self._hexadecimal, hexadecimal)
        if last is not levels[0]:
            one = readings(last).joined
            spans += _found(one, as_decoded(one.text), text, self._decoded, literal)
        spans += self._find_read(readings(last), text, self._respelled, as_decoded)
        if self._folded.seeds:
            spans += self._find_folded(last, text)
        return _merged(spans)

    def _new_in(
        self, level: DecodedText, readings: Callable[[DecodedText], Readings]
    ) -> tuple[bool, str, str]:
        """What is to be searched in a text, which was searched before its escapes were undone.

        Returns:
            Whether there may be secrets as they are; what may be base64 or hex; all of it.
        """
        # What was not there before has something in it that was undone.
        new = level.new_characters()
        is_any = new is None or self._lines.are_broken_by(new, level.text)
        is_coded = is_any or not _BASE64.isdisjoint(new or ())
        is_literal = is_any or not self._literal.characters.isdisjoint(new or ())
        changed = level.changed_parts(LONGEST_SEED) if is_coded or is_literal else ""
        # What has no blank in it stands in joined lines too if it stands in one of them.
        is_whole = changed is level.text
        joined = readings(level).joined.text if is_whole else self._lines.joined(changed)
        # With something before the first one too, the pattern is faster.
        runs = "\n".join(_runs().findall(f"\n{joined}")) if is_coded else ""
        return is_literal, runs, joined

    def _find_read(
        self, readings: Readings, source: str, sought: _Sought, told: Callable[[str], str]
    ) -> Iterator[tuple[int, int]]:
        """Where secrets with blanks stand, however the lines of a text are read."""
        if not sought.seeds:
            return
        texts = [told(one.text) for one in readings.each]
        seeds = sought.seeds_in_any(told(readings.joined.text), texts)
        for one, text in zip(readings.each, texts, strict=True):
            yield from _found(one, text, source, sought, seeds)

    def _find_folded(self, level: DecodedText, source: str) -> Iterator[tuple[int, int]]:
        """Where secrets of several lines stand, whatever is between these."""
        told = folded(level.text)
        seeds = self._folded.seeds_in(told)
        # The way back is made only where something is found.
        if seeds or self._folded.is_cut_off_in(told):
            level = folded_level(level)
            yield from _found(level, level.text, source, self._folded, seeds)


class _Sought:
    """Spellings to look for in texts of one kind."""

    def __init__(self) -> None:
        self.seeds: list[tuple[str, Seed, Spelling]] = []
        self.can_be_cut: list[tuple[str, Spelling]] = []
        self.characters: set[str] = set()
        self._texts: dict[str, None] = {}

    def add(self, spellings: Iterable[Spelling]) -> None:
        for one in spellings:
            self.seeds += ((seed.text, seed, one) for seed in one.seeds)
            self.characters.update(*(seed.text for seed in one.seeds))
            # Some have the same pieces.
            self._texts.update((seed.text, None) for seed in one.seeds)
            if one.cut_behind is not None:
                self.can_be_cut.append((one.text, one))

    def seeds_in(self, text: str) -> set[str]:
        # Many secrets and short texts are usual: most of the work is this line.
        return {seed for seed in self._texts if seed in text}

    def seeds_in_any(self, joined: str, texts: Iterable[str]) -> set[str]:
        """Those that stand in one of the readings of a text: without a blank, in joined lines."""
        found = {seed for seed in self._texts if " " not in seed and seed in joined}
        gapped = [seed for seed in self._texts if " " in seed]
        return found.union(seed for text in texts for seed in gapped if seed in text)

    def is_cut_off_in(self, text: str) -> bool:
        """Whether one of them may begin at the end of the text."""
        cut = _end_of(text)
        return len(cut) == SHORTEST and any(cut in one for one, _ in self.can_be_cut)


class _SoughtInRuns(_Sought):
    """The same for base64, of which each secret has some eight pieces.

    Those are not sought one by one in a long text: each that stands there has one of its words
    at a place that can be divided by the length of a word, so only every eighth place is looked at.
    """

    def __init__(self) -> None:
        super().__init__()
        self._of_words: dict[int, set[str]] = {}
        self._short: set[str] = set()

    def add(self, spellings: Iterable[Spelling]) -> None:
        before = len(self.seeds)
        super().add(spellings)
        for seed, _, _ in self.seeds[before:]:
            if len(seed) < 2 * _WORD - 1:
                self._short.add(seed)
                continue
            for at in range(_WORD):
                self._of_words.setdefault(_words(seed[at : at + _WORD])[0], set()).add(seed)

    def seeds_in(self, text: str) -> set[str]:
        words = self._of_words.keys() & _words(text)
        likely = self._short.union(*(self._of_words[word] for word in words))
        return {seed for seed in likely if seed in text}


def mask_found(text: str, spans: list[tuple[int, int]], mask: str) -> str:
    """The text with the mask in the place of each of these pieces."""
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept += (text[at:start], mask)
        at = end
    return "".join((*kept, text[at:]))


def _found(
    level: DecodedText, told: str, source: str, sought: _Sought, seeds: set[str]
) -> Iterator[tuple[int, int]]:
    """The pieces of the source in which one of these is told.

    Args:
        level: the source, decoded so far.
        told: its text.
        source: the text as it came.
        sought: what to look for.
        seeds: those that may be there.
    """
    for text, seed, spelling in [one for one in sought.seeds if one[0] in seeds]:
        for place in _places(told, text):
            found = _extended(level, told, source, (spelling, seed, place.at))
            place.tells = found is not None
            if found is not None:
                yield found
    end = len(told.rstrip(_BEHIND_A_CUT))
    cut = _end_of(told)
    if len(cut) < SHORTEST:
        return
    for spelling in [one for text, one in sought.can_be_cut if cut in text]:
        start = _cut_off(told, end, cut, spelling)
        if start is not None:
            yield level.start_in_source(start), level.end_in_source(end)


def _words(text: str) -> memoryview:
    """Each eight characters of an ASCII text as a number."""
    octets = text.encode("ascii")
    return memoryview(octets + bytes(-len(octets) % _WORD)).cast("Q")


def _has_space(text: str) -> bool:
    return text.split() != [text]


def _end_of(told: str) -> str:
    """The last characters of a text, without what stands behind a text that was cut off."""
    end = len(told.rstrip(_BEHIND_A_CUT))
    return told[max(end - SHORTEST, 0) : end]


class _Place:
    """Where a piece of a secret stands, and whether the secret does."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.tells = False


def _places(told: str, sought: str) -> Iterator[_Place]:
    """Where a text stands; of places that overlap those that matter."""
    length, at = len(sought), told.find(sought)
    while at >= 0:
        place = _Place(at)
        yield place
        if place.tells:
            # Those that begin within its first half repeat one period: the last covers all.
            last = _Place(told.rfind(sought, at + 1, at + length + length // 2))
            if last.at > at:
                yield last
                at = last.at if last.tells else at
        at = told.find(sought, at + 1)


def _extended(
    level: DecodedText, told: str, source: str, place: tuple[Spelling, Seed, int]
) -> tuple[int, int] | None:
    """All that stands there of a spelling, in the source; nothing if that tells no secret."""
    spelling, seed, at = place
    text = spelling.text
    start, end = seed.offset, seed.offset + len(seed.text)
    first = start - _common_end(told, at, text, start)
    last = end + _common_start(told, at + len(seed.text), text, end)
    begin, stop = at - (start - first), at + (last - start)
    # The bits of a secret at its ends share characters with what stands around, in base64.
    left, right = spelling.margins
    if left and first == 0 and begin and told[begin - 1] in _BASE64:
        begin -= 1
    if right and last == len(text) and told[stop : stop + 1] in _BASE64:
        stop += 1
    if right is not None and last == len(text):
        stop += 2 - len(told[stop : stop + 2].ljust(2).lstrip("="))
    begin, stop = level.start_in_source(begin), level.end_in_source(stop)
    if 0 < first <= MERGED and source.endswith(text[:first], 0, begin):
        begin, first = begin - first, 0
    if 0 < len(text) - last <= MERGED and source.startswith(text[last:], stop):
        stop, last = stop + len(text) - last, len(text)
    tells = (first == 0 and last >= spelling.least_start) or (
        last == len(text) and last - first >= spelling.least_end
    )
    return (begin, stop) if tells and stop - begin >= spelling.shortest else None


def _common_start(told: str, at: int, text: str, start: int) -> int:
    """How many characters are the same from here on."""
    if told.startswith(text[start:], at):
        return len(text) - start
    return _longest(len(text) - start, lambda size: told.startswith(text[start : start + size], at))


def _common_end(told: str, at: int, text: str, end: int) -> int:
    """How many characters are the same up to here."""
    if told.endswith(text[:end], 0, at):
        return end
    return _longest(end, lambda size: told.endswith(text[end - size : end], 0, at))


def _longest(limit: int, same: Callable[[int], bool]) -> int:
    """The largest size that is the same, found in time linear in it."""
    size = 1
    while size <= limit and same(size):
        size *= 2
    low, high = size // 2, min(size, limit + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if same(middle) else (low, middle)
    return low


def _cut_off(told: str, end: int, cut: str, spelling: Spelling) -> int | None:
    """Where a secret begins of which the first part stands at the end of a text."""
    text = spelling.text
    place = text.find(cut, spelling.cut_behind)
    while place >= 0:
        start = end - SHORTEST - place
        if start >= 0 and told.startswith(text[: place + SHORTEST], start):
            return start
        place = text.find(cut, place + 1)
    return None


def _in_lower_case(text: str) -> str:
    """The text with its ASCII letters, at least, in lower case, and as long as before."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(one.lower() if one.isascii() else one for one in text)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


@cache
def _runs() -> re.Pattern[str]:
    """What may be base64 or hex of eight bytes."""
    return re.compile(r"[^A-Za-z0-9+/_-]([A-Za-z0-9+/_-]{10,})")
