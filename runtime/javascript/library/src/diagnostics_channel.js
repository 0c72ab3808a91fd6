// Channels that nobody outside listens to; within an Action they work.
const channels = new Map();

class Channel {
  #subscribers = [];

  constructor(name) {
    this.name = name;
  }

  get hasSubscribers() {
    return this.#subscribers.length > 0;
  }

  subscribe(subscriber) {
    this.#subscribers.push(subscriber);
  }

  unsubscribe(subscriber) {
    const at = this.#subscribers.indexOf(subscriber);
    if (at >= 0) this.#subscribers.splice(at, 1);
    return at >= 0;
  }

  publish(message) {
    for (const subscriber of [...this.#subscribers]) subscriber(message, this.name);
  }

  runStores(message, fn, receiver, ...args) {
    this.publish(message);
    return Reflect.apply(fn, receiver, args);
  }
}

function channel(name) {
  if (!channels.has(name)) channels.set(name, new Channel(name));
  return channels.get(name);
}

function tracingChannel(name) {
  const parts = Object.fromEntries(["start", "end", "asyncStart", "asyncEnd", "error"].map((event) => [event, channel(`tracing:${name}:${event}`)]));
  const plain = (fn, message, receiver, ...args) => Reflect.apply(fn, receiver, args);
  return { ...parts, hasSubscribers: false, traceSync: plain, tracePromise: plain, traceCallback: (fn, position, message, receiver, ...args) => Reflect.apply(fn, receiver, args) };
}

module.exports = {
  Channel,
  channel,
  hasSubscribers: (name) => channel(name).hasSubscribers,
  subscribe: (name, subscriber) => channel(name).subscribe(subscriber),
  tracingChannel,
  unsubscribe: (name, subscriber) => channel(name).unsubscribe(subscriber),
};
