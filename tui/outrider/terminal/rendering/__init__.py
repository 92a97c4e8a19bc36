"""Changed cells to escape sequences."""
