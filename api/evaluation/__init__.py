"""Measures before, in the middle and at the end."""
