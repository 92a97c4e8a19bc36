"""Switch and edit environments."""
