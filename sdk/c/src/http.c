/// `http`
#include "internal.h"
#include <string.h>

// The messages are the variant's only contents, so each case holds the same.
static vestibule_result http_error(const vestibule_actions_http_http_error_t *error) {
    return (vestibule_result){VESTIBULE_HTTP_ERROR, "HttpError", vestibule_lift(error->val.other)};
}

static vestibule_actions_http_request_t lower(const http_request *request) {
    post_login_tuple2_string_string_t *headers = vestibule_allocate((request->header_count + 1) * sizeof *headers);
    for (size_t index = 0; index < request->header_count; index++) {
        headers[index].f0 = vestibule_lower(request->headers[index].name);
        headers[index].f1 = vestibule_lower(request->headers[index].value);
    }
    vestibule_actions_http_request_t lowered = {
        .method = vestibule_lower(request->method != NULL ? request->method : "GET"),
        .url = vestibule_lower(request->url),
        .headers = {headers, request->header_count},
        .redirects = request->manual_redirects ? VESTIBULE_ACTIONS_HTTP_REDIRECTS_MANUAL : VESTIBULE_ACTIONS_HTTP_REDIRECTS_FOLLOW,
    };
    lowered.body.is_some = request->body != NULL;
    if (request->body != NULL) {
        lowered.body.val.ptr = (uint8_t *)request->body;
        lowered.body.val.len = request->body_length;
    }
    return lowered;
}

static http_response lift(const vestibule_actions_http_response_t *response) {
    http_header *headers = vestibule_allocate((response->headers.len + 1) * sizeof *headers);
    for (size_t index = 0; index < response->headers.len; index++) {
        headers[index].name = vestibule_lift(response->headers.ptr[index].f0);
        headers[index].value = vestibule_lift(response->headers.ptr[index].f1);
    }
    return (http_response){
        .status = response->status,
        .url = vestibule_lift(response->url),
        .headers = headers,
        .header_count = response->headers.len,
        .body = response->body.ptr,
        .body_length = response->body.len,
    };
}

vestibule_result http_send(const http_request *request, http_response *response) {
    vestibule_actions_http_request_t lowered = lower(request);
    vestibule_actions_http_response_t received;
    vestibule_actions_http_http_error_t error;
    if (!vestibule_actions_http_send(&lowered, &received, &error)) {
        return http_error(&error);
    }
    *response = lift(&received);
    return vestibule_ok();
}

vestibule_result http_start(const http_request *request, http_exchange *exchange) {
    vestibule_actions_http_request_t lowered = lower(request);
    vestibule_actions_http_own_exchange_t started;
    vestibule_actions_http_http_error_t error;
    if (!vestibule_actions_http_static_exchange_start(&lowered, &started, &error)) {
        return http_error(&error);
    }
    exchange->handle = started.__handle;
    return vestibule_ok();
}

vestibule_result http_finish(http_exchange exchange, http_response *response) {
    vestibule_actions_http_response_t received;
    vestibule_actions_http_http_error_t error;
    if (!vestibule_actions_http_static_exchange_finish((vestibule_actions_http_own_exchange_t){exchange.handle}, &received, &error)) {
        return http_error(&error);
    }
    *response = lift(&received);
    return vestibule_ok();
}

void http_drop(http_exchange exchange) {
    vestibule_actions_http_exchange_drop_own((vestibule_actions_http_own_exchange_t){exchange.handle});
}

bool http_wait(const http_exchange *exchanges, size_t count, const uint64_t *milliseconds, uint32_t *place) {
    vestibule_actions_http_borrow_exchange_t *borrowed = vestibule_allocate((count + 1) * sizeof *borrowed);
    for (size_t index = 0; index < count; index++) {
        borrowed[index] = vestibule_actions_http_borrow_exchange((vestibule_actions_http_own_exchange_t){exchanges[index].handle});
    }
    vestibule_actions_http_list_borrow_exchange_t list = {borrowed, count};
    return vestibule_actions_http_wait(&list, (uint64_t *)milliseconds, place);
}

const char *http_response_header(const http_response *response, const char *name) {
    for (size_t index = 0; index < response->header_count; index++) {
        if (strcmp(response->headers[index].name, name) == 0) {
            return response->headers[index].value;
        }
    }
    return NULL;
}
