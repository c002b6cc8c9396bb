"""How well networks find people: on labelled photos, and on pictures whose truth is known.

1. `similarity`: how alike found and labelled keypoints are (COCO's object keypoint similarity).
2. `average_precision`: from similarities and scores to COCO's average precision.
3. `correct_keypoints`: the share of keypoints within a fraction of the torso.
4. `distances`: how far keypoints are from an exact truth.
5. `networks`, `photos`: every form of a network on photos, cropped as the browser crops.
6. `films`: one person followed through frames, and clips that are two photos in turn.
"""
