const codes = {
  IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5, NoModificationAllowedError: 7, NotFoundError: 8,
  NotSupportedError: 9, InUseAttributeError: 10, InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14,
  InvalidAccessError: 15, TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, URLMismatchError: 21, QuotaExceededError: 22,
  TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
};

/** The web's exception: an error whose `name` says what went wrong. */
class DOMException extends Error {
  #name = "Error";

  constructor(message = "", options = "Error") {
    const settings = typeof options === "object" && options !== null ? options : { name: options };
    super(String(message), "cause" in settings ? { cause: settings.cause } : undefined);
    if (settings.name !== undefined) this.#name = String(settings.name);
  }

  get name() {
    return #name in this ? this.#name : "Error";
  }

  get code() {
    return codes[this.name] ?? 0;
  }

  get [Symbol.toStringTag]() {
    return "DOMException";
  }
}

for (const [name, code] of Object.entries(codes)) {
  const constant = `${name.replace(/Error$/, "").replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase()}_ERR`;
  const descriptor = { value: code, enumerable: true, configurable: false, writable: false };
  Object.defineProperty(DOMException, constant, descriptor);
  Object.defineProperty(DOMException.prototype, constant, descriptor);
}

exports.DOMException = DOMException;
