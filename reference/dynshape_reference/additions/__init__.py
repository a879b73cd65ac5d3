"""The ``add_`` calls of a network definition, one file a family of layers."""
