"""The content model: articles, pages, authors, menus, comments and data, read strictly from a demo's content folder."""
