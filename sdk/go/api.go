package vestibule

import (
	"encoding/json"

	access "vestibule/internal/bindings/vestibule_actions_access"
	access_token "vestibule/internal/bindings/vestibule_actions_access_token"
	authentication "vestibule/internal/bindings/vestibule_actions_authentication"
	cache "vestibule/internal/bindings/vestibule_actions_cache"
	id_token "vestibule/internal/bindings/vestibule_actions_id_token"
	multifactor "vestibule/internal/bindings/vestibule_actions_multifactor"
	prompt "vestibule/internal/bindings/vestibule_actions_prompt"
	redirect "vestibule/internal/bindings/vestibule_actions_redirect"
	refresh_token "vestibule/internal/bindings/vestibule_actions_refresh_token"
	rules "vestibule/internal/bindings/vestibule_actions_rules"
	session "vestibule/internal/bindings/vestibule_actions_session"
	transaction "vestibule/internal/bindings/vestibule_actions_transaction"
	user "vestibule/internal/bindings/vestibule_actions_user"
	validation "vestibule/internal/bindings/vestibule_actions_validation"
	"vestibule/internal/wit/types"
)

// API is what an Action can ask for.
//
// Nothing is done at once. The host records each call, and carries it out when the handler has returned nil; only questions (the cache, tokens,
// Redirect.CanRedirect) are answered immediately.
type API struct{}

// Access is that part of api.
func (API) Access() Access { return Access{} }

// AccessToken is that part of api.
func (API) AccessToken() AccessToken { return AccessToken{} }

// Authentication is that part of api.
func (API) Authentication() Authentication { return Authentication{} }

// Cache is that part of api.
func (API) Cache() Cache { return Cache{} }

// IDToken is that part of api.
func (API) IDToken() IDToken { return IDToken{} }

// Multifactor is that part of api.
func (API) Multifactor() Multifactor { return Multifactor{} }

// Prompt is that part of api.
func (API) Prompt() Prompt { return Prompt{} }

// Redirect is that part of api.
func (API) Redirect() Redirect { return Redirect{} }

// RefreshToken is that part of api.
func (API) RefreshToken() RefreshToken { return RefreshToken{} }

// Rules is that part of api.
func (API) Rules() Rules { return Rules{} }

// Session is that part of api.
func (API) Session() Session { return Session{} }

// Transaction is that part of api.
func (API) Transaction() Transaction { return Transaction{} }

// User is that part of api.
func (API) User() User { return User{} }

// Validation is that part of api.
func (API) Validation() Validation { return Validation{} }

// SAMLResponse is that part of api.
func (API) SAMLResponse() SAMLResponse { return SAMLResponse{} }

// CacheRecord is a value in the cache.
type CacheRecord struct {
	// Value is the value.
	Value string
	// ExpiresAt is in milliseconds since 1970.
	ExpiresAt uint64
}

// Parameter is a parameter of a URL's query.
type Parameter struct {
	Name, Value string
}

// Provider is which second factor Multifactor.Enable requires.
type Provider struct{ lowered multifactor.Provider }

var (
	// ProviderAny is every factor that the tenant has enabled.
	ProviderAny = Provider{multifactor.MakeProviderAny()}
	// ProviderGuardian is push, phone, one-time password, email.
	ProviderGuardian = Provider{multifactor.MakeProviderGuardian()}
	// ProviderGoogleAuthenticator is as ProviderGuardian.
	ProviderGoogleAuthenticator = Provider{multifactor.MakeProviderGoogleAuthenticator()}
	// ProviderDuo is Duo, with the tenant's account.
	ProviderDuo = Provider{multifactor.MakeProviderDuo(types.None[multifactor.DuoOptions]())}
	// ProviderNone is no second factor, also where the tenant's policy asks for one.
	ProviderNone = Provider{multifactor.MakeProviderNone()}
)

// DuoOptions are providerOptions of duo: the account to use instead of the tenant's.
type DuoOptions struct {
	// Host, Ikey and Skey are the integration's.
	Host, Ikey, Skey string
	// Username is the name at Duo. Nil when it is the user's own.
	Username *string
}

// ProviderDuoWith is Duo with an account of the Action's.
func ProviderDuoWith(account DuoOptions) Provider {
	return Provider{multifactor.MakeProviderDuo(types.Some(multifactor.DuoOptions{
		Host: account.Host, Ikey: account.Ikey, Skey: account.Skey, Username: fromPointer(account.Username),
	}))}
}

// CookieMode is how long the session's cookie lives.
type CookieMode uint8

