import type { Blocked, BlockedCode, BrowserResponse } from '../browser/judge.js';
import type { GatewayAnswer, HeaderValue } from '../cors/answer.js';
import { keyRefusal } from '../cors/questions.js';
import { explore, familyOf, underLeanings, type Assumptions, type Exploration, type Reading, type Walk, type World } from '../cors/worlds.js';
import { isExpression } from '../text/open-parts.js';
import { endOf, type Course } from './course.js';
import type { Observation } from './observation.js';

/** The readings that an observation leaves. */
export interface Observed {
  /** Points of the service that it settles, each with the only remaining reading. */
  readonly assume: readonly Reading[];
  /** No reading of these policies predicts the observation: then all are kept. */
  readonly contradicted: boolean;
}

/** All courses that fit the observation. `observed` null: there is none, or it excludes no reading. */
export function exploreObserved(
  run: (walk: Walk) => Course,
  assume: Assumptions,
  observation: Observation | null,
): Exploration<Course> & { readonly observed: Observed | null } {
  if (observation === null) return { ...explore(run, assume), observed: null };
  const seen = (walk: Walk): Course => run({ ...walk, isSeen: true });
  const all = fitting(explore(seen, assume), observation);
  if (!all.complete) return { ...all, observed: null };
  const left = leftBy(all.worlds, observation);
  if (left.length === 0 || (!showsGrant(observation) && isOpaqueAlone(left, all.worlds)))
    return { ...all, observed: { assume: [], contradicted: true } };
  const settled = settledBy(all.worlds, left);
  // Settled points are facts: their readings are no longer reported, and nothing depends on them.
  const given = new Map([...assume, ...settled.map(({ question, value }) => [question, value] as const)]);
  const again = settled.length === 0 ? all : fitting(explore(seen, given), observation);
  const worlds = leaningsMet(leftBy(again.worlds, observation));
  return { complete: again.complete, worlds, observed: settled.length === 0 ? null : { assume: settled, contradicted: false } };
}

/** A refusal by the key check without its reported headers: considered only if a 401 of the request was observed. */
function fitting(all: Exploration<Course>, observation: Observation): Exploration<Course> {
  if (statusSeen(observation) === 401) return all;
  const isBare = ({ question, value }: Reading): boolean => question === keyRefusal.id && value === 'bare';
  return { ...all, worlds: all.worlds.filter(({ result, readings }) => result.actual === null || !readings.some(isBare)) };
}

function statusSeen(observation: Observation): number | null {
  if (observation.kind === 'passed') return null;
  return observation.kind === 'message' ? observation.status : (observation.actual?.status ?? null);
}

/**
 * Nothing contradicts an unknown course. If only that is left, the policies differ from what is deployed; it does not show that the unknown part was reached.
 */
function isOpaqueAlone(left: readonly World<Course>[], all: readonly World<Course>[]): boolean {
  return left.every(({ result }) => result.opaque !== null) && all.some(({ result }) => result.opaque === null);
}

/** An answer to a preflight that lists something: some `<cors>` gave it. */
function showsGrant(observation: Observation): boolean {
  return (
    observation.kind === 'capture' && observation.preflight?.headers.some(([name]) => name.toLowerCase() === 'access-control-allow-origin') === true
  );
}

/** Families whose readings concern one request rather than the service: not kept. */
const ofOneRequest = new Set(['branch-runs', 'expression', 'key-refusal']);

/** The part worth keeping: whose key one request carries says nothing about requests with another. */
export function worthKeeping(observed: Observed | null): readonly Reading[] {
  return (observed?.assume ?? []).filter(({ question }) => familyOf(question) !== 'key-of-product');
}

function isOfOneRequest({ question, about }: Reading): boolean {
  // An expression's value is that of one request; a variable's value stays.
  return ofOneRequest.has(familyOf(question)) || (about.code === 'unresolved' && isExpression(about.given.label));
}

/** The points with an excluded reading that all remaining courses answer alike; not those that some courses do not ask. */
function settledBy(all: readonly World<Course>[], left: readonly World<Course>[]): readonly Reading[] {
  const before = readingsOf(all);
  return [...readingsOf(left)].flatMap(([question, readings]) => {
    const [only, more] = [...readings.values()];
    if (only === undefined || more !== undefined || (before.get(question)?.size ?? 0) < 2 || isOfOneRequest(only)) return [];
    return left.every((world) => world.readings.some((reading) => reading.question === question)) ? [only] : [];
  });
}

function readingsOf(worlds: readonly World<Course>[]): ReadonlyMap<string, ReadonlyMap<string, Reading>> {
  const found = new Map<string, Map<string, Reading>>();
  for (const reading of worlds.flatMap((world) => world.readings)) {
    const known = found.get(reading.question);
    if (known === undefined) found.set(reading.question, new Map([[reading.value, reading]]));
    else known.set(reading.value, reading);
  }
  return found;
}

