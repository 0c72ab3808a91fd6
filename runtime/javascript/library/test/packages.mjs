// Cases named `package-…` use packages from npm, bundled as an Action's packages are: built-in modules stay `require`s.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

/** Writes `source` with its packages to `target`, and gives `target`. */
export async function bundleCase(source, target) {
  await esbuild.build({
    entryPoints: [source],
    outfile: target,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "es2023",
    nodePaths: [join(here, "node_modules")],
    logLevel: "error",
  });
  return target;
}
