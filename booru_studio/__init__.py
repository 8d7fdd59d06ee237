"""Booru Studio: a booru post becomes a prompt, and the prompt becomes pictures."""

__version__ = "0.1.0"
