"""Read a demo: launcher.yaml, options and answers, the content model, Markdown with front matter."""
