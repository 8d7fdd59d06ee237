"""Crashes, power cuts and failing disks, by the ten thousand."""
