"""The drawings behind the sample images."""
