"""The main job from end to end, through the screens."""
