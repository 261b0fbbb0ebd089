from plumbline.files.formats.mermaid import write
from plumbline.files.journeys import JOURNEYS, load_journey
from small_journey import small


def test_each_role_is_a_composite_state_with_its_start_and_its_ends() -> None:
    text = write(small())
    assert text.startswith('---\ntitle: "A payment"\n---\nstateDiagram-v2\n')
    assert '  state "Buyer" as role_buyer {\n    [*] --> cart\n    state "Checkout" as checkout {\n' in text
    assert "    paid --> [*]\n    left --> [*]\n" in text


def test_a_transition_shows_its_event_condition_and_updates() -> None:
    assert "    cart --> paying : Pay #91;tries #60; 2#93;\n" in write(small())
    assert "    paying --> refused : The bank declines / tries = tries + 1\n" in write(small())


def test_a_transition_without_a_target_stays() -> None:
    assert "    idle --> idle : Buyer and bank talk / tries = 0\n" in write(small())


def test_no_sign_of_a_title_means_anything_to_mermaid() -> None:
    screens = [{"id": "cart", "title": 'A "cart"; 100% {x} { : <b>', "role": "buyer"}, {"id": "idle", "title": "Idle", "role": "bank"}]
    text = write(small(screens=screens, stages=[], transitions=[], variables=[{"id": "x", "type": "bool"}]))
    assert 'state "A #34;cart#34;#59; 100#37; x #123; #58; #60;b#62;" as cart' in text


def test_names_are_words_that_mermaid_takes_and_none_stands_for_two() -> None:
    screens = [
        {"id": "a-b", "title": "One", "role": "buyer"},
        {"id": "a.b", "title": "Two", "role": "buyer"},
        {"id": "idle", "title": "Idle", "role": "bank"},
    ]
    roles = [{"id": "buyer", "title": "Buyer", "start": "a-b"}, {"id": "bank", "title": "Bank", "start": "idle"}]
    text = write(small(screens=screens, stages=[], transitions=[], roles=roles))
    assert '"One" as a_b' in text
    assert '"Two" as a_b_2' in text


def test_every_built_in_journey_is_drawn_whole() -> None:
    for file in JOURNEYS.glob("*.yaml"):
        model = load_journey(file)
        assert write(model).count(" --> ") >= len(model.transitions) + len(model.roles)
