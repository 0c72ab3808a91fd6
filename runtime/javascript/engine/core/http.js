// Outbound HTTP, which this version of the contract does not have yet.

/** Calls `done` later: with an error, for nothing is sent. */
export function start(request, done) {
  native.loginGoesOn();
  queueMicrotask(() => done({ kind: "not-allowed", message: `${request.url} was not asked: this host has no outbound HTTP` }));
  return { cancel() {} };
}
