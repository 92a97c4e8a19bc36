"""The only code that knows httpx: from request message to outcome."""

from tui.transport.reception import BodySink
from tui.transport.transport import Transport

__all__ = ["BodySink", "Transport"]
