"""The page of a folder, and of the whole workspace."""
