package vestibule

import (
	"encoding/json"

	"vestibule/internal/bindings/vestibule_actions_event"
	event_authentication "vestibule/internal/bindings/vestibule_actions_event_authentication"
	event_authorization "vestibule/internal/bindings/vestibule_actions_event_authorization"
	event_client "vestibule/internal/bindings/vestibule_actions_event_client"
	event_configuration "vestibule/internal/bindings/vestibule_actions_event_configuration"
	event_connection "vestibule/internal/bindings/vestibule_actions_event_connection"
	event_custom_domain "vestibule/internal/bindings/vestibule_actions_event_custom_domain"
	event_organization "vestibule/internal/bindings/vestibule_actions_event_organization"
	event_prompt "vestibule/internal/bindings/vestibule_actions_event_prompt"
	event_refresh_token "vestibule/internal/bindings/vestibule_actions_event_refresh_token"
	event_request "vestibule/internal/bindings/vestibule_actions_event_request"
	event_resource_server "vestibule/internal/bindings/vestibule_actions_event_resource_server"
	event_secrets "vestibule/internal/bindings/vestibule_actions_event_secrets"
	event_security_context "vestibule/internal/bindings/vestibule_actions_event_security_context"
	event_session "vestibule/internal/bindings/vestibule_actions_event_session"
	event_stats "vestibule/internal/bindings/vestibule_actions_event_stats"
	event_tenant "vestibule/internal/bindings/vestibule_actions_event_tenant"
	event_transaction "vestibule/internal/bindings/vestibule_actions_event_transaction"
	event_user "vestibule/internal/bindings/vestibule_actions_event_user"
)

// Event is what is known about this login. Each part is read when it is asked for. The event shows at once what the api mirrors into it (metadata
// of the transaction, the session and the refresh token, and the cookie mode); nothing else changes it.
type Event struct{}

// Get is the value at a JSON Pointer (RFC 6901): /user/app_metadata/plan, or the empty text for the whole event. Nil when nothing is there. For
// properties that this version of the SDK does not know.
func (Event) Get(pointer string) json.RawMessage {
	return optionalJSON(vestibule_actions_event.Get(pointer))
}

// Parts are the names of the parts that this event has, e.g. user, organization.
func (Event) Parts() []string {
	return vestibule_actions_event.Parts()
}

// Authentication is event.authentication.
func (Event) Authentication() EventAuthentication { return EventAuthentication{} }

// Authorization is event.authorization.
func (Event) Authorization() EventAuthorization { return EventAuthorization{} }

// Client is event.client.
func (Event) Client() EventClient { return EventClient{} }

// Configuration is event.configuration.
func (Event) Configuration() EventConfiguration { return EventConfiguration{} }

// Connection is event.connection.
func (Event) Connection() EventConnection { return EventConnection{} }

// CustomDomain is event.custom_domain.
func (Event) CustomDomain() EventCustomDomain { return EventCustomDomain{} }

// Organization is event.organization.
func (Event) Organization() EventOrganization { return EventOrganization{} }

// Prompt is event.prompt.
func (Event) Prompt() EventPrompt { return EventPrompt{} }

// RefreshToken is event.refresh_token.
func (Event) RefreshToken() EventRefreshToken { return EventRefreshToken{} }

// Request is event.request.
func (Event) Request() EventRequest { return EventRequest{} }

// ResourceServer is event.resource_server.
func (Event) ResourceServer() EventResourceServer { return EventResourceServer{} }

// Secrets is event.secrets.
func (Event) Secrets() EventSecrets { return EventSecrets{} }

// SecurityContext is event.security_context.
func (Event) SecurityContext() EventSecurityContext { return EventSecurityContext{} }

// Session is event.session.
func (Event) Session() EventSession { return EventSession{} }

// Stats is event.stats.
func (Event) Stats() EventStats { return EventStats{} }

// Tenant is event.tenant.
func (Event) Tenant() EventTenant { return EventTenant{} }

// Transaction is event.transaction.
func (Event) Transaction() EventTransaction { return EventTransaction{} }

// User is event.user.
func (Event) User() EventUser { return EventUser{} }

// EventAuthentication is `event.authentication`: how the person has authenticated.
type EventAuthentication struct{}

