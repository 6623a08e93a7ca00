import { layersOf } from '../apim/layers.js';
import { isTransparent } from '../apim/transparency.js';
import { optionsOperationAt } from '../apim/resolve-url.js';
import type { PolicyFile } from '../apim/policy.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Api, Operation, Product } from '../apim/service.js';
import { isForbiddenName, isHttpToken, sentRequest, type ScriptRequest } from '../browser/judge.js';
import { headersAskedFor } from '../cors/compose.js';
import { originTells, type OriginTells } from '../cors/origins-alike.js';
import { explore, underLeanings, type Walk, type World } from '../cors/worlds.js';
import type { ServiceState } from '../effective/service-state.js';
import { originsCompared, type Compared } from '../effective/origins-compared.js';
import { holdsChecks } from '../effective/request-checks.js';
import { errorAnswerFor, errorAnswers, hasErrorAnswers, type ErrorAnswer } from '../effective/error-answers.js';
import { course, type Course } from '../explain/course.js';
import { completed } from '../explain/explanation.js';
import { refusalsOf } from '../explain/explanation-notes.js';
import { pathOf, type ExplainRequest, type ExplainTarget } from '../explain/request-target.js';
import { refusedTexts } from '../repairs/refusals.js';
import { OperationIndex, type Called } from './called-operations.js';
import type { Kept } from './contract.js';
import { policySaying } from './same-saying.js';

/** An operation in the context that a subscription key gives, as every request to it meets it. */
export interface RequestPlace {
  readonly target: ExplainTarget;
  /** Equal keys of one state: equal answers to equal requests. */
  readonly key: string;
  /** What its requests and their preflights can meet that tells origins apart. */
  readonly tells: OriginTells;
  /** Headers (lower case) that policies ask for, which a page can send where it has to. */
  readonly asks: readonly string[];
  /** What the gateway's own answers to errors say to pages: not that a request fails is known, but who reads it then. */
  readonly errors: readonly ErrorAnswer[];
}

/** What a script does, besides where it is from. */
export type Script = Pick<ScriptRequest, 'method' | 'headers' | 'credentials'>;

/** How requests may come with a key: its product, and where it is. */
export interface KeyContext {
  readonly product: Product | null;
  readonly key: ExplainRequest['key'];
}

/** Contexts, all of which have to hold; of those in one list one is enough. */
export type Ways = readonly (readonly { readonly context: KeyContext; readonly place: RequestPlace }[])[];

/** What is asked of requests: whether this becomes of them; and, where that is not so, whether it is certain to be otherwise. */
export interface WantedAnswer {
  readonly answer: 'allowed' | 'blocked';
  readonly mindsBroken: boolean;
}

/** Requests that are looked at for one state at most, those answered already included. */
const mostAsked = 20_000_000;

/** One state of a service, asked about requests; what was answered once is remembered for all requests that are treated alike. */
export class RequestJudge {
  readonly #places = new Map<string, RequestPlace>();
  readonly #verdicts = new Map<string, Map<string, Kept>>();
  readonly #ids = new Map<object, number>();
  readonly #numbers = new Map<string, string>();
  readonly #sayings = new Map<PolicyFile, string>();
  readonly #ways = new Map<string, Ways>();
  #asked = 0;
  #hasRefused: boolean | null = null;
  #hasErrorAnswers: boolean | null = null;
  #operations: OperationIndex | null = null;

  /** `apis`: those that are asked about; all of the service, where they are left out. */
  constructor(
    readonly state: ServiceState,
    readonly apis: readonly Api[] = state.service.apis,
  ) {}

