"""Tests of the WebUI client."""
