"""Modal screens: each returns one answer."""
