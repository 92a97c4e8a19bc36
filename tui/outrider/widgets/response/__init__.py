"""The pane of the response."""
