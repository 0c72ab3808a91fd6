// What went wrong, in the author's terms.

import { text } from "./values.js";

/** [name, message, stack or undefined] of whatever was thrown. Never throws itself. */
export function describe(thrown) {
  try {
    if (thrown instanceof Error) {
      return [text(thrown.name), text(thrown.message) + causes(thrown), stackOf(thrown)];
    }
    if (typeof thrown === "object" && thrown !== null && typeof thrown.message === "string") {
      return [typeof thrown.name === "string" ? thrown.name : "Error", thrown.message, stackOf(thrown)];
    }
    return ["Error", `a value that is no Error was thrown: ${shown(thrown)}`, undefined];
  } catch {
    return ["Error", "a value was thrown that cannot be described", undefined];
  }
}

// Without the frames of the engine's own files.
function stackOf({ stack }) {
  if (typeof stack !== "string" || stack === "") return undefined;
  const lines = stack.trimEnd().split("\n");
  const isCore = (line) => line !== undefined && line.includes("(core:");
  return lines.filter((line, number) => !isCore(line) && !(line.endsWith("(native)") && isCore(lines[number + 1]))).join("\n");
}

function causes(error) {
  const { cause } = error;
  return cause instanceof Error && cause !== error && !text(error.message).includes(text(cause.message)) ? ` (cause: ${text(cause.name)}: ${text(cause.message)})` : "";
}

function shown(value) {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) return JSON.stringify(value) ?? text(value);
  return text(value);
}
