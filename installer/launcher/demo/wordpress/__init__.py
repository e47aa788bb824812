"""What a demo has for WordPress: its site document, and the formats that one can be read from."""
