// Web streams by the package web-streams-polyfill.
export { ByteLengthQueuingStrategy, CountQueuingStrategy, ReadableStream, TransformStream, WritableStream } from "npm:web-streams-polyfill";
