import { familyOf, type Reading } from '../cors/worlds.js';
import { comparedHeaders, compareAnswer, type KnownBackend, type AnswerComparison } from './held-against.js';
import type { Prediction } from './prediction.js';
import type { NoAnswer, ProbeAnswer, ProbeRequest, Sent } from './probe-request.js';

/** A request with its result. */
export interface ProbedRequest {
  readonly request: ProbeRequest;
  /** null: no usable answer. */
  readonly answer: ProbeAnswer | null;
  /** Set if there is none. */
  readonly none: NoAnswer | null;
  readonly result: 'agrees' | 'decides' | 'disagrees' | 'no-answer';
  /** The differing part of a contradicting answer: a header, `status` or `body`; otherwise null. */
  readonly header: string | null;
  /** The closest reading's value of that part; null: none. */
  readonly expected: string | null;
  /** Readings that this answer alone excludes, by open point. */
  readonly rulesOut: Readonly<Record<string, readonly string[]>>;
}

/** An open point settled by the answers. */
export interface SettledPoint {
  readonly point: string;
  readonly reading: Reading;
  /** The requests that exclude other readings. */
  readonly shownBy: readonly ProbeRequest[];
}

/** Families whose readings concern one request: a condition, an expression. Another request may have another. */
const ofOneRequest: ReadonlySet<string> = new Set(['branch-runs', 'expression']);

type Domains = ReadonlyMap<string, ReadonlySet<string>>;

/** The combinations of readings that explain one answer. */
type Constraint = readonly (readonly Reading[])[];

/** Collects answers, and the readings they leave. */
export class Settlement {
  readonly #probed: ProbedRequest[] = [];
  readonly #readings = new Map<string, Map<string, Reading>>();
  #domains: Domains = new Map();
  #constraints: readonly Constraint[] = [];

  /** Every request so far, in the order of the answers. */
  get probed(): readonly ProbedRequest[] {
    return this.#probed;
  }

  /** Registers the points of a request, answered or not. */
  expect(prediction: Prediction): void {
    for (const { readings } of prediction.expected) {
      for (const reading of readings) {
        if (!ofOneRequest.has(familyOf(reading.question))) this.#know(reading);
      }
    }
  }

  /** Compares an answer with the prediction. `counts` false: it says nothing about points. */
  add(request: ProbeRequest, prediction: Prediction, sent: Sent, backend: KnownBackend, counts = true): ProbedRequest {
    const probed = 'none' in sent ? unanswered(request, sent.none) : this.#judge(request, sent.answer, prediction, backend, counts);
    this.#probed.push(probed);
    return probed;
  }

