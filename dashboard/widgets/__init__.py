"""Pieces of a page: the card, filters, tiles and notices."""
