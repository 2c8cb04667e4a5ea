"""LTI's own words: logins, launches, keys, tokens, scores, deep links. No Flask, no SQL."""
