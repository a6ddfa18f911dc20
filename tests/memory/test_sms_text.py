"""Encoding, length and segments of a text, as a phone network counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.sms_text import LIMITS, SmsSize, gsm_friendly, plain_punctuation, sms_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", SmsSize("GSM-7", 0, 0)),
        ("a" * 160, SmsSize("GSM-7", 160, 1)),
        ("a" * 161, SmsSize("GSM-7", 161, 2)),
        ("a" * 306, SmsSize("GSM-7", 306, 2)),
        ("a" * 307, SmsSize("GSM-7", 307, 3)),
        ("€" * 80, SmsSize("GSM-7", 160, 1)),
        ("€" * 81, SmsSize("GSM-7", 162, 2)),
        ("a" * 159 + "€", SmsSize("GSM-7", 161, 2)),
        ("a" * 152 + "€" + "a" * 152, SmsSize("GSM-7", 306, 3)),  # the sign's two septets are not cut in two
        ("@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ", SmsSize("GSM-7", 30, 1)),
        ("[x] {y} ~ ^ \\ |", SmsSize("GSM-7", 23, 1)),
        ("mañana", SmsSize("GSM-7", 6, 1)),
        ("sábado", SmsSize("UCS-2", 6, 1)),
        ("ł" * 70, SmsSize("UCS-2", 70, 1)),
        ("ł" * 71, SmsSize("UCS-2", 71, 2)),
        ("ł" * 134, SmsSize("UCS-2", 134, 2)),
        ("ł" * 135, SmsSize("UCS-2", 135, 3)),
        ("👍", SmsSize("UCS-2", 2, 1)),
        ("👍" * 35, SmsSize("UCS-2", 70, 1)),
        ("👍" * 67, SmsSize("UCS-2", 134, 3)),  # 33 pairs a segment: a pair is not cut in two
        ("it’s", SmsSize("UCS-2", 4, 1)),
    ],
)
def test_known_sizes(text: str, size: SmsSize) -> None:
    assert sms_size(text) == size


@given(st.text(max_size=400))
def test_segments_hold_the_units_and_no_more_than_they_need(text: str) -> None:
    size = sms_size(text)
    whole, part = LIMITS[size.encoding]
    if size.units <= whole:
        assert size.segments == bool(text)
    else:
        assert size.units <= size.segments * part
        assert size.segments <= -(-size.units // (part - 1))


@given(st.text(alphabet="abc é“”—’…•\t12", max_size=200))
def test_plain_punctuation_needs_no_second_alphabet(text: str) -> None:
    assert sms_size(plain_punctuation(text)).encoding == "GSM-7"


def test_names_keep_their_accents_and_the_desks_own_words_do_not() -> None:
    assert gsm_friendly("Víctor llegó el sábado") == "Víctor llego el sabado"
    assert plain_punctuation("Víctor “Vic” llegó") == 'Víctor "Vic" llegó'
