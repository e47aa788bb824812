"""Signatures of bundles, in the formats of minisign: https://jedisct1.github.io/minisign/#key-and-signature-formats."""
