"""The engine behind both front ends: sender, token worker, console store, event bus."""
