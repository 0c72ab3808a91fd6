/// HTTP to the outside: `fetch`.
///
/// Where it is allowed, and then only to the hosts that the Action's configuration lists. Whatever stands in the way is a result of the kind
/// `VESTIBULE_HTTP_ERROR`, whose message names the host. A status such as 404 is a response.
#ifndef VESTIBULE_HTTP_H
#define VESTIBULE_HTTP_H

#include "result.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A header.
typedef struct http_header {
    /// In lower case in a response.
    const char *name;
    const char *value;
} http_header;

/// A request.
typedef struct http_request {
    /// Case-sensitive. NULL: `GET`.
    const char *method;
    /// Absolute, http or https.
    const char *url;
    /// A name may occur more than once. What belongs to the connection, such as `host` and `content-length`, is the host's to set.
    const http_header *headers;
    size_t header_count;
    /// NULL: none.
    const void *body;
    size_t body_length;
    /// Whether an answer that redirects is the response. Otherwise it is followed, at most five times.
    bool manual_redirects;
} http_request;

/// A response, whole.
typedef struct http_response {
    /// E.g. 200.
    uint16_t status;
    /// The URL that answered: another than was asked for when redirects were followed.
    const char *url;
    /// In the order of arrival.
    const http_header *headers;
    size_t header_count;
    /// After its content encoding was undone. A NUL follows the last byte.
    const uint8_t *body;
    size_t body_length;
} http_response;

/// A request under way.
typedef struct http_exchange {
    int32_t handle;
} http_exchange;

/// Sends a request, and waits for the response.
vestibule_result http_send(const http_request *request, http_response *response);

/// Sends a request without waiting. Most reasons why there is no response only show when it is finished.
vestibule_result http_start(const http_request *request, http_exchange *exchange);
/// Waits for the response. Once only.
vestibule_result http_finish(http_exchange exchange, http_response *response);
/// Gives the request up, instead of finishing it.
void http_drop(http_exchange exchange);
/// Waits until one of these can be finished without waiting, and sets its place; false when the milliseconds have passed before. NULL waits
/// as long as the run lasts.
bool http_wait(const http_exchange *exchanges, size_t count, const uint64_t *milliseconds, uint32_t *place);

/// The first header of this name, which is in lower case. NULL when there is none.
const char *http_response_header(const http_response *response, const char *name);

#endif
