"""Find images by content, probe them, decide what becomes of each, draw placeholders, keep the ledger."""
