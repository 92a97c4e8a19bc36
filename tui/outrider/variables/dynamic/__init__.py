"""Variables that are made anew: identifiers, times, words."""
