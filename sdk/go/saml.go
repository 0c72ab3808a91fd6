package vestibule

import (
	saml_response "vestibule/internal/bindings/vestibule_actions_saml_response"
)

// SignatureAlgorithm is how the response is signed.
type SignatureAlgorithm uint8

// DigestAlgorithm is how the response is digested.
type DigestAlgorithm uint8

// EncryptionAlgorithm is how the response is encrypted.
type EncryptionAlgorithm uint8

const (
	// RSASHA256 is rsa-sha256.
	RSASHA256 = SignatureAlgorithm(saml_response.SignatureAlgorithmRsaSha256)
	// RSASHA1 is rsa-sha1.
	RSASHA1 = SignatureAlgorithm(saml_response.SignatureAlgorithmRsaSha1)
	// SHA256 is sha256.
	SHA256 = DigestAlgorithm(saml_response.DigestAlgorithmSha256)
	// SHA1 is sha1.
	SHA1 = DigestAlgorithm(saml_response.DigestAlgorithmSha1)
	// AES256GCM is aes256-gcm.
	AES256GCM = EncryptionAlgorithm(saml_response.EncryptionAlgorithmAes256Gcm)
	// AES256CBC is aes256-cbc.
	AES256CBC = EncryptionAlgorithm(saml_response.EncryptionAlgorithmAes256Cbc)
)

// SAMLResponse is `api.samlResponse`: settings of the SAML response. A call that sets a value replaces an earlier
// one.
type SAMLResponse struct{}

// SetAttribute is `setAttribute(name, value)`: text, number, boolean or an array of those; `null` blanks it. A text
// has at most 2,048 characters; at most 100 changes.
func (SAMLResponse) SetAttribute(name string, value any) error {
	valueJSON, err := marshal(value)
	if err != nil {
		return err
	}
	return refused(saml_response.SetAttribute(name, valueJSON))
}

// SetAudience is `setAudience`
func (SAMLResponse) SetAudience(value string) error {
	return refused(saml_response.SetAudience(value))
}

// SetRecipient is `setRecipient`
func (SAMLResponse) SetRecipient(value string) error {
	return refused(saml_response.SetRecipient(value))
}

// SetDestination is `setDestination`
func (SAMLResponse) SetDestination(value string) error {
	return refused(saml_response.SetDestination(value))
}

// SetIssuer is `setIssuer`
func (SAMLResponse) SetIssuer(value string) error {
	return refused(saml_response.SetIssuer(value))
}

// SetRelayState is `setRelayState`
func (SAMLResponse) SetRelayState(value string) error {
	return refused(saml_response.SetRelayState(value))
}

// SetNameIdentifierFormat is `setNameIdentifierFormat`
func (SAMLResponse) SetNameIdentifierFormat(value string) error {
	return refused(saml_response.SetNameIdentifierFormat(value))
}

// SetAuthnContextClassRef is `setAuthnContextClassRef`: at most 512 characters.
func (SAMLResponse) SetAuthnContextClassRef(value string) error {
	return refused(saml_response.SetAuthnContextClassRef(value))
}

// SetNameIdentifierProbes is `setNameIdentifierProbes`: at most 10, of at most 512 characters.
func (SAMLResponse) SetNameIdentifierProbes(values ...string) error {
	return refused(saml_response.SetNameIdentifierProbes(values))
}

// SetSigningCert is `setSigningCert`: PEM, at most 4,096 characters, as the others below.
func (SAMLResponse) SetSigningCert(value string) error {
	return refused(saml_response.SetSigningCert(value))
}

// SetEncryptionCert is `setEncryptionCert`
func (SAMLResponse) SetEncryptionCert(value string) error {
	return refused(saml_response.SetEncryptionCert(value))
}

// SetEncryptionPublicKey is `setEncryptionPublicKey`
func (SAMLResponse) SetEncryptionPublicKey(value string) error {
	return refused(saml_response.SetEncryptionPublicKey(value))
}

// SetCert is `setCert`
func (SAMLResponse) SetCert(value string) error {
	return refused(saml_response.SetCert(value))
}

// SetKey is `setKey`
func (SAMLResponse) SetKey(value string) error {
	return refused(saml_response.SetKey(value))
}

// SetCreateUPNClaim is `setCreateUpnClaim`
func (SAMLResponse) SetCreateUPNClaim(value bool) {
	saml_response.SetCreateUpnClaim(value)
}

// SetPassthroughClaimsWithNoMapping is `setPassthroughClaimsWithNoMapping`
func (SAMLResponse) SetPassthroughClaimsWithNoMapping(value bool) {
	saml_response.SetPassthroughClaimsWithNoMapping(value)
}

// SetMapUnknownClaimsAsIs is `setMapUnknownClaimsAsIs`
func (SAMLResponse) SetMapUnknownClaimsAsIs(value bool) {
	saml_response.SetMapUnknownClaimsAsIs(value)
}

// SetMapIdentities is `setMapIdentities`
func (SAMLResponse) SetMapIdentities(value bool) {
	saml_response.SetMapIdentities(value)
}

// SetSignResponse is `setSignResponse`
func (SAMLResponse) SetSignResponse(value bool) {
	saml_response.SetSignResponse(value)
}

// SetIncludeAttributeNameFormat is `setIncludeAttributeNameFormat`
func (SAMLResponse) SetIncludeAttributeNameFormat(value bool) {
	saml_response.SetIncludeAttributeNameFormat(value)
}

// SetTypedAttributes is `setTypedAttributes`
func (SAMLResponse) SetTypedAttributes(value bool) {
	saml_response.SetTypedAttributes(value)
}

// SetSignatureAlgorithm is `setSignatureAlgorithm`
func (SAMLResponse) SetSignatureAlgorithm(value SignatureAlgorithm) {
	saml_response.SetSignatureAlgorithm(uint8(value))
}

// SetDigestAlgorithm is `setDigestAlgorithm`
func (SAMLResponse) SetDigestAlgorithm(value DigestAlgorithm) {
	saml_response.SetDigestAlgorithm(uint8(value))
}

// SetEncryptionAlgorithm is `setEncryptionAlgorithm`
func (SAMLResponse) SetEncryptionAlgorithm(value EncryptionAlgorithm) {
	saml_response.SetEncryptionAlgorithm(uint8(value))
}

// SetLifetimeInSeconds is `setLifetimeInSeconds`
func (SAMLResponse) SetLifetimeInSeconds(value uint32) {
	saml_response.SetLifetimeInSeconds(value)
}
