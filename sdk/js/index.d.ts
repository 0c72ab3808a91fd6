/**
 * The types of `event` and `api`, as Auth0's post-login trigger has them and Vestibule implements them.
 *
 * In JavaScript: `@param {import("@vestibule/actions").Event} event`. In TypeScript: `import type { Event, PostLoginAPI } from "@vestibule/actions"`.
 *
 * The interfaces are open: what an identity provider of yours adds to the event, declare in a `declare module "@vestibule/actions"`.
 */

/** Anything that JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json | undefined };

/** A handler of an Action: `onExecutePostLogin` or `onContinuePostLogin`. */
export type PostLoginHandler = (event: Event, api: PostLoginAPI) => Promise<void>;

// --- event ---

/**
 * What is known about this login. Each Action gets a copy of its own; writing to it changes nothing but the copy. Parts that are marked optional are absent
 * in many logins: read them with `?.`.
 */
export interface Event {
  /** How the person has authenticated. Set when the handler starts: a factor asked for in this run shows in the next Action. */
  authentication?: Authentication;
  /** Absent when no roles are known. */
  authorization?: Authorization;
  /** The application the person logs in to. */
  client: Client;
  /** Values that the Action's publisher defined. */
  configuration: { [name: string]: any };
  /** Where the person's account lives. */
  connection: Connection;
  /** The domain the person came through. Absent when it was not a custom one. */
  custom_domain?: CustomDomain;
  /** The Organization the person logs in to. Absent when there is none. */
  organization?: Organization;
  /** What a form collected: in `onContinuePostLogin` after `api.prompt.render`. Absent otherwise. */
  prompt?: Prompt;
  /** The refresh token that is exchanged. Absent in other logins. */
  refresh_token?: RefreshToken;
  /** The HTTP request that this run answers: a new one after every redirect, form or second factor. */
  request: Request;
  /** The API that a token was asked for. Absent when none was. */
  resource_server?: ResourceServer;
  /** This Action's secrets, by name, with the values of the deployed version. */
  secrets: { [name: string]: string };
  /** Fingerprints of the TLS handshake, when the edge takes them. */
  security_context?: SecurityContext;
  /** The session. Absent, or without `id`, when there is none. */
  session?: Session;
  /** Counts about the user. */
  stats: Stats;
  /** The tenant. */
  tenant: Tenant;
  /** The protocol transaction. */
  transaction?: Transaction;
  /** Who logs in. */
  user: User;
}

/** `event.authentication` */
export interface Authentication {
  /** What the person completed in this session, oldest first: also in earlier logins of the session. */
  methods: AuthenticationMethod[];
  /** Absent when risk is not assessed. */
  riskAssessment?: RiskAssessment;
}

/** An entry of `event.authentication.methods`. */
export interface AuthenticationMethod {
  /** `pwd`, `federated`, `passkey`, `sms`, `email`, `mfa` and others, or a URL that `api.authentication.recordMethod` recorded. */
  name: string;
  /** When, ISO 8601. */
  timestamp: string;
  /** For `mfa`: the factor that was passed. */
  type?: FactorType | (string & {});
}

/** How sure the assessment is that this is the person; `neutral` where it cannot say. */
export type Confidence = "low" | "medium" | "high" | "neutral";

/** `event.authentication.riskAssessment` */
export interface RiskAssessment {
  /** Of all assessments together. `low` also when the assessment itself failed. */
  confidence: Confidence;
  /** The assessment's version. */
  version?: string;
  /** By name. */
  assessments: {
    /** Whether the person has used this device before. */
    NewDevice?: Assessment;
    /** Whether the person could have travelled here since the last login. */
    ImpossibleTravel?: Assessment;
    /** Whether the address is known for attacks. */
    UntrustedIP?: Assessment;
    /** Whether a known agent acts. */
    AgentDetection?: Assessment;
    [name: string]: Assessment | undefined;
  };
}