// Methods is event.authentication.methods: what the person completed in this session, oldest first. It is set when the handler starts: a factor
// asked for in this run shows in the next Action.
func (EventAuthentication) Methods() []AuthenticationMethod {
	entries := event_authentication.Methods()
	methods := make([]AuthenticationMethod, len(entries))
	for index, entry := range entries {
		methods[index] = AuthenticationMethod{entry.Name, pointer(entry.Timestamp), pointer(entry.Type)}
	}
	return methods
}

// RiskConfidence is `event.authentication.riskAssessment.confidence`. Not ok when risk is not assessed.
func (EventAuthentication) RiskConfidence() (value string, ok bool) {
	return optional(event_authentication.RiskConfidence())
}

// RiskAssessment is event.authentication.riskAssessment.assessments[name], e.g. NewDevice, ImpossibleTravel, UntrustedIP. Nil when not assessed.
func (EventAuthentication) RiskAssessment(name string) *Assessment {
	found, ok := optional(event_authentication.RiskAssessment(name))
	if !ok {
		return nil
	}
	return &Assessment{pointer(found.Confidence), pointer(found.Code), optionalJSON(found.Details)}
}

// EventAuthorization is `event.authorization`.
type EventAuthorization struct{}

// Roles is `event.authorization.roles`: names of the roles assigned to the user. Empty when the event has no
// `authorization`.
func (EventAuthorization) Roles() []string {
	value, _ := optional(event_authorization.Roles())
	return value
}

// EventClient is `event.client`: the application the person logs in to.
type EventClient struct{}

// ClientID is `event.client.client_id`
func (EventClient) ClientID() string {
	return event_client.ClientId()
}

// Name is `event.client.name`
func (EventClient) Name() string {
	return event_client.Name()
}

// Metadata is `event.client.metadata`: a JSON object of texts.
func (EventClient) Metadata() json.RawMessage {
	return json.RawMessage(event_client.Metadata())
}

// EventConfiguration is `event.configuration`: values that the Action's publisher defined.
type EventConfiguration struct{}

// Get is `event.configuration[name]` as JSON text. Nil when not set.
func (EventConfiguration) Get(name string) json.RawMessage {
	return optionalJSON(event_configuration.Get(name))
}

// Names is The names that have a value.
func (EventConfiguration) Names() []string {
	return event_configuration.Names()
}

// EventConnection is `event.connection`: where the person's account lives.
type EventConnection struct{}

// ID is `event.connection.id`
func (EventConnection) ID() string {
	return event_connection.Id()
}

// Name is `event.connection.name`
func (EventConnection) Name() string {
	return event_connection.Name()
}

// Strategy is `event.connection.strategy`: `auth0` for a database, the provider's name for a social login.
func (EventConnection) Strategy() string {
	return event_connection.Strategy()
}

// Metadata is `event.connection.metadata`: a JSON object of texts. Nil when the connection has none.
func (EventConnection) Metadata() json.RawMessage {
	return optionalJSON(event_connection.Metadata())
}

// EventCustomDomain is `event.custom_domain`: the domain the person came through. Everything is absent when it was
// not a custom one.
type EventCustomDomain struct{}

// Domain is `event.custom_domain.domain`
func (EventCustomDomain) Domain() (value string, ok bool) {
	return optional(event_custom_domain.Domain())
}

// DomainMetadata is `event.custom_domain.domain_metadata`: a JSON object of texts.
func (EventCustomDomain) DomainMetadata() json.RawMessage {
	return optionalJSON(event_custom_domain.DomainMetadata())
}

// EventOrganization is `event.organization`: everything is absent when the login is not to an Organization.
type EventOrganization struct{}

// ID is `event.organization.id`
func (EventOrganization) ID() (value string, ok bool) {
	return optional(event_organization.Id())
}

// Name is `event.organization.name`
func (EventOrganization) Name() (value string, ok bool) {
	return optional(event_organization.Name())
}

// DisplayName is `event.organization.display_name`
func (EventOrganization) DisplayName() (value string, ok bool) {
	return optional(event_organization.DisplayName())
}

