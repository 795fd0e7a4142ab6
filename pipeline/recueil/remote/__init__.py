"""What URLs lead to: listed, and fetched. Servers are not trusted with sizes, names, addresses or time."""
