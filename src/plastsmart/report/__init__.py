"""Showing results: lines of text, and records for other programs."""
