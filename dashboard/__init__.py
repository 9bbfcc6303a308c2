"""The dashboard: reads one protected snapshot and shows it."""
