"""How a lift is trained: recordings of a laboratory, seen by many cameras.  Needs TensorFlow."""
