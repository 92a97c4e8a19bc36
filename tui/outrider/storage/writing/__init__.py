"""From values to files; create, move, delete."""
