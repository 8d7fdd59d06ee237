"""Tests of booru_studio.ui."""
