"""What is taught and tested: courses, placements, attempts, results and grants, as pure rules."""
