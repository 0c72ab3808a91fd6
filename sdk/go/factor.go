package vestibule

import (
	contract "vestibule/internal/bindings/vestibule_actions_types"
	"vestibule/internal/wit/types"
)

// Factor is a second factor to ask for: Auth0's {type, options}. A type that stands for no factor is no error: it is dropped, with a warning in the
// tenant's log, when the command is carried out.
type Factor struct {
	// Type is the factor's name.
	Type string
	// Options is a JSON object. Empty when there are none.
	Options string
}

var (
	// OTP is a time-based one-time password from an app.
	OTP = Factor{Type: "otp"}
	// PushNotification is a notification to the Guardian app. The person may type a one-time password instead.
	PushNotification = Factor{Type: "push-notification"}
	// PushNotificationOnly is the same without the one-time password.
	PushNotificationOnly = Factor{Type: "push-notification", Options: `{"otpFallback":false}`}
	// Phone is a code by whatever the tenant has enabled, text message or call.
	Phone = Factor{Type: "phone"}
	// PhoneSMS is a code by text message, if that is available.
	PhoneSMS = Factor{Type: "phone", Options: `{"preferredMethod":"sms"}`}
	// PhoneVoice is a code by a call, if that is available.
	PhoneVoice = Factor{Type: "phone", Options: `{"preferredMethod":"voice"}`}
	// Email is a code by email. It can be asked for, never enrolled.
	Email = Factor{Type: "email"}
	// RecoveryCode is a code that was noted down at enrolment.
	RecoveryCode = Factor{Type: "recovery-code"}
	// WebauthnRoaming is a security key.
	WebauthnRoaming = Factor{Type: "webauthn-roaming"}
	// WebauthnPlatform is the device's own biometrics.
	WebauthnPlatform = Factor{Type: "webauthn-platform"}
)

// lower gives a factor by its name: the host reads every factor it knows from that as well.
func (factor Factor) lower() contract.Factor {
	options := types.None[string]()
	if factor.Options != "" {
		options = types.Some(factor.Options)
	}
	return contract.MakeFactorOther(contract.OtherFactor{Type: factor.Type, Options: options})
}

func lowerAll(factors []Factor) []contract.Factor {
	lowered := make([]contract.Factor, len(factors))
	for index, factor := range factors {
		lowered[index] = factor.lower()
	}
	return lowered
}
