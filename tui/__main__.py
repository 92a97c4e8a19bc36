"""``python -m tui`` is ``outrider``."""

from __future__ import annotations

from tui.cli.main import run

if __name__ == "__main__":
    run()
