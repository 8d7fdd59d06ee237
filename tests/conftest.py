"""What holds for every test."""

from hypothesis import settings

# A busy machine takes longer for one example than the usual fifth of a second.
# More examples: `pytest --hypothesis-profile=thorough`.
settings.register_profile("studio", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("studio")
