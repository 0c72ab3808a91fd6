/** Tests of Actions: each login runs in the sandbox as a service would run it, by the command `vestibule`. */

import type { Event, EnrolledFactor, Factor, FactorType, Json } from "./index.js";

/** Changes of something: objects are changed within, arrays and the rest replaced. `undefined` takes a part away. */
export type Changes<T> = T extends readonly any[] ? T : T extends object ? { [K in keyof T]?: Changes<T[K]> | undefined } : T;

/** A login event that is complete: Ana, without roles and second factors, at the application `Web App`. `changes` say what is different. */
export function event(changes?: Changes<Event>): Event;

/** What there is besides the event. */
export interface RunOptions {
  /** The login. Default `event()`. */
  event?: Event | { [part: string]: unknown };
  /** What the person does at each pause: a factor's name, `auto`, `cancel`, or `continue` (`continue:session_token=…`). Without an answer for it the login stays suspended. */
  answers?: string[];
  /** Answer every second factor by its default, and show the whole login. */
  plan?: boolean;
  /** The tenant's settings, as `--tenant` takes them. Default: every factor enabled, no policy. */
  tenant?: { [name: string]: unknown };
  /** What the person's browser can do, as `--browser` takes it. */
  browser?: { [name: string]: unknown };
  /** Hosts that the Actions may reach over HTTP. Default none. */
  allowedHosts?: string[];
  /** The folder that Actions' names begin in. Default: the current one. */
  folder?: string | URL;
  /** The command. Default: the environment's `VESTIBULE_PROGRAM`, else `vestibule`. */
  program?: string;
}

/**
 * Runs one login through one Action, or several in their order: sources in JavaScript and TypeScript, folders, or components.
 *
 * Rejects if there was no login: no command, no Action that builds, an event that will not do. A login that fails is a result as any other.
 */
export function run(actions: string | URL | (string | URL)[], options?: RunOptions): Promise<FlowResult>;

/** What a login came to, and how. */
export interface FlowResult {
  /** Only `complete` lets the person in. */
  status: "complete" | "suspended" | "denied" | "error";
  /** Every second-factor step so far. */
  steps: Step[];
  /** What the person is shown; only while suspended. */
  next?: Next;
  /** Why an Action refused; only when denied. */
  denial?: { error: string; reason: string; description?: string; by: "access.deny" | "validation.error" | "session.revoke" | "refreshToken.revoke"; action: string };
  /** Why the login failed; only with an error. `message` is for you, `description` for the client. */
  error?: { code: string; description: string; cause: string; message: string };
  /** What is applied: when complete, and of a denial the metadata. */
  effects?: Effects;
  /** What would be applied if the login ended well from here; only while suspended. */
  pending?: Effects;
  /** For the tenant's log. */
  logs: { type: string; description: string; action?: string }[];
  /** What ran, in order. */
  actions: ActionRun[];
}

/** One second-factor command, and what became of it. */
export interface Step {
  /** Absent when the tenant's policy asked. */
  action?: string;
  method: "challengeWith" | "challengeWithAny" | "enrollWith" | "enrollWithAny" | "multifactor";
  status: "completed" | "satisfied" | "pending" | "failed" | "upcoming";
  requested: Factor[];
  usable: Factor[];
  dropped: (EnrolledFactor & { reason: string })[];
  completed_with?: FactorType;
}

/** What the person is shown. */
export type Next =
  | { kind: "challenge" | "enroll"; screen: "factor" | "picker"; factor: Factor; alternatives: Factor[]; allow_remember_browser: boolean }
  | { kind: "redirect"; url: string }
  | { kind: "prompt"; prompt_id: string; fields?: { [name: string]: Json }; vars?: { [name: string]: Json } };

/** What is applied. Absent parts are empty. */
export interface Effects {
  id_token_claims?: { [name: string]: Json };
  access_token_claims?: { [name: string]: Json };
  scopes_added?: string[];
  scopes_removed?: string[];
  app_metadata?: { [name: string]: Json };
  user_metadata?: { [name: string]: Json };
  primary_user_id?: string;
  authentication_methods?: { name: string; timestamp: string; type?: string }[];
  amr?: string[];
  session?: { [name: string]: Json };
  refresh_token?: { [name: string]: Json };
  saml_attributes?: { [name: string]: Json };
  saml_settings?: { [name: string]: Json };
}

/** One run of an Action. */
export interface ActionRun {
  name: string;
  handler: "onExecutePostLogin" | "onContinuePostLogin";
  outcome: "completed" | "not_implemented" | "failed";
  /** Why it failed; only then. `stack` names lines and columns of your source. */
  error?: { kind: string; message: string; name?: string; stack?: string };
  usage: { fuel: number; memory_bytes: number; duration_microseconds: number; host_calls: number };
  /** What it logged. */
  console?: { level: "trace" | "debug" | "log" | "info" | "warn" | "error"; message: string }[];
}
