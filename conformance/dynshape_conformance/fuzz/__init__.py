"""Differential fuzzing: generated networks, profiles and calls, answered by two backends and compared."""
