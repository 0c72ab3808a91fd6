// The types say all that the contract has, and no method that it has not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";

const place = (path) => new URL(path, import.meta.url);
const read = (file) => readFileSync(place(`../../../wit/${file}`), "utf8");

/** What is in the interfaces of a file of the contract: [interface, kind, name, the comment before it]. */
function declared(text) {
  const found = [];
  let [holder, comment] = ["", ""];
  let nested = "";
  for (const line of text.split("\n").map((line) => line.trim())) {
    if (line.startsWith("///")) {
      comment += line.slice(3);
      continue;
    }
    const [, kind, name] = line.match(/^(interface|record) ([a-z-]+) \{/) ?? [];
    const [, method] = line.match(/^%?([a-z-]+): func\(/) ?? [];
    const [, field] = line.match(/^%?([a-z-]+): [^f]/) ?? [];
    if (kind === "interface") holder = name;
    else if (kind === "record") found.push([holder, "record", (nested = name), comment]);
    else if (method !== undefined) found.push([holder, "method", method, comment]);
    else if (nested !== "" && field !== undefined) found.push([`${holder}.${nested}`, "field", field, comment]);
    if (line === "}") nested = "";
    if (line !== "" && !line.startsWith("@")) comment = "";
  }
  return found;
}

const program = ts.createProgram([place("../index.d.ts").pathname], { strict: true, types: [] });
const checker = program.getTypeChecker();
const [module] = program.getRootFileNames().map((file) => checker.getSymbolAtLocation(program.getSourceFile(file)));
const exported = (name) => checker.getDeclaredTypeOfSymbol(checker.getExportsOfModule(module).find((symbol) => symbol.name === name));

/** The type of a member; undefined if there is none. */
function member(type, name) {
  const some = checker.getNonNullableType(type);
  const property = checker.getPropertyOfType(some, name);
  return property && checker.getNonNullableType(checker.getTypeOfSymbol(property));
}

/** The type behind a path such as `event.session.clients[].client_id`. */
function behind(type, path) {
  for (const [, name, index] of path.matchAll(/\.?([A-Za-z_0-9]+)|\[([a-z]*)\]/g)) {
    if (type === undefined) return undefined;
    type = name !== undefined ? member(type, name) : index === "" ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : checker.getIndexTypeOfType(type, ts.IndexKind.String);
    type = type && checker.getNonNullableType(type);
  }
  return type;
}

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

test("every method of the contract is there, and no other", () => {
  const methods = declared(read("api.wit")).filter(([, kind]) => kind === "method");
  assert.ok(methods.length > 60, `only ${methods.length} methods were read`);
  const expected = methods.map(([holder, , name]) => `${camel(holder)}.${camel(name)}`).sort();
  const api = exported("PostLoginAPI");
  const given = checker
    .getPropertiesOfType(api)
    .flatMap((part) => checker.getPropertiesOfType(checker.getTypeOfSymbol(part)).map((method) => `${part.name}.${method.name}`))
    .sort();
  assert.deepEqual(given, expected);
});

test("every property of the event is there", () => {
  const event = exported("Event");
  const things = declared(read("event.wit"));
  let [paths, records] = [0, new Map()];
  for (const [holder, kind, name, comment] of things) {
    const [, path] = comment.match(/`event\.([^`]+)`/) ?? [];
    const [, own] = comment.match(/`([^`]+)`/) ?? [];
    if (kind === "record") {
      const type = behind(event, path);
      assert.ok(type, `event.${path}`);
      const entry = checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? checker.getIndexTypeOfType(type, ts.IndexKind.String) ?? type;
      records.set(`${holder}.${name}`, checker.getNonNullableType(entry));
    } else if (kind === "field") {
      assert.ok(member(records.get(holder), own), `${holder}: ${own}`);
      paths += 1;
    } else if (path !== undefined) {
      assert.ok(behind(event, path), `event.${path}`);
      paths += 1;
    }
  }
  assert.ok(paths > 110, `only ${paths} properties were read`);
});

test("a name that is not there is not found", () => {
  assert.equal(behind(exported("Event"), "user.enrolled_factors"), undefined);
  assert.equal(behind(exported("Event"), "session.clients[].id"), undefined);
});