  /** Open points with one reading left. */
  settled(): readonly SettledPoint[] {
    return [...this.#domains].flatMap(([point, values]) => {
      const [value] = values;
      const reading = value === undefined || values.size > 1 ? undefined : this.#readings.get(point)?.get(value);
      if (reading === undefined) return [];
      return [{ point, reading, shownBy: this.#probed.flatMap(({ request, rulesOut }) => (rulesOut[point] === undefined ? [] : [request])) }];
    });
  }

  /** Open points that were asked about, with several readings left. */
  undecided(): readonly string[] {
    const settled = new Set(this.settled().map(({ point }) => point));
    return [...this.#readings.keys()].filter((point) => !settled.has(point)).sort();
  }

  #know(reading: Reading): void {
    const known = this.#readings.get(reading.question);
    if (known === undefined) this.#readings.set(reading.question, new Map([[reading.value, reading]]));
    else known.set(reading.value, reading);
  }

  #judge(request: ProbeRequest, answer: ProbeAnswer, { expected }: Prediction, backend: KnownBackend, counts: boolean): ProbedRequest {
    const compared = compareAnswer(request, answer, expected, backend);
    const probed = { request, answer, none: null, header: null, expected: null, rulesOut: {} } as const;
    if (compared.length === 0) return { ...probed, result: 'agrees' };
    const fitting = compared.filter(({ differs }) => differs.length === 0);
    if (fitting.length === 0) return { ...probed, result: 'disagrees', ...nearest(compared) };
    const rulesOut = ruledOut(compared, fitting);
    if (!counts || mayBeAnothersRedirect(answer) || Object.keys(rulesOut).length === 0) return { ...probed, result: 'agrees' };
    for (const { readings } of compared) for (const reading of shared(readings)) this.#know(reading);
    const constraints = [...this.#constraints, fitting.map(({ readings }) => shared(readings))];
    const domains = propagated(constraints, this.#readings);
    // The answer contradicts the earlier ones: those are kept, and this is reported.
    if (domains === null) return { ...probed, result: 'disagrees', ...nearest(this.#left(compared)) };
    this.#constraints = constraints;
    this.#domains = domains;
    return { ...probed, result: 'decides', rulesOut };
  }

  /** Those that the remaining readings allow. */
  #left(compared: readonly AnswerComparison[]): readonly AnswerComparison[] {
    return compared.filter(
      ({ readings, differs }) => differs.length > 0 && readings.every(({ question, value }) => this.#domains.get(question)?.has(value) !== false),
    );
  }
}

/** A redirect without CORS headers may come from something in front of the gateway, for example a login page: then it says nothing about the policies. */
function mayBeAnothersRedirect({ status, headers }: ProbeAnswer): boolean {
  return status >= 300 && status < 400 && !comparedHeaders.some((name) => headers[name] !== undefined);
}

function unanswered(request: ProbeRequest, none: NoAnswer): ProbedRequest {
  return { request, answer: null, none, result: 'no-answer', header: null, expected: null, rulesOut: {} };
}

function shared(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(({ question }) => !ofOneRequest.has(familyOf(question)));
}

/** The difference from the closest answer; of several, from that of the leanings. */
function nearest(compared: readonly AnswerComparison[]): Pick<ProbedRequest, 'header' | 'expected'> {
  const rank = ({ readings, differs }: AnswerComparison): number => differs.length * 2 + (readings.some(({ stands }) => stands === 'other') ? 1 : 0);
  const [first, ...others] = compared;
  const closest = others.reduce((best, one) => (best === undefined || rank(one) < rank(best) ? one : best), first);
  const header = closest?.differs[0] ?? 'status';
  return { header, expected: closest?.wanted(header) ?? null };
}

/** The readings that no fitting combination contains. */
function ruledOut(compared: readonly AnswerComparison[], fitting: readonly AnswerComparison[]): Record<string, readonly string[]> {
  const out = new Map<string, Set<string>>();
  for (const { question, value } of compared.flatMap(({ readings }) => shared(readings))) {
    if (fitting.some(({ readings }) => hasRoom(readings, question, value))) continue;
    const values = out.get(question) ?? new Set();
    out.set(question, values.add(value));
  }
  return Object.fromEntries([...out].map(([question, values]) => [question, [...values]]));
}

function hasRoom(readings: readonly Reading[], question: string, value: string): boolean {
  return readings.every((reading) => reading.question !== question || reading.value === value);
}

/** What all constraints together leave of each point, as far as propagating one after the other shows; null: they contradict each other. */
function propagated(constraints: readonly Constraint[], known: ReadonlyMap<string, ReadonlyMap<string, Reading>>): Domains | null {
  const domains = new Map<string, ReadonlySet<string>>();
  for (const { question } of constraints.flat(2)) domains.set(question, new Set(known.get(question)?.keys()));
  for (let changed = true; changed;) {
    changed = false;
    for (const constraint of constraints) {
      const alive = constraint.filter((readings) => readings.every(({ question, value }) => domains.get(question)?.has(value) === true));
      if (alive.length === 0) return null;
      for (const question of new Set(constraint.flat().map((reading) => reading.question))) {
        const before = domains.get(question) ?? new Set<string>();
        const left = new Set([...before].filter((value) => alive.some((readings) => hasRoom(readings, question, value))));
        if (left.size === before.size) continue;
        domains.set(question, left);
        changed = true;
      }
    }
  }
  return domains;
}
