"""Goals, purposeful activity and needs."""
