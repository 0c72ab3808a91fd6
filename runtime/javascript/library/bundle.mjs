// Writes the library to a folder: `node bundle.mjs OUT`. See README.md for the form.
// The same sources and packages give the same bytes: nothing here depends on time, paths or the order of a directory.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { createRequire } from "node:module";
import { globals, hollow, internal, modules, setup, unavailable } from "./modules.mjs";

const require = createRequire(import.meta.url);
const root = dirname(fileURLToPath(import.meta.url));
const files = [...new Set([...Object.values(modules), ...internal])].sort();

/** What packages ask for by another name than ours, or what we replace because the engine does it better. */
const replacements = {
  "@exodus/bytes/encoding.js": "src/replacements/nothing.js",
  "@exodus/bytes/whatwg.js": "src/replacements/percent-encode.js",
  "is-nan": "src/replacements/is-nan.js",
  "object-is": "src/replacements/object-is.js",
  "object-is/polyfill": "src/replacements/polyfill-object-is.js",
  "object.assign/polyfill": "src/replacements/polyfill-object-assign.js",
  "call-bind/callBound": "src/replacements/call-bound.js",
  qs: "src/replacements/qs.js",
  "safe-buffer": "src/replacements/safe-buffer.js",
};

/** Package imports that become `require`s of our own modules at run time. */
const shared = {
  "abort-controller": "internal/abort",
  "process/": "process",
  "punycode/": "punycode",
  "string_decoder/": "string_decoder",
  "util/": "util",
};

/** From when to when the offsets of time zones are known, in years. Before and after, each stays as it was at that end. */
const TIME_ZONE_YEARS = [1970, 2037];

/** Sources that are made of a package's data, by the name that modules require them by. */
const generated = {
  "generated:time-zones": {
    package: "moment-timezone",
    text() {
      const { tz } = require("moment-timezone/moment-timezone-utils");
      const { version, zones: all, links: linked } = require("moment-timezone/data/packed/latest.json");
      const unpacked = { version, zones: all.map((zone) => tz.unpack(zone)), links: linked };
      const { zones, links } = tz.filterLinkPack(unpacked, ...TIME_ZONE_YEARS, true);
      // Populations are of no use here.
      return `module.exports = ${JSON.stringify({ zones: zones.map((zone) => zone.split("|").slice(0, 5).join("|")), links })};`;
    },
  },
};

const resolve = {
  name: "library",
  setup(build) {
    const package_ = (path, from) => build.resolve(path, { kind: "require-call", resolveDir: from, pluginData: "resolved" });
    build.onResolve({ filter: /.*/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === "resolved" || kind === "entry-point") return;
      if (path.startsWith("npm:")) return package_(path.slice(4), root);
      if (path.startsWith("internal/")) {
        if (!internal.includes(path)) return { errors: [{ text: `there is no ${path}` }] };
        return { path, external: true };
      }
      const inPackage = importer.includes(`${sep}node_modules${sep}`);
      if (inPackage && importer.includes(`${sep}readable-stream${sep}`) && /\/legacy$/.test(path)) return { path: "internal/stream-legacy", external: true };
      if (inPackage && importer.includes(`${sep}assert${sep}`) && path === "./internal/util/comparisons") return { path: "internal/assert-comparisons", external: true };
      // Only internal/idna has the tables for names outside of ASCII, which few URLs need.
      if (inPackage && path === "tr46") return { path: join(root, "src/replacements/tr46.js") };
      if (inPackage && importer.includes(`${sep}@noble${sep}`) && /(^\.|^@noble\/hashes)\/sha2\.js$/.test(path)) return { path: "internal/hash-sha2", external: true };
      if (inPackage && importer.includes(`${sep}micro-rsa-dsa-dh${sep}`) && path === "@noble/hashes/sha2.js") return { path: "internal/hash-sha2", external: true };
      if (inPackage && importer.includes(`${sep}micro-rsa-dsa-dh${sep}`) && path === "@noble/hashes/legacy.js") return { path: "internal/hash-legacy", external: true };
      if (generated[path]) return { path, namespace: "generated" };
      if (replacements[path]) return { path: join(root, replacements[path]) };
      if (shared[path]) return { path: shared[path], external: true };
      const bare = path.replace(/^node:/, "");
      if (modules[bare]) return { path: bare, external: true };
      if (unavailable[bare]) return { errors: [{ text: `${importer} requires ${path}, which an Action does not have` }] };
    });
    build.onLoad({ filter: /.*/, namespace: "generated" }, ({ path }) => ({ contents: generated[path].text() }));
  },
};

/** Builds one module to the text of a function expression. */
async function build(file) {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`src/${file}.js`],
    bundle: true,
    write: false,
    metafile: true,
    format: "cjs",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2023",
    charset: "utf8",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    banner: { js: '(function (exports, require, module, native) {"use strict";' },
    footer: { js: "})" },
    plugins: [resolve],
    logLevel: "warning",
  });
  const inputs = Object.keys(result.metafile.inputs).map((input) => (generated[input] ? `node_modules/${generated[input].package}/` : input));
  return { text: result.outputFiles[0].text, inputs };
}

/** The folder of the package that a source file belongs to, or null for our own. */
function packageOf(input) {
  const match = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
  return match && match[1];
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const allowed = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];
  if (!allowed.includes(license)) throw new Error(`${name} ${version} has the licence ${license}; allowed are ${allowed.join(", ")}`);
  const texts = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  if (texts.length === 0) throw new Error(`${name} ${version} comes without the text of its licence`);
  const body = texts.map((file) => readFileSync(join(root, folder, file), "utf8").replace(/\r\n/g, "\n").trim()).join("\n\n");
  return { key: `${name} ${version}`, text: `${name} ${version} (${license})\n\n${body}\n` };
}

async function main(out) {
  const packages = new Set();
  const outputs = new Map();
  for (const file of files) {
    const { text, inputs } = await build(file);
    outputs.set(`${file}.js`, text);
    for (const input of inputs) if (packageOf(input)) packages.add(packageOf(input));
  }
  const licences = [...packages].map(licence).sort((a, b) => (a.key < b.key ? -1 : 1));
  outputs.set("LICENSES.txt", licences.map(({ text }) => text).join(`\n${"=".repeat(80)}\n\n`));
  outputs.set("library.json", `${JSON.stringify({ globals, modules, internal, unavailable, hollow, setup }, null, 2)}\n`);

  rmSync(out, { recursive: true, force: true });
  for (const [name, text] of outputs) {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), text);
  }
  return outputs;
}

if (process.argv.length !== 3) {
  console.error("usage: node bundle.mjs OUT");
  process.exit(2);
}
const outputs = await main(process.argv[2]);
const bytes = [...outputs.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
console.log(`${outputs.size} files, ${bytes} bytes, in ${relative(process.cwd(), process.argv[2]) || "."}`);
