package vestibule

import "encoding/json"

// AuthenticationMethod is an entry of event.authentication.methods.
type AuthenticationMethod struct {
	// Name is pwd, federated, passkey, mfa and others, or a URL that RecordMethod recorded.
	Name string
	// Timestamp is when, as ISO 8601 text. May be nil.
	Timestamp *string
	// Type is the factor that was passed, for mfa. Nil otherwise.
	Type *string
}

// Assessment is an entry of event.authentication.riskAssessment.assessments. Any member may be nil.
type Assessment struct {
	// Confidence is low, medium, high or neutral.
	Confidence *string
	// Code is the finding, e.g. no_match.
	Code *string
	// Details is a JSON object.
	Details json.RawMessage
}

// Geolocation is event.request.geoip: where the address seems to be. Any member may be nil.
type Geolocation struct {
	// CityName is cityName.
	CityName *string
	// ContinentCode has two letters.
	ContinentCode *string
	// CountryCode is ISO 3166-1, two letters.
	CountryCode *string
	// CountryCodeThree is countryCode3: ISO 3166-1, three letters.
	CountryCodeThree *string
	// CountryName is in English.
	CountryName *string
	// SubdivisionCode is subdivisionCode.
	SubdivisionCode *string
	// SubdivisionName is subdivisionName.
	SubdivisionName *string
	// TimeZone is an IANA name, e.g. Europe/Paris.
	TimeZone *string
	// Latitude is in degrees, north positive.
	Latitude *float64
	// Longitude is in degrees, east positive.
	Longitude *float64
}

// EnrolledFactor is an entry of event.user.enrolledFactors.
type EnrolledFactor struct {
	// Type is the factor's name, e.g. otp.
	Type string
	// Options is a JSON object. Nil when the factor has none.
	Options json.RawMessage
}

// Identity is an entry of event.user.identities. Any member may be nil.
type Identity struct {
	// Connection is connection.
	Connection *string
	// Provider is provider.
	Provider *string
	// UserID is without the provider's prefix.
	UserID *string
	// IsSocial is isSocial.
	IsSocial *bool
	// ProfileData is a JSON object.
	ProfileData json.RawMessage
}
