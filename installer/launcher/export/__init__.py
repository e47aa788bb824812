"""A bundle for WordPress in the formats of other installers."""
