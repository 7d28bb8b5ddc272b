"""Tests of the app: its processor moderates, and its guard settles what the processor cannot."""


def test_a_message_is_moderated(chat):
    message_id = chat.send("a damn good idea")

    settled = chat.call(f"messages/{message_id}/settled")

    assert settled["status"] == "SENT"
    assert settled["message"]["versions"][-1]["content"] == "a **** good idea"


def test_the_guard_denies_a_message_whose_processor_fails(chat):
    message_id = chat.send("hello", Metadata="no JSON")

    settled = chat.call(f"messages/{message_id}/settled")

    assert settled["status"] == "DENIED"
