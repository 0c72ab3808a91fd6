package action

import "vestibule"

func optional[T any](value T, ok bool) any {
	if !ok {
		return nil
	}
	return value
}

type object = map[string]any

func methods(entries []vestibule.AuthenticationMethod) any {
	list := []any{}
	for _, entry := range entries {
		list = append(list, object{"name": entry.Name, "timestamp": entry.Timestamp, "type": entry.Type})
	}
	return list
}

func assessment(found *vestibule.Assessment) any {
	if found == nil {
		return nil
	}
	return object{"confidence": found.Confidence, "code": found.Code, "details": found.Details}
}

func geoip(place *vestibule.Geolocation) any {
	if place == nil {
		return nil
	}
	return object{
		"city_name": place.CityName, "continent_code": place.ContinentCode, "country_code": place.CountryCode,
		"country_code_three": place.CountryCodeThree, "country_name": place.CountryName, "subdivision_code": place.SubdivisionCode,
		"subdivision_name": place.SubdivisionName, "time_zone": place.TimeZone, "latitude": place.Latitude, "longitude": place.Longitude,
	}
}

func enrolledFactors(entries []vestibule.EnrolledFactor) any {
	list := []any{}
	for _, entry := range entries {
		list = append(list, object{"type": entry.Type, "options": entry.Options})
	}
	return list
}

func identities(entries []vestibule.Identity) any {
	list := []any{}
	for _, entry := range entries {
		list = append(list, object{
			"connection": entry.Connection, "provider": entry.Provider, "user_id": entry.UserID, "is_social": entry.IsSocial,
			"profile_data": entry.ProfileData,
		})
	}
	return list
}

