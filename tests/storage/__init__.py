"""Tests of booru_studio.storage."""
