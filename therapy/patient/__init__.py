"""The patient's two pages; everything in them is drawn by the frontend."""
