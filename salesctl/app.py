"""The program (程序): what rooms and scripts need of the frame."""

from __future__ import annotations

from salesctl.frame.nouns import Noun, Single
from salesctl.frame.root import main

__all__ = ["Noun", "Single", "main"]
