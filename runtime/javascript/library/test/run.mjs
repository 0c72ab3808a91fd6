// Tests the library in QuickJS: `node test/run.mjs [--quickjs FOLDER] [--bless] [CASE…]`.
//
// A case is a script that prints. It runs in Node and in the bench (host.js in plain QuickJS), and both must print the same;
// or, if `CASE.out` is beside it, the bench must print that. `--bless` writes those files anew.
// FOLDER holds the sources of QuickJS-ng (also in QUICKJS); `quickjs/` of the crate rquickjs-sys is one.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const library = dirname(here);
const args = process.argv.slice(2);
const option = (name) => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
};
const flag = (name) => {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
};
const bless = flag("--bless");
const sources = option("--quickjs") ?? process.env.QUICKJS ?? fromCargo();

/** The sources in Cargo's registry, if the crate has been fetched. */
function fromCargo() {
  const registry = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry/src");
  const indexes = existsSync(registry) ? readdirSync(registry) : [];
  const found = indexes.flatMap((index) => readdirSync(join(registry, index)).filter((name) => /^rquickjs-sys-/.test(name)).map((name) => join(registry, index, name, "quickjs")));
  if (found.length === 0) throw new Error("no sources of QuickJS-ng: give --quickjs FOLDER or set QUICKJS");
  return found.sort().at(-1);
}

/** Builds plain QuickJS once per version of its sources. */
function buildBench() {
  const version = ["MAJOR", "MINOR", "PATCH"].map((part) => readFileSync(join(sources, "quickjs.h"), "utf8").match(new RegExp(`QJS_VERSION_${part} (\\d+)`))[1]).join(".");
  const folder = join(tmpdir(), `vestibule-library-bench-${version}-for-modules`);
  const program = join(folder, "qjs");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const c = ["quickjs", "libregexp", "libunicode", "dtoa", "quickjs-libc", "qjs", "gen/repl", "gen/standalone"].map((name) => join(sources, `${name}.c`));
  execFileSync(process.env.CC ?? "cc", ["-O1", "-w", "-rdynamic", "-D_GNU_SOURCE", `-I${sources}`, ...c, "-lm", "-lpthread", "-ldl", "-o", `${program}.new`], { stdio: "inherit" });
  execFileSync("mv", [`${program}.new`, program]);
  return program;
}

/** Builds the engine's hashes for it, into a folder. */
function buildHashes(folder) {
  const source = join(library, "../engine/source");
  const module = join(folder, "hashes.so");
  const c = [join(source, "hash.c"), join(source, "hashes.c"), join(here, "hashes.c")];
  execFileSync(process.env.CC ?? "cc", ["-O1", "-Wall", "-shared", "-fPIC", `-I${sources}`, `-I${source}`, ...c, "-o", module], { stdio: "inherit" });
}

function run(program, ...rest) {
  const { stdout, stderr, status, signal } = spawnSync(program, rest, { encoding: "utf8", timeout: 120_000, maxBuffer: 1 << 26, env: { ...process.env, TZ: "UTC", NO_COLOR: "1" } });
  return `${stdout}${stderr}${status === 0 ? "" : `exit ${status ?? signal}\n`}`;
}

/** The first lines in which two texts differ. */
function difference(expected, actual) {
  const [a, b] = [expected.split("\n"), actual.split("\n")];
  const lines = [];
  for (let i = 0; i < Math.max(a.length, b.length) && lines.length < 24; i++) {
    if (a[i] !== b[i]) lines.push(`  line ${i + 1}`, `    expected ${a[i] ?? "(nothing)"}`, `    actual   ${b[i] ?? "(nothing)"}`);
  }
  return lines.join("\n");
}

if (!existsSync(join(here, "node_modules"))) execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });
const bench = buildBench();
const work = mkdtempSync(join(tmpdir(), "vestibule-library-"));
buildHashes(work);
const host = join(work, "host.js");
copyFileSync(join(here, "host.js"), host);
let failures = 0;
const report = (name, problem) => {
  console.log(`${problem ? "FAILED" : "ok    "} ${name}`);
  if (problem) {
    failures++;
    console.log(problem);
  }
};

try {
  const out = join(work, "out");
  const again = join(work, "again");
  for (const folder of [out, again]) execFileSync(process.execPath, [join(library, "bundle.mjs"), folder]);
  if (args.length === 0) {
    const differs = spawnSync("diff", ["-r", out, again], { encoding: "utf8" });
    report("the same bytes at every build", differs.status === 0 ? "" : differs.stdout);
    const loaded = run(bench, "--std", "-m", host, out, "--load-all");
    report("every module loads without the host", /Error|exit/.test(loaded) ? loaded : "");
  }

  const { bundleCase } = await import("./packages.mjs");
  const files = readdirSync(join(here, "cases")).filter((name) => name.endsWith(".js")).sort();
  for (const file of files) {
    const name = basename(file, ".js");
    if (args.length > 0 && !args.includes(name)) continue;
    const source = join(here, "cases", file);
    const script = name.startsWith("package-") ? await bundleCase(source, join(work, file)) : source;
    const actual = run(bench, "--std", "-m", host, out, script);
    const stored = source.replace(/\.js$/, ".out");
    if (existsSync(stored)) {
      if (bless) writeFileSync(stored, actual);
      report(name, difference(readFileSync(stored, "utf8"), actual));
    } else {
      report(name, difference(run(process.execPath, "--no-warnings", join(here, "node-case.cjs"), script), actual));
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(failures === 0 ? "all passed" : `${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
