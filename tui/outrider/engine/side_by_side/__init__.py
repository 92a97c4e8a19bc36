"""Where the two exchanges of a comparison come from."""
