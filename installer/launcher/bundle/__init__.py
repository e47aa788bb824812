"""The bundle format: names, manifest, writing, bounded reading, checking."""
