"""Tests of booru_studio.services."""
