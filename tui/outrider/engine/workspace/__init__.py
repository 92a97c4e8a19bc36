"""Open a workspace; check all of it."""
