"""The pane of the console."""
