"""Safe access to files."""
