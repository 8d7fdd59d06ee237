"""Wildcards, LoRAs, jobs, pictures and defaults on disk."""
