const target = new EventTarget();
const seen = [];
target.addEventListener("x", (event) => seen.push(["fn", event.type, event.target === target, event.currentTarget === target, event.eventPhase]));
target.addEventListener("x", { handleEvent(event) { seen.push(["object", this !== undefined, event.defaultPrevented]); } });
target.addEventListener("x", () => seen.push("once"), { once: true });
const same = () => seen.push("same"); target.addEventListener("x", same); target.addEventListener("x", same);
console.log(target.dispatchEvent(new Event("x")), target.dispatchEvent(new Event("x")), seen);
target.removeEventListener("x", same);
target.addEventListener("c", (event) => event.preventDefault());
console.log(target.dispatchEvent(new Event("c", { cancelable: true })), target.dispatchEvent(new Event("c")));
target.addEventListener("s", (event) => event.stopImmediatePropagation()); target.addEventListener("s", () => console.log("not reached")); target.dispatchEvent(new Event("s"));
const custom = new CustomEvent("d", { detail: { a: 1 }, bubbles: true }); console.log(custom.detail, custom.bubbles, custom instanceof Event, Object.prototype.toString.call(custom), new CustomEvent("e").detail);
for (const bad of [() => new Event(), () => target.dispatchEvent({}), () => target.addEventListener("x"), () => target.addEventListener("x", 5)]) { try { bad(); console.log("no error"); } catch (error) { console.log(error.name, error.code); } }
target.addEventListener("nothing", null);
const controller = new AbortController();
console.log(controller.signal.aborted, controller.signal.reason, controller.signal instanceof EventTarget);
controller.signal.onabort = (event) => console.log("onabort", event.type);
controller.signal.addEventListener("abort", () => console.log("aborted", controller.signal.reason.name, controller.signal.reason.message, controller.signal.reason.code));
controller.abort(); controller.abort("again");
try { controller.signal.throwIfAborted(); } catch (error) { console.log(error.name, error instanceof DOMException, error instanceof Error); }
console.log(AbortSignal.abort("why").reason, AbortSignal.abort().reason.name);
try { new AbortSignal(); } catch (error) { console.log(error.name, error.message, error.code); }
const a = new AbortController(); const any = AbortSignal.any([a.signal, new AbortController().signal]); any.addEventListener("abort", () => console.log("any", any.reason)); a.abort("reason a");
console.log(AbortSignal.any([AbortSignal.abort("early")]).reason, AbortSignal.any([]).aborted);
const once = new AbortController(); target.addEventListener("sig", () => console.log("must not run"), { signal: once.signal }); once.abort(); target.dispatchEvent(new Event("sig"));
console.log(controller, new AbortController().signal);
for (const bad of [() => AbortSignal.timeout("x"), () => AbortSignal.timeout(-1), () => AbortSignal.any([1])]) { try { bad(); } catch (error) { console.log(error.name, error.code); } }
const timed = AbortSignal.timeout(1);
timed.addEventListener("abort", () => console.log("timeout", timed.reason.name, timed.reason.message, timed.reason.code));
setTimeout(() => {}, 20);
const EventEmitter = require("events");
const emitter = new EventEmitter();
emitter.on("a", (...args) => console.log("on", args)); emitter.once("a", () => console.log("once")); emitter.prependListener("a", () => console.log("first"));
console.log(emitter.emit("a", 1, 2), emitter.emit("a"), emitter.emit("none"), emitter.listenerCount("a"), emitter.eventNames(), EventEmitter.EventEmitter === EventEmitter, require("node:events").once === EventEmitter.once);
try { emitter.emit("error", new Error("unheard")); } catch (error) { console.log(error.message); }
try { emitter.on("x", 5); } catch (error) { console.log(error.name, error.code); }
class Own extends EventEmitter { constructor() { super(); this.own = 1; } } console.log(new Own() instanceof EventEmitter, new Own().on("x", () => {}).listenerCount("x"));
(async () => {
  const waiting = EventEmitter.once(emitter, "later"); emitter.emit("later", 7); console.log(await waiting);
  const failing = EventEmitter.once(emitter, "later"); emitter.emit("error", new Error("rejected")); await failing.catch((error) => console.log(error.message));
  setTimeout(() => { emitter.emit("many", 1); emitter.emit("many", 2, 3); }, 1); let seen_ = 0; for await (const args of EventEmitter.on(emitter, "many")) { console.log(args); if (++seen_ === 2) break; } console.log(emitter.listenerCount("many"));
  setTimeout(() => emitter.emit("error", new Error("ends it")), 1); try { for await (const args of EventEmitter.on(emitter, "many")) console.log(args); } catch (error) { console.log(error.message); }
  const stop = new AbortController(); const stopped = EventEmitter.once(emitter, "never", { signal: stop.signal }); stop.abort(); await stopped.catch((error) => console.log(error.name, error.code));
})();
console.log(DOMException.ABORT_ERR, new DOMException("m", "NotFoundError").code, new DOMException("m").name, new DOMException().message, Object.prototype.toString.call(new DOMException()));