/** One assessment of a risk. */
export interface Assessment {
  /** Absent when not known. */
  confidence?: Confidence;
  /** The finding, e.g. `match`, `no_match`, `impossible_travel_from_last_login`. */
  code?: string;
  /** More about it, e.g. `device` and `useragent` of `NewDevice`. */
  details?: { [name: string]: any };
}

/** `event.authorization` */
export interface Authorization {
  /** Names of the roles assigned to the user. */
  roles: string[];
}

/** `event.client` */
export interface Client {
  /** Its id. */
  client_id: string;
  /** Its name. */
  name: string;
  /** Its metadata. */
  metadata: { [name: string]: string };
}

/** `event.connection` */
export interface Connection {
  /** Its id. */
  id: string;
  /** Its name, e.g. `Username-Password-Authentication`. */
  name: string;
  /** `auth0` for a database, the provider's name for a social login. */
  strategy: string;
  /** Its metadata. */
  metadata?: { [name: string]: string };
}

/** `event.custom_domain` */
export interface CustomDomain {
  /** The domain. */
  domain: string;
  /** Its metadata. */
  domain_metadata: { [name: string]: string };
}

/** `event.organization` */
export interface Organization {
  /** Its id. */
  id: string;
  /** Its name. */
  name: string;
  /** Its name for people. */
  display_name: string;
  /** Its metadata. */
  metadata: { [name: string]: string };
}

/** `event.prompt` */
export interface Prompt {
  /** The form's id. */
  id: string;
  /** What the person entered. */
  fields?: { [name: string]: any };
  /** The form's variables. */
  vars?: { [name: string]: any };
}

/** Addresses and browsers, at first and at last. */
export interface Device {
  /** Autonomous system number of the first network. */
  initial_asn?: string;
  /** The first address. */
  initial_ip?: string;
  /** The first browser. */
  initial_user_agent?: string;
  /** Autonomous system number of the last network. */
  last_asn?: string;
  /** The last address. */
  last_ip?: string;
  /** The last browser. */
  last_user_agent?: string;
}

/** `event.refresh_token` */
export interface RefreshToken {
  /** Its id. */
  id: string;
  /** The application it was issued to. */
  client_id?: string;
  /** The user. */
  user_id?: string;
  /** The session it belongs to. */
  session_id?: string;
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601. */
  expires_at?: string;
  /** ISO 8601. */
  idle_expires_at?: string;
  /** ISO 8601. */
  last_exchanged_at?: string;
  /** Whether each exchange gives a new one. */
  rotating?: boolean;
  /** Where it was used. */
  device?: Device;
  /** The APIs it is good for. */
  resource_servers?: { audience: string; scopes: string }[];
  /** Its metadata. Shows `api.refreshToken.setMetadata` at once. */
  metadata?: { [name: string]: string };
}

/** `event.request` */
export interface Request {
  /** The person's address. */
  ip: string;
  /** The HTTP method. */
  method: string;
  /** The host that was asked. */
  hostname?: string;
  /** The language that the browser prefers. */
  language?: string;
  /** The browser. */
  user_agent?: string;
  /** The network's autonomous system number, e.g. `AS13335`. */
  asn?: string;
  /** The parameters of the URL. One that was given several times is an array. */
  query: { [name: string]: any };
  /** The body's parameters; empty when there was no body. */
  body: { [name: string]: any };
  /** Where the address seems to be. */
  geoip?: Geolocation;
}

/** `event.request.geoip`: anything may be absent. */
export interface Geolocation {
  /** The city. */
  cityName?: string;
  /** Two letters. */
  continentCode?: string;
  /** ISO 3166-1, two letters. */
  countryCode?: string;
  /** ISO 3166-1, three letters. */
  countryCode3?: string;
  /** In English. */
  countryName?: string;
  /** The state's or region's code. */
  subdivisionCode?: string;
  /** The state or region. */
  subdivisionName?: string;
  /** IANA name, e.g. `Europe/Paris`. */
  timeZone?: string;
  /** Degrees, north positive. */
  latitude?: number;
  /** Degrees, east positive. */
  longitude?: number;
}

