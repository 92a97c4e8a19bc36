"""The workbench's layout and CSS, and its classes for narrow and short terminals."""

from __future__ import annotations

from textual import events
from textual.geometry import Size

from outrider.terminal.app.startup import StartupApp
from outrider.terminal.device.frame_size import BOXES, SHORT, sidebar_width
from outrider.terminal.rendering.partial_repaint import PartialRepaintScreen
from outrider.widgets.chrome.size_notice import SizeNotice


class WorkbenchLayout(PartialRepaintScreen[None]):
    """Lays the panes out, for every size of the terminal.

    Attributes:
        startup_finished: whether what the first frame did not need is there.
        waits: whether that comes so soon that nothing is drawn before it.
    """

    CSS_PATH = None
    DEFAULT_CSS = """
    WorkbenchLayout {
        layers: base over;
        & > .over { layer: over; }
        & > StatusBar { dock: top; }
        & > FooterBar { dock: bottom; }
        & PaneColumn { padding: 0 1 1 1; }
        & #work { width: 1fr; }
        & RequestTree { height: 1fr; }
        & RequestEditor { height: 2fr; min-height: 6; }
        & ResponsePanel { height: 3fr; min-height: 5; }
        & ConsolePanel { height: 1fr; min-height: 3; }
        &.narrow PaneColumn { padding: 0; }
        &.narrow #work { padding: 0 0 0 1; }
        &.short RequestEditor { height: 4; min-height: 0; }
        &.short ResponsePanel { height: 1fr; min-height: 0; }
        &.short ConsolePanel { height: 1; min-height: 0; }
        &.short.narrow RequestEditor { margin: 0; }
        &.-zoom-work #side, &.-zoom-side #work { display: none; }
        &.-zoom-work #work { padding: 0 !important; }
        &.-zoom-side #side { min-width: 100%; padding: 0 !important; }
        &.-zoom-side #side > *, &.-zoom-work #work > * { display: none; }
        &.-zoom .-zoomed { display: block !important; height: 1fr !important; max-height: 100%; }
    }
    """
    AUTO_FOCUS = "RequestTree"

    def __init__(self) -> None:
        super().__init__()
        self.startup_finished = False
        self.waits = False

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Makes no style anew when the screen comes first: each has only just been made."""
        event.refresh_styles = event.refresh_styles and self.startup_finished

    def paint(self) -> None:
        """Draws nothing yet where the rest comes that soon."""
        app = self.app
        if not self.startup_finished and isinstance(app, StartupApp) and self.waits:
            app.start_loading()
        else:
            super().paint()

    def on_resize(self, event: events.Resize) -> None:
        """A narrow screen gets a narrow sidebar; one that is too small is told so."""
        self.apply_size(event.size)
        self.query_one(SizeNotice).show(event.size)

    def apply_size(self, size: Size) -> None:
        """Takes the rules for a terminal of this size."""
        self.set_class(size.width < BOXES, "narrow")
        self.set_class(size.height < SHORT, "short")
        for side in self.query("#side"):
            side.styles.width = sidebar_width(size.width)
