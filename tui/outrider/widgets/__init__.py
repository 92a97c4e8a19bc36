"""The parts of the screen: given values, they post messages; they know no engine, no I/O."""
