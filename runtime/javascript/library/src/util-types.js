// What an object is at its core, whatever its prototype says.

const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const isObject = (value) => typeof value === "object" && value !== null;

/** True if `method`, which only works on objects of its own kind, takes `value`. */
const branded = (method, ...args) => (value) => {
  if (!isObject(value)) return false;
  try {
    method.call(value, ...args);
    return true;
  } catch {
    return false;
  }
};
const getter = (Class, name) => Object.getOwnPropertyDescriptor(Class.prototype, name).get;
const arrayName = getter(Object.getPrototypeOf(Uint8Array), Symbol.toStringTag);
const typed = (name) => (value) => isObject(value) && arrayName.call(value) === name;

const types = {
  isAnyArrayBuffer: (value) => types.isArrayBuffer(value) || types.isSharedArrayBuffer(value),
  isArgumentsObject: (value) => isObject(value) && !(Symbol.toStringTag in value) && tag(value) === "Arguments",
  isArrayBuffer: branded(getter(ArrayBuffer, "byteLength")),
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isAsyncFunction: (value) => typeof value === "function" && ["AsyncFunction", "AsyncGeneratorFunction"].includes(tag(value)),
  isBigInt64Array: typed("BigInt64Array"),
  isBigIntObject: branded(BigInt.prototype.valueOf),
  isBigUint64Array: typed("BigUint64Array"),
  isBooleanObject: branded(Boolean.prototype.valueOf),
  isBoxedPrimitive: (value) => types.isNumberObject(value) || types.isStringObject(value) || types.isBooleanObject(value) || types.isBigIntObject(value) || types.isSymbolObject(value),
  isCryptoKey: (value) => isObject(value) && value instanceof require("internal/subtle").CryptoKey,
  isDataView: branded(getter(DataView, "byteLength")),
  isDate: branded(Date.prototype.getTime),
  isExternal: () => false,
  isFloat32Array: typed("Float32Array"),
  isFloat64Array: typed("Float64Array"),
  isGeneratorFunction: (value) => typeof value === "function" && ["GeneratorFunction", "AsyncGeneratorFunction"].includes(tag(value)),
  isGeneratorObject: (value) => isObject(value) && ["Generator", "AsyncGenerator"].includes(tag(value)),
  isInt16Array: typed("Int16Array"),
  isInt32Array: typed("Int32Array"),
  isInt8Array: typed("Int8Array"),
  isKeyObject: (value) => isObject(value) && value instanceof require("internal/keys").KeyObject,
  isMap: branded(getter(Map, "size")),
  isMapIterator: (value) => isObject(value) && tag(value) === "Map Iterator",
  isModuleNamespaceObject: (value) => isObject(value) && tag(value) === "Module" && Object.getPrototypeOf(value) === null,
  isNativeError: (value) => (typeof Error.isError === "function" ? Error.isError(value) : value instanceof Error),
  isNumberObject: branded(Number.prototype.valueOf),
  isPromise: (value) => isObject(value) && (value instanceof Promise || tag(value) === "Promise"),
  isProxy: () => false,
  isRegExp: (value) => value !== RegExp.prototype && branded(getter(RegExp, "global"))(value),
  isSet: branded(getter(Set, "size")),
  isSetIterator: (value) => isObject(value) && tag(value) === "Set Iterator",
  isSharedArrayBuffer: typeof SharedArrayBuffer === "function" ? branded(getter(SharedArrayBuffer, "byteLength")) : () => false,
  isStringObject: branded(String.prototype.valueOf),
  isSymbolObject: branded(Symbol.prototype.valueOf),
  isTypedArray: (value) => isObject(value) && arrayName.call(value) !== undefined,
  isUint16Array: typed("Uint16Array"),
  isUint32Array: typed("Uint32Array"),
  isUint8Array: typed("Uint8Array"),
  isUint8ClampedArray: typed("Uint8ClampedArray"),
  isWeakMap: branded(WeakMap.prototype.has, {}),
  isWeakSet: branded(WeakSet.prototype.has, {}),
};

module.exports = types;
