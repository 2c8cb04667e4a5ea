"""The shared core: load, validate, localise, assess and render courses. No web, no database."""
