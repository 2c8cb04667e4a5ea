from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.addresses import (
    Address,
    AddressKind,
    is_web,
    link,
    mail_link,
    media,
    phone_link,
    readable,
)


@pytest.mark.parametrize(
    ("href", "kind", "target"),
    [
        ("law:fvl-13", AddressKind.LAW, "fvl-13"),
        ("lesson:meld-fra", AddressKind.LESSON, "meld-fra"),
        ("media/skjema.pdf", AddressKind.MEDIA, "media/skjema.pdf"),
        ("https://lovdata.no/lov/1967-02-10/%C2%A713", AddressKind.WEB, None),
        ("https://x.no:8443/a?b=c&d=e#f", AddressKind.WEB, None),
        ("https://www.blåbær.no/§13", AddressKind.WEB, None),
        ("mailto:post@eksempel.kommune.no", AddressKind.MAIL, None),
        ("tel:+4735000000", AddressKind.PHONE, None),
    ],
)
def test_what_lessons_may_link_to(href: str, kind: AddressKind, target: str | None) -> None:
    assert link(href) == Address(kind, target or href)


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#",
        "law:",
        "law:Fvl",
        "law:a b",
        "lesson:../x",
        "http://x.no",
        "//x.no/a",
        "/etc/passwd",
        "../course.yaml",
        "annen-side.md",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "blob:https://x.no/1",
        "https://",
        "https:x.no",
        "https:///x.no",
        "https://x.no\\@y.no",
        "https://bank.no@ond.no/",
        "https://x.no/\"onclick='a'",
        "https://x.no/<b>",
        "https://x.no:99999/",
        "https://[x/",
        "https://.",
        "https://x",
        "https://-x.no",
        "https://x..no",
        "https://[::1]/",
        "https://x.no/a\u202eb",
        "https://x.no/a\u200bb",
        "https://x.no/a\u00a0b",
        "mailto:a@b",
        "mailto:a@b.no?bcc=c@d.no",
        "mailto:a@b.no\nBcc:c@d.no",
        "tel:12",
        "tel:12345;ext=1",
        "ftp://x.no",
    ],
)
def test_what_lessons_may_not_link_to(href: str) -> None:
    assert link(href) is None


@given(st.text())
def test_any_text_is_an_address_or_none(href: str) -> None:
    address = link(href)

    assert address is None or not set(address.target) & set("<>\"'` \n\t\\")
    assert media(href) is None or href.startswith("media/")
    assert is_web(href) is (address is not None and address.kind is AddressKind.WEB)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12 34 56 78", "tel:12345678"),
        ("+47 35 00 00 00", "tel:+4735000000"),
        ("(35) 00-00.00", "tel:35000000"),
        ("116 117", "tel:116117"),
        ("113", "tel:113"),
        ("spør på vakta", None),
        ("12 34 eller 56", None),
        ("", None),
    ],
)
def test_a_telephone_number_as_people_write_it(written: str, expected: str | None) -> None:
    assert phone_link(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("post@eksempel.no", "mailto:post@eksempel.no"),
        ("post@eksempel", None),
        ("post eksempel.no", None),
        ("a@b.no?cc=c@d.no", None),
    ],
)
def test_an_email_address(written: str, expected: str | None) -> None:
    assert mail_link(written) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://lovdata.no/lov/1967-02-10/%C2%A713", "https://lovdata.no/lov/1967-02-10/§13"),
        ("https://eksempel.no/%c3%a5pent/m%C3%B8te", "https://eksempel.no/åpent/møte"),
        ("https://eksempel.no/a%20b%2Fc%3Fd", "https://eksempel.no/a%20b%2Fc%3Fd"),
        ("https://eksempel.no/%A7", "https://eksempel.no/%A7"),
        ("https://eksempel.no/%E2%80%AE4", "https://eksempel.no/%E2%80%AE4"),
        ("https://eksempel.no/%C2%A0", "https://eksempel.no/%C2%A0"),
    ],
)
def test_an_address_as_people_write_it(address: str, expected: str) -> None:
    assert readable(address) == expected
