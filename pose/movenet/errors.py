"""The error that every step of building the models ends in when it cannot go on."""


class ModelError(Exception):
    """A model file that is missing, not the published one, or not understood.

    The message is one sentence for the person who runs the build.
    """
