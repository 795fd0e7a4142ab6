"""Remote sources: lists and downloads files behind URLs. Servers are not trusted with sizes, names or time."""
