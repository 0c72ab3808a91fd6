package action

import (
	"encoding/json"
	"strings"

	"vestibule"
)

// outside sends requests that somebody answers, at event.configuration.base, and logs what comes back.
func outside(event vestibule.Event, api vestibule.API) error {
	var base string
	if err := json.Unmarshal(event.Configuration().Get("base"), &base); err != nil {
		return err
	}
	tellAnswer := func(call string) func(vestibule.Response, error) (vestibule.Response, error) {
		return func(answer vestibule.Response, err error) (vestibule.Response, error) {
			if err == nil {
				say(call, object{
					"status": answer.Status, "path": strings.TrimPrefix(answer.URL, base), "kind": optional(answer.Header("X-Kind")),
					"location": optional(answer.Header("location")), "text": string(answer.Body),
				})
			}
			return answer, err
		}
	}
	hello := vestibule.Request{URL: base + "/hello?a=%C3%BC", Headers: []vestibule.Header{{Name: "x-own", Value: "a"}}}
	if _, err := tellAnswer("http.send")(vestibule.HTTP.Send(hello)); err != nil {
		return err
	}
	if _, err := tellAnswer("http.redirected")(vestibule.HTTP.Get(base + "/moved")); err != nil {
		return err
	}
	moved := vestibule.Request{URL: base + "/moved", ManualRedirects: true}
	if _, err := tellAnswer("http.manual")(vestibule.HTTP.Send(moved)); err != nil {
		return err
	}
	if _, err := tellAnswer("http.missing")(vestibule.HTTP.Get(base + "/missing")); err != nil {
		return err
	}

	score, err := vestibule.HTTP.Start(vestibule.Request{
		Method:  "POST",
		URL:     base + "/score",
		Headers: []vestibule.Header{{Name: "content-type", Value: "application/json"}},
		Body:    []byte(`{"ip":"203.0.113.7"}`),
	})
	if err != nil {
		return err
	}
	data, err := vestibule.HTTP.Start(vestibule.Request{URL: base + "/bytes"})
	if err != nil {
		return err
	}
	_, ready := vestibule.HTTP.Wait([]*vestibule.Exchange{score, data}, nil)
	say("http.wait", ready)
	scored, err := tellAnswer("http.exchange.finish")(score.Finish())
	if err != nil {
		return err
	}
	var value any
	if err := scored.JSON(&value); err != nil {
		return err
	}
	if err := api.IDToken().SetCustomClaim("https://acme.example/score", value); err != nil {
		return err
	}
	answer, err := data.Finish()
	if err != nil {
		return err
	}
	say("http.bytes", len(answer.Body))

	never, err := vestibule.HTTP.Start(vestibule.Request{URL: base + "/never"})
	if err != nil {
		return err
	}
	soon := uint64(1)
	say("http.wait", optional(vestibule.HTTP.Wait([]*vestibule.Exchange{never}, &soon)))
	never.Drop()
	return nil
}
