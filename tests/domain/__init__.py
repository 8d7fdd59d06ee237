"""Tests of the values and rules that need no I/O."""
