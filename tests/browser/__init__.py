"""A real Chromium, driven: what the screens do, how they look, and what a locked phone gives away."""
