"""What holds for every test."""

from hypothesis import settings

# A busy machine takes longer for one example than the usual fifth of a second.
settings.register_profile("studio", deadline=None)
settings.load_profile("studio")
