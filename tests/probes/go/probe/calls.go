package action

import (
	"encoding/json"
	"errors"
	"strings"

	"vestibule"
)

func tell(call string, err error) {
	tellValue(call)(nil, err)
}

// tellValue takes what a call with a value returns.
func tellValue(call string) func(value any, err error) {
	return func(value any, err error) {
		if err == nil {
			say(call, map[string]any{"ok": value})
			return
		}
		name := "Error"
		var cache *vestibule.CacheError
		var http *vestibule.HTTPError
		if errors.Is(err, vestibule.ErrInvalidArgument) {
			name = "TypeError"
		} else if errors.As(err, &cache) {
			name = "CacheError"
		} else if errors.As(err, &http) {
			name = "HttpError"
		}
		say(call, map[string]any{"name": name, "message": err.Error()})
	}
}

func stored(_ vestibule.CacheRecord, err error) error {
	return err
}

func cached(record vestibule.CacheRecord, ok bool) any {
	if !ok {
		return nil
	}
	return record.Value
}

func text(value string) *string {
	return &value
}

func number[T any](value T) *T {
	return &value
}

func grants(api vestibule.API) {
	tell("access-token.set-custom-claim", api.AccessToken().SetCustomClaim("https://acme.example/a", json.RawMessage(`{"n": 1, "list": [true, null, "ü"]}`)))
	tell("access-token.set-custom-claim", api.AccessToken().SetCustomClaim("scope", 1))
	tell("access-token.add-scope", api.AccessToken().AddScope("read:things"))
	tell("access-token.add-scope", api.AccessToken().AddScope("two scopes"))
	tell("access-token.remove-scope", api.AccessToken().RemoveScope("openid"))
	tell("id-token.set-custom-claim", api.IDToken().SetCustomClaim("https://acme.example/i", "text"))
	tell("id-token.set-custom-claim", api.IDToken().SetCustomClaim("scope", nil))
	tell("user.set-app-metadata", api.User().SetAppMetadata("plan", "gold"))
	tell("user.set-user-metadata", api.User().SetUserMetadata("theme", nil))
	tell("transaction.set-metadata", api.Transaction().SetMetadata("seen", 3))
	tell("transaction.set-metadata", api.Transaction().SetMetadata("no", json.RawMessage(`{"an": "object"}`)))
	tell("transaction.set-metadata", api.Transaction().SetMetadata(strings.Repeat("k", 65), true))
	tell("authentication.record-method", api.Authentication().RecordMethod("https://acme.example/method"))
	tell("authentication.set-primary-user", api.Authentication().SetPrimaryUser(""))
	tell("authentication.set-primary-user", api.Authentication().SetPrimaryUser("auth0|other"))
	tell("authentication.set-primary-user", api.Authentication().SetPrimaryUser("auth0|third"))
	tell("session.set-expires-at", api.Session().SetExpiresAt(1900000000000))
	tell("session.set-idle-expires-at", api.Session().SetIdleExpiresAt(1900000000000))
	api.Session().SetCookieMode(vestibule.NonPersistent)
	tell("session.set-metadata", api.Session().SetMetadata("key", text("value")))
	tell("session.set-metadata", api.Session().SetMetadata("not a key", text("value")))
	api.Session().DeleteMetadata("key")
	api.Session().EvictMetadata()
	tell("refresh-token.set-expires-at", api.RefreshToken().SetExpiresAt(1900000000000))
	tell("refresh-token.set-idle-expires-at", api.RefreshToken().SetIdleExpiresAt(1900000000000))
	tell("refresh-token.set-metadata", api.RefreshToken().SetMetadata("key", text(strings.Repeat("v", 256))))
	api.RefreshToken().DeleteMetadata("key")
	api.RefreshToken().EvictMetadata()
	say("redirect.can-redirect", api.Redirect().CanRedirect())
	say("rules.was-executed", api.Rules().WasExecuted("rule"))
	tellValue("redirect.encode-token")(api.Redirect().EncodeToken("secret", json.RawMessage(`{"a": "b"}`), number(uint32(60))))
	tellValue("redirect.encode-token")(api.Redirect().EncodeToken("secret", "no object", number(uint32(60))))
	tellValue("redirect.encode-token")(api.Redirect().EncodeToken("", json.RawMessage(`{}`), number(uint32(60))))
	tellValue("redirect.validate-token")(api.Redirect().ValidateToken("secret", nil))
	say("cache.get", cached(api.Cache().Get("nothing")))
	tell("cache.set", stored(api.Cache().Set("key", "value", number(uint64(60000)), nil)))
	say("cache.get", cached(api.Cache().Get("key")))
	tell("cache.set", stored(api.Cache().Set(strings.Repeat("k", 65), "value", number(uint64(60000)), nil)))
	tell("cache.set", stored(api.Cache().Set("key", strings.Repeat("v", 4097), number(uint64(60000)), nil)))
	tell("cache.delete", api.Cache().Delete("key"))
	tell("cache.delete", api.Cache().Delete("nothing"))
	api.Multifactor().Enable(vestibule.ProviderGuardian, true)
	api.Multifactor().Enable(vestibule.ProviderAny, false)
	api.Multifactor().Enable(vestibule.ProviderGoogleAuthenticator, false)
	api.Multifactor().Enable(vestibule.ProviderNone, false)
	api.Multifactor().Enable(vestibule.ProviderDuo, false)
	api.Multifactor().Enable(vestibule.ProviderDuoWith(vestibule.DuoOptions{Host: "h", Ikey: "i", Skey: "s"}), true)
}

