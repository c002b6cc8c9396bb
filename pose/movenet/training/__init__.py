"""Fine-tunes a published network on a clinic's own labelled pictures, in COCO format.

1. `coco`: reads the labels.
2. `samples`: cuts each labelled person out as the browser would, with variations.
3. `targets`: what the four maps should have been.
4. `losses`: how far the maps are from that.
5. `loop`: changes the heads first, then everything; measures on pictures that were held out.
6. `command`: all of it, from files to files.

A network that was changed here is not one of the published ones: the product refuses recordings
that name it until it is pinned in `pose.published_models`.
"""
