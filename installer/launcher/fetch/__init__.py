"""Bring a bundle here: the built-in demo or a path."""
