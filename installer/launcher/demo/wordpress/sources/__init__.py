"""Formats in which other tools keep a WordPress site, read into site documents."""
