"""The one error that the user of an instrument can cause."""


class DescentError(ValueError):
    """A request that cannot be carried out: says what was expected, what was found, what to do."""
