import { getPublicSuffix, parse } from 'tldts';
import type { OriginEntry } from './origin.js';

/** What kind of thing an origin is, for how much its being allowed deserves a look. */
export type OriginClass =
  'https' | 'http' | 'loopback' | 'ip' | 'intranet' | 'shared-hosting' | 'shared-hosting-suffix' | 'playground' | 'custom-scheme';

/** Anybody can publish a page under these within a minute. */
const playgrounds: ReadonlySet<string> = new Set([
  'codepen.io',
  'cdpn.io',
  'jsfiddle.net',
  'jsbin.com',
  'repl.co',
  'replit.app',
  'replit.dev',
  'stackblitz.io',
  'webcontainer.io',
  'codesandbox.io',
  'csb.app',
  'ngrok.io',
  'ngrok.app',
  'ngrok-free.app',
  'ngrok.dev',
  'ngrok-free.dev',
  'loca.lt',
  'devtunnels.ms',
  'app.github.dev',
  'githubpreview.dev',
  'glitch.me',
  'trycloudflare.com',
  'webhook.site',
]);

/** Shared by tenants and not in the public suffix list, or not as the level that matters. */
const sharedSuffixes: ReadonlySet<string> = new Set([
  'cloudapp.azure.com',
  'azurecontainerapps.io',
  'sharepoint.com',
  'powerappsportals.com',
  'powerapps.com',
  'dynamics.com',
  'force.com',
  'salesforce.com',
]);

/**
 * Names that a hosting service makes up, with random characters in them: Static Web Apps, App Service's unique default host names, the environments of
 * Container Apps. Nobody can ask for one, also once its site is gone.
 */
const generated: readonly RegExp[] = [
  /^[a-z]+-[a-z]+-[0-9a-f]{9}(?:-[a-z0-9]+)?(?:\.[a-z0-9]+)*\.azurestaticapps\.net$/,
  /-[a-z0-9]{16}\.[a-z0-9]+-\d{2}\.azurewebsites\.net$/,
  /^[^.]+(?:\.internal)?\.[a-z]+-[0-9a-f]{8}\.[a-z0-9]+\.azurecontainerapps\.io$/,
];

const reserved = /(^|\.)(local|internal|test|example|invalid|corp|home|lan|intranet)$/;

/** Whether the host's name is kept for tests and examples (RFC 6761): no registry gives it to anybody, and no private network is meant by it. */
export function isReservedName(origin: string): boolean {
  return /\.(test|example|invalid)(:\d+)?$/.test(origin.toLowerCase());
}

/** The class of a serialised origin. Public suffixes come from the public suffix list (tldts), private section included. */
export function classifyOrigin(origin: string): OriginClass {
  const scheme = origin.startsWith('https://') ? 'https' : origin.startsWith('http://') ? 'http' : null;
  if (scheme === null) return 'custom-scheme';
  const host = hostIn(origin.slice(scheme.length + '://'.length)).toLowerCase();
  if (isLoopback(host)) return 'loopback';
  if (scheme === 'http') return 'http';
  if (host.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(host)) return 'ip';
  if (!host.includes('.') || reserved.test(host)) return 'intranet';
  if (suffixAmong(host, playgrounds) !== null) return 'playground';
  if (generated.some((name) => name.test(host))) return 'https';
  const shared = suffixAmong(host, sharedSuffixes);
  if (shared !== null) return host === shared ? 'shared-hosting-suffix' : 'shared-hosting';
  // The portal and gateway names of API Management itself are given out once and belong to the service.
  if (isUnder(host, 'azure-api.net')) return 'https';
  const parsed = parse(host, { allowPrivateDomains: true });
  if (parsed.isPrivate === true) return getPublicSuffix(host, { allowPrivateDomains: true }) === host ? 'shared-hosting-suffix' : 'shared-hosting';
  return 'https';
}

function hostIn(authority: string): string {
  const closing = authority.startsWith('[') ? authority.indexOf(']') : -1;
  const end = closing < 0 ? authority.search(/[:/]/) : closing + 1;
  return end < 0 ? authority : authority.slice(0, end);
}

/** The longest of these suffixes that a host is, or is under; null: it is under none. */
function suffixAmong(host: string, suffixes: ReadonlySet<string>): string | null {
  for (let at = 0; ;) {
    const rest = host.slice(at);
    if (suffixes.has(rest)) return rest;
    const dot = host.indexOf('.', at);
    if (dot < 0) return null;
    at = dot + 1;
  }
}

function isUnder(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(`.${suffix}`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '[::1]' || host === '0.0.0.0';
}

/** An origin that an entry lists, by the name that people know it by, and its class. */
export interface ClassedOrigin {
  readonly name: string;
  readonly of: OriginClass;
}

const classes = new WeakMap<readonly OriginEntry[], readonly (OriginClass | null)[]>();

/** The class of each of a list's origins, as `classedOrigin` has it: a list may hold a hundred thousand, and every rule about some class asks for all. */
export function classesOf(origins: readonly OriginEntry[]): readonly (OriginClass | null)[] {
  let known = classes.get(origins);
  if (known === undefined) classes.set(origins, (known = origins.map((entry) => classedOrigin(entry)?.of ?? null)));
  return known;
}

/**
 * The origin that an entry lists. Of one that a named value or a template fills in, as much as the text round it tells: its scheme, that it is
 * the user's own machine, the suffix of its host. null: nothing of it is known, or it is none.
 */
export function classedOrigin(entry: OriginEntry): ClassedOrigin | null {
  if (entry.kind === 'origin') return { name: entry.origin, of: classifyOrigin(entry.origin) };
  if (entry.kind !== 'unresolved') return null;
  const { only, before, after, label } = entry;
  if (only !== null) return only.includes('://') ? { name: only, of: classifyOrigin(only) } : null;
  const of = classifyOrigin(`${before}x${after}`);
  const isHostKnown = /:\/\/[^/:]+:$/.test(before);
  const isTold = of === 'custom-scheme' ? before.includes('://') : /^https?:\/\//.test(before) && (isHostKnown || /^\.[^:]*\w/.test(after));
  return isTold ? { name: label, of } : null;
}
