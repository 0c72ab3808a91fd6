// `event`: plain data, whose parts are fetched and parsed when they are first touched (`source/event.c`).

export const { event } = native;

// Who logs the event sees what is in it. The property is none that a copy, JSON or a loop would meet.
Object.defineProperty(event, Symbol.for("nodejs.util.inspect.custom"), {
  value: () => {
    for (const part of Object.keys(event)) event[part];
    return event;
  },
  writable: true,
  configurable: true,
});

/** Shows in the event at once what `api` has changed: the host mirrors it. Nothing to do for a part that was not touched yet. */
export function mirror(event, part, ...path) {
  const descriptor = Object.getOwnPropertyDescriptor(event, part);
  if (descriptor !== undefined && descriptor.get !== undefined) return;
  const fresh = native.event_get(`/${[part, ...path].join("/")}`);
  let holder = event;
  for (const name of [part, ...path.slice(0, -1)]) {
    if (typeof holder[name] !== "object" || holder[name] === null) {
      if (fresh === undefined) return;
      holder[name] = {};
    }
    holder = holder[name];
  }
  const last = path[path.length - 1];
  const old = holder[last];
  if (typeof old !== "object" || old === null || typeof fresh !== "object" || fresh === null) {
    if (fresh === undefined) delete holder[last];
    else holder[last] = fresh;
    return;
  }
  // The same object, which the Action may hold.
  for (const name of Object.keys(old)) if (!Object.hasOwn(fresh, name)) delete old[name];
  Object.assign(old, fresh);
}
