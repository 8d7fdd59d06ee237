"""The page in a real browser, from the command line on."""
