"""Tests of the boorus."""
