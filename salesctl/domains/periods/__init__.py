"""Closed periods (月结): what was settled stays as it was."""
