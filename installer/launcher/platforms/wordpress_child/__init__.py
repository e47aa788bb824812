"""The child that makes a WordPress site document of a demo's articles: reads Markdown, YAML, templates of strangers."""
