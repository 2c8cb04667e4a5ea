"""Question banks as Moodle XML, out and in."""
