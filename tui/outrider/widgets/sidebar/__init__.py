"""The pane of environments and requests."""