/** `event.resource_server` */
export interface ResourceServer {
  /** The audience. */
  identifier: string;
}

/** `event.security_context` */
export interface SecurityContext {
  /** JA3. */
  ja3?: string | null;
  /** JA4. */
  ja4?: string | null;
}

/** `event.session` */
export interface Session {
  /** Its id. Absent when there is no session. */
  id?: string;
  /** The user. */
  user_id?: string;
  /** ISO 8601. */
  created_at?: string;
  /** ISO 8601. */
  updated_at?: string;
  /** ISO 8601. */
  authenticated_at?: string;
  /** ISO 8601. */
  idle_expires_at?: string;
  /** ISO 8601. */
  expires_at?: string;
  /** ISO 8601. */
  last_interacted_at?: string;
  /** The applications of this session. */
  clients?: { client_id: string }[];
  /** How long its cookie lives. Shows `api.session.setCookieMode` at once. */
  cookie?: { mode?: CookieMode };
  /** Where it was used. */
  device?: Device;
  /** Its metadata. Shows `api.session.setMetadata` at once. */
  metadata?: { [name: string]: string };
}

/** Whether a session's cookie survives closing the browser. */
export type CookieMode = "persistent" | "non-persistent";

/** `event.stats` */
export interface Stats {
  /** How often this user has logged in. */
  logins_count: number;
}

/** `event.tenant` */
export interface Tenant {
  /** The tenant's name. */
  id: string;
}

/** What a login came in by. */
export type Protocol =
  | "oidc-basic-profile"
  | "oidc-implicit-profile"
  | "oidc-hybrid-profile"
  | "oidc-ciba"
  | "oidc-ciba-web-link"
  | "oauth2-device-code"
  | "oauth2-resource-owner"
  | "oauth2-resource-owner-jwt-bearer"
  | "oauth2-password"
  | "oauth2-webauthn"
  | "oauth2-access-token"
  | "oauth2-refresh-token"
  | "oauth2-token-exchange"
  | "samlp"
  | "wsfed"
  | "wstrust-usernamemixed";

/** `event.transaction` */
export interface Transaction {
  /** Only in browser flows. */
  id?: string;
  /** The protocol. */
  protocol?: Protocol | (string & {});
  /** Authentication contexts that the application asked for. */
  acr_values?: string[];
  /** Scopes that the application asked for. */
  requested_scopes?: string[];
  /** Languages that the application asked for. */
  ui_locales?: string[];
  /** E.g. `["none"]` for a silent login. */
  prompt?: string[];
  /** What the application wants back. */
  response_type?: ("code" | "token" | "id_token" | (string & {}))[];
  /** How it wants it back. */
  response_mode?: "query" | "fragment" | "form_post" | "web_message" | (string & {});
  /** Where the person goes afterwards. */
  redirect_uri?: string;
  /** The application's own. */
  state?: string;
  /** Whom the application expects. */
  login_hint?: string;
  /** The language of the login. */
  locale?: string;
  /** Of dynamic linking, for push and rich authorization requests. */
  linking_id?: string;
  /** The application's own. */
  correlation_id?: string;
  /** Of a rich authorization request. */
  requested_authorization_details?: { type: string; [name: string]: any }[];
  /** What Actions of this transaction share. Shows `api.transaction.setMetadata` at once. */
  metadata: { [name: string]: string | number | boolean };
  /** Token exchange. */
  subject_token_type?: string;
  /** Token exchange. */
  actor_token_type?: string;
  /** Who acts for the subject. */
  actor?: Actor;
}

