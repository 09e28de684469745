"""The minutes: collected into dataclasses (daten), tied into bundles (buendel), printed (druck)."""