func saml(api vestibule.API) {
	tell("saml-response.set-attribute", api.SAMLResponse().SetAttribute("roles", json.RawMessage(`["a", "b"]`)))
	tell("saml-response.set-attribute", api.SAMLResponse().SetAttribute("bad", json.RawMessage(`{"an": "object"}`)))
	tell("saml-response.set-audience", api.SAMLResponse().SetAudience("urn:acme:set-audience"))
	tell("saml-response.set-recipient", api.SAMLResponse().SetRecipient("urn:acme:set-recipient"))
	tell("saml-response.set-destination", api.SAMLResponse().SetDestination("urn:acme:set-destination"))
	tell("saml-response.set-issuer", api.SAMLResponse().SetIssuer("urn:acme:set-issuer"))
	tell("saml-response.set-relay-state", api.SAMLResponse().SetRelayState("urn:acme:set-relay-state"))
	tell("saml-response.set-name-identifier-format", api.SAMLResponse().SetNameIdentifierFormat("urn:acme:set-name-identifier-format"))
	tell("saml-response.set-authn-context-class-ref", api.SAMLResponse().SetAuthnContextClassRef("urn:acme:set-authn-context-class-ref"))
	tell("saml-response.set-signing-cert", api.SAMLResponse().SetSigningCert("urn:acme:set-signing-cert"))
	tell("saml-response.set-encryption-cert", api.SAMLResponse().SetEncryptionCert("urn:acme:set-encryption-cert"))
	tell("saml-response.set-encryption-public-key", api.SAMLResponse().SetEncryptionPublicKey("urn:acme:set-encryption-public-key"))
	tell("saml-response.set-cert", api.SAMLResponse().SetCert("urn:acme:set-cert"))
	tell("saml-response.set-key", api.SAMLResponse().SetKey("urn:acme:set-key"))
	tell("saml-response.set-authn-context-class-ref", api.SAMLResponse().SetAuthnContextClassRef(strings.Repeat("c", 513)))
	tell("saml-response.set-name-identifier-probes", api.SAMLResponse().SetNameIdentifierProbes("one", "two"))
	tell("saml-response.set-name-identifier-probes", api.SAMLResponse().SetNameIdentifierProbes("x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x"))
	api.SAMLResponse().SetCreateUPNClaim(true)
	api.SAMLResponse().SetPassthroughClaimsWithNoMapping(true)
	api.SAMLResponse().SetMapUnknownClaimsAsIs(true)
	api.SAMLResponse().SetMapIdentities(false)
	api.SAMLResponse().SetSignResponse(true)
	api.SAMLResponse().SetIncludeAttributeNameFormat(true)
	api.SAMLResponse().SetTypedAttributes(true)
	api.SAMLResponse().SetSignatureAlgorithm(vestibule.RSASHA256)
	api.SAMLResponse().SetDigestAlgorithm(vestibule.SHA1)
	api.SAMLResponse().SetEncryptionAlgorithm(vestibule.AES256GCM)
	api.SAMLResponse().SetLifetimeInSeconds(3600)
}

func factors(api vestibule.API) {
	tell("authentication.challenge-with-any", api.Authentication().ChallengeWithAny())
	tell("authentication.enroll-with-any", api.Authentication().EnrollWithAny())
	api.Authentication().ChallengeWith(vestibule.OTP, vestibule.PushNotificationOnly, vestibule.Email, vestibule.WebauthnPlatform)
	tell("authentication.challenge-with-any", api.Authentication().ChallengeWithAny(vestibule.PhoneSMS, vestibule.RecoveryCode, vestibule.Factor{Type: "retina"}))
	api.Authentication().EnrollWith(vestibule.WebauthnRoaming, vestibule.PushNotification)
	tell("authentication.enroll-with-any", api.Authentication().EnrollWithAny(vestibule.Phone, vestibule.PhoneVoice))
}

func deny(api vestibule.API) {
	api.Access().DenyWithCode("code", "text")
}

func validation(api vestibule.API) {
	tell("validation.error", api.Validation().Error("", "x"))
	tell("validation.error", api.Validation().Error("code", "message"))
}

func revoke(api vestibule.API) {
	api.Session().Revoke("reason", true)
}

func refresh(api vestibule.API) {
	tell("refresh-token.revoke", api.RefreshToken().Revoke("reason"))
}

func redirect(api vestibule.API) {
	tell("redirect.send-user-to", api.Redirect().SendUserTo("ftp://acme.example"))
	tell("redirect.send-user-to", api.Redirect().SendUserTo("https://acme.example/terms?a=1", vestibule.Parameter{Name: "a", Value: "2"}, vestibule.Parameter{Name: "b", Value: "ü &"}))
}

func prompt(api vestibule.API) {
	tell("prompt.render", api.Prompt().Render("", nil, nil))
	tell("prompt.render", api.Prompt().Render("form", json.RawMessage(`{"f": 1}`), json.RawMessage(`{"v": [1, 2]}`)))
}

func continued(api vestibule.API) {
	tellValue("redirect.validate-token")(api.Redirect().ValidateToken("secret", nil))
	tell("authentication.record-method", api.Authentication().RecordMethod("ftp://x"))
	tell("authentication.record-method", api.Authentication().RecordMethod("https://acme.example/method"))
}

func http() {
	const url = "https://api.example.com/score?a=ü"
	_, err := vestibule.HTTP.Get(url)
	tell("http.send", err)
	request := vestibule.Request{
		Method:  "POST",
		URL:     url,
		Headers: []vestibule.Header{{Name: "x-own", Value: "a"}, {Name: "content-type", Value: "application/json"}},
		Body:    []byte("7"),
	}
	exchange, err := vestibule.HTTP.Start(request)
	if err == nil {
		_, err = exchange.Finish()
	}
	tell("http.exchange.finish", err)
}