const (
	// Persistent survives closing the browser.
	Persistent = CookieMode(session.CookieModePersistent)
	// NonPersistent does not.
	NonPersistent = CookieMode(session.CookieModeNonPersistent)
)

// Access is `api.access`
type Access struct{}

// Deny is `api.access.deny(reason)`: the login ends after this Action, no later one runs, and the person is told the
// reason. Metadata that was set is still saved (D9). The first call of a run counts (D4). `description` is the second
// argument that many Actions pass: then `reason` is taken as a code, and both are kept.
func (Access) Deny(reason string) {
	access.Deny(reason, types.None[string]())
}

// DenyWithCode is api.access.deny(code, text): as Deny, with a code for the client and a text.
func (Access) DenyWithCode(code, text string) {
	access.Deny(code, types.Some(text))
}

// AccessToken is `api.accessToken`
type AccessToken struct{}

// SetCustomClaim is `api.accessToken.setCustomClaim(name, value)`: the last value of a name counts. A reserved name
// is dropped with a warning when the claims are put together; the name `scope` is refused here.
func (AccessToken) SetCustomClaim(name string, value any) error {
	valueJSON, err := marshal(value)
	if err != nil {
		return err
	}
	return refused(access_token.SetCustomClaim(name, valueJSON))
}

// AddScope is `api.accessToken.addScope(scope)`: one scope without inner spaces, at most 280 characters; at most
// 1,000 are added.
func (AccessToken) AddScope(scope string) error {
	return refused(access_token.AddScope(scope))
}

// RemoveScope is `api.accessToken.removeScope(scope)`
func (AccessToken) RemoveScope(scope string) error {
	return refused(access_token.RemoveScope(scope))
}

// Authentication is `api.authentication`: second factors. A command is queued, not carried out: when the handler has
// returned, the host takes up the Action's commands in call order, each pausing the login for the person, and then
// runs the next Action. At most four in one login (D18). Requested factors that cannot be used are dropped, each with
// a reason (D17); if none is left, the login fails.
type Authentication struct{}

// ChallengeWith is `api.authentication.challengeWith(factor, {additionalFactors})`: ask for `factor`, offering the
// others behind a link.
func (Authentication) ChallengeWith(factor Factor, additionalFactors ...Factor) {
	authentication.ChallengeWith(factor.lower(), lowerAll(additionalFactors))
}

// ChallengeWithAny is `api.authentication.challengeWithAny(factors)`: let the person pick; straight to the factor if
// only one is usable. An empty list is refused.
func (Authentication) ChallengeWithAny(factors ...Factor) error {
	return refused(authentication.ChallengeWithAny(lowerAll(factors)))
}

// EnrollWith is `api.authentication.enrollWith(factor, {additionalFactors})`: have the person enrol `factor`,
// offering the others behind a link. One who has a second factor already must pass a challenge before (D5, D7).
func (Authentication) EnrollWith(factor Factor, additionalFactors ...Factor) {
	authentication.EnrollWith(factor.lower(), lowerAll(additionalFactors))
}

// EnrollWithAny is `api.authentication.enrollWithAny(factors)`: let the person pick what to enrol, in the given
// order. An empty list is refused.
func (Authentication) EnrollWithAny(factors ...Factor) error {
	return refused(authentication.EnrollWithAny(lowerAll(factors)))
}

// RecordMethod is `api.authentication.recordMethod(provider_url)`: add a method of the Action's own to the session.
// Only in OnContinuePostLogin, and only an http or https URL.
func (Authentication) RecordMethod(providerURL string) error {
	return refused(authentication.RecordMethod(providerURL))
}

// SetPrimaryUser is `api.authentication.setPrimaryUser(primary_user_id)`: issue the tokens for another user, of whom
// the current identity is a secondary one. Once in a login; 1 to 128 characters. `user_metadata` set in the same
// Action is lost.
func (Authentication) SetPrimaryUser(primaryUserID string) error {
	return refused(authentication.SetPrimaryUser(primaryUserID))
}

// Cache is `api.cache`: values that survive a run, shared by the Actions of the trigger. Best effort: any value may
// be gone at any time.
type Cache struct{}

// Get is `api.cache.get(key)`. Not ok when there is no value or it has expired.
func (Cache) Get(key string) (record CacheRecord, ok bool) {
	found, ok := optional(cache.Get(key))
	return CacheRecord(found), ok
}

