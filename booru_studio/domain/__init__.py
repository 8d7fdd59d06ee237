"""Values and rules: standard library only, no files, no network, no clock, no global randomness."""
