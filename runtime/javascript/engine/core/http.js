// Outbound HTTP: requests under way, each with what is to be called when it is done.

const underway = [];

/** Sends a request; `done(error, response)` is called later. */
export function start({ method, url, headers, body, redirects }, done) {
  const handle = native.http_start(method, url, headers.flat(), body, redirects === "follow");
  const request = { handle, done };
  if (typeof handle === "object") {
    // Refused at once: it is reported as everything else, later.
    request.cancelled = false;
    queueMicrotask(() => {
      if (!request.cancelled) done(handle);
    });
  } else {
    underway.push(request);
  }
  return {
    cancel() {
      request.cancelled = true;
      const place = underway.indexOf(request);
      if (place < 0) return;
      underway.splice(place, 1);
      native.http_cancel(handle);
    },
  };
}

export function anyUnderway() {
  return underway.length > 0;
}

/** Waits for the first that is done, at most so many milliseconds, and reports it. */
export function wait(milliseconds) {
  const place = native.http_wait(
    underway.map(({ handle }) => handle),
    milliseconds,
  );
  if (place < 0) return;
  const [{ handle, done }] = underway.splice(place, 1);
  const response = native.http_finish(handle);
  if (response.kind !== undefined) done(response);
  else done(null, response);
}
