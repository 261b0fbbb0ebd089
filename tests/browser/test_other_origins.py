"""A page of another site sends what happened as clients of PostHog do in browsers; a site that nobody named cannot."""

from playwright.sync_api import Browser

from browser_shop import post, shop
from browser_visit import Site

SEND = """async ([server, key, type, uuid]) => {
  const event = {api_key: key, event: "Signed Up", distinct_id: "d-1", uuid, properties: {token: key}}
  try {
    const body = JSON.stringify(event)
    const answer = await fetch(`${server}/e/?ip=1&ver=1.2`, {method: "POST", headers: {"Content-Type": type}, body, keepalive: true})
    return [answer.status, (await answer.json()).items.map(one => one.outcome)]
  } catch (fault) { return [0, String(fault)] }
}"""


def test_a_page_of_a_site_that_the_source_names_sends_and_reads_and_any_other_does_not(browser: Browser, demo: Site):
    made = post(f"{demo.url}/v1/signal-sources", {"title": "Shop"})
    with shop() as named, shop() as other:
        post(f"{demo.url}/v1/signal-sources/{made['id']}/origins", {"origins": [named]})
        page = browser.new_page()
        page.goto(named)
        for number, kind in enumerate(("text/plain", "application/json")):  # the second one is asked about first
            uuid = f"018f1d2e-0000-7000-8000-00000000000{number}"
            assert page.evaluate(SEND, [demo.url, made["key"], kind, uuid]) == [200, ["accepted"]]
        page.goto(other)
        for kind in ("text/plain", "application/json"):
            assert page.evaluate(SEND, [demo.url, made["key"], kind, "018f1d2e-0000-7000-8000-000000000009"])[0] == 0
        page.close()
