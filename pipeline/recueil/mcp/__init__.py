"""The server of the Model Context Protocol, with which an assistant reads the store, and its command."""
