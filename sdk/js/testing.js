// Runs logins through Actions by the command `vestibule`: the same engine, the same checks and the same flow as in a service, so that a test says what will
// happen there. A mock of `api` here would only say what it thinks of it.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Exit codes with which the command has a result to show: complete, suspended, denied, failed. */
const RESULTS = [0, 10, 11, 12];

export function event(changes = {}) {
  return changed(
    {
      tenant: { id: "acme" },
      client: { client_id: "cli_web", name: "Web App", metadata: {} },
      connection: { id: "con_1", name: "Username-Password-Authentication", strategy: "auth0" },
      request: { ip: "203.0.113.7", method: "GET", hostname: "acme.example", query: {}, body: {}, user_agent: "Mozilla/5.0", language: "en", geoip: {} },
      user: {
        user_id: "auth0|ana",
        email: "ana@example.com",
        email_verified: true,
        name: "Ana",
        app_metadata: {},
        user_metadata: {},
        enrolledFactors: [],
        multifactor: [],
        identities: [],
        created_at: "2025-01-01T00:00:00.000Z",
        updated_at: "2025-01-01T00:00:00.000Z",
      },
      authentication: { methods: [{ name: "pwd", timestamp: "2026-01-01T00:00:00.000Z" }] },
      authorization: { roles: [] },
      transaction: { id: "transaction-1", protocol: "oidc-basic-profile", requested_scopes: ["openid"], acr_values: [], prompt: [], ui_locales: [], metadata: {} },
      stats: { logins_count: 3 },
      secrets: {},
      configuration: {},
    },
    changes,
  );
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function changed(value, changes) {
  if (!isObject(value) || !isObject(changes)) return changes;
  const result = { ...value };
  for (const [name, change] of Object.entries(changes)) {
    if (change === undefined) delete result[name];
    else result[name] = changed(value[name], change);
  }
  return result;
}

export async function run(actions, options = {}) {
  const path = (place) => (place instanceof URL ? fileURLToPath(place) : place);
  const program = options.program ?? process.env.VESTIBULE_PROGRAM ?? "vestibule";
  const places = (Array.isArray(actions) ? actions : [actions]).map(path);
  const files = await mkdtemp(join(tmpdir(), "vestibule-"));
  try {
    const parameters = ["run", ...places, "--event", "-", "--json"];
    for (const name of ["tenant", "browser"]) {
      if (options[name] === undefined) continue;
      const file = join(files, `${name}.json`);
      await writeFile(file, JSON.stringify(options[name]));
      parameters.push(`--${name}`, file);
    }
    for (const answer of options.answers ?? []) parameters.push("--answer", answer);
    for (const host of options.allowedHosts ?? []) parameters.push("--allow-host", host);
    if (options.plan) parameters.push("--plan");
    const folder = options.folder === undefined ? undefined : path(options.folder);
    const { code, output, errors } = await ended(program, parameters, folder, JSON.stringify(options.event ?? event()));
    if (!RESULTS.includes(code)) throw new Error(errors.trim() || `${program} ended with exit code ${code}`);
    return JSON.parse(output);
  } finally {
    await rm(files, { recursive: true, force: true });
  }
}

function ended(program, parameters, folder, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
    const texts = [child.stdout, child.stderr].map((stream) => {
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      return () => Buffer.concat(parts).toString("utf8");
    });
    child.on("error", (error) => reject(new Error(`cannot run ${program}: ${error.message}; install the command, or name it in VESTIBULE_PROGRAM`, { cause: error })));
    child.on("close", (code) => resolve({ code, output: texts[0](), errors: texts[1]() }));
    // One that ends without reading says why by itself.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
