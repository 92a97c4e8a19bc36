"""Every name on which :mod:`outrider.textual_internals` relies, and what it is in Textual.

Of a method, the parameters; of an attribute that only an object has, the type of its value in an
app that runs.
"""

from __future__ import annotations

from collections.abc import Mapping

RELIED_ON: Mapping[str, str] = {
    # textual_app.py
    "textual.app:App._display": "(self, screen, renderable)",
    "textual.app:App._set_pointer_shape": "(self, shape)",
    "textual.app:App._handle_exception": "(self, error)",
    "textual.app:App._print_error_renderables": "(self)",
    "textual.app:App._broker_event": "(self, event_name, event, default_namespace)",
    "textual.app:App._close_messages_no_wait": "(self)",
    "textual.app:App._batch_count": "int",
    "textual.app:App._running": "bool",
    "textual.app:App._closed": "bool",
    "textual.app:App._sync_available": "bool",
    "textual.app:App._driver": "HeadlessDriver",
    "textual.app:App._exception": "NoneType",
    "textual.app:App._exception_event": "cached_property",
    "textual.app:App._return_code": "NoneType",
    "textual.app:App._loop": "_UnixSelectorEventLoop",
    "textual.app:App._keymap": "dict",
    "textual.app:App._notifications": "Notifications",
    "textual.app:App._unnotify": "(self, notification, refresh)",
    "textual.driver:Driver._auto_restart": "bool",
    "textual.css.stylesheet:Stylesheet._rules": "list",
    "textual.widget:Widget._bindings": "BindingsMap",
    # class_making.py
    "textual.dom:DOMNode._merge_bindings": "(cls)",
    "textual.widget:Widget._reactives": "dict",
    "textual.widget:Widget._computes": "frozenset",
    "textual.widget:Widget._merged_bindings": "BindingsMap",
    "textual.widget:Widget._inherit_bindings": "bool",
    # textual_screen.py
    "textual.app:App._exit": "bool",
    "textual.screen:Screen._compositor": "Compositor",
    "textual.screen:Screen._update_timer": "property",
    "textual.screen:Screen._on_timer_update": "(self)",
    "textual.screen:Screen._compositor_refresh": "(self)",
    "textual._compositor:Compositor._dirty_regions": "set",
    "textual._compositor:Compositor._visible_widgets": "dict",
    "textual._compositor:Compositor._get_renders": "(self, crop)",
    "textual.strip:Strip._divide_cache": "FIFOCache",
    "textual._compositor:Compositor.render_partial_update": "(self)",
    "textual._compositor:Compositor.visible_widgets": "property",
    "textual._compositor:Compositor.size": "Size",
    "textual._compositor:ChopsUpdate": "(chops, spans, chop_ends)",
    "textual._compositor:LayoutUpdate": "(strips, region)",
    "textual._compositor:Compositor.get_widget_and_offset_at": "(self, x, y)",
    "textual.screen:Screen._forward_event": "(self, event)",
    # textual_scrolling.py
    "textual.widget:Widget._scroll_update": "(self, virtual_size)",
    # textual_selection.py
    "textual.screen:Screen._select_state": "NoneType",
    "textual.screen:Screen._selecting": "bool",
    # textual_painting.py
    "textual.widget:Widget._styles_cache": "StylesCache",
    "textual.widget:Widget._component_styles": "dict",
    "textual.widget:Widget._get_component_classes": "(cls)",
    "textual.widget:Widget._attach": "(self, parent)",
    "textual._styles_cache:StylesCache": "()",
    "textual._styles_cache:StylesCache.get_inner_outer": "(cls, base_background, background)",
    "textual._styles_cache:StylesCache.render": (
        "(self, styles, size, base_background, background, render_content_line, filters,"
        " border_title, border_subtitle, content_size, padding, crop, opacity, ansi_theme,"
        " native_ansi)"
    ),
    "textual._styles_cache:StylesCache.render_line": (
        "(self, styles, y, size, content_size, padding, base_background, background,"
        " render_content_line, border_title, border_subtitle, opacity, ansi_theme, native_ansi)"
    ),
    # textual_keys.py
    "textual._ansi_sequences:ANSI_SEQUENCES_KEYS": "dict",
    "textual._parser:ParseError": "exception",
    "textual._xterm_parser:XTermParser": "(debug)",
    "textual._xterm_parser:XTermParser.feed": "(self, data)",
    "textual._xterm_parser:XTermParser.tick": "(self)",
    "textual._xterm_parser:XTermParser._timeout_time": "NoneType",
    # textual_text_area.py
    "textual.widgets:TextArea._replace_via_keyboard": "(self, insert, start, end)",
    "textual.widgets:TextArea._line_cache": "LRUCache",
}