// Metadata is `event.organization.metadata`: a JSON object of texts.
func (EventOrganization) Metadata() json.RawMessage {
	return optionalJSON(event_organization.Metadata())
}

// EventPrompt is `event.prompt`: what a form collected, in OnContinuePostLogin after `prompt.render`. Not ok
// otherwise.
type EventPrompt struct{}

// ID is `event.prompt.id`
func (EventPrompt) ID() (value string, ok bool) {
	return optional(event_prompt.Id())
}

// Fields is `event.prompt.fields`: a JSON object.
func (EventPrompt) Fields() json.RawMessage {
	return optionalJSON(event_prompt.Fields())
}

// Vars is `event.prompt.vars`: a JSON object.
func (EventPrompt) Vars() json.RawMessage {
	return optionalJSON(event_prompt.Vars())
}

// EventRefreshToken is `event.refresh_token`: in a refresh-token exchange. Everything is absent otherwise.
type EventRefreshToken struct{}

// ID is `event.refresh_token.id`
func (EventRefreshToken) ID() (value string, ok bool) {
	return optional(event_refresh_token.Id())
}

// ClientID is `event.refresh_token.client_id`
func (EventRefreshToken) ClientID() (value string, ok bool) {
	return optional(event_refresh_token.ClientId())
}

// SessionID is `event.refresh_token.session_id`
func (EventRefreshToken) SessionID() (value string, ok bool) {
	return optional(event_refresh_token.SessionId())
}

// CreatedAt is `event.refresh_token.created_at`: ISO 8601.
func (EventRefreshToken) CreatedAt() (value string, ok bool) {
	return optional(event_refresh_token.CreatedAt())
}

// ExpiresAt is `event.refresh_token.expires_at`: ISO 8601.
func (EventRefreshToken) ExpiresAt() (value string, ok bool) {
	return optional(event_refresh_token.ExpiresAt())
}

// IdleExpiresAt is `event.refresh_token.idle_expires_at`: ISO 8601.
func (EventRefreshToken) IdleExpiresAt() (value string, ok bool) {
	return optional(event_refresh_token.IdleExpiresAt())
}

// LastExchangedAt is `event.refresh_token.last_exchanged_at`: ISO 8601.
func (EventRefreshToken) LastExchangedAt() (value string, ok bool) {
	return optional(event_refresh_token.LastExchangedAt())
}

// Rotating is `event.refresh_token.rotating`
func (EventRefreshToken) Rotating() (value bool, ok bool) {
	return optional(event_refresh_token.Rotating())
}

// Device is `event.refresh_token.device`: a JSON object of addresses and user agents, first and last.
func (EventRefreshToken) Device() json.RawMessage {
	return optionalJSON(event_refresh_token.Device())
}

// ResourceServers is `event.refresh_token.resource_servers`: a JSON array of `{audience, scopes}`.
func (EventRefreshToken) ResourceServers() json.RawMessage {
	return optionalJSON(event_refresh_token.ResourceServers())
}

// Metadata is `event.refresh_token.metadata`: a JSON object of texts; shows RefreshToken.SetMetadata of this run.
func (EventRefreshToken) Metadata() json.RawMessage {
	return optionalJSON(event_refresh_token.Metadata())
}

// EventRequest is `event.request`: the HTTP request that this run answers. It is a new one after every suspension.
type EventRequest struct{}

// IP is `event.request.ip`: the person's address, as text.
func (EventRequest) IP() string {
	return event_request.Ip()
}

// Method is `event.request.method`: the HTTP method.
func (EventRequest) Method() string {
	return event_request.Method()
}

// Hostname is `event.request.hostname`
func (EventRequest) Hostname() (value string, ok bool) {
	return optional(event_request.Hostname())
}

// Language is `event.request.language`
func (EventRequest) Language() (value string, ok bool) {
	return optional(event_request.Language())
}

// UserAgent is `event.request.user_agent`
func (EventRequest) UserAgent() (value string, ok bool) {
	return optional(event_request.UserAgent())
}

// ASN is `event.request.asn`: the network's autonomous system number, e.g. `AS13335`.
func (EventRequest) ASN() (value string, ok bool) {
	return optional(event_request.Asn())
}

