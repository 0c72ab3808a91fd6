// Package action is the probe: it reads every part of the event, or makes the calls that event.configuration.mode names, and logs what came of each.
package action

import (
	"encoding/json"
	"errors"

	"vestibule"
)

// OnExecutePostLogin runs when the person passed the first factor.
func OnExecutePostLogin(event vestibule.Event, api vestibule.API) error {
	var mode string
	if err := json.Unmarshal(event.Configuration().Get("mode"), &mode); err != nil {
		return err
	}
	switch mode {
	case "echo":
		echo(event)
	case "grants":
		grants(api)
	case "saml":
		saml(api)
	case "factors":
		factors(api)
	case "deny":
		deny(api)
	case "validation":
		validation(api)
	case "revoke":
		revoke(api)
	case "refresh":
		refresh(api)
	case "redirect":
		redirect(api)
	case "prompt":
		prompt(api)
	case "http":
		http()
	case "outside":
		return outside(event, api)
	case "throw":
		return vestibule.NewError("ProbeError", "thrown with \"quotes\" and ü")
	case "refused":
		return api.AccessToken().AddScope("two scopes")
	default:
		return errors.New("there is no such mode")
	}
	return nil
}

// OnContinuePostLogin runs when the person came back.
func OnContinuePostLogin(_ vestibule.Event, api vestibule.API) error {
	continued(api)
	return nil
}

// say logs a value.
func say(what string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	vestibule.Console.Log(what, "=", string(text))
}