/** Who acts for somebody, and for whom they act in turn. */
export interface Actor {
  /** Their subject. */
  sub: string;
  /** Who acts for them. */
  act?: Actor;
  [name: string]: any;
}

/** `event.user` */
export interface User {
  /** E.g. `auth0|5f7c8ec7c33c6c004bbafe82`. */
  user_id: string;
  /** The email address. */
  email?: string;
  /** Whether it is verified. */
  email_verified: boolean;
  /** The name to log in with. */
  username?: string;
  /** The full name. */
  name?: string;
  /** The given name. */
  given_name?: string;
  /** The family name. */
  family_name?: string;
  /** The nickname. */
  nickname?: string;
  /** A URL. */
  picture?: string;
  /** The phone number. */
  phone_number?: string;
  /** Whether it is verified. */
  phone_verified?: boolean;
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601. */
  updated_at: string;
  /** ISO 8601. Absent when there was none. */
  last_password_reset?: string;
  /** What applications keep about the user, with what earlier Actions of this login set. */
  app_metadata: { [name: string]: any };
  /** What the user keeps, with what earlier Actions of this login set. */
  user_metadata: { [name: string]: any };
  /** Confirmed second factors, one entry per enrolment. `email` is among them when it is enabled and the address verified. */
  enrolledFactors?: EnrolledFactor[];
  /** `["guardian"]` as soon as any factor but email is enrolled. Only a sign of presence. */
  multifactor?: string[];
  /** The accounts that are linked to this user. */
  identities: Identity[];
}

/** An entry of `event.user.enrolledFactors`. */
export interface EnrolledFactor {
  /** The factor. */
  type: FactorType | (string & {});
  /** E.g. `preferredMethod` of `phone`. */
  options?: { [name: string]: any };
}

/** An entry of `event.user.identities`. */
export interface Identity {
  /** Its connection. */
  connection?: string;
  /** Its provider. */
  provider?: string;
  /** Without the provider's prefix. */
  user_id?: string;
  /** Whether it is of a social network. */
  isSocial?: boolean;
  /** Its profile. */
  profileData?: { [name: string]: any };
}

// --- api ---

/** The second factors. */
export type FactorType = "otp" | "push-notification" | "phone" | "email" | "recovery-code" | "webauthn-roaming" | "webauthn-platform";

/** A second factor without options. */
export interface PlainFactor<Type extends FactorType> {
  /** Which. */
  type: Type;
  options?: Record<string, never>;
}

/** A notification to the Guardian app. */
export interface PushNotificationFactor {
  type: "push-notification";
  options?: {
    /** Whether the person may type a one-time password instead. Default true. */
    otpFallback?: boolean;
  };
}

/** A code by text message or voice call. */
export interface PhoneFactor {
  type: "phone";
  options?: {
    /** Used if available. Default `both`. */
    preferredMethod?: "sms" | "voice" | "both";
  };
}

/**
 * A second factor that can be enrolled. `otp`: a time-based code from an app. `recovery-code`: a code to note down. `webauthn-roaming`: a security key.
 * `webauthn-platform`: the device's own biometrics.
 */
export type EnrollableFactor = PlainFactor<"otp" | "recovery-code" | "webauthn-roaming" | "webauthn-platform"> | PushNotificationFactor | PhoneFactor;

/** A second factor that can be asked for. `email` is a code by email; it is never enrolled, but there as soon as the address is verified. */
export type Factor = EnrollableFactor | PlainFactor<"email">;

/**
 * What an Action asks for. Nothing happens at once: calls are recorded, and done when the handler has ended well. If it throws, nothing of it is done and the
 * login fails. A call with an argument that will not do throws, and is not recorded.
 */
