"""What stands between Textual and a real terminal: input, signals, hang-ups, the clipboard."""
