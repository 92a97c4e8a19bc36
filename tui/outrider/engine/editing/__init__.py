"""Edit buffers and autosave."""
