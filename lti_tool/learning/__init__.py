"""
What is taught and tested: courses, placements, visits, attempts, results and grants.

Rules are pure (placements, attempts, results, completion, grants, sessions); the others apply
them to the database, inside their caller's transaction and with the time passed in.
"""