  /** The operations that clauses are about. */
  get operations(): OperationIndex {
    this.#operations ??= new OperationIndex(this.state, this.apis, (api, operation) => {
      const options = optionsOperationAt(api, operation);
      const products = this.state.productsOf(api).map((product) => this.#idOf(product));
      const own = [operation?.policy ?? null, api.policy].map((file) => (this.saysNothing(file) ? 0 : this.#idOf(file)));
      return { saying: `${this.#keyOf(api, operation, options, null)}|${products.join('.')}`, policies: own.join('.') };
    });
    return this.#operations;
  }

  /** Past this nothing more is worked through. */
  get isSpent(): boolean {
    return this.#asked > mostAsked;
  }

  place(api: Api, operation: Operation | null, { product, key: keyAt }: KeyContext): RequestPlace {
    const { state } = this;
    const { service } = state;
    const options = optionsOperationAt(api, operation);
    const key = this.#numberOf(this.#keyOf(api, operation, options, product));
    const url = `https://<gateway>${pathOf(service, api, operation)}`;
    const target = { route: { state, api, operation, isUnmatched: false, options, product, key: keyAt }, complete: true, url, notes: [] };
    const known = this.#places.get(key);
    if (known !== undefined) return { ...known, target, key: `${key}|${keyAt ?? ''}` };
    const contexts = [product, ...state.productsOf(api).filter(mayBeOpen)];
    const chains = [...contexts, null].map((one) => state.route(api, operation, options, one, true));
    const errors = this.#answersErrors ? contexts.flatMap((one) => errorAnswers(state, layersOf(service, api, operation, one))) : [];
    const compared = this.#comparedAt(api, operation, contexts);
    const written = errors.flatMap(({ value }) => value ?? []);
    const tells = originTells(chains, [...written, ...compared.named, ...compared.alike], compared.isAny);
    const asks = contexts.flatMap((one) => headersAskedFor(state.deciding(layersOf(service, api, operation, one))));
    const place = { target, key, tells, errors, asks: [...new Set(asks)].filter((name) => isHttpToken(name) && !isForbiddenName(name)) };
    this.#places.set(key, place);
    return { ...place, key: `${key}|${keyAt ?? ''}` };
  }

  /** The places in which an operation is met, made once for all operations that are treated alike: what is said of them holds for each. */
  waysOf({ api, operation, alike }: Called, kind: string, contexts: () => readonly (readonly KeyContext[])[]): Ways {
    const key = `${alike}|${kind}`;
    let ways = this.#ways.get(key);
    if (ways === undefined) {
      ways = contexts().map((some) => some.map((context) => ({ context, place: this.place(api, operation, context) })));
      this.#ways.set(key, ways);
    }
    return ways;
  }

  /** Whether the browser lets the page have its answer (`wanted`), or keeps it from it: under the leanings, and under every other reading. By origin. */
  verdicts(place: RequestPlace, script: Script, wanted: WantedAnswer): (origin: string) => Kept {
    const { answer, mindsBroken } = wanted;
    const key = [place.key, script.method, script.headers.map(({ name }) => name).join(), script.credentials, answer, mindsBroken].join('\u0000');
    const known = this.#verdicts.get(key) ?? new Map<string, Kept>();
    this.#verdicts.set(key, known);
    return (origin) => {
      this.#asked += 1;
      const tells = place.tells.keyOf(origin);
      let kept = known.get(tells);
      if (kept === undefined) known.set(tells, (kept = this.#verdictAnew(place, { ...script, origin }, wanted)));
      return kept;
    };
  }

  #verdictAnew({ target, errors }: RequestPlace, asked: ScriptRequest, { answer: wanted, mindsBroken }: WantedAnswer): Kept {
    // A policy that is refused at save is not deployed: nothing is kept by it, and nothing broken.
    // Browsers hold no WebSocket against a `<cors>`: whom the API lets in is its own business.
    if (this.#meetsRefused(target) || target.route.api.type === 'websocket') return 'undecided';
    const request = completed(asked, target);
    const sent = sentRequest(request);
    const other = wanted === 'allowed' ? 'blocked' : 'allowed';
    let mayBeKept = true;
    let mayBeBroken = mindsBroken;
    // With dozens of branches there are thousands of worlds, and two of them may settle that it is neither.
    const isUndecided = ({ readings, result }: World<Course['verdict']>): boolean => {
      if (result !== wanted) mayBeKept = false;
      if (result !== other && readings.every(({ stands }) => stands !== 'other')) mayBeBroken = false;
      return !mayBeKept && !mayBeBroken;
    };
    const run = (walk: Walk): Course['verdict'] => {
      const { verdict, actual } = course(target, request, sent, walk);
      // Who is turned away by a check may read that, and calls nothing.
      return verdict === 'allowed' && actual?.turnedAway !== undefined ? 'blocked' : verdict;
    };
    const { complete, worlds } = explore(run, this.state.assume, undefined, undefined, isUndecided);
    if (!complete) return 'undecided';
    if (underLeanings(worlds).every(({ result }) => result === other)) return 'broken';
    // Whether a request fails, no policy tells: a page reads the answer to it where <on-error> lets it.
    if (wanted === 'blocked' && errorAnswerFor(errors, asked.origin) !== undefined) return 'undecided';
    return worlds.every(({ result }) => result === wanted) ? 'kept' : 'undecided';
  }

  /** Origins that checks of requests to an API name. */
  namedByChecks(api: Api): readonly string[] {
    const products = this.state.productsOf(api);
    return [null, ...api.operations].flatMap((operation) => this.#comparedAt(api, operation, products).named);
  }

  /** Origins that checks of requests to a place tell apart. */
  #comparedAt(api: Api, operation: Operation | null, products: readonly (Product | null)[]): Compared {
    const { state } = this;
    const all = [null, ...products].map((one) => originsCompared(state, layersOf(state.service, api, operation, one)));
    const some = all.filter(({ isAny }) => isAny);
    return { isAny: some.length > 0, named: some.flatMap(({ named }) => named), alike: some.flatMap(({ alike }) => alike) };
  }

  /** A policy that neither decides access nor says anything in answers to errors. */
  saysNothing(file: PolicyFile | null): boolean {
    return (
      isTransparent(file) && !holdsChecks(this.state, file) && !(this.#answersErrors && file?.ok === true && file.document.sections.has('on-error'))
    );
  }

  get #answersErrors(): boolean {
    return (this.#hasErrorAnswers ??= hasErrorAnswers(this.state));
  }

  #meetsRefused({ route }: ExplainTarget): boolean {
    this.#hasRefused ??= refusedTexts(this.state).size > 0;
    return this.#hasRefused && refusalsOf(route).length > 0;
  }

  #keyOf(api: Api, operation: Operation | null, options: Operation | null, product: Product | null): string {
    const { state } = this;
    const { service } = state;
    const own =
      options !== null ||
      state.isHeaderVersioned(api) ||
      this.#comparedAt(api, operation, [product, ...state.productsOf(api).filter(mayBeOpen)]).isAny
        ? `${resourceKey(api.workspace, api.id)}/${operation?.id ?? ''}`
        : '';
    const files = layersOf(service, api, operation, product).flatMap(({ file, scope }) =>
      this.saysNothing(file) ? [] : [`${scope.kind} ${this.#sayingIn(file)}`],
    );
    const products = [product, ...state.productsOf(api).filter(mayBeOpen)].map((one) => (one === null ? '' : this.#idOf(one)));
    return [
      api.workspace ?? '',
      own,
      files.join('.'),
      products.join('.'),
      api.type === 'websocket',
      api.subscriptionRequired,
      api.subscriptionKeyNames.header,
    ].join('|');
  }

  /** Short names for long keys. */
  #numberOf(key: string): string {
    const known = this.#numbers.get(key) ?? String(this.#numbers.size);
    this.#numbers.set(key, known);
    return known;
  }

  /** Equal for policies that say the same. */
  #sayingIn(file: PolicyFile | null): string {
    if (file === null) return '';
    let known = this.#sayings.get(file);
    if (known === undefined) {
      const saying = policySaying(file);
      known = saying === null ? `#${this.#idOf(file)}` : this.#numberOf(saying);
      this.#sayings.set(file, known);
    }
    return known;
  }

  #idOf(value: object | null): number {
    if (value === null) return 0;
    let id = this.#ids.get(value);
    if (id === undefined) this.#ids.set(value, (id = this.#ids.size + 1));
    return id;
  }
}

/** Requests without a key are in its context, or may be. */
export function mayBeOpen({ subscriptionRequired }: Product): boolean {
  return subscriptionRequired !== true;
}
