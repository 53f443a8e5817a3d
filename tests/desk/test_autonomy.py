"""The page of what leaves by itself, and who may say otherwise there."""

from __future__ import annotations

from mailtriage.model.draft import Draft
from mailtriage.model.staff import Role
from tests.desk.office import Office, form

ASKS = "Where can I find the manual for the network module?"
PIN = {"program": "cadents", "text": "documentation", "language": "en"}


def by_itself(office: Office) -> bool:
    number = office.mail(subject="A question", text=ASKS)
    with office.desk.store.view() as view:
        drafts = [d for d in view.find(Draft, "case", number) if d.text == "documentation"]
    return not drafts


def test_the_page_says_how_each_text_stands(office: Office) -> None:
    thandi = office.sign_in("thandi")
    assert "No text marked as earned was proposed yet" in thandi.get("/autonomy").text
    office.mail(subject="A question", text=ASKS)
    draft = next(d for d in office.waiting() if d.text == "documentation")
    thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=draft.digest))
    page = thandi.get("/autonomy").text
    assert "category documentation" in page and "1 of 1" in page and "20 wanted" in page
    assert "/autonomy/pin" not in page                  # an agent sees no buttons, and may not press them
    assert thandi.post("/autonomy/pin", data=form(thandi, way="always", **PIN)).status_code == 403
    assert not by_itself(office)


def test_a_lead_pins_and_takes_the_pin_off(office: Office) -> None:
    lindiwe = office.sign_in("lindiwe", Role.LEAD)
    assert lindiwe.post("/autonomy/pin", data=form(lindiwe, way="always", **PIN)).status_code == 303
    assert "pinned always by lindiwe" in lindiwe.get("/autonomy").text
    assert [by_itself(office) for _ in range(8)].count(True) >= 4       # some are shown as samples
    lindiwe.post("/autonomy/pin", data=form(lindiwe, way="never", **PIN))
    assert not any(by_itself(office) for _ in range(4))
    assert "pinned never by lindiwe" in lindiwe.get("/autonomy").text
    lindiwe.post("/autonomy/pin", data=form(lindiwe, way="clear", **PIN))
    assert "pinned" not in lindiwe.get("/autonomy").text


def test_what_cannot_be_pinned_is_said_on_the_page(office: Office) -> None:
    lindiwe = office.sign_in("lindiwe", Role.LEAD)
    answer = lindiwe.post("/autonomy/pin", data=form(lindiwe, way="always", **{**PIN, "text": "password-reset"}))
    assert answer.status_code == 409 and "password-reset is no text of cadents with send" in answer.text
    assert lindiwe.post("/autonomy/pin", data=form(lindiwe, way="maybe", **PIN)).status_code == 422


def test_a_lead_of_another_program_neither_sees_nor_pins(office: Office) -> None:
    office.mail(subject="A question", text=ASKS)
    other = office.sign_in("other", Role.LEAD, ("mezzanine",))
    assert "documentation" not in other.get("/autonomy").text
    assert other.post("/autonomy/pin", data=form(other, way="always", **PIN)).status_code == 404
    assert not by_itself(office)
