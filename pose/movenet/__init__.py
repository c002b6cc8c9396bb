"""MoveNet: from the published weights to the files that browsers run.

The only package of Plumbline that may import TensorFlow.  Web and worker processes never
import it; it is used by ``python -m pose.movenet`` when the product is set up, and by
evaluations that turn videos into keypoint streams.
"""
