"""Screen mixin: hears the messages of the request editor's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.message_pump import MessagePump

from outrider.toolkit.fields.field_messages import DescriptionRequested
from outrider.widgets.request.url_bar import UrlField

if TYPE_CHECKING:
    from outrider.workbench.controllers import Controllers


class FieldEvents(MessagePump):
    """The part of a screen that hears what fields ask for."""

    controls: Controllers

    @on(UrlField.CommandPasted)
    def _command_pasted(self, message: UrlField.CommandPasted) -> None:
        message.stop()
        self.controls.fields.replace_with_command(message.text)

    @on(DescriptionRequested)
    def _description_asked(self, message: DescriptionRequested) -> None:
        message.stop()
        self.controls.fields.edit_description(message)