// Query is `event.request.query`: a JSON object. A parameter given several times is an array.
func (EventRequest) Query() json.RawMessage {
	return json.RawMessage(event_request.Query())
}

// QueryParameter is `event.request.query[name]`: the parameter's text, the first one if it was given several times.
// Not ok when not given.
func (EventRequest) QueryParameter(name string) (value string, ok bool) {
	return optional(event_request.QueryParameter(name))
}

// Body is `event.request.body`: a JSON object, empty when there was no body.
func (EventRequest) Body() json.RawMessage {
	return json.RawMessage(event_request.Body())
}

// Geoip is event.request.geoip. Nil when the event has none.
func (EventRequest) Geoip() *Geolocation {
	found, ok := optional(event_request.Geoip())
	if !ok {
		return nil
	}
	return &Geolocation{
		CityName:         pointer(found.CityName),
		ContinentCode:    pointer(found.ContinentCode),
		CountryCode:      pointer(found.CountryCode),
		CountryCodeThree: pointer(found.CountryCodeThree),
		CountryName:      pointer(found.CountryName),
		SubdivisionCode:  pointer(found.SubdivisionCode),
		SubdivisionName:  pointer(found.SubdivisionName),
		TimeZone:         pointer(found.TimeZone),
		Latitude:         pointer(found.Latitude),
		Longitude:        pointer(found.Longitude),
	}
}

// EventResourceServer is `event.resource_server`: the API that a token was asked for. Not ok when none was.
type EventResourceServer struct{}

// Identifier is `event.resource_server.identifier`: the audience.
func (EventResourceServer) Identifier() (value string, ok bool) {
	return optional(event_resource_server.Identifier())
}

// EventSecrets is `event.secrets`: this Action's secrets, with the values of the deployed version.
type EventSecrets struct{}

// Get is `event.secrets[name]`. Not ok when the Action has no such secret.
func (EventSecrets) Get(name string) (value string, ok bool) {
	return optional(event_secrets.Get(name))
}

// Names is The names of the secrets.
func (EventSecrets) Names() []string {
	return event_secrets.Names()
}

// EventSecurityContext is `event.security_context`: fingerprints of the TLS handshake, when the edge takes them.
type EventSecurityContext struct{}

// JA3 is `event.security_context.ja3`
func (EventSecurityContext) JA3() (value string, ok bool) {
	return optional(event_security_context.Ja3())
}

// JA4 is `event.security_context.ja4`
func (EventSecurityContext) JA4() (value string, ok bool) {
	return optional(event_security_context.Ja4())
}

// EventSession is `event.session`: everything is absent when there is no session.
type EventSession struct{}

// ID is `event.session.id`
func (EventSession) ID() (value string, ok bool) {
	return optional(event_session.Id())
}

// UserID is `event.session.user_id`
func (EventSession) UserID() (value string, ok bool) {
	return optional(event_session.UserId())
}

// CreatedAt is `event.session.created_at`: ISO 8601.
func (EventSession) CreatedAt() (value string, ok bool) {
	return optional(event_session.CreatedAt())
}

// UpdatedAt is `event.session.updated_at`: ISO 8601.
func (EventSession) UpdatedAt() (value string, ok bool) {
	return optional(event_session.UpdatedAt())
}

// AuthenticatedAt is `event.session.authenticated_at`: ISO 8601.
func (EventSession) AuthenticatedAt() (value string, ok bool) {
	return optional(event_session.AuthenticatedAt())
}

// IdleExpiresAt is `event.session.idle_expires_at`: ISO 8601.
func (EventSession) IdleExpiresAt() (value string, ok bool) {
	return optional(event_session.IdleExpiresAt())
}

// ExpiresAt is `event.session.expires_at`: ISO 8601.
func (EventSession) ExpiresAt() (value string, ok bool) {
	return optional(event_session.ExpiresAt())
}

// LastInteractedAt is `event.session.last_interacted_at`: ISO 8601.
func (EventSession) LastInteractedAt() (value string, ok bool) {
	return optional(event_session.LastInteractedAt())
}

// Clients is `event.session.clients[].client_id`: the applications of this session.
func (EventSession) Clients() []string {
	return event_session.Clients()
}

