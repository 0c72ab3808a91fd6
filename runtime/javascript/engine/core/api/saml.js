// `api.samlResponse`

import { json, needBoolean, needString, wrong } from "../values.js";

const TEXTS = {
  setAudience: "saml_set_audience",
  setRecipient: "saml_set_recipient",
  setDestination: "saml_set_destination",
  setIssuer: "saml_set_issuer",
  setRelayState: "saml_set_relay_state",
  setNameIdentifierFormat: "saml_set_name_identifier_format",
  setAuthnContextClassRef: "saml_set_authn_context_class_ref",
  setSigningCert: "saml_set_signing_cert",
  setEncryptionCert: "saml_set_encryption_cert",
  setEncryptionPublicKey: "saml_set_encryption_public_key",
  setCert: "saml_set_cert",
  setKey: "saml_set_key",
};
const FLAGS = {
  setCreateUpnClaim: "saml_set_create_upn_claim",
  setPassthroughClaimsWithNoMapping: "saml_set_passthrough_claims_with_no_mapping",
  setMapUnknownClaimsAsIs: "saml_set_map_unknown_claims_as_is",
  setMapIdentities: "saml_set_map_identities",
  setSignResponse: "saml_set_sign_response",
  setIncludeAttributeNameFormat: "saml_set_include_attribute_name_format",
  setTypedAttributes: "saml_set_typed_attributes",
};
const CHOICES = {
  setSignatureAlgorithm: ["saml_set_signature_algorithm", ["rsa-sha256", "rsa-sha1"]],
  setDigestAlgorithm: ["saml_set_digest_algorithm", ["sha256", "sha1"]],
  setEncryptionAlgorithm: ["saml_set_encryption_algorithm", ["aes256-gcm", "aes256-cbc"]],
};

export function samlResponse(api) {
  const methods = {
    setAttribute(name, value) {
      const method = "samlResponse.setAttribute";
      needString(method, "the attribute's name", name);
      // Here `undefined` blanks, as `null` does.
      // JSON would make null of it, and null blanks.
      const bad = [value].flat().find((item) => typeof item === "number" && !Number.isFinite(item));
      if (bad !== undefined) throw wrong(method, "a number that is finite", bad);
      native.saml_set_attribute(name, json(method, "the value", value === undefined ? null : value) ?? "null");
      return api;
    },
    setNameIdentifierProbes(probes) {
      const method = "samlResponse.setNameIdentifierProbes";
      if (!Array.isArray(probes)) throw wrong(method, "an array of texts", probes);
      native.saml_set_name_identifier_probes(probes.map((probe) => needString(method, "a probe", probe)));
      return api;
    },
    setLifetimeInSeconds(seconds) {
      if (!Number.isInteger(seconds) || seconds < 0 || seconds > 0xffffffff) {
        throw wrong("samlResponse.setLifetimeInSeconds", "a whole number of seconds", seconds);
      }
      native.saml_set_lifetime_in_seconds(seconds);
      return api;
    },
  };
  for (const [name, call] of Object.entries(TEXTS)) {
    methods[name] = (value) => {
      native[call](needString(`samlResponse.${name}`, "the value", value));
      return api;
    };
  }
  for (const [name, call] of Object.entries(FLAGS)) {
    methods[name] = (value) => {
      native[call](needBoolean(`samlResponse.${name}`, "the value", value));
      return api;
    };
  }
  for (const [name, [call, values]] of Object.entries(CHOICES)) {
    methods[name] = (value) => {
      const number = values.indexOf(value);
      if (number < 0) throw wrong(`samlResponse.${name}`, values.join(" or "), value);
      native[call](number);
      return api;
    };
  }
  return methods;
}
