import { weakest } from './certainty.js';
import type { Certainty } from '../text/scales.js';
import { accessKey, concreteAccess, type AccessReason, type ConcreteAccess } from './concrete-access.js';
import { allSteps, allWriters, originsSpared, type CorsChain } from './cors-chain.js';
import { allNames, intersection, listedNames, noNames, setKey, union, type NameSet } from './name-set.js';
import { originsWritten } from './hand-written.js';
import { isSerialised } from './serialised-origin.js';
import { isLabel } from './origin-match.js';
import { onceAlike } from './origins-alike.js';
import { agreed, outcomesOf } from './outcomes.js';
import { type Assumptions, certaintyOver, explore, type Reading, underLeanings, withoutNeedless, type World } from './worlds.js';

/** What pages of one origin can do, as far as the leanings decide: a cell of the access table. */
export interface Access {
  readonly allowed: 'yes' | 'no' | 'unknown';
  /** Upper case, among the operations' own methods: the certain ones if `allowed` is yes, the possible ones if it is unknown. `*`: all of them. */
  readonly methods: readonly string[] | '*';
  /** Lower case, sorted. */
  readonly headers: readonly string[] | '*';
  readonly credentials: boolean | 'unknown';
  readonly exposed: readonly string[] | '*';
  /** Seconds; null if nothing is granted. */
  readonly maxAge: number | null | 'unknown';
  readonly decidedBy: { readonly path: string; readonly line: number } | null;
  readonly why: AccessWhy;
  readonly certainty: Certainty;
  /** Other readings with another outcome; if `allowed` is unknown, each outcome. */
  readonly otherwise: readonly { readonly when: readonly Reading[]; readonly allowed: 'yes' | 'no' | 'unknown' }[];
  /** The outcome if a single open point has a given reading and the others follow their leanings, for each point that matters alone. */
  readonly alone: readonly Alone[];
}

/** One reading of one open point, and the access under it while all other points follow their leanings. */
export interface Alone {
  readonly reading: Reading;
  readonly allowed: Access['allowed'];
}

/** The reason for a cell's content. */
export type AccessWhy =
  | { readonly code: 'decided'; readonly reason: AccessReason }
  /** Allowed under some readings, blocked under others. */
  | { readonly code: 'depends'; readonly yes: readonly Reading[]; readonly no: readonly Reading[] }
  /** The policy that would grant it is refused at save. */
  | { readonly code: 'refused' }
  /** More combinations of readings than the bound. */
  | { readonly code: 'too-much' };

/** The rows of the table: origins named on either side, unknown ones by their text, then 'null' and '*' (every other origin). */
export function originsNamed(...chains: readonly (CorsChain | null)[]): readonly string[] {
  const origins = new Set<string>();
  const labels = new Set<string>();
  for (const chain of chains) {
    for (const origin of chain === null ? [] : originsWritten(allWriters(chain))) origins.add(origin);
    for (const origin of chain?.writtenTo?.named ?? []) if (isSerialised(origin)) origins.add(origin);
    for (const origin of chain === null ? [] : originsSpared(chain)) if (isSerialised(origin)) origins.add(origin);
    for (const step of chain === null ? [] : allSteps(chain)) {
      if (step.kind !== 'cors') continue;
      for (const entry of step.policy.origins) {
        if (entry.kind === 'origin') origins.add(entry.origin);
        else if (entry.kind === 'unresolved' && isLabel(entry.label)) labels.add(entry.label);
      }
    }
  }
  return [...[...origins].sort(), ...[...labels].sort(), 'null', '*'];
}

/** One cell of the table. `own`: the methods of the operations in question. */
export function accessOf(chain: CorsChain | null, origin: string, assume: Assumptions = noAssumptions, own: NameSet = allNames): Access {
  if (chain === null) return accessAnew(null, origin, assume, own);
  let known = cells.get(chain);
  if (known?.assume !== assume) cells.set(chain, (known = { assume, byMethods: new Map() }));
  const methods = setKey(own);
  let of = known.byMethods.get(methods);
  if (of === undefined) known.byMethods.set(methods, (of = onceAlike([chain], (one) => accessAnew(chain, one, assume, own))));
  return of(origin);
}

const noAssumptions: Assumptions = new Map();

interface Cells {
  readonly assume: Assumptions;
  readonly byMethods: Map<string, (origin: string) => Access>;
}

/** Cells by chain, for the most recent assumptions: one chain is compared with many. */
const cells = new WeakMap<CorsChain, Cells>();

function accessAnew(chain: CorsChain | null, origin: string, assume: Assumptions, own: NameSet): Access {
  const { complete, worlds } = explore((walk) => concreteAccess(chain, origin, walk, own), assume);
  return aggregate(worlds, complete);
}

/** Most combinations of open points that are reported. */
const mostOtherwise = 8;

