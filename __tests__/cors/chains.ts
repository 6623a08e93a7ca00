import { wholeFile } from '../../src/text/policy-ref.js';
import fc from 'fast-check';
import type { ElementSnapshot, Place } from '../../src/apim/policy.js';
import type { NamedValue, ScopeRef } from '../../src/apim/service.js';
import type { CorsChain, CorsStep } from '../../src/cors/cors-chain.js';
import { parseCors, type CorsPolicy } from '../../src/cors/cors-policy.js';

/** A `<cors>` in the short form of the tables: everything but origins may be absent. */
export interface Cors {
  readonly origins: readonly string[];
  readonly terminate?: string;
  readonly credentials?: string;
  readonly methods?: readonly string[];
  readonly headers?: readonly string[];
  readonly exposed?: readonly string[];
  readonly maxAge?: string;
}

let offsets = 0;

export function place(path = 'policy.xml', line = 1): Place {
  offsets += 1;
  return { path, ref: wholeFile(path), line, endLine: line, start: offsets, end: offsets };
}

function element(
  name: string,
  text: string,
  children: readonly ElementSnapshot[] = [],
  attributes: Readonly<Record<string, string | undefined>> = {},
): ElementSnapshot {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ name: key, value, line: 1 }]));
  return { name, place: place(), text, children, attributes: written, under: [] };
}

function list(
  name: string,
  child: string,
  values: readonly string[] | undefined,
  attributes: Readonly<Record<string, string | undefined>> = {},
): readonly ElementSnapshot[] {
  return values === undefined
    ? []
    : [
        element(
          name,
          '',
          values.map((value) => element(child, value)),
          attributes,
        ),
      ];
}

export function policyOf(cors: Cors, names: Readonly<Record<string, string>> = {}): CorsPolicy {
  const snapshot = element(
    'cors',
    '',
    [
      ...list('allowed-origins', 'origin', cors.origins),
      ...list('allowed-methods', 'method', cors.methods, { 'preflight-result-max-age': cors.maxAge }),
      ...list('allowed-headers', 'header', cors.headers),
      ...list('expose-headers', 'header', cors.exposed),
    ],
    { 'allow-credentials': cors.credentials, 'terminate-unmatched-request': cors.terminate },
  );
  const lookup = (name: string): NamedValue | undefined => {
    const value = names[name];
    return value === undefined ? undefined : { kind: 'known', name, value, path: '' };
  };
  return parseCors(snapshot, lookup);
}

const scope: ScopeRef = { kind: 'api', workspace: null, id: 'orders', operation: null };

export function chainOf(...all: readonly (Cors | CorsStep)[]): CorsChain {
  return {
    steps: all.map((one) => ('kind' in one ? one : { kind: 'cors', policy: policyOf(one), scope, how: 'direct', guards: [] })),
    written: [],
    preflight: null,
    preflightRests: [],
  };
}

export function opaque(key: string): CorsStep {
  return {
    kind: 'opaque',
    key,
    reason: { code: 'malformed', isRefused: true, says: { code: 'unread', given: { why: 'lfs' } } },
    place: place(),
    scope: { kind: 'api', workspace: null, id: 'orders', operation: null },
    guards: [],
  };
}

const origin = fc.constantFrom(
  'https://a',
  'https://b',
  'https://c',
  'https://a/',
  'HTTPS://A',
  'https://b:443',
  '*',
  '{{x}}',
  'null',
  'https://*.d',
  '',
);
const truth = fc.option(fc.constantFrom('true', 'false'), { nil: undefined });
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[] | undefined> =>
  fc.option(fc.array(values, { minLength: 1, maxLength: 3 }), { nil: undefined });

/** Any `<cors>`, right and wrong ones. */
export const anyCors: fc.Arbitrary<Cors> = fc.record({
  origins: fc.array(origin, { minLength: 1, maxLength: 3 }),
  terminate: fc.option(fc.constantFrom('true', 'false', '@(x)'), { nil: undefined }),
  credentials: truth,
  methods: some(fc.constantFrom('GET', 'PUT', 'DELETE', 'put', '*', 'TRACE')),
  headers: some(fc.constantFrom('content-type', 'Authorization', 'x-a', '*', 'Cookie')),
  exposed: some(fc.constantFrom('etag', 'ETag', 'x-b', '*', 'set-cookie')),
  maxAge: fc.option(fc.constantFrom('0', '300', '86400', '999999', 'x'), { nil: undefined }),
}) as fc.Arbitrary<Cors>;

export const anyChain: fc.Arbitrary<CorsChain> = fc.array(anyCors, { maxLength: 3 }).map((all) => chainOf(...all));