export interface PostLoginAPI {
  /** Refuse the login. */
  readonly access: AccessAPI;
  /** Change the access token. */
  readonly accessToken: AccessTokenAPI;
  /** Ask for second factors, and say who has logged in, and how. */
  readonly authentication: AuthenticationAPI;
  /** Keep values between logins. */
  readonly cache: CacheAPI;
  /** Change the ID token. */
  readonly idToken: IdTokenAPI;
  /** Require a second factor at the end of the login. */
  readonly multifactor: MultifactorAPI;
  /** Show a form. */
  readonly prompt: PromptAPI;
  /** Send the person elsewhere, and take them back. */
  readonly redirect: RedirectAPI;
  /** Change the refresh token. */
  readonly refreshToken: RefreshTokenAPI;
  /** Ask about Rules. */
  readonly rules: RulesAPI;
  /** Change the SAML response. */
  readonly samlResponse: SamlResponseAPI;
  /** Change the session. */
  readonly session: SessionAPI;
  /** Share values with the other Actions of this transaction. */
  readonly transaction: TransactionAPI;
  /** Change the user's metadata. */
  readonly user: UserAPI;
  /** Stop the login with a validation error. */
  readonly validation: ValidationAPI;
}

/** `api.access` */
export interface AccessAPI {
  /** Ends the login after this Action; the person is told the reason. Metadata that was set is still saved. The first call counts. */
  deny(reason: string): PostLoginAPI;
  /** As `deny(reason)`, with a code and a text, which are both kept. */
  deny(code: string, reason: string): PostLoginAPI;
}

/** `api.accessToken` */
export interface AccessTokenAPI {
  /** Sets a claim; the last value of a name counts. A reserved name is dropped later, with a warning; `scope` throws. */
  setCustomClaim(name: string, value: unknown): PostLoginAPI;
  /** Adds one scope, of at most 280 characters without spaces inside; at most 1,000. */
  addScope(scope: string): void;
  /** Removes one scope. */
  removeScope(scope: string): void;
}

/** `api.idToken` */
export interface IdTokenAPI {
  /** As `api.accessToken.setCustomClaim`. */
  setCustomClaim(name: string, value: unknown): PostLoginAPI;
}

/** `api.authentication`. Commands are queued, and carried out in call order when the handler has ended; at most four in one login. */
export interface AuthenticationAPI {
  /** Asks for a factor, and offers the others behind a link. */
  challengeWith(factor: Factor, options?: { additionalFactors?: Factor[] }): void;
  /** Lets the person pick a factor; straight to it if only one is usable. An empty list throws. */
  challengeWithAny(factors: Factor[]): void;
  /** Has the person enrol a factor, or one of the others behind a link. One who has a factor already must pass a challenge before. */
  enrollWith(factor: EnrollableFactor, options?: { additionalFactors?: EnrollableFactor[] }): void;
  /** Lets the person pick what to enrol, in this order. An empty list throws. */
  enrollWithAny(factors: EnrollableFactor[]): void;
  /** Adds a method of your own to the session. Only in `onContinuePostLogin`, and only an http or https URL. */
  recordMethod(providerUrl: string): PostLoginAPI;
  /** Issues the tokens for another user, of whom the current identity is a secondary one. Once in a login; 1 to 128 characters. */
  setPrimaryUser(primaryUserId: string): void;
}

/** A value of the cache. */
export interface CacheRecord {
  /** The value. */
  value: string;
  /** Milliseconds since 1970. */
  expires_at: number;
}

/** Why the cache refused something. */
export interface CacheError {
  type: "error";
  /** The reason. */
  code:
    | "CacheKeySizeExceeded"
    | "CacheValueSizeExceeded"
    | "CacheSizeExceeded"
    | "ItemAlreadyExpired"
    | "InvalidExpiry"
    | "CacheKeyDoesNotExist"
    | (string & {});
}

/** `api.cache`: values that the trigger's Actions share. Best effort: any may be gone at any time. */
export interface CacheAPI {
  /** The value of a key. Undefined when there is none, or it has expired. */
  get(key: string): CacheRecord | undefined;
  /** Stores a text. Milliseconds; the earlier time counts; default 15 minutes, at most 24 hours. Keys of 64 bytes, values of 4,096. */
  set(key: string, value: string, options?: { ttl?: number; expires_at?: number }): { type: "success"; record: CacheRecord } | CacheError;
  /** Deletes a key. */
  delete(key: string): { type: "success" } | CacheError;
}

