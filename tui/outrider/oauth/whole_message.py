"""All of a server's words, for a reader who wants to see more than their beginning."""

from __future__ import annotations

from outrider.oauth.server_words import ServerWords

LONGEST = 8_000
"""Characters of a message that are kept; the console has the whole body."""


def whole_message(said: str, words: ServerWords, shown: str) -> str:
    """All that a server said, on its lines; empty where ``shown`` has it all already.

    Args:
        said: the message, masked.
        words: what else it said, masked; of a page, all of its text.
        shown: the message as it is shown on one line.
    """
    more = words.more.strip()
    whole = more if said.strip() and said.strip() in more else f"{said}\n{more}"
    lines = (" ".join(line.split()) for line in whole.strip().splitlines())
    text = "\n".join(filter(None, lines))
    if len(text) > LONGEST:
        text = f"{text[:LONGEST].rstrip()}…"
    return "" if text.replace("\n", " ") == shown else text
