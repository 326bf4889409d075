"""Foothold: support between sessions for people in treatment for stalking behaviour."""

__version__ = "0.1.0"
