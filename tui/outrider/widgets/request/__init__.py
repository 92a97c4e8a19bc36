"""The pane of the request."""
