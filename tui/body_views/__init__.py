"""How bodies are laid out for reading: one file a kind."""
