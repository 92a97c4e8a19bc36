"""The only code that knows httpx: from request message to outcome."""

from tui.transport.reception import BodySink
from tui.transport.redirects import FOLLOWED, Redirect, RedirectRefused, next_hop
from tui.transport.transport import Transport

__all__ = ["FOLLOWED", "BodySink", "Redirect", "RedirectRefused", "Transport", "next_hop"]
