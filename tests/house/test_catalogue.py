"""The committed catalogue is whole, and the documents printed from it are the ones in docs/."""

from etl import catalogue, handbook, settings


def test_the_catalogue_loads_with_every_form():
    loaded = catalogue.load()
    assert {"F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "FP"} <= loaded.forms.keys()
    assert loaded.indicators and loaded.sources


def test_generated_documents_are_fresh():
    assert handbook.stale(settings.ROOT) == []
