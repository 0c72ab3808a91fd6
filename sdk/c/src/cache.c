/// `api.cache`
#include "internal.h"

static cache_record lift_record(const vestibule_actions_cache_cache_record_t *record) {
    return (cache_record){vestibule_lift(record->value), record->expires_at};
}

static const char *code(const vestibule_actions_cache_cache_error_t *error) {
    switch (error->tag) {
    case VESTIBULE_ACTIONS_CACHE_CACHE_ERROR_KEY_SIZE_EXCEEDED:
        return "CacheKeySizeExceeded";
    case VESTIBULE_ACTIONS_CACHE_CACHE_ERROR_VALUE_SIZE_EXCEEDED:
        return "CacheValueSizeExceeded";
    case VESTIBULE_ACTIONS_CACHE_CACHE_ERROR_SIZE_EXCEEDED:
        return "CacheSizeExceeded";
    case VESTIBULE_ACTIONS_CACHE_CACHE_ERROR_ALREADY_EXPIRED:
        return "ItemAlreadyExpired";
    case VESTIBULE_ACTIONS_CACHE_CACHE_ERROR_INVALID_EXPIRY:
        return "InvalidExpiry";
    case VESTIBULE_ACTIONS_CACHE_CACHE_ERROR_KEY_DOES_NOT_EXIST:
        return "CacheKeyDoesNotExist";
    default:
        return vestibule_lift(error->val.other);
    }
}

static vestibule_result cache_error(const vestibule_actions_cache_cache_error_t *error) {
    return (vestibule_result){VESTIBULE_CACHE_ERROR, "CacheError", code(error)};
}

const cache_record *api_cache_get(const char *key) {
    vestibule_actions_cache_cache_record_t found;
    if (!vestibule_actions_cache_get(in(key), &found)) {
        return NULL;
    }
    cache_record *record = vestibule_allocate(sizeof *record);
    *record = lift_record(&found);
    return record;
}

vestibule_result api_cache_set(const char *key, const char *value, const uint64_t *ttl, const uint64_t *expires_at, cache_record *stored) {
    vestibule_actions_cache_cache_record_t record;
    vestibule_actions_cache_cache_error_t error;
    if (!vestibule_actions_cache_set(in(key), in(value), (uint64_t *)ttl, (uint64_t *)expires_at, &record, &error)) {
        return cache_error(&error);
    }
    if (stored != NULL) {
        *stored = lift_record(&record);
    }
    return vestibule_ok();
}

vestibule_result api_cache_delete(const char *key) {
    vestibule_actions_cache_cache_error_t error;
    return vestibule_actions_cache_delete(in(key), &error) ? vestibule_ok() : cache_error(&error);
}
