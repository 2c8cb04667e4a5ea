"""
The sandbox: a small LTI 1.3 platform of our own, for development and for tests.

It is as strict as the specifications and has Moodle's habits (single-use message hints, `type_id`
in every service address, the whole-second rule for scores). A production start refuses it.
"""