/** One cell, from an evaluation's worlds. `complete`: as in `explore`. */
export function aggregate(worlds: readonly World<ConcreteAccess>[], complete: boolean): Access {
  const followed = underLeanings(worlds);
  const results = followed.map((world) => world.result);
  const granting = results.filter((result) => result.granted);
  const allowed = complete ? (agreed(results.map(allowedOf)) ?? 'unknown') : 'unknown';
  const [first] = granting;
  const leans = agreed(worlds.map((world) => accessKey(world.result))) === undefined;
  const deciding = first ?? results.find((result) => result.decidedBy !== null || result.writtenAt !== null);
  const decidedBy = deciding?.decidedBy ?? null;
  const place = deciding?.writtenAt ?? decidedBy?.place ?? null;
  const join = allowed === 'yes' ? intersection : union;
  const over = (of: (access: ConcreteAccess) => NameSet): readonly string[] | '*' =>
    listedNames(granting.map(of).reduce((a, b) => join(a, b), first === undefined ? noNames : of(first)));
  return {
    allowed,
    methods: over((access) => (access.anyMethod ? allNames : access.methods)),
    headers: over((access) => access.headers),
    credentials: agreed(granting.map((access) => access.credentials)) ?? (granting.length === 0 ? false : 'unknown'),
    exposed: over((access) => access.exposed),
    maxAge:
      first === undefined
        ? null
        : decidedBy?.maxAge.kind === 'expression'
          ? 'unknown'
          : (agreed(granting.map((access) => access.maxAge)) ?? 'unknown'),
    decidedBy: place === null ? null : { path: place.path, line: place.line },
    why: reasonOf(followed, allowed, complete),
    certainty: allowed === 'unknown' ? 'unknown' : weakest(certaintyOver(followed, leans), ...granting.flatMap(headerCertainty)),
    otherwise: complete ? otherwiseOf(worlds, allowed) : [],
    alone: complete ? aloneIn(worlds) : [],
  };
}

/**
 * Each point alone, in all its readings; nothing for a point whose readings give the same. A world in which the point was not asked counts for each of its
 * readings.
 */
function aloneIn(worlds: readonly World<ConcreteAccess>[]): readonly Alone[] {
  const near = worlds.filter(({ readings }) => readings.filter(({ stands }) => stands === 'other').length < 2);
  const readings = new Map(near.flatMap((world) => world.readings.map((one) => [`${one.question} ${one.value}`, one] as const)));
  const byPoint = new Map<string, Alone[]>();
  for (const reading of readings.values()) {
    const met = near.filter((world) =>
      world.readings.every(({ question, value, stands }) => (question === reading.question ? value === reading.value : stands !== 'other')),
    );
    const all = byPoint.get(reading.question) ?? [];
    byPoint.set(reading.question, all);
    all.push({ reading, allowed: agreed(met.map((world) => allowedOf(world.result))) ?? 'unknown' });
  }
  return [...byPoint.values()].filter((all) => new Set(all.map(({ allowed }) => allowed)).size > 1).flat();
}

function headerCertainty({ headersRest }: ConcreteAccess): readonly Certainty[] {
  return headersRest.map((fact) => fact.certainty);
}

function allowedOf({ granted, opaque }: ConcreteAccess): Access['allowed'] {
  return opaque !== null ? 'unknown' : granted ? 'yes' : 'no';
}

/** The outcomes of other readings, and each outcome if the leanings leave it open. */
function otherwiseOf(worlds: readonly World<ConcreteAccess>[], allowed: Access['allowed']): Access['otherwise'] {
  return outcomesOf(worlds, allowedOf, mostOtherwise)
    .filter(({ leaning, when }) => (allowed === 'unknown' || !leaning) && when.length > 0)
    .map(({ when, result }) => ({ when, allowed: allowedOf(result) }));
}

function reasonOf(worlds: readonly World<ConcreteAccess>[], allowed: Access['allowed'], complete: boolean): AccessWhy {
  if (!complete) return { code: 'too-much' };
  const opaque = worlds.find((world) => world.result.opaque !== null);
  if (opaque !== undefined) return { code: 'decided', reason: opaque.result.why };
  if (allowed !== 'unknown') {
    const telling = worlds.find((world) => world.result.granted === (allowed === 'yes'));
    return { code: 'decided', reason: telling?.result.why ?? { code: 'no-cors' } };
  }
  const [granting, refusing] = [worlds.filter((world) => world.result.granted), worlds.filter((world) => !world.result.granted)];
  // Only the readings that an outcome needs: the others decide something else.
  return { code: 'depends', yes: withoutNeedless(shortest(granting), refusing), no: withoutNeedless(shortest(refusing), granting) };
}

function shortest(worlds: readonly World<ConcreteAccess>[]): readonly Reading[] {
  return worlds.map((world) => world.readings).reduce((a, b) => (b.length < a.length ? b : a), worlds[0]?.readings ?? []);
}
