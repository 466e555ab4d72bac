"""Practice Atlas: a knowledge base of good practices of cities and how they travel."""

__version__ = "0.1.0"
