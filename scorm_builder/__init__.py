"""Packages: turns a course into something another LMS can import, and helps authors make one."""
