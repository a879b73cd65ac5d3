"""Engines that take ONNX models, behind one adapter."""

from .adapter import OnnxAdapter

__all__ = ["OnnxAdapter"]
