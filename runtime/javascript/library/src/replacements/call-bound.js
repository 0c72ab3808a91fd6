/** A method by its name, `RegExp.prototype.test`, as a function that takes its receiver first. */
module.exports = (name) => {
  const method = name.split(".").reduce((object, key) => object[key], globalThis);
  return (receiver, ...rest) => method.apply(receiver, rest);
};
