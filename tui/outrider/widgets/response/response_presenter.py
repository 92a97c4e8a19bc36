"""An outcome as it is read: title, tabs, notes, and the text of each tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from weakref import ref

from msgspec import Struct
from msgspec.structs import replace
from textual.content import Content

from outrider.body_views import choose_view, format_body, format_head, format_raw
from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.stream_log import StreamLog, log_of
from outrider.model.exchange import FailureKind
from outrider.model.media_type import EVENT_STREAM, is_stream
from outrider.model.message import ResponseMessage
from outrider.model.units import size_text
from outrider.next_steps import SaveWhole
from outrider.toolkit.panes.edge import Edge
from outrider.toolkit.tab_bar import Tab
from outrider.toolkit.viewer.folding_viewer import FoldingViewer
from outrider.toolkit.viewer.viewport import ScreenLine
from outrider.visible_text import visible_line
from outrider.widgets.response import response_lines
from outrider.widgets.response.check_lines import CHECKS_TAB, check_rows, checks_tab, unmet_words
from outrider.widgets.response.response_lines import Mask, lines_layout
from outrider.widgets.response.stream_tab import EVENTS_TAB
from outrider.widgets.view_models import SendOutcome

_HEAD = 1 << 16


class ResponsePresenter:
    """What the panel shows of one outcome; texts are made when they are first asked for.

    Args:
        name_keys: puts keys in the place of their ids.
    """

    def __init__(
        self,
        outcome: SendOutcome | None,
        mask: Mask,
        name_keys: Callable[[str], str],
    ) -> None:
        self.outcome = outcome
        self._mask = mask
        self._name_keys = name_keys
        self._layouts: dict[str, FormattedBody] = {}
        self.is_whole = False
        """Whether the problem has all of the server's words."""
        self._log = outcome.stream if outcome is not None else None
        self.hints: tuple[str, ...] = ()
        """What stands where there is no response yet."""

    @property
    def response(self) -> ResponseMessage | None:
        """The response, where one began."""
        exchange = self.outcome.exchange if self.outcome else None
        return exchange.response if exchange else None

    @property
    def stream(self) -> StreamLog | None:
        """The entries of the response, where it is a stream; made of its body if need be."""
        response = self.response
        if self._log is None and response is not None and is_stream(response.media_type):
            self._log = log_of(response.content, self._content_type)
        return self._log

    def edge(self, *, wide: bool = False, listed: Sequence[str] = ()) -> Edge:
        """Status, time, size, protocol, environment, for the edge of the pane.

        Args:
            wide: whether there is room for the times of the sends before it.
            listed: what is said of the entries of a stream that are shown; empty for nothing.
        """
        if self.outcome is None:
            return Edge("Response")
        facts = tuple(response_lines.summary(self.outcome, wide=wide))
        if self.stream is not None:
            facts = (*listed, entries_text(self.stream), *facts)
        if self.outcome.needs_token and self.outcome.exchange is None:
            return Edge("Response", "✗ No token", "5xx", ("not sent", *facts), keeps_last=True)
        if self.response is None:
            return Edge("Response", "✗ No response", "5xx", facts, keeps_last=True)
        status = f"{response_lines.status_class(self.response.status) or 5}xx"
        badge = response_lines.status_text(self.response)
        return Edge("Response", badge, status, facts, keeps_last=True)

    def tabs(self) -> list[Tab]:
        """What there is to be seen."""
        outcome, response = self.outcome, self.response
        if outcome is None:
            return []
        problem = Tab("problem", "Problem", mark="✗")
        tabs = [problem]
        if response is not None:
            tabs = [Tab("body", "Body"), Tab("raw", "Raw")]
            fields = len(response.headers) + len(response.trailers)
            tabs.append(Tab("headers", "Headers", fields))
            if self.stream is not None:
                # Of events the text is what was received.
                is_text = response.media_type == EVENT_STREAM
                tabs = [EVENTS_TAB, *tabs[is_text:]]
            if outcome.live:
                left_out = {"raw"} if self.stream is None else {"raw", "body"}
                return [one for one in tabs if one.name not in left_out]
        if outcome.exchange is not None:
            tabs.append(Tab("timing", "Timing"))
        if outcome.exchange is not None or outcome.token is not None:
            tabs.append(Tab("token", "Token"))
        if outcome.checks:
            tabs.append(checks_tab(outcome.checks))
        if response is not None and (outcome.problem or outcome.step_label):
            tabs.append(problem)
        return tabs

    def notes(self, name: str, layout: FormattedBody) -> list[Content]:
        """Problems, and what the reader should know of the body in this tab."""
        outcome, response = self.outcome, self.response
        if outcome is None or response is None or name == "problem":
            return []
        # The Problem tab has the rest.
        shown = () if isinstance(outcome.step, SaveWhole) else outcome.problem[:1]
        lines = [Content.styled(f"✗ {visible_line(line)}", "$error") for line in shown]
        if name not in {"body", "raw", "events"}:
            return lines
        if words := unmet_words(outcome.checks):
            lines.append(Content.styled(f"✗ {words}", "$error"))
        lines += [_noted(note) for note in outcome.notes]
        notes = [*response.notes, *layout.notes]
        kept = len(response.content)
        failure = outcome.exchange.failure if outcome.exchange is not None else None
        stopped = failure is not None and failure.kind is FailureKind.CANCELLED
        if response.truncated and self.stream is None and not stopped:
            # First, because it says what can be done; much else may not fit.
            words = f"Truncated to {size_text(kept)}. Press <response.save> to save all of it."
            words = self._name_keys(words)
            lines.insert(0, Content.styled(f"! {words}", "$warning"))
        elif response.size and not kept:
            notes.insert(0, f"The body ({size_text(response.size)}) was saved to a file.")
        elif not kept and not outcome.live:
            notes.insert(0, "The response has no body.")
        if layout.view == "hex":
            kind = response.header("content-type") or "no content type"
            saved = self._name_keys(" Press <response.save> to save it.")
            words = f"Binary ({kind}), {size_text(kept)}."
            notes.insert(0, words if outcome.live else words + saved)
        return lines + [_noted(note) for note in notes]

    def fact(self, name: str, view: FoldingViewer, now: float) -> str:
        """What the value at the cursor of a tab means, secrets masked; empty where it is nothing.

        Args:
            name: of the tab.
            view: where it is read.
            now: seconds since the epoch.
        """
        fact = ""
        if name == "headers" and view.cursor is not None:
            from outrider.body_views.value_facts import text_fact

            field, _, value = view.layout_shown.rows.text(view.cursor).partition(": ")
            fact = text_fact(field, value, now)
        elif (found := view.value) is not None:
            from outrider.body_views.value_facts import value_fact

            fact = value_fact(*found, now)
        return self._mask("", fact) if fact else ""

    def is_slow(self, name: str) -> bool:
        """Whether :meth:`text` takes long enough to be called in a thread."""
        response = self.response
        if name not in {"body", "raw"} or name in self._layouts or response is None:
            return False
        view = choose_view(self._content_type, response.content)
        return len(response.content) > view.max_inline_bytes

    def head(self, name: str) -> FormattedBody:
        """The start of a large body, for a tab."""
        content = self.response.content if self.response else b""
        if name == "raw":
            return format_raw(content[:_HEAD], self._content_type)
        return format_head(content, self._content_type)

    def text(self, name: str) -> FormattedBody:
        """The text of a tab."""
        if name not in self._layouts:
            self._layouts[name] = self._make(name)
        return self._layouts[name]

    def replace_body(self, name: str, layout: FormattedBody) -> None:
        """Remembers what is folded in a text that was made already."""
        known = self._layouts.get(name)
        if known is not None and known.rows.data is layout.rows.data:
            self._layouts[name] = replace(known, rows=layout.rows)

    def add_slow_notes(self, name: str) -> bool:
        """Finds what takes longer to be said than the layout took, if any; call it in a thread."""
        known = self._layouts.get(name)
        if known is None or known.slow_notes is None:
            return False
        found = known.slow_notes()
        # It may have been folded meanwhile.
        known = self._layouts.get(name, known)
        self._layouts[name] = replace(known, notes=(*found, *known.notes), slow_notes=None)
        return bool(found)

    @property
    def _content_type(self) -> str:
        return (self.response.header("content-type") or "") if self.response else ""

    @property
    def has_more_words(self) -> bool:
        """Whether the server has said more than the problem has at first."""
        return self.outcome is not None and bool(self.outcome.whole_problem)

    def turn_words(self) -> None:
        """Shows all of the server's words, or their beginning again."""
        self.is_whole = not self.is_whole
        self._layouts.pop("problem", None)

    def _problem(self, outcome: SendOutcome) -> Sequence[str]:
        """The lines of the problem, and the key that shows more of the server's words or less."""
        lines = outcome.problem or outcome.token_notes or ("No response",)
        if not outcome.whole_problem:
            return lines
        if self.is_whole:
            key = self._name_keys("Press <response.words> to show less of it.")
            return (*outcome.whole_problem, "", key)
        key = self._name_keys("Press <response.words> to show the whole message.")
        at = next((n for n, line in enumerate(lines) if line.startswith(_SERVER_WORDS)), 0)
        return (*lines[: at + 1], f"  {key}", *lines[at + 1 :])

    def _make(self, name: str) -> FormattedBody:
        outcome, response = self.outcome, self.response
        if outcome is None:
            return lines_layout(("Nothing sent yet.", "", *self.hints), "")
        if name == "problem":
            what, *more = self._problem(outcome)
            return lines_layout((f"✗ {what}", *more), "problem")
        beside = _beside_response(name, outcome)
        if beside is not None:
            return beside
        if name == "timing" and outcome.exchange is not None:
            return lines_layout(response_lines.timing_lines(outcome.exchange))
        if response is None:
            return lines_layout((), "")
        if name == "headers":
            return lines_layout(response_lines.header_lines(response, self._mask))
        if name == "raw" or outcome.live:
            return format_raw(response.content, self._content_type)
        return format_body(response.content, self._content_type)


