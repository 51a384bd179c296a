"""Changing systems, running them and judging the result."""
