"""Settings of the tests in this folder."""

from hypothesis import settings

# A busy machine must not fail a test: examples have no deadline.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
