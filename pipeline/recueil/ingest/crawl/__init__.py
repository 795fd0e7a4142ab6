"""Crawl the website of a public body: find the documents it links, and tell its acts from its menus."""