/** `api.multifactor` */
export interface MultifactorAPI {
  /**
   * Requires a second factor at the very end of the login, after all Actions. The last call of the login counts; `none` takes back what the tenant's policy
   * asks for. It adds nothing to a login that carried out a command of `api.authentication`.
   */
  enable(
    provider: "any" | "guardian" | "google-authenticator" | "none",
    options?: {
      /** Whether the person may have it remembered in this browser. Default false. */
      allowRememberBrowser?: boolean;
    },
  ): PostLoginAPI;
  /** The same with Duo, by the tenant's account or another. */
  enable(
    provider: "duo",
    options?: {
      /** Whether the person may have it remembered in this browser. Default false. */
      allowRememberBrowser?: boolean;
      /** Instead of the tenant's account. `username`: the name at Duo, if it is not the user's own. */
      providerOptions?: { host: string; ikey: string; skey: string; username?: string };
    },
  ): PostLoginAPI;
}

/** `api.prompt` */
export interface PromptAPI {
  /** Shows a form, and comes back to this Action's `onContinuePostLogin`. Once a run, and not together with `sendUserTo`; at most 24 KiB. */
  render(promptId: string, options?: { fields?: { [name: string]: any }; vars?: { [name: string]: any } }): void;
}

/** `api.redirect` */
export interface RedirectAPI {
  /** A signed token about this login, for the page that the person is sent to. Default 900 seconds. */
  encodeToken(options: { secret: string; payload: { [name: string]: any }; expiresInSeconds?: number }): string;
  /** Sends the person to an absolute URL when the Action has ended; they come back to its `onContinuePostLogin`. `state` is added to the query. */
  sendUserTo(url: string | URL, options?: { query?: { [name: string]: string } }): PostLoginAPI;
  /** False in a login without a browser, and in a silent one. */
  canRedirect(): boolean;
  /** What is in the token that the person brought back: in `onContinuePostLogin`. Throws when it is missing or not good. Default parameter `session_token`. */
  validateToken(options: { secret: string; tokenParameterName?: string }): { [name: string]: any };
}

/** Metadata of a session or refresh token: 25 keys of 255 letters, digits, `_` and `-`; values of 255 characters. */
interface MetadataAPI {
  /** Sets a key; `null` removes it. */
  setMetadata(key: string, value: string | null): void;
  /** Removes a key. */
  deleteMetadata(key: string): void;
  /** Removes all. */
  evictMetadata(): void;
}

/** `api.refreshToken` */
export interface RefreshTokenAPI extends MetadataAPI {
  /** Revokes the token that is exchanged, denies the login, and runs no later Action. Only in an exchange. */
  revoke(reason?: string): PostLoginAPI;
  /** Milliseconds since 1970. The earliest call counts. */
  setExpiresAt(milliseconds: number): void;
  /** Milliseconds since 1970. The earliest call counts. */
  setIdleExpiresAt(milliseconds: number): void;
}

/** `api.rules` */
export interface RulesAPI {
  /** Always false: there are no Rules. */
  wasExecuted(ruleId: string): boolean;
}

/** A value of a SAML attribute; `null` blanks it. */
export type SamlAttributeValue = string | number | boolean | null | (string | number | boolean)[];

