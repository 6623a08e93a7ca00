import { getPublicSuffix, parse } from 'tldts';
import type { OriginEntry } from './origin.js';

/** What kind of thing an origin is, for how much its being allowed deserves a look. */
export type OriginClass =
  'https' | 'http' | 'loopback' | 'ip' | 'intranet' | 'shared-hosting' | 'shared-hosting-suffix' | 'playground' | 'custom-scheme';

/** Anybody can publish a page under these within a minute. */
const playgrounds: readonly string[] = [
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
];

/** Shared by tenants and not in the public suffix list, or not as the level that matters. */
const sharedSuffixes: readonly string[] = [
  'cloudapp.azure.com',
  'azurecontainerapps.io',
  'sharepoint.com',
  'powerappsportals.com',
  'powerapps.com',
  'dynamics.com',
  'force.com',
  'salesforce.com',
];

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

/** The class of a serialised origin. Public suffixes come from the public suffix list (tldts), private section included. */
export function classifyOrigin(origin: string): OriginClass {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^:/]*)/.exec(origin);
  const scheme = match?.[1] ?? '';
  const host = (match?.[2] ?? '').toLowerCase();
  if (scheme !== 'https' && scheme !== 'http') return 'custom-scheme';
  if (isLoopback(host)) return 'loopback';
  if (scheme === 'http') return 'http';
  if (host.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(host)) return 'ip';
  if (!host.includes('.') || reserved.test(host)) return 'intranet';
  if (playgrounds.some((suffix) => isUnder(host, suffix))) return 'playground';
  if (generated.some((name) => name.test(host))) return 'https';
  const shared = sharedSuffixes.find((suffix) => isUnder(host, suffix));
  if (shared !== undefined) return host === shared ? 'shared-hosting-suffix' : 'shared-hosting';
  // The portal and gateway names of API Management itself are given out once and belong to the service.
  if (isUnder(host, 'azure-api.net')) return 'https';
  const parsed = parse(host, { allowPrivateDomains: true });
  if (parsed.isPrivate === true) return getPublicSuffix(host, { allowPrivateDomains: true }) === host ? 'shared-hosting-suffix' : 'shared-hosting';
  return 'https';
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

const classed = new WeakMap<OriginEntry, ClassedOrigin | null>();

/**
 * The origin that an entry lists. Of one that a named value or a template fills in, as much as the text round it tells: its scheme, that it is
 * the user's own machine, the suffix of its host. null: nothing of it is known, or it is none.
 */
export function classedOrigin(entry: OriginEntry): ClassedOrigin | null {
  let known = classed.get(entry);
  if (known === undefined) classed.set(entry, (known = classOf(entry)));
  return known;
}

function classOf(entry: OriginEntry): ClassedOrigin | null {
  if (entry.kind === 'origin') return { name: entry.origin, of: classifyOrigin(entry.origin) };
  if (entry.kind !== 'unresolved') return null;
  const { only, before, after, label } = entry;
  if (only !== null) return only.includes('://') ? { name: only, of: classifyOrigin(only) } : null;
  const of = classifyOrigin(`${before}x${after}`);
  const isHostKnown = /:\/\/[^/:]+:$/.test(before);
  const isTold = of === 'custom-scheme' ? before.includes('://') : /^https?:\/\//.test(before) && (isHostKnown || /^\.[^:]*\w/.test(after));
  return isTold ? { name: label, of } : null;
}
