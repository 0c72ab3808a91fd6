// Package action: whoever is an admin must pass a security key, or enrol one.
package action

import (
	"slices"

	"vestibule"
)

// OnExecutePostLogin runs when the person passed the first factor.
func OnExecutePostLogin(event vestibule.Event, api vestibule.API) error {
	if !slices.Contains(event.Authorization().Roles(), "admin") {
		return nil
	}
	for _, factor := range event.User().EnrolledFactors() {
		if factor.Type == vestibule.WebauthnRoaming.Type {
			api.Authentication().ChallengeWith(vestibule.WebauthnRoaming)
			return nil
		}
	}
	api.Authentication().EnrollWith(vestibule.WebauthnRoaming)
	return nil
}
