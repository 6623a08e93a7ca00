import type { AnswerSpec, CorsSpec, Item, ServiceSpec, WrittenSpec } from './service.js';

/**
 * A second reading of what API Management does, as plain as can be and without a line of the product: every open point is a name with two
 * values, all combinations are walked through, and each gives one verdict. Slow, and meant to be.
 */

export interface NaiveRequest {
  readonly origin: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: readonly string[];
  readonly include: boolean;
}

/** Every open point, and the two ways it may be. */
export const points = {
  'terminate-default': [true, false],
  'second-decorates': [true, false],
  'fragment-answers': [true, false],
  'null-under-star': [true, false],
  'star-echoes': [true, false],
  'lists-echo': [true, false],
  'unlisted-method-decorated': [true, false],
  'partial-decorated': [true, false],
  'partial-passes-on': [true, false],
  'other-methods-end': [true, false],
  'versionless-global': [true, false],
  'written-replaces': [true, false],
} as const;
export type Point = keyof typeof points;
export type World = Readonly<Record<Point, boolean>>;

export const worlds: readonly World[] = Object.keys(points).reduce<World[]>(
  (all, point) => all.flatMap((world) => [true, false].map((value) => ({ ...world, [point]: value }))),
  [{} as World],
);

/** What the evidence speaks for, as written in the ledger of what gateways were seen to do; the other points are open. */
export const leanings: Partial<World> = {
  'terminate-default': true,
  'second-decorates': true,
  'fragment-answers': true,
  'lists-echo': true,
  'other-methods-end': true,
};

type Step = { readonly cors: CorsSpec; readonly fragment: boolean } | { readonly answers: AnswerSpec } | 'refuses';

/** operation -> API -> global, joined where `B` stands; fragments put in; what would refuse a request without a token. */
function expand(service: ServiceSpec, method: string): readonly Step[] {
  const documents = [service.operations?.[method], service.api, service.global];
  const scope = (index: number): readonly Step[] => {
    if (index >= documents.length) return [];
    const items = documents[index];
    return items === undefined ? scope(index + 1) : items.flatMap((item) => read(item, () => scope(index + 1)));
  };
  const read = (item: Item, base: () => readonly Step[]): readonly Step[] => {
    if (item === 'B') return base();
    if (typeof item !== 'string') return 'status' in item ? [{ answers: item }] : [{ cors: item, fragment: false }];
    const included = /fragment-id='(\w+)'/.exec(item)?.[1];
    if (included !== undefined) {
      return (service.fragments?.[included] ?? []).flatMap((one) =>
        typeof one === 'string' || 'status' in one ? [] : [{ cors: one, fragment: true }],
      );
    }
    return item.startsWith('<validate-jwt') ? ['refuses'] : [];
  };
  return scope(0);
}

const lists = (names: readonly string[] | undefined, name: string, whenAbsent: readonly string[]): boolean =>
  (names ?? whenAbsent).some((one) => one === '*' || one === name);

function matches({ origins }: CorsSpec, origin: string, world: World): boolean {
  if (origins.includes('*')) return origin !== 'null' || world['null-under-star'];
  return origins.some((one) => one.replace(/\/$/, '') === origin);
}

const terminates = ({ terminate }: CorsSpec, world: World): boolean => (terminate === undefined ? world['terminate-default'] : terminate === 'true');

interface Answer {
  readonly ok: boolean;
  readonly origin: string | null;
  readonly credentials: string | null;
  readonly methods: readonly string[];
  readonly headers: readonly string[];
}

const bareAnswer = (ok: boolean): Answer => ({ ok, origin: null, credentials: null, methods: [], headers: [] });

function decorate(cors: CorsSpec, { origin, method, headers }: NaiveRequest, world: World): Answer {
  const credentials = cors.credentials === 'true';
  const echoed = (configured: readonly string[], requested: readonly string[]): readonly string[] =>
    configured.includes('*') ? (world['lists-echo'] ? requested : ['*']) : configured;
  return {
    ok: true,
    origin: cors.origins.includes('*') && !(credentials && world['star-echoes']) ? '*' : origin,
    credentials: credentials ? 'true' : null,
    methods: echoed(cors.methods ?? ['GET', 'POST'], [method]),
    headers: echoed(cors.headers ?? [], headers),
  };
}

/** An operation takes OPTIONS: its policies run one after the other, as for any request, and whoever answers first does. */
function pipeline(service: ServiceSpec, request: NaiveRequest, world: World): Answer {
  const steps = expand(service, 'OPTIONS');
  for (const [index, step] of steps.entries()) {
    if (step === 'refuses') return bareAnswer(false);
    if ('answers' in step) return written(step.answers.writes, bareAnswer(step.answers.status < 300), world);
    if (matches(step.cors, request.origin, world)) return answeredBy(step.cors, steps.slice(index + 1), request, world);
    if (terminates(step.cors, world)) return bareAnswer(true);
  }
  return written(service.written ?? [], bareAnswer(true), world);
}

/** What an element that lists the origin answers to a preflight, or a later one where it passes on what it does not grant. */
function answeredBy(cors: CorsSpec, later: readonly Step[], request: NaiveRequest, world: World): Answer {
  const grants = (one: CorsSpec): boolean =>
    lists(one.methods, request.method, ['GET', 'POST']) && request.headers.every((name) => lists(one.headers, name, []));
  if (grants(cors)) return decorate(cors, request, world);
  for (const step of later) {
    if (step === 'refuses' || 'answers' in step || step.fragment || !matches(step.cors, request.origin, world) || !grants(step.cors)) continue;
    if (!terminates(cors, world) && world['partial-passes-on']) return decorate(step.cors, request, world);
    break;
  }
  if (!world['partial-decorated']) return bareAnswer(true);
  const some = decorate(cors, request, world);
  return { ...some, methods: cors.methods ?? ['GET', 'POST'], headers: cors.headers ?? [] };
}

