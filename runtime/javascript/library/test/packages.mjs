// Cases named `package-…` use packages from npm, bundled as an Action's packages are: built-in modules stay `require`s.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

/** Writes `source` with its packages to `target`, and gives `target`. A first line `// browser` asks for the packages' builds for browsers. */
export async function bundleCase(source, target) {
  const browser = readFileSync(source, "utf8").startsWith("// browser");
  await esbuild.build({
    entryPoints: [source],
    outfile: target,
    bundle: true,
    platform: browser ? "browser" : "node",
    format: "cjs",
    target: "es2023",
    nodePaths: [join(here, "node_modules")],
    logLevel: "error",
  });
  return target;
}
