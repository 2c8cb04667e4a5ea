"""
Who is certified, for what, until when, and the proof of it.

Three records by three people make a certificate: the test (an attempt), the sign-off of a named
assessor, and a leader's decision. `calendar`, `records`, `standing` and `rights` are pure rules;
`evidence`, `paper` and `badge` say the same on paper and as signed data; `office` applies them to
the database, inside its caller's transaction and with the time passed in.
"""
