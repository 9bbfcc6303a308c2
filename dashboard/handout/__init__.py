"""Papers made from published numbers without a screen: the sheet of one municipality, and what goes back to each."""
