"""The reference of files, definitions and commands, drawn from what the program declares."""
