"""The screens: they compose widgets and hold the engine."""
