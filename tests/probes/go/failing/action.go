// Package action fails in whichever way event.configuration.mode names: nothing of it may let a login through.
package action

import (
	"encoding/json"
	"errors"
	"math"
	"os"

	"vestibule"
)

// OnExecutePostLogin runs when the person passed the first factor.
func OnExecutePostLogin(event vestibule.Event, api vestibule.API) error {
	var mode string
	if err := json.Unmarshal(event.Configuration().Get("mode"), &mode); err != nil {
		return err
	}
	if err := api.IDToken().SetCustomClaim("https://acme.example/a", 1); err != nil {
		return err
	}
	switch mode {
	case "error":
		return errors.New("an error of its own")
	case "panic":
		var empty map[string]int
		empty["a"] = 1
	case "exit":
		os.Exit(0)
	case "recursion":
		return deeper(event, api)
	case "deadlock":
		<-make(chan int)
	case "panic-elsewhere":
		done := make(chan int)
		go func() { panic("in another goroutine") }()
		<-done
	case "ignored":
		api.Authentication().ChallengeWithAny()
	case "no-json":
		return api.IDToken().SetCustomClaim("https://acme.example/b", math.NaN())
	}
	return nil
}

func deeper(event vestibule.Event, api vestibule.API) error {
	if err := deeper(event, api); err != nil {
		return err
	}
	return nil
}
