"""MoveNet's networks, written out in Keras, and the published weights put into them.

1. `backbone`: MobileNetV2 looks at the picture, from small and shallow to coarse and deep.
2. `pyramid`: a feature pyramid brings what is coarse and deep back to one cell for 4 x 4 pixels.
3. `heads`: a small head for each map reads it.
4. `weights`: the published weights, layer by layer.
5. `decoding`, `people`: from the maps to keypoints, of one person or of six.
6. `architecture`: the three networks put together.
"""
