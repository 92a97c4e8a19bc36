"""What controllers share: context, view models, file prompt."""