// CookieMode is `event.session.cookie.mode`: `persistent` or `non-persistent`; shows `session.set-cookie-mode` of
// this run.
func (EventSession) CookieMode() (value string, ok bool) {
	return optional(event_session.CookieMode())
}

// Device is `event.session.device`: a JSON object of addresses and user agents, first and last.
func (EventSession) Device() json.RawMessage {
	return optionalJSON(event_session.Device())
}

// Metadata is `event.session.metadata`: a JSON object of texts; shows `session.set-metadata` of this run.
func (EventSession) Metadata() json.RawMessage {
	return optionalJSON(event_session.Metadata())
}

// EventStats is `event.stats`
type EventStats struct{}

// LoginsCount is `event.stats.logins_count`: how often this user has logged in. 0 when not known.
func (EventStats) LoginsCount() uint64 {
	return event_stats.LoginsCount()
}

// EventTenant is `event.tenant`
type EventTenant struct{}

// ID is `event.tenant.id`: the tenant's name.
func (EventTenant) ID() string {
	return event_tenant.Id()
}

// EventTransaction is `event.transaction`: the protocol transaction. Texts are absent and lists empty when the event
// has none.
type EventTransaction struct{}

// ID is `event.transaction.id`: only in browser flows.
func (EventTransaction) ID() (value string, ok bool) {
	return optional(event_transaction.Id())
}

// Protocol is `event.transaction.protocol`: e.g. `oidc-basic-profile`, `oauth2-refresh-token`.
func (EventTransaction) Protocol() (value string, ok bool) {
	return optional(event_transaction.Protocol())
}

// ACRValues is `event.transaction.acr_values`
func (EventTransaction) ACRValues() []string {
	return event_transaction.AcrValues()
}

// RequestedScopes is `event.transaction.requested_scopes`
func (EventTransaction) RequestedScopes() []string {
	return event_transaction.RequestedScopes()
}

// UILocales is `event.transaction.ui_locales`
func (EventTransaction) UILocales() []string {
	return event_transaction.UiLocales()
}

// Prompt is `event.transaction.prompt`: e.g. `none`.
func (EventTransaction) Prompt() []string {
	return event_transaction.Prompt()
}

// ResponseType is `event.transaction.response_type`
func (EventTransaction) ResponseType() []string {
	return event_transaction.ResponseType()
}

// ResponseMode is `event.transaction.response_mode`
func (EventTransaction) ResponseMode() (value string, ok bool) {
	return optional(event_transaction.ResponseMode())
}

// RedirectURI is `event.transaction.redirect_uri`
func (EventTransaction) RedirectURI() (value string, ok bool) {
	return optional(event_transaction.RedirectUri())
}

// State is `event.transaction.state`
func (EventTransaction) State() (value string, ok bool) {
	return optional(event_transaction.State())
}

// LoginHint is `event.transaction.login_hint`
func (EventTransaction) LoginHint() (value string, ok bool) {
	return optional(event_transaction.LoginHint())
}

// Locale is `event.transaction.locale`
func (EventTransaction) Locale() (value string, ok bool) {
	return optional(event_transaction.Locale())
}

// LinkingID is `event.transaction.linking_id`
func (EventTransaction) LinkingID() (value string, ok bool) {
	return optional(event_transaction.LinkingId())
}

// CorrelationID is `event.transaction.correlation_id`
func (EventTransaction) CorrelationID() (value string, ok bool) {
	return optional(event_transaction.CorrelationId())
}

// RequestedAuthorizationDetails is `event.transaction.requested_authorization_details`: a JSON array of objects with
// `type`.
func (EventTransaction) RequestedAuthorizationDetails() json.RawMessage {
	return optionalJSON(event_transaction.RequestedAuthorizationDetails())
}

// SubjectTokenType is `event.transaction.subject_token_type`: token exchange.
func (EventTransaction) SubjectTokenType() (value string, ok bool) {
	return optional(event_transaction.SubjectTokenType())
}

// ActorTokenType is `event.transaction.actor_token_type`: token exchange.
func (EventTransaction) ActorTokenType() (value string, ok bool) {
	return optional(event_transaction.ActorTokenType())
}

// Actor is `event.transaction.actor`: a JSON object, `sub` and perhaps `act`.
func (EventTransaction) Actor() json.RawMessage {
	return optionalJSON(event_transaction.Actor())
}

