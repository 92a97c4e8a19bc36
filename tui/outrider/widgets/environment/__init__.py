"""The page of an environment."""