// Set is `api.cache.set(key, value, {ttl, expires_at})`, both in milliseconds; the earlier one counts. Default 15
// minutes, at most 24 hours.
// A ttl or an expiresAt of nil is not given.
func (Cache) Set(key, value string, ttl, expiresAt *uint64) (CacheRecord, error) {
	result := cache.Set(key, value, fromPointer(ttl), fromPointer(expiresAt))
	if result.Tag() == types.ResultErr {
		return CacheRecord{}, cacheError(result.Err())
	}
	return CacheRecord(result.Ok()), nil
}

// Delete is `api.cache.delete(key)`
func (Cache) Delete(key string) error {
	result := cache.Delete(key)
	if result.Tag() == types.ResultErr {
		return cacheError(result.Err())
	}
	return nil
}

// IDToken is `api.idToken`
type IDToken struct{}

// SetCustomClaim is `api.idToken.setCustomClaim(name, value)`: as AccessToken.SetCustomClaim.
func (IDToken) SetCustomClaim(name string, value any) error {
	valueJSON, err := marshal(value)
	if err != nil {
		return err
	}
	return refused(id_token.SetCustomClaim(name, valueJSON))
}

// Multifactor is `api.multifactor`
type Multifactor struct{}

// Enable is `api.multifactor.enable(provider, {allowRememberBrowser})`: require a second factor at the very end of
// the login, after all Actions. The last call of the login counts, and none adds a prompt to a login that carried out
// a command of `authentication` (D19).
func (Multifactor) Enable(provider Provider, allowRememberBrowser bool) {
	multifactor.Enable(provider.lowered, allowRememberBrowser)
}

// Prompt is `api.prompt`
type Prompt struct{}

// Render is `api.prompt.render(promptId, {fields, vars})`: show a form, and come back to this Action's
// OnContinuePostLogin. Once a run, not together with Redirect.SendUserTo; `fields` and `vars` are JSON objects of at
// most 24 KiB together.
// Fields and vars of nil are not given.
func (Prompt) Render(promptID string, fields, vars any) error {
	fieldsJSON, err := marshalOptional(fields)
	if err != nil {
		return err
	}
	varsJSON, err := marshalOptional(vars)
	if err != nil {
		return err
	}
	return refused(prompt.Render(promptID, fieldsJSON, varsJSON))
}

// Redirect is `api.redirect`
type Redirect struct{}

// EncodeToken is `api.redirect.encodeToken({secret, payload, expiresInSeconds})`: a signed token (HS256) with `iat`,
// `iss`, `sub`, `exp`, `ip` and the members of `payload`, a JSON object. Default 900 seconds.
// An expiresInSeconds of nil is not given.
func (Redirect) EncodeToken(secret string, payload any, expiresInSeconds *uint32) (string, error) {
	payloadJSON, err := marshal(payload)
	if err != nil {
		return "", err
	}
	return answered(redirect.EncodeToken(secret, payloadJSON, fromPointer(expiresInSeconds)))
}

// SendUserTo is `api.redirect.sendUserTo(url, {query})`: send the person there when the Action's second factors are
// passed; back to this Action's OnContinuePostLogin. `query` replaces parameters of the same name. The last call of a
// run counts.
func (Redirect) SendUserTo(url string, query ...Parameter) error {
	lowered := make([]types.Tuple2[string, string], len(query))
	for index, parameter := range query {
		lowered[index] = types.Tuple2[string, string]{F0: parameter.Name, F1: parameter.Value}
	}
	return refused(redirect.SendUserTo(url, lowered))
}

// CanRedirect is `api.redirect.canRedirect()`: false where nobody could follow a redirect (`prompt=none`, password
// and refresh-token grants).
func (Redirect) CanRedirect() bool {
	return redirect.CanRedirect()
}

// ValidateToken is `api.redirect.validateToken({secret, tokenParameterName})`: the members of the token that came
// back, as a JSON object. Refused when it is missing, expired, for another user or another transaction, or signed
// with another secret. Default parameter `session_token`, looked for in the body, then in the query.
// A tokenParameterName of nil is not given.
func (Redirect) ValidateToken(secret string, tokenParameterName *string) (json.RawMessage, error) {
	claims, err := answered(redirect.ValidateToken(secret, fromPointer(tokenParameterName)))
	return json.RawMessage(claims), err
}

// RefreshToken is `api.refreshToken`
type RefreshToken struct{}

// Revoke is `api.refreshToken.revoke(reason)`: revoke the token and deny. Only in a refresh-token exchange.
func (RefreshToken) Revoke(reason string) error {
	return refused(refresh_token.Revoke(reason))
}

// SetExpiresAt is `api.refreshToken.setExpiresAt(ms)`: milliseconds since 1970. The earliest call counts; the
// tenant's maximum is never passed.
func (RefreshToken) SetExpiresAt(milliseconds uint64) error {
	return refused(refresh_token.SetExpiresAt(milliseconds))
}

