"""Layers that make pictures larger, each with its way back."""
