"""The rendering child of the static platform: the only code that runs templates, always in a process of its own."""
