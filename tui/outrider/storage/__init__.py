"""A workspace on disk: finding, reading, checking, trusting and saving its files."""
