"""What is left of a token's life, and the one timer that counts it down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from textual.timer import Timer
from textual.widget import Widget

from outrider.model.token import TokenIndicator
from outrider.model.units import left_text, until_next_left_text
from outrider.widgets.view_models import EnvironmentRow

_TEXTS = {
    TokenIndicator.FRESH: ("● {left}", "success"),
    # The next request renews it: no alarm.
    TokenIndicator.STALE: ("◐ {left}", "muted"),
    TokenIndicator.FETCHING: ("◐ fetching", "accent"),
    TokenIndicator.EXPIRED: ("○ expired", "muted"),
    TokenIndicator.FAILED: ("✗ failed", "error"),
    TokenIndicator.NOT_OAUTH: ("", "muted"),
    TokenIndicator.NONE: ("○", "muted"),
}
_COUNTING = frozenset({TokenIndicator.FRESH, TokenIndicator.STALE})


def indicator_at(row: EnvironmentRow, now: float) -> TokenIndicator:
    """The state of a row's token at ``now``: time passes without anybody saying so."""
    if row.light not in _COUNTING or row.expires_at is None:
        return row.light
    if now >= row.expires_at:
        return TokenIndicator.EXPIRED
    if row.stale_at is not None and now >= row.stale_at:
        return TokenIndicator.STALE
    return row.light


def indicator_text(row: EnvironmentRow, now: float) -> tuple[str, str]:
    """A row's token as text (``● 42 min``) and the role of its colour."""
    text, role = _TEXTS[indicator_at(row, now)]
    left = "" if row.expires_at is None else left_text(row.expires_at - now)
    return text.format(left=left).rstrip(), role


_IN_BAR = {
    TokenIndicator.FETCHING: "◐ fetching {name}",
    TokenIndicator.NOT_OAUTH: "",
    TokenIndicator.NONE: "○ no {name}",
}


def bar_text(row: EnvironmentRow, now: float) -> str:
    """A row's token as the top line has it: ``● token 42 min``, ``○ no billing token``."""
    light = indicator_at(row, now)
    if light in _IN_BAR:
        name = f"{row.auth} token" if row.auth else "token"
        return _IN_BAR[light].format(name=name)
    sign, _, rest = indicator_text(row, now)[0].partition(" ")
    return f"{sign} {row.auth or 'token'} {rest}"


def countdown_ends(rows: Iterable[EnvironmentRow], now: float) -> Iterator[float]:
    """When the countdowns of those rows end that count, and when their tokens become stale."""
    for row in rows:
        if row.expires_at is not None and indicator_at(row, now) in _COUNTING:
            yield row.expires_at
            if row.stale_at is not None:
                yield row.stale_at


class CountdownTimer:
    """Calls a widget when one of its countdowns says something else, and only then.

    That is each minute, and each second near the end.
    """

    def __init__(
        self,
        widget: Widget,
        clock: Callable[[], float],
        ends: Callable[[float], Iterable[float]],
        tick: Callable[[float], None],
    ) -> None:
        self._widget = widget
        self._clock = clock
        self._ends = ends
        self._tick = tick
        self.timer: Timer | None = None

    def set(self) -> None:
        """Looks again at what there is to count."""
        if self.timer is not None:
            self.timer.stop()
            self.timer = None
        if not self._widget.is_attached or not self._widget.is_mounted:
            return
        now = self._clock()
        waits = [until_next_left_text(end - now) for end in self._ends(now) if end > now]
        if waits:
            # A moment later than the change, or the old number is drawn once more.
            self.timer = self._widget.set_timer(min(waits) + 0.02, self._fire)

    def _fire(self) -> None:
        self.timer = None
        self._tick(self._clock())
        self.set()


class CountingWidget(Widget):
    """A widget whose countdowns run while it is in sight."""

    _ticker: CountdownTimer

    def on_mount(self) -> None:
        """Counts."""
        self._ticker.set()

    def on_show(self) -> None:
        """Counts again."""
        self._ticker.set()

    def on_hide(self) -> None:
        """Nothing counts out of sight."""
        self._ticker.set()
