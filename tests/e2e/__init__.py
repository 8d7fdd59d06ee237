"""The real page in a real browser, with the demo behind it."""
