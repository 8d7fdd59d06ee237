"""One file for each WebUI extension that has controls of its own."""