/** `api.samlResponse`. A later call replaces an earlier one. */
export interface SamlResponseAPI {
  /** At most 100 changes, texts of 2,048 characters. */
  setAttribute(name: string, value: SamlAttributeValue | undefined): PostLoginAPI;
  /** The audience. */
  setAudience(value: string): PostLoginAPI;
  /** The recipient. */
  setRecipient(value: string): PostLoginAPI;
  /** The destination. */
  setDestination(value: string): PostLoginAPI;
  /** The issuer. */
  setIssuer(value: string): PostLoginAPI;
  /** The relay state. */
  setRelayState(value: string): PostLoginAPI;
  /** The format of the subject's name. */
  setNameIdentifierFormat(value: string): PostLoginAPI;
  /** How the person was authenticated; at most 512 characters. */
  setAuthnContextClassRef(value: string): PostLoginAPI;
  /** Where to look for the subject's name; at most 10 of 512 characters. */
  setNameIdentifierProbes(values: string[]): PostLoginAPI;
  /** PEM, at most 4,096 characters, as the others. */
  setSigningCert(value: string): PostLoginAPI;
  /** PEM. */
  setEncryptionCert(value: string): PostLoginAPI;
  /** PEM. */
  setEncryptionPublicKey(value: string): PostLoginAPI;
  /** PEM. */
  setCert(value: string): PostLoginAPI;
  /** PEM. */
  setKey(value: string): PostLoginAPI;
  /** Default true. */
  setCreateUpnClaim(value: boolean): PostLoginAPI;
  /** Default true. */
  setPassthroughClaimsWithNoMapping(value: boolean): PostLoginAPI;
  /** Default false. */
  setMapUnknownClaimsAsIs(value: boolean): PostLoginAPI;
  /** Default true. */
  setMapIdentities(value: boolean): PostLoginAPI;
  /** Default false. */
  setSignResponse(value: boolean): PostLoginAPI;
  /** Default true. */
  setIncludeAttributeNameFormat(value: boolean): PostLoginAPI;
  /** Default true. */
  setTypedAttributes(value: boolean): PostLoginAPI;
  /** Default `rsa-sha256`. */
  setSignatureAlgorithm(value: "rsa-sha256" | "rsa-sha1"): PostLoginAPI;
  /** Default `sha256`. */
  setDigestAlgorithm(value: "sha256" | "sha1"): PostLoginAPI;
  /** The encryption of the assertion. */
  setEncryptionAlgorithm(value: "aes256-gcm" | "aes256-cbc"): PostLoginAPI;
  /** How long the assertion is good for, in seconds. */
  setLifetimeInSeconds(value: number): PostLoginAPI;
}

/** `api.session` */
export interface SessionAPI extends MetadataAPI {
  /** Ends the session, denies the login, and runs no later Action. */
  revoke(reason?: string, options?: { preserveRefreshTokens?: boolean }): PostLoginAPI;
  /** Milliseconds since 1970. The earliest call counts, and never more than the tenant's maximum. */
  setExpiresAt(milliseconds: number): void;
  /** Milliseconds since 1970. The earliest call counts, and never more than the tenant's maximum. */
  setIdleExpiresAt(milliseconds: number): void;
  /** Whether the cookie survives closing the browser. The last call counts. */
  setCookieMode(mode: CookieMode): void;
}

/** `api.transaction` */
export interface TransactionAPI {
  /** Sets what this transaction's Actions share; `null` removes. Keys of 64 characters, values of 8 kB, 16 kB in all. */
  setMetadata(key: string, value: string | number | boolean | null): void;
}

/** `api.user`: changes to the profile, saved in one write when the login ends. Later Actions see them; this one does not. */
export interface UserAPI {
  /** Sets a key of `app_metadata`; `null` removes it. At most 32 kB in a login. */
  setAppMetadata(key: string, value: unknown): PostLoginAPI;
  /** Sets a key of `user_metadata`; `null` removes it. At most 32 kB in a login. */
  setUserMetadata(key: string, value: unknown): PostLoginAPI;
}

/** `api.validation` */
export interface ValidationAPI {
  /** Stops the login. Both texts have 1 to 100 characters. */
  error(errorCode: string, errorMessage: string): PostLoginAPI;
}
