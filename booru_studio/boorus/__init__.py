"""One file for each booru: what a site answers becomes posts and tags."""