function preflight(service: ServiceSpec, request: NaiveRequest, world: World): Answer {
  if (service.methods?.includes('OPTIONS') === true && service.headerVersioned !== true) return pipeline(service, request, world);
  let steps = expand(service, request.method);
  if (service.headerVersioned === true) steps = world['versionless-global'] ? expand({ ...service, api: ['B'], operations: {} }, request.method) : [];
  const candidates = steps.flatMap((step) =>
    step === 'refuses' || 'answers' in step || (step.fragment && !world['fragment-answers']) ? [] : [step],
  );
  if (candidates.length === 0) return bareAnswer(false);
  for (const [index, { cors }] of candidates.entries()) {
    if (matches(cors, request.origin, world)) return answeredBy(cors, candidates.slice(index + 1), request, world);
    if (terminates(cors, world)) return bareAnswer(true);
  }
  return bareAnswer(true);
}

function actual(service: ServiceSpec, request: NaiveRequest, world: World): Answer {
  let matched: CorsSpec | null = null;
  let missed = false;
  let refused = false;
  for (const step of expand(service, request.method)) {
    if (step === 'refuses') {
      refused = !request.headers.includes('authorization');
      if (refused) break;
      continue;
    }
    if ('answers' in step) {
      const { status, writes } = step.answers;
      const own = { ...bareAnswer(status < 300) };
      return written(writes, matched === null ? own : decorated(matched, request, world), world);
    }
    if (matched !== null) continue;
    if (matches(step.cors, request.origin, world)) {
      if (!missed || world['second-decorates']) matched = step.cors;
      continue;
    }
    missed = true;
    if (terminates(step.cors, world) && (request.method === 'GET' || world['other-methods-end'])) return bareAnswer(true);
  }
  if (refused) return matched === null ? bareAnswer(true) : decorated(matched, request, world);
  return written(service.written ?? [], matched === null ? bareAnswer(true) : decorated(matched, request, world), world);
}

function decorated(matched: CorsSpec, request: NaiveRequest, world: World): Answer {
  if (!lists(matched.methods, request.method, ['GET', 'POST']) && !world['unlisted-method-decorated']) return bareAnswer(true);
  return decorate(matched, request, world);
}

/** One statement after the other: what the gateway's own policy wrote is one more value that each of them meets, or stands beside them all. */
function written(all: readonly WrittenSpec[], answer: Answer, world: World): Answer {
  const after = (header: WrittenSpec['header'], own: string | null): string | null => {
    let given = own;
    let texts: readonly string[] = [];
    for (const one of all.filter((other) => other.header === header)) {
      const isThere = given !== null || texts.length > 0;
      if (one.action === 'append') texts = [...texts, one.value];
      if (one.action === 'skip' && !isThere) texts = [one.value];
      if (one.action === 'override') texts = [one.value];
      if (one.action === 'delete') texts = [];
      if ((one.action === 'override' || one.action === 'delete') && world['written-replaces']) given = null;
    }
    const together = [...(given === null ? [] : [given]), ...texts];
    return together.length === 0 ? null : together.join(', ');
  };
  const list = (header: 'methods' | 'headers', own: readonly string[]): readonly string[] => {
    const text = after(header, own.length === 0 ? null : own.join(', '));
    return text === null ? [] : text.split(',').map((name) => name.trim());
  };
  return {
    ...answer,
    origin: after('origin', answer.origin),
    credentials: after('credentials', answer.credentials),
    methods: list('methods', answer.methods),
    headers: list('headers', answer.headers),
  };
}

/** The browser's checks, as the engines make them. */
function passes({ ok, origin, credentials, methods, headers }: Answer, request: NaiveRequest, isPreflight: boolean): boolean {
  if (origin === null || (origin === '*' ? request.include : origin !== request.origin)) return false;
  if (request.include && credentials !== 'true') return false;
  if (!isPreflight) return true;
  if (!ok) return false;
  const star = (names: readonly string[]): boolean => names.includes('*') && !request.include;
  if (request.method === 'PUT' && !methods.includes('PUT') && !star(methods)) return false;
  return request.headers.every((name) => headers.includes(name) || star(headers));
}

function hasAnswers({ global, api, operations }: ServiceSpec): boolean {
  return [global, api, ...Object.values(operations ?? {})].some(
    (items) => items?.some((item) => typeof item !== 'string' && 'status' in item) === true,
  );
}

/** Whether the page gets its answer, in every world where these points are so. */
export function naiveVerdict(service: ServiceSpec, request: NaiveRequest, settled: Partial<World>): 'allowed' | 'blocked' | 'unknown' {
  const verdicts = new Set<boolean>();
  const isWritten = service.written !== undefined || hasAnswers(service);
  for (const world of worlds) {
    // Nobody asks which of two writers comes through where there is one.
    if (!isWritten && !world['written-replaces'] && settled['written-replaces'] === undefined) continue;
    if (Object.entries(settled).some(([point, value]) => world[point as Point] !== value)) continue;
    const preflighted = request.method === 'PUT' || request.headers.length > 0;
    const goesAhead = !preflighted || passes(preflight(service, request, world), request, true);
    verdicts.add(goesAhead && passes(actual(service, request, world), request, false));
  }
  if (verdicts.size > 1) return 'unknown';
  return verdicts.has(true) ? 'allowed' : 'blocked';
}