// Metadata is `event.transaction.metadata`: a JSON object of texts, numbers and booleans. It shows
// `transaction.set-metadata` of this run at once.
func (EventTransaction) Metadata() json.RawMessage {
	return json.RawMessage(event_transaction.Metadata())
}

// EventUser is `event.user`: who logs in.
type EventUser struct{}

// UserID is `event.user.user_id`, e.g. `auth0|5f7c8ec7c33c6c004bbafe82`.
func (EventUser) UserID() string {
	return event_user.UserId()
}

// Email is `event.user.email`
func (EventUser) Email() (value string, ok bool) {
	return optional(event_user.Email())
}

// EmailVerified is `event.user.email_verified`: false when not known.
func (EventUser) EmailVerified() bool {
	return event_user.EmailVerified()
}

// Username is `event.user.username`
func (EventUser) Username() (value string, ok bool) {
	return optional(event_user.Username())
}

// Name is `event.user.name`
func (EventUser) Name() (value string, ok bool) {
	return optional(event_user.Name())
}

// GivenName is `event.user.given_name`
func (EventUser) GivenName() (value string, ok bool) {
	return optional(event_user.GivenName())
}

// FamilyName is `event.user.family_name`
func (EventUser) FamilyName() (value string, ok bool) {
	return optional(event_user.FamilyName())
}

// Nickname is `event.user.nickname`
func (EventUser) Nickname() (value string, ok bool) {
	return optional(event_user.Nickname())
}

// Picture is `event.user.picture`: a URL.
func (EventUser) Picture() (value string, ok bool) {
	return optional(event_user.Picture())
}

// PhoneNumber is `event.user.phone_number`
func (EventUser) PhoneNumber() (value string, ok bool) {
	return optional(event_user.PhoneNumber())
}

// PhoneVerified is `event.user.phone_verified`
func (EventUser) PhoneVerified() (value bool, ok bool) {
	return optional(event_user.PhoneVerified())
}

// CreatedAt is `event.user.created_at`: ISO 8601. Not ok when not known.
func (EventUser) CreatedAt() (value string, ok bool) {
	return optional(event_user.CreatedAt())
}

// UpdatedAt is `event.user.updated_at`: ISO 8601. Not ok when not known.
func (EventUser) UpdatedAt() (value string, ok bool) {
	return optional(event_user.UpdatedAt())
}

// LastPasswordReset is `event.user.last_password_reset`: ISO 8601. Not ok when there was none.
func (EventUser) LastPasswordReset() (value string, ok bool) {
	return optional(event_user.LastPasswordReset())
}

// AppMetadata is `event.user.app_metadata`: a JSON object, with what earlier Actions of this login set.
func (EventUser) AppMetadata() json.RawMessage {
	return json.RawMessage(event_user.AppMetadata())
}

// UserMetadata is `event.user.user_metadata`: a JSON object, with what earlier Actions of this login set.
func (EventUser) UserMetadata() json.RawMessage {
	return json.RawMessage(event_user.UserMetadata())
}

// EnrolledFactors is event.user.enrolledFactors: confirmed factors, one entry per enrolment; email among them when the tenant has it enabled and the
// address is verified. It is set when the handler starts.
func (EventUser) EnrolledFactors() []EnrolledFactor {
	entries := event_user.EnrolledFactors()
	factors := make([]EnrolledFactor, len(entries))
	for index, entry := range entries {
		factors[index] = EnrolledFactor{entry.Type, optionalJSON(entry.Options)}
	}
	return factors
}

// Multifactor is `event.user.multifactor`: `guardian` as soon as any factor but email is enrolled. Only a sign of
// presence.
func (EventUser) Multifactor() []string {
	return event_user.Multifactor()
}

// Identities is event.user.identities.
func (EventUser) Identities() []Identity {
	entries := event_user.Identities()
	identities := make([]Identity, len(entries))
	for index, entry := range entries {
		identities[index] = Identity{
			pointer(entry.Connection), pointer(entry.Provider), pointer(entry.UserId), pointer(entry.IsSocial), optionalJSON(entry.ProfileData),
		}
	}
	return identities
}
