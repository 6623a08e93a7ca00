import { familyOf, type Reading } from '../cors/worlds.js';
import { comparedHeaders, compareAnswer, type KnownBackend, type AnswerComparison } from './held-against.js';
import type { Prediction } from './prediction.js';
import type { NoAnswer, ProbeAnswer, ProbeRequest, Sent } from './probe-request.js';

/** A request with what came of it. */
export interface ProbedRequest {
  readonly request: ProbeRequest;
  /** null: there is none that says anything. */
  readonly answer: ProbeAnswer | null;
  /** Set where there is none. */
  readonly none: NoAnswer | null;
  readonly result: 'agrees' | 'decides' | 'disagrees' | 'no-answer';
  /** Where it disagrees, what differs: a header, `status` or `body`; else null. */
  readonly header: string | null;
  /** Where it disagrees, what the closest reading gives there; null: nothing. */
  readonly expected: string | null;
  /** Readings that this answer by itself rules out, by open point. */
  readonly rulesOut: Readonly<Record<string, readonly string[]>>;
}

/** An open point that the answers settle. */
export interface SettledPoint {
  readonly point: string;
  readonly reading: Reading;
  /** The requests that rule other readings out. */
  readonly shownBy: readonly ProbeRequest[];
}

/** Families whose readings are those of one request: a condition, an expression. Another request may have another. */
const ofOneRequest: ReadonlySet<string> = new Set(['branch-runs', 'expression']);

type Domains = ReadonlyMap<string, ReadonlySet<string>>;

/** The combinations of readings under which one answer is what it is. */
type Constraint = readonly (readonly Reading[])[];

/** Collects answers, and what they leave of the readings. */
export class Settlement {
  readonly #probed: ProbedRequest[] = [];
  readonly #readings = new Map<string, Map<string, Reading>>();
  #domains: Domains = new Map();
  #constraints: readonly Constraint[] = [];

  /** Every request so far, in the order of the answers. */
  get probed(): readonly ProbedRequest[] {
    return this.#probed;
  }

  /** What the points depend on that a request asks about, answered or not. */
  expect(prediction: Prediction): void {
    for (const { readings } of prediction.expected) {
      for (const reading of readings) {
        if (!ofOneRequest.has(familyOf(reading.question))) this.#know(reading);
      }
    }
  }

  /** Holds an answer against the prediction. `counts` false: it says nothing of any point, whatever it is. */
  add(request: ProbeRequest, prediction: Prediction, sent: Sent, backend: KnownBackend, counts = true): ProbedRequest {
    const probed = 'none' in sent ? unanswered(request, sent.none) : this.#judge(request, sent.answer, prediction, backend, counts);
    this.#probed.push(probed);
    return probed;
  }

  /** Open points of which one reading is left. */
  settled(): readonly SettledPoint[] {
    return [...this.#domains].flatMap(([point, values]) => {
      const [value] = values;
      const reading = value === undefined || values.size > 1 ? undefined : this.#readings.get(point)?.get(value);
      if (reading === undefined) return [];
      return [{ point, reading, shownBy: this.#probed.flatMap(({ request, rulesOut }) => (rulesOut[point] === undefined ? [] : [request])) }];
    });
  }

  /** Open points that were asked about, and of which several readings are left. */
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
    // What the other answers leave has no room for this one: they are taken at their word, and this is told.
    if (domains === null) return { ...probed, result: 'disagrees', ...nearest(this.#left(compared)) };
    this.#constraints = constraints;
    this.#domains = domains;
    return { ...probed, result: 'decides', rulesOut };
  }

  /** Those that the readings left allow. */
  #left(compared: readonly AnswerComparison[]): readonly AnswerComparison[] {
    return compared.filter(
      ({ readings, differs }) => differs.length > 0 && readings.every(({ question, value }) => this.#domains.get(question)?.has(value) !== false),
    );
  }
}

/** A redirect without a header of CORS may come from something in front of the gateway, a page to log in say: then it says nothing of the policies. */
function mayBeAnothersRedirect({ status, headers }: ProbeAnswer): boolean {
  return status >= 300 && status < 400 && !comparedHeaders.some((name) => headers[name] !== undefined);
}

function unanswered(request: ProbeRequest, none: NoAnswer): ProbedRequest {
  return { request, answer: null, none, result: 'no-answer', header: null, expected: null, rulesOut: {} };
}

function shared(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(({ question }) => !ofOneRequest.has(familyOf(question)));
}

/** What differs from the answer that comes closest; of several, from the one that the leanings give. */
function nearest(compared: readonly AnswerComparison[]): Pick<ProbedRequest, 'header' | 'expected'> {
  const rank = ({ readings, differs }: AnswerComparison): number => differs.length * 2 + (readings.some(({ stands }) => stands === 'other') ? 1 : 0);
  const [first, ...others] = compared;
  const closest = others.reduce((best, one) => (best === undefined || rank(one) < rank(best) ? one : best), first);
  const header = closest?.differs[0] ?? 'status';
  return { header, expected: closest?.wanted(header) ?? null };
}

/** The readings that no fitting combination has room for. */
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

/** What all constraints together leave of each point, as far as looking at one after the other tells; null: they contradict each other. */
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
