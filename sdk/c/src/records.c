/// What the event has several of, and what has members.
#include "internal.h"

// The bindings have a type of its own for each interface's optional JSON; all have the same members.
#define LIFT_OPTIONAL(text) ((text).is_some ? vestibule_lift((text).val) : NULL)

event_methods event_authentication_methods(void) {
    vestibule_actions_event_authentication_list_authentication_method_t list;
    vestibule_actions_event_authentication_methods(&list);
    event_method *items = vestibule_allocate(list.len * sizeof *items);
    for (size_t index = 0; index < list.len; index++) {
        items[index].name = vestibule_lift(list.ptr[index].name);
        items[index].timestamp = LIFT_OPTIONAL(list.ptr[index].timestamp);
        items[index].type = LIFT_OPTIONAL(list.ptr[index].type);
    }
    return (event_methods){items, list.len};
}

const event_assessment *event_authentication_risk_assessment(const char *name) {
    vestibule_actions_event_authentication_assessment_t found;
    if (!vestibule_actions_event_authentication_risk_assessment(in(name), &found)) {
        return NULL;
    }
    event_assessment *assessment = vestibule_allocate(sizeof *assessment);
    assessment->confidence = LIFT_OPTIONAL(found.confidence);
    assessment->code = LIFT_OPTIONAL(found.code);
    assessment->details = LIFT_OPTIONAL(found.details);
    return assessment;
}

static const double *lift_number(post_login_option_f64_t number) {
    if (!number.is_some) {
        return NULL;
    }
    double *lifted = vestibule_allocate(sizeof *lifted);
    *lifted = number.val;
    return lifted;
}

const event_geoip *event_request_geoip(void) {
    vestibule_actions_event_request_geolocation_t found;
    if (!vestibule_actions_event_request_geoip(&found)) {
        return NULL;
    }
    event_geoip *place = vestibule_allocate(sizeof *place);
    place->city_name = LIFT_OPTIONAL(found.city_name);
    place->continent_code = LIFT_OPTIONAL(found.continent_code);
    place->country_code = LIFT_OPTIONAL(found.country_code);
    place->country_code_three = LIFT_OPTIONAL(found.country_code_three);
    place->country_name = LIFT_OPTIONAL(found.country_name);
    place->subdivision_code = LIFT_OPTIONAL(found.subdivision_code);
    place->subdivision_name = LIFT_OPTIONAL(found.subdivision_name);
    place->time_zone = LIFT_OPTIONAL(found.time_zone);
    place->latitude = lift_number(found.latitude);
    place->longitude = lift_number(found.longitude);
    return place;
}

event_enrolled_factors event_user_enrolled_factors(void) {
    vestibule_actions_event_user_list_enrolled_factor_t list;
    vestibule_actions_event_user_enrolled_factors(&list);
    event_enrolled_factor *items = vestibule_allocate(list.len * sizeof *items);
    for (size_t index = 0; index < list.len; index++) {
        items[index].type = vestibule_lift(list.ptr[index].type);
        items[index].options = LIFT_OPTIONAL(list.ptr[index].options);
    }
    return (event_enrolled_factors){items, list.len};
}

event_identities event_user_identities(void) {
    static const bool TRUE = true, FALSE = false;
    vestibule_actions_event_user_list_identity_t list;
    vestibule_actions_event_user_identities(&list);
    event_identity *items = vestibule_allocate(list.len * sizeof *items);
    for (size_t index = 0; index < list.len; index++) {
        items[index].connection = LIFT_OPTIONAL(list.ptr[index].connection);
        items[index].provider = LIFT_OPTIONAL(list.ptr[index].provider);
        items[index].user_id = LIFT_OPTIONAL(list.ptr[index].user_id);
        items[index].is_social = !list.ptr[index].is_social.is_some ? NULL : list.ptr[index].is_social.val ? &TRUE : &FALSE;
        items[index].profile_data = LIFT_OPTIONAL(list.ptr[index].profile_data);
    }
    return (event_identities){items, list.len};
}
