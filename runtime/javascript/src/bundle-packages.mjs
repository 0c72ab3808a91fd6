// Bundles packages for an Action: `node bundle-packages.mjs FOLDER`, with the names that the Action requires on standard input, one a line.
// What comes out is the body of a CommonJS module that exports, by these names, functions that load what is behind them.
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import esbuild from "esbuild";

const builtins = new Set(builtinModules);
const isBuiltin = (name) => name.startsWith("node:") || builtins.has(name);
const names = readFileSync(0, "utf8").split("\n").filter((name) => name !== "" && !isBuiltin(name));
const entries = names.map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)})`);
try {
  const built = await esbuild.build({
    stdin: { contents: `module.exports = {${entries.join(",\n")}};`, resolveDir: process.argv[2], sourcefile: "packages" },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "es2023",
    charset: "utf8",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "silent",
    // Packages look for optional companions and do without them; what is missing in earnest throws when it is required.
    plugins: [
      {
        name: "missing",
        setup(build) {
          build.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
            if (pluginData === "again" || kind !== "require-call" || isBuiltin(path)) return;
            if (importer === "packages") {
              const asRequired = await build.resolve(path, { kind, resolveDir, importer, pluginData: "again" });
              // A package may be there for `import` alone.
              return asRequired.errors.length === 0 ? asRequired : build.resolve(path, { kind: "import-statement", resolveDir, importer, pluginData: "again" });
            }
            const found = await build.resolve(path, { kind, resolveDir, importer, pluginData: "again" });
            return found.errors.length > 0 ? { path, external: true } : found;
          });
        },
      },
    ],
  });
  process.stdout.write(built.outputFiles[0].text);
} catch (error) {
  for (const { text, location } of error.errors ?? [{ text: String(error) }]) {
    console.error(location ? `${location.file}:${location.line}: ${text}` : text);
  }
  process.exitCode = 1;
}
