"""The Textual application: composes the screens, and nothing else."""
