"""One file for each way to interrogate a picture."""
