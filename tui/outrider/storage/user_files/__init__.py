"""Settings, themes and history of the user."""
