"""The WordPress platform: files in ``wp-content``, content in the database of a real WordPress."""
