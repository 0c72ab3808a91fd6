"""Requests that somebody answers, at `event.configuration.base`."""

from echo import say
from vestibule import Api, Event, http


def outside(event: Event, api: Api) -> None:
    """Sends them, and logs what comes back."""
    base = event.configuration.get("base")

    def tell(call: str, answer: http.Response) -> http.Response:
        say(
            call,
            {
                "status": answer.status,
                "path": answer.url.removeprefix(base),
                "kind": answer.header("X-Kind"),
                "location": answer.header("location"),
                "text": answer.text(),
            },
        )
        return answer

    tell("http.send", http.get(f"{base}/hello?a=%C3%BC", headers={"x-own": "a"}))
    tell("http.redirected", http.get(f"{base}/moved"))
    tell("http.manual", http.get(f"{base}/moved", redirects="manual"))
    tell("http.missing", http.get(f"{base}/missing"))

    score = http.start("POST", f"{base}/score", json={"ip": "203.0.113.7"})
    data = http.start("GET", f"{base}/bytes")
    say("http.wait", http.wait([score, data]) is not None)
    api.id_token.set_custom_claim("https://acme.example/score", tell("http.exchange.finish", score.finish()).json())
    say("http.bytes", len(data.finish().body))

    never = http.start("GET", f"{base}/never")
    say("http.wait", http.wait([never], 1))
