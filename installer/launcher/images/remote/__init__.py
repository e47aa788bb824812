"""Hot-linked pictures: found in texts, sized, and brought in as placeholders under a local path."""