_SERVER_WORDS = "Server message: "


def _beside_response(name: str, outcome: SendOutcome) -> FormattedBody | None:
    """The text of a tab that tells of the send, not of its response; ``None`` for others."""
    if name == CHECKS_TAB:
        return lines_layout((line for line, _ in check_rows(outcome.checks)), "checks")
    if name == "token":
        token = response_lines.token_lines(outcome.token)
        above = (*outcome.token_notes, "") if outcome.token_notes else ()
        return lines_layout((*above, *token))
    return None


def entries_text(log: StreamLog) -> str:
    """How many entries came."""
    return f"{log.total:,} event{'' if log.total == 1 else 's'}"


def _noted(note: str) -> Content:
    """A note; what belongs to the one before it begins with two spaces, and gets no mark."""
    mark = "" if note.startswith("  ") else "! "
    return Content.styled(f"{mark}{visible_line(note)}", "$warning")


MOST = 100
"""Responses whose place is kept."""


class ReadingPosition(Struct, frozen=True):
    """The tab that was on top, and the first line that was shown of each tab, by its name."""

    tab: str
    tops: Mapping[str, ScreenLine]


class ReadingPositions:
    """The places, each as long as its request has no other response."""

    def __init__(self) -> None:
        # Without the responses themselves, which may be large.
        self._kept: dict[str, tuple[ref[SendOutcome], ReadingPosition]] = {}

    def leave(self, outcome: SendOutcome, place: ReadingPosition) -> None:
        """Keeps a place; the oldest goes where there are too many."""
        self._kept.pop(outcome.request_id, None)
        self._kept[outcome.request_id] = (ref(outcome), place)
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def find(self, outcome: SendOutcome | None) -> ReadingPosition | None:
        """The place in this very response."""
        kept = self._kept.get(outcome.request_id) if outcome is not None else None
        return kept[1] if kept is not None and kept[0]() is outcome else None
