// Writes the engine's core as one function expression: `node bundle-core.mjs ENTRY OUT`.
import { writeFileSync } from "node:fs";
import esbuild from "esbuild";

const [entry, out] = process.argv.slice(2);
if (out === undefined) {
  console.error("usage: node bundle-core.mjs ENTRY OUT");
  process.exit(2);
}
const built = await esbuild.build({
  entryPoints: [entry],
  bundle: true,
  write: false,
  format: "cjs",
  platform: "neutral",
  target: "es2023",
  charset: "utf8",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  banner: { js: '(function (native, library) {"use strict"; const module = {exports: {}};' },
  footer: { js: "return module.exports;})" },
});
writeFileSync(out, built.outputFiles[0].text);