/** If no remaining world follows all leanings, none of them counts as leaning any more. */
function leaningsMet(worlds: readonly World<Course>[]): readonly World<Course>[] {
  if (underLeanings(worlds).length > 0) return worlds;
  return worlds.map((world) => ({ ...world, readings: world.readings.map((reading) => ({ ...reading, stands: 'open' as const })) }));
}

/** The block with the observed status: no policy tells the backend's. */
export function withSeenStatus(blocked: Blocked, { preflight, actual }: Course, observation: Observation | null): Blocked {
  const failed = actual ?? preflight;
  if (observation === null || observation.kind === 'passed' || blocked.status === null || typeof failed?.status === 'number') return blocked;
  const status =
    observation.kind === 'message' ? observation.status : ((actual === null ? observation.preflight : observation.actual)?.status ?? null);
  return status === null ? blocked : { ...blocked, status };
}

const origin = ['access-control-allow-origin'];
const credentials = [...origin, 'access-control-allow-credentials'];
const everything = [...credentials, 'access-control-allow-methods', 'access-control-allow-headers', 'access-control-expose-headers'];

/** The worlds that fit the observation. For a capture, as many headers are compared as leave some world. */
function leftBy(worlds: readonly World<Course>[], observation: Observation): readonly World<Course>[] {
  if (observation.kind === 'passed') return worlds.filter(({ result }) => result.verdict !== 'blocked');
  if (observation.kind === 'message') return worlds.filter(({ result }) => !contradictsMessage(result, observation));
  for (const names of [everything, credentials, origin]) {
    const left = worlds.filter(({ result }) => !contradictsCapture(result, observation, names));
    if (left.length > 0) return left;
  }
  return [];
}

function contradictsMessage(course: Course, { code, exact, status }: Extract<Observation, { kind: 'message' }>): boolean {
  if (course.verdict === 'unknown') return false;
  if (course.verdict === 'allowed') return true;
  const answered = endOf(course).status;
  if (status !== null && typeof answered === 'number' && answered !== status) return true;
  if (code === null || course.blocked === null) return false;
  // A message about the preflight is about the preflight, whatever it omits.
  if (isOfPreflight(code) && course.actual !== null) return true;
  return exact ? code !== course.blocked.code : !isAlike(code, course.blocked.code);
}

function isOfPreflight(code: BlockedCode): boolean {
  return code.startsWith('Preflight') || code.endsWith('PreflightResponse');
}

/** Firefox and Safari do not say which of the two answers failed, and Safari checks the status first. */
function isAlike(one: BlockedCode, other: BlockedCode): boolean {
  const kind = (code: BlockedCode): string => {
    const plain = code.replace(/^Preflight/, '');
    return ['MissingAllowOriginHeader', 'InvalidAllowOriginValue', 'AllowOriginMismatch', 'InvalidStatus'].includes(plain) ? 'origin' : plain;
  };
  return kind(one) === kind(other);
}

function contradictsCapture(course: Course, seen: Extract<Observation, { kind: 'capture' }>, names: readonly string[]): boolean {
  const { preflight, actual, opaque } = course;
  if (opaque !== null) return false;
  // The browser sent the request, so its preflight passed.
  if (actual === null && seen.actual !== null) return true;
  return differs(preflight, seen.preflight, names) || differs(actual, seen.actual, names);
}

function differs(answer: GatewayAnswer | null, seen: BrowserResponse | null, names: readonly string[]): boolean {
  if (answer === null || seen === null || answer.opaque !== null) return false;
  if (typeof answer.status === 'number' && answer.status !== seen.status) return true;
  if (answer.isEmpty === true && seen.hasBody === true) return true;
  return names.some((name) => {
    const value = answer.headers[name];
    const got = seen.headers.filter(([called]) => called.toLowerCase() === name).map(([, text]) => text);
    if (got.length === 0) return value !== undefined;
    // A header that no policy sends may be the backend's.
    if (value === undefined) return answer.backendCalled === false;
    return !textsOf(value).some((text) => alike(name, text) === alike(name, got.join(',')));
  });
}

function textsOf(value: HeaderValue): readonly string[] {
  return typeof value === 'string' ? [value] : value.oneOf;
}

/** Lists are compared without order and spaces, header names without case. */
function alike(name: string, text: string): string {
  if (!name.endsWith('s') || name.endsWith('credentials')) return text.trim();
  const items = text.split(',').map((item) => item.trim());
  return (name.endsWith('methods') ? items : items.map((item) => item.toLowerCase())).sort().join();
}
