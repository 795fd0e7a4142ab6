"""Remote sources: files behind URLs are listed and downloaded. Servers are not trusted with sizes, names or time."""
