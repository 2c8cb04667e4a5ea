"""The Open edX site of the tests. Its addresses are formed as the real ones are."""

from __future__ import annotations

ISSUER = "https://edx.example.no"
CLIENT_ID = "5a1c6f0e-7d0b-4c55-9a2e-3f1f5f6a7b80"
DEPLOYMENT = "1"
KID = "9b1d"
PLATFORM = "Kommunens Open edX"
LAUNCH_URL = "https://kurs.example.no/lti/launch"
COURSE = "course-v1:Vik+INTRO+2026"
BLOCK = "block-v1:Vik+INTRO+2026+type@lti_consumer+block@0f9e"
LTI = f"{ISSUER}/api/lti_consumer/v1"
LINE_ITEMS = f"{LTI}/lti/7/lti-ags"
LINE_ITEM = f"{LTI}/lti/7/lti-ags/3"
MEMBERS = f"{LTI}/lti/7/memberships"
DL_RETURN = f"{LTI}/lti/7/lti-dl/response"
PERSON = "3f6c1a52-0b6f-4b0e-8f5d-6f2f0c9f7e11"
