"""Angles from any view, lifted from windows of keypoints by a learned network, with intervals."""
