"""The workbench's layout and CSS, and its classes for narrow and short terminals."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.geometry import Size
from textual.widget import Widget

from outrider.model.pane_sizes import PaneSizes
from outrider.terminal.app.leader_key import LeaderChanged
from outrider.terminal.app.startup import StartupApp
from outrider.terminal.device.frame_size import BOXES, DRAWER, HIGH, SHORT, WIDE, sidebar_width
from outrider.terminal.rendering.partial_repaint import PartialRepaintScreen
from outrider.toolkit.lists.leader_menu import LeaderMenu
from outrider.widgets.chrome.size_notice import SizeNotice
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.sizes.drawer import Drawer
from outrider.workbench.sizes.edge_moves import PaneEdge
from outrider.workbench.sizes.sizable_frame import SizableFrame
from outrider.workbench.sizes.work_column import WorkColumn

SEEN_IN_WORK = {
    *("send", "find", "next_request", "previous_request", "close_request"),
    *("next_unsaved", "history"),
}
"""What is done to see something in the work, which a drawer would cover."""


class WorkbenchLayout(PartialRepaintScreen[None]):
    """Lays the panes out, for every size of the terminal.

    Attributes:
        startup_finished: whether what the first frame did not need is there.
        pane_sizes: what the user wants of the panes.
        edges_move: whether the leader waits for more arrows that move an edge.
        drawer: the sidebar in narrow terminals.
        show_more_choices: turns a page of the leader's menu, once there may be one.
        paints_when_ready: whether that comes so soon that nothing is drawn before it.
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
        &.wide #side { padding: 0 2 1 1; }
        &.high UrlBar { margin: 0 1 1 1; }
        &.high EnvironmentList { margin: 1 0 2 0; }
        & RequestTree { height: 1fr; }
        & PaneColumn TabBar { padding: 0 1 0 0; }
        &.narrow PaneColumn { padding: 0; }
        &.narrow PaneColumn TabBar { padding: 0; }
        &.narrow #work { padding: 0 0 0 1; }
        &.short.narrow RequestEditor { margin: 0; }
        &.drawer #main { layers: base over; }
        &.drawer #work { padding: 0; }
        &.drawer #side { layer: over; padding: 0 2 1 1; offset-x: -100%; }
        &.drawer #side.-drawn { offset-x: 0; }
        &.-zoom-work #side, &.-zoom-side #work { display: none; }
        &.-zoom-work #work { padding: 0 !important; }
        &.-zoom-side #side { min-width: 100%; padding: 0 !important; }
        &.-zoom-side #side > *, &.-zoom-work #work > * { display: none; }
        &.-zoom .-zoomed { display: block !important; height: 1fr !important; max-height: 100%; }
        &.-zoom-side .-zoomed { margin: 1 0 0 0 !important; }
    }
    """
    AUTO_FOCUS = "RequestTree"

    def __init__(self, sizes: PaneSizes) -> None:
        super().__init__()
        self.startup_finished = False
        self.paints_when_ready = False
        self.pane_sizes = sizes
        self.edges_move = False
        self.show_more_choices: Callable[[], None] | None = None
        self.drawer = Drawer(self)

    def keys_lent_to(self) -> Widget | None:
        """The panel of choices, while the key after the leader is waited for."""
        return next((one for one in self.displayed_children if isinstance(one, LeaderMenu)), None)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Makes no style anew when the screen comes first: each has only just been made."""
        event.refresh_styles = event.refresh_styles and self.startup_finished

    def paint(self) -> None:
        """Draws nothing yet where the rest comes that soon."""
        app = self.app
        if not self.startup_finished and isinstance(app, StartupApp) and self.paints_when_ready:
            app.start_loading()
        else:
            super().paint()

    def on_resize(self, event: events.Resize) -> None:
        """A narrow screen gets a narrow sidebar; one that is too small is told so."""
        self.apply_size(event.size)
        self.query_one(SizeNotice).show(event.size)

    def apply_size(self, size: Size) -> None:
        """Takes the rules for a terminal of this size."""
        self.update_classes(
            {
                "narrow": size.width < BOXES,
                "short": size.height < SHORT,
                "drawer": size.width < DRAWER,
                "wide": size.width >= WIDE,
                "high": size.height >= HIGH,
            }
        )
        for side in self.query("#side"):
            side.styles.width = sidebar_width(size.width, self.pane_sizes.sidebar)

    def show_sizes(self, sizes: PaneSizes) -> None:
        """Gives the panes the sizes that the user wants, as far as the terminal has room."""
        self.pane_sizes = sizes
        self.apply_size(self.size)
        for work in self.query(WorkColumn):
            work.show_sizes(sizes)

    def watch_focused(self) -> None:
        """The drawer is there while it has the focus, and the pane that has it is marked."""
        self.drawer.follow_focus(self.focused)
        if self.is_mounted:
            self._mark_focus()

    def show_leader(self, shown: bool) -> None:
        """Keys go to the leader's menu, or no longer."""
        self.lend_keys(lent=shown)
        self.refresh_footer()

    def action_more_choices(self) -> None:
        """Shows the next page of what can follow the leader."""
        if self.show_more_choices is not None:
            self.show_more_choices()

    def keys_moved(self) -> None:
        """No pane is marked while keys go elsewhere."""
        super().keys_moved()
        self._mark_focus()

    def _mark_focus(self) -> None:
        for frame in self.query(SizableFrame):
            frame.show_focus(self.focused if self.owns_keys else None)

    @on(EnvironmentList.Selected)
    @on(RequestTree.Opened)
    def _chosen(self) -> None:
        self.drawer.leave()

    async def action_go_back(self) -> None:
        """Leaves the drawer; where there is none, cancels what is under way."""
        if not self.drawer.leave():
            await self.run_action("perform('cancel')")

    @on(LeaderChanged)
    def _repeats_or_not(self, message: LeaderChanged) -> None:
        if message.repeating != self.edges_move:
            self.edges_move = message.repeating
            self.refresh_footer()

    def refresh_footer(self) -> None:
        """Shows the keys that matter now."""
        raise NotImplementedError

    @on(SizableFrame.EdgeDragged)
    def _edge_dragged(self, message: SizableFrame.EdgeDragged) -> None:
        if self.startup_finished:
            self.move_edge(message.edge, message.to)

    def move_edge(self, edge: PaneEdge, to: int) -> None:
        """Moves an edge to a column or line of the screen."""
        raise NotImplementedError