// SetIdleExpiresAt is `api.refreshToken.setIdleExpiresAt(ms)`: as SetExpiresAt.
func (RefreshToken) SetIdleExpiresAt(milliseconds uint64) error {
	return refused(refresh_token.SetIdleExpiresAt(milliseconds))
}

// SetMetadata is `api.refreshToken.setMetadata(key, value)`: at most 25 keys of letters, digits, `_` and `-`; values
// of at most 255 characters. No value removes the key.
func (RefreshToken) SetMetadata(key string, value *string) error {
	return refused(refresh_token.SetMetadata(key, fromPointer(value)))
}

// DeleteMetadata is `api.refreshToken.deleteMetadata(key)`
func (RefreshToken) DeleteMetadata(key string) {
	refresh_token.DeleteMetadata(key)
}

// EvictMetadata is `api.refreshToken.evictMetadata()`: remove all of it.
func (RefreshToken) EvictMetadata() {
	refresh_token.EvictMetadata()
}

// Rules is `api.rules`
type Rules struct{}

// WasExecuted is `api.rules.wasExecuted(ruleId)`: always false, there are no Rules.
func (Rules) WasExecuted(ruleID string) bool {
	return rules.WasExecuted(ruleID)
}

// Session is `api.session`
type Session struct{}

// Revoke is `api.session.revoke(reason, {preserveRefreshTokens})`: end the session, deny the login, run no later
// Action.
func (Session) Revoke(reason string, preserveRefreshTokens bool) {
	session.Revoke(reason, preserveRefreshTokens)
}

// SetExpiresAt is `api.session.setExpiresAt(ms)`: milliseconds since 1970. The earliest call counts; the tenant's
// maximum is never passed.
func (Session) SetExpiresAt(milliseconds uint64) error {
	return refused(session.SetExpiresAt(milliseconds))
}

// SetIdleExpiresAt is `api.session.setIdleExpiresAt(ms)`: as SetExpiresAt.
func (Session) SetIdleExpiresAt(milliseconds uint64) error {
	return refused(session.SetIdleExpiresAt(milliseconds))
}

// SetCookieMode is `api.session.setCookieMode(mode)`: the last call counts.
func (Session) SetCookieMode(mode CookieMode) {
	session.SetCookieMode(uint8(mode))
}

// SetMetadata is `api.session.setMetadata(key, value)`: needs a session; otherwise as RefreshToken.SetMetadata.
func (Session) SetMetadata(key string, value *string) error {
	return refused(session.SetMetadata(key, fromPointer(value)))
}

// DeleteMetadata is `api.session.deleteMetadata(key)`: nothing happens without a session.
func (Session) DeleteMetadata(key string) {
	session.DeleteMetadata(key)
}

// EvictMetadata is `api.session.evictMetadata()`: remove all of it.
func (Session) EvictMetadata() {
	session.EvictMetadata()
}

// Transaction is `api.transaction`
type Transaction struct{}

// SetMetadata is `api.transaction.setMetadata(key, value)`: a text, number or boolean that this transaction's Actions
// share, visible at once in `event.transaction.metadata`; `null` removes. Keys of at most 64 characters, values of at
// most 8 kB, 16 kB in all.
func (Transaction) SetMetadata(key string, value any) error {
	valueJSON, err := marshal(value)
	if err != nil {
		return err
	}
	return refused(transaction.SetMetadata(key, valueJSON))
}

// User is `api.user`: changes to the profile, saved in one write when the login ends.
type User struct{}

// SetAppMetadata is `api.user.setAppMetadata(key, value)`: `null` removes the key. Later Actions see it; this one
// does not. At most 32 kB in a login.
func (User) SetAppMetadata(key string, value any) error {
	valueJSON, err := marshal(value)
	if err != nil {
		return err
	}
	return refused(user.SetAppMetadata(key, valueJSON))
}

// SetUserMetadata is `api.user.setUserMetadata(key, value)`: as SetAppMetadata.
func (User) SetUserMetadata(key string, value any) error {
	valueJSON, err := marshal(value)
	if err != nil {
		return err
	}
	return refused(user.SetUserMetadata(key, valueJSON))
}

// Validation is `api.validation`
type Validation struct{}

// Error is `api.validation.error(errorCode, errorMessage)`: stop the login with a validation error. Both texts have 1
// to 100 characters.
func (Validation) Error(errorCode string, errorMessage string) error {
	return refused(validation.Error(errorCode, errorMessage))
}
