"""Stand-ins for a WebUI and a booru, served on loopback, so that everything works offline."""
