"""Pages, one file a topic: select, chart, place."""
