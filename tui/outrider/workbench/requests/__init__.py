"""Open, edit, save, undo and autosave requests; tabs and files."""
