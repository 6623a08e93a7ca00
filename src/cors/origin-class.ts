import { getPublicSuffix, parse } from 'tldts';
import type { OriginEntry } from './origin.js';

/** The kind of an origin, which determines how much attention its access deserves. */
export type OriginClass =
  'https' | 'http' | 'loopback' | 'ip' | 'intranet' | 'shared-hosting' | 'shared-hosting-suffix' | 'playground' | 'custom-scheme';

/** Anyone can publish a page under these within a minute. */
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

/** Shared by tenants but missing from the public suffix list, or listed at another level. */
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
 * Host names generated with random characters: Static Web Apps, App Service's unique default host names, environments of Container Apps. No one can choose such
 * a name, even after its site is deleted.
 */
const generated: readonly RegExp[] = [
  /^[a-z]+-[a-z]+-[0-9a-f]{9}(?:-[a-z0-9]+)?(?:\.[a-z0-9]+)*\.azurestaticapps\.net$/,
  /-[a-z0-9]{16}\.[a-z0-9]+-\d{2}\.azurewebsites\.net$/,
  /^[^.]+(?:\.internal)?\.[a-z]+-[0-9a-f]{8}\.[a-z0-9]+\.azurecontainerapps\.io$/,
];

const reserved = /(^|\.)(local|internal|test|example|invalid|corp|home|lan|intranet)$/;

/** Whether the host name is reserved for tests and examples (RFC 6761): it cannot be registered, and no private network uses it. */
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
  // Names of API Management's own portals and gateways are never reused.
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

/** The longest of these suffixes that equals the host or contains it; null if none does. */
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

/** An origin in a list, by its display name, with its class. */
export interface ClassedOrigin {
  readonly name: string;
  readonly of: OriginClass;
}

const classes = new WeakMap<readonly OriginEntry[], readonly (OriginClass | null)[]>();

/** The class of each origin of a list, as by `classedOrigin`. Cached: a list may hold a hundred thousand, and each rule about a class needs all. */
export function classesOf(origins: readonly OriginEntry[]): readonly (OriginClass | null)[] {
  let known = classes.get(origins);
  if (known === undefined) classes.set(origins, (known = origins.map((entry) => classedOrigin(entry)?.of ?? null)));
  return known;
}

/**
 * The origin of an entry. For one that a named value or template fills in, the literal text may tell the scheme, that it is the local machine, or the suffix of
 * its host. null: nothing is known, or it is not an origin.
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
