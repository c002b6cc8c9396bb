"""Keras, as TensorFlow brings it, imported after TensorFlow was kept quiet."""

from typing import Any

from pose.movenet.quiet_tensorflow import tf

keras: Any = tf.keras
