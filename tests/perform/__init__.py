"""A video as the camera of a real browser: the main job, driven without a person."""
