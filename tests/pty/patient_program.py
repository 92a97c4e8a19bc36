"""The real program, which nothing ends by force however busy the machine is."""

from __future__ import annotations

from outrider.__main__ import run
from outrider.terminal.app import terminal_app

terminal_app.GRACE = 3600  # type: ignore[attr-defined]
run()