func echo(event vestibule.Event) {
	say("event.get", event.Get("/user/name"))
	say("event.parts", event.Parts())
	say("event-authentication.methods", methods(event.Authentication().Methods()))
	say("event-authentication.risk-confidence", optional(event.Authentication().RiskConfidence()))
	say("event-authentication.risk-assessment", assessment(event.Authentication().RiskAssessment("NewDevice")))
	say("event-authorization.roles", event.Authorization().Roles())
	say("event-client.client-id", event.Client().ClientID())
	say("event-client.name", event.Client().Name())
	say("event-client.metadata", event.Client().Metadata())
	say("event-configuration.get", event.Configuration().Get("mode"))
	say("event-configuration.names", event.Configuration().Names())
	say("event-connection.id", event.Connection().ID())
	say("event-connection.name", event.Connection().Name())
	say("event-connection.strategy", event.Connection().Strategy())
	say("event-connection.metadata", event.Connection().Metadata())
	say("event-custom-domain.domain", optional(event.CustomDomain().Domain()))
	say("event-custom-domain.domain-metadata", event.CustomDomain().DomainMetadata())
	say("event-organization.id", optional(event.Organization().ID()))
	say("event-organization.name", optional(event.Organization().Name()))
	say("event-organization.display-name", optional(event.Organization().DisplayName()))
	say("event-organization.metadata", event.Organization().Metadata())
	say("event-prompt.id", optional(event.Prompt().ID()))
	say("event-prompt.fields", event.Prompt().Fields())
	say("event-prompt.vars", event.Prompt().Vars())
	say("event-refresh-token.id", optional(event.RefreshToken().ID()))
	say("event-refresh-token.client-id", optional(event.RefreshToken().ClientID()))
	say("event-refresh-token.session-id", optional(event.RefreshToken().SessionID()))
	say("event-refresh-token.created-at", optional(event.RefreshToken().CreatedAt()))
	say("event-refresh-token.expires-at", optional(event.RefreshToken().ExpiresAt()))
	say("event-refresh-token.idle-expires-at", optional(event.RefreshToken().IdleExpiresAt()))
	say("event-refresh-token.last-exchanged-at", optional(event.RefreshToken().LastExchangedAt()))
	say("event-refresh-token.rotating", optional(event.RefreshToken().Rotating()))
	say("event-refresh-token.device", event.RefreshToken().Device())
	say("event-refresh-token.resource-servers", event.RefreshToken().ResourceServers())
	say("event-refresh-token.metadata", event.RefreshToken().Metadata())
	say("event-request.ip", event.Request().IP())
	say("event-request.method", event.Request().Method())
	say("event-request.hostname", optional(event.Request().Hostname()))
	say("event-request.language", optional(event.Request().Language()))
	say("event-request.user-agent", optional(event.Request().UserAgent()))
	say("event-request.asn", optional(event.Request().ASN()))
	say("event-request.query", event.Request().Query())
	say("event-request.query-parameter", optional(event.Request().QueryParameter("q")))
	say("event-request.body", event.Request().Body())
	say("event-request.geoip", geoip(event.Request().Geoip()))
	say("event-resource-server.identifier", optional(event.ResourceServer().Identifier()))
	say("event-secrets.get", optional(event.Secrets().Get("KEY")))
	say("event-secrets.names", event.Secrets().Names())
	say("event-security-context.ja3", optional(event.SecurityContext().JA3()))
	say("event-security-context.ja4", optional(event.SecurityContext().JA4()))
	say("event-session.id", optional(event.Session().ID()))
	say("event-session.user-id", optional(event.Session().UserID()))
	say("event-session.created-at", optional(event.Session().CreatedAt()))
	say("event-session.updated-at", optional(event.Session().UpdatedAt()))
	say("event-session.authenticated-at", optional(event.Session().AuthenticatedAt()))
	say("event-session.idle-expires-at", optional(event.Session().IdleExpiresAt()))
	say("event-session.expires-at", optional(event.Session().ExpiresAt()))
	say("event-session.last-interacted-at", optional(event.Session().LastInteractedAt()))
	say("event-session.clients", event.Session().Clients())
	say("event-session.cookie-mode", optional(event.Session().CookieMode()))
	say("event-session.device", event.Session().Device())
	say("event-session.metadata", event.Session().Metadata())
	say("event-stats.logins-count", event.Stats().LoginsCount())
	say("event-tenant.id", event.Tenant().ID())
	say("event-transaction.id", optional(event.Transaction().ID()))
	say("event-transaction.protocol", optional(event.Transaction().Protocol()))
	say("event-transaction.acr-values", event.Transaction().ACRValues())
	say("event-transaction.requested-scopes", event.Transaction().RequestedScopes())
	say("event-transaction.ui-locales", event.Transaction().UILocales())
	say("event-transaction.prompt", event.Transaction().Prompt())
	say("event-transaction.response-type", event.Transaction().ResponseType())
	say("event-transaction.response-mode", optional(event.Transaction().ResponseMode()))
	say("event-transaction.redirect-uri", optional(event.Transaction().RedirectURI()))
	say("event-transaction.state", optional(event.Transaction().State()))
	say("event-transaction.login-hint", optional(event.Transaction().LoginHint()))
	say("event-transaction.locale", optional(event.Transaction().Locale()))
	say("event-transaction.linking-id", optional(event.Transaction().LinkingID()))
	say("event-transaction.correlation-id", optional(event.Transaction().CorrelationID()))
	say("event-transaction.requested-authorization-details", event.Transaction().RequestedAuthorizationDetails())
	say("event-transaction.subject-token-type", optional(event.Transaction().SubjectTokenType()))
	say("event-transaction.actor-token-type", optional(event.Transaction().ActorTokenType()))
	say("event-transaction.actor", event.Transaction().Actor())
	say("event-transaction.metadata", event.Transaction().Metadata())
	say("event-user.user-id", event.User().UserID())
	say("event-user.email", optional(event.User().Email()))
	say("event-user.email-verified", event.User().EmailVerified())
	say("event-user.username", optional(event.User().Username()))
	say("event-user.name", optional(event.User().Name()))
	say("event-user.given-name", optional(event.User().GivenName()))
	say("event-user.family-name", optional(event.User().FamilyName()))
	say("event-user.nickname", optional(event.User().Nickname()))
	say("event-user.picture", optional(event.User().Picture()))
	say("event-user.phone-number", optional(event.User().PhoneNumber()))
	say("event-user.phone-verified", optional(event.User().PhoneVerified()))
	say("event-user.created-at", optional(event.User().CreatedAt()))
	say("event-user.updated-at", optional(event.User().UpdatedAt()))
	say("event-user.last-password-reset", optional(event.User().LastPasswordReset()))
	say("event-user.app-metadata", event.User().AppMetadata())
	say("event-user.user-metadata", event.User().UserMetadata())
	say("event-user.enrolled-factors", enrolledFactors(event.User().EnrolledFactors()))
	say("event-user.multifactor", event.User().Multifactor())
	say("event-user.identities", identities(event.User().Identities()))
}
