"""The content catalogue: reading, checking, publishing."""
