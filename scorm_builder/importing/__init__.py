"""Course folders from what people have already: Word, Moodle XML and GIFT."""
