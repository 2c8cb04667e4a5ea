"""HTTP: each view parses, calls one thing and renders one thing."""
