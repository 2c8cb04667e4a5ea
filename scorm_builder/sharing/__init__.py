"""Courses for other regions: a catalogue of them, and one taken out of a catalogue."""
