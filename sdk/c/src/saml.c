/// `api.samlResponse`
#include "internal.h"
#include "call.h"

vestibule_result api_saml_response_set_attribute(const char *name, const char *value) {
    CALL(vestibule_actions_saml_response_set_attribute, in(name), in(value));
}

vestibule_result api_saml_response_set_audience(const char *value) {
    CALL(vestibule_actions_saml_response_set_audience, in(value));
}

vestibule_result api_saml_response_set_recipient(const char *value) {
    CALL(vestibule_actions_saml_response_set_recipient, in(value));
}

vestibule_result api_saml_response_set_destination(const char *value) {
    CALL(vestibule_actions_saml_response_set_destination, in(value));
}

vestibule_result api_saml_response_set_issuer(const char *value) {
    CALL(vestibule_actions_saml_response_set_issuer, in(value));
}

vestibule_result api_saml_response_set_relay_state(const char *value) {
    CALL(vestibule_actions_saml_response_set_relay_state, in(value));
}

vestibule_result api_saml_response_set_name_identifier_format(const char *value) {
    CALL(vestibule_actions_saml_response_set_name_identifier_format, in(value));
}

vestibule_result api_saml_response_set_authn_context_class_ref(const char *value) {
    CALL(vestibule_actions_saml_response_set_authn_context_class_ref, in(value));
}

vestibule_result api_saml_response_set_name_identifier_probes(vestibule_texts values) {
    post_login_string_t *items = vestibule_allocate(values.count * sizeof *items);
    for (size_t index = 0; index < values.count; index++) {
        items[index] = vestibule_lower(values.items[index]);
    }
    post_login_list_string_t lowered = {items, values.count};
    CALL(vestibule_actions_saml_response_set_name_identifier_probes, &lowered);
}

vestibule_result api_saml_response_set_signing_cert(const char *value) {
    CALL(vestibule_actions_saml_response_set_signing_cert, in(value));
}

vestibule_result api_saml_response_set_encryption_cert(const char *value) {
    CALL(vestibule_actions_saml_response_set_encryption_cert, in(value));
}

vestibule_result api_saml_response_set_encryption_public_key(const char *value) {
    CALL(vestibule_actions_saml_response_set_encryption_public_key, in(value));
}

vestibule_result api_saml_response_set_cert(const char *value) {
    CALL(vestibule_actions_saml_response_set_cert, in(value));
}

vestibule_result api_saml_response_set_key(const char *value) {
    CALL(vestibule_actions_saml_response_set_key, in(value));
}

void api_saml_response_set_create_upn_claim(bool value) {
    vestibule_actions_saml_response_set_create_upn_claim(value);
}

void api_saml_response_set_passthrough_claims_with_no_mapping(bool value) {
    vestibule_actions_saml_response_set_passthrough_claims_with_no_mapping(value);
}

void api_saml_response_set_map_unknown_claims_as_is(bool value) {
    vestibule_actions_saml_response_set_map_unknown_claims_as_is(value);
}

void api_saml_response_set_map_identities(bool value) {
    vestibule_actions_saml_response_set_map_identities(value);
}

void api_saml_response_set_sign_response(bool value) {
    vestibule_actions_saml_response_set_sign_response(value);
}

void api_saml_response_set_include_attribute_name_format(bool value) {
    vestibule_actions_saml_response_set_include_attribute_name_format(value);
}

void api_saml_response_set_typed_attributes(bool value) {
    vestibule_actions_saml_response_set_typed_attributes(value);
}

void api_saml_response_set_signature_algorithm(saml_signature_algorithm value) {
    vestibule_actions_saml_response_set_signature_algorithm(
        value == SAML_RSA_SHA256 ? VESTIBULE_ACTIONS_SAML_RESPONSE_SIGNATURE_ALGORITHM_RSA_SHA256 : VESTIBULE_ACTIONS_SAML_RESPONSE_SIGNATURE_ALGORITHM_RSA_SHA1);
}

void api_saml_response_set_digest_algorithm(saml_digest_algorithm value) {
    vestibule_actions_saml_response_set_digest_algorithm(
        value == SAML_SHA256 ? VESTIBULE_ACTIONS_SAML_RESPONSE_DIGEST_ALGORITHM_SHA256 : VESTIBULE_ACTIONS_SAML_RESPONSE_DIGEST_ALGORITHM_SHA1);
}

void api_saml_response_set_encryption_algorithm(saml_encryption_algorithm value) {
    vestibule_actions_saml_response_set_encryption_algorithm(
        value == SAML_AES256_GCM ? VESTIBULE_ACTIONS_SAML_RESPONSE_ENCRYPTION_ALGORITHM_AES256_GCM : VESTIBULE_ACTIONS_SAML_RESPONSE_ENCRYPTION_ALGORITHM_AES256_CBC);
}

void api_saml_response_set_lifetime_in_seconds(uint32_t value) {
    vestibule_actions_saml_response_set_lifetime_in_seconds(value);
}
