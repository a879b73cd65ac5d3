"""Devices: the operations on arrays that layers are computed with."""
