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
import { headersRead } from '../effective/headers-read.js';
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

/** An operation in the context that a subscription key gives: the policies for every request to it. */
export interface RequestPlace {
  readonly target: ExplainTarget;
  /** The same, for a request whose URL is as the contract writes it: that of an `allow`. */
  readonly asWritten: ExplainTarget;
  /** Places of one state with equal keys give equal answers to equal requests. */
  readonly key: string;
  /** What in its requests' and preflights' policies distinguishes origins. */
  readonly tells: OriginTells;
  /** Headers (lower case) that policies require, or checks read, and a page can send. */
  readonly asks: readonly string[];
  /** Who may read the gateway's error answers. Whether a request fails is unknown. */
  readonly errors: readonly ErrorAnswer[];
}

/** A script's request without its origin. */
export type Script = Pick<ScriptRequest, 'method' | 'headers' | 'credentials'>;

/** How a request may carry a key: its product, and the key's place. */
export interface KeyContext {
  readonly product: Product | null;
  readonly key: ExplainRequest['key'];
}

/** Lists of contexts: in each list, one context has to hold. */
export type Ways = readonly (readonly { readonly context: KeyContext; readonly place: RequestPlace }[])[];

/** What a request is checked for: whether the outcome holds; and if not, whether the opposite is certain. */
export interface WantedAnswer {
  readonly answer: 'allowed' | 'blocked';
  readonly mindsBroken: boolean;
}

/** Most requests checked for one state, including those answered from memory. */
const mostAsked = 20_000_000;

/** Judges requests to one state of a service; remembers answers for all requests that are treated alike. */
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

  /** `apis`: the APIs in question; left out: all of the service. */
  constructor(
    readonly state: ServiceState,
    readonly apis: readonly Api[] = state.service.apis,
  ) {}

  /** The operations, indexed for clauses. */
  get operations(): OperationIndex {
    this.#operations ??= new OperationIndex(this.state, this.apis, (api, operation) => {
      const options = optionsOperationAt(api, operation);
      const products = this.state.productsOf(api).map((product) => this.#idOf(product));
      const own = [operation?.policy ?? null, api.policy].map((file) => (this.saysNothing(file) ? 0 : this.#idOf(file)));
      return { saying: `${this.#keyOf(api, operation, options, null)}|${products.join('.')}`, policies: own.join('.') };
    });
    return this.#operations;
  }

  /** The bound is used up: nothing more is decided. */
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
    const asWritten = { ...target, route: { ...target.route, isAsWritten: true } };
    if (known !== undefined) return { ...known, target, asWritten, key: `${key}|${keyAt ?? ''}` };
    const contexts = [product, ...state.productsOf(api).filter(mayBeOpen)];
    const chains = [...contexts, null].map((one) => state.route(api, operation, options, one, true));
    const errors = this.#answersErrors ? contexts.flatMap((one) => errorAnswers(state, layersOf(service, api, operation, one))) : [];
    const compared = this.#comparedAt(api, operation, contexts);
    const written = errors.flatMap(({ value }) => value ?? []);
    const tells = originTells(chains, [...written, ...compared.named, ...compared.alike], compared.isAny);
    const asks = contexts.flatMap((one) => {
      const layers = layersOf(service, api, operation, one);
      return [...headersAskedFor(state.deciding(layers)), ...headersRead(state, layers)];
    });
    const place = { target, asWritten, key, tells, errors, asks: [...new Set(asks)].filter((name) => isHttpToken(name) && !isForbiddenName(name)) };
    this.#places.set(key, place);
    return { ...place, key: `${key}|${keyAt ?? ''}` };
  }

  /** The contexts of an operation, made once for all operations that are treated alike: their results hold for each. */
  waysOf({ api, operation, alike }: Called, kind: string, contexts: () => readonly (readonly KeyContext[])[]): Ways {
    const key = `${alike}|${kind}`;
    let ways = this.#ways.get(key);
    if (ways === undefined) {
      ways = contexts().map((some) => some.map((context) => ({ context, place: this.place(api, operation, context) })));
      this.#ways.set(key, ways);
    }
    return ways;
  }

  /**
   * Whether the browser lets the page have the answer (`wanted` allowed) or withholds it: by the leanings, and by every other reading. One verdict per origin.
   */
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

  #verdictAnew(place: RequestPlace, asked: ScriptRequest, { answer: wanted, mindsBroken }: WantedAnswer): Kept {
    const { errors } = place;
    const target = wanted === 'allowed' ? place.asWritten : place.target;
    // A policy that is refused at save is not deployed, so the result is undecided. Browsers do not apply CORS to a WebSocket: the API itself decides whom to
    // accept.
    if (this.#meetsRefused(target) || target.route.api.type === 'websocket') return 'undecided';
    const request = completed(asked, target);
    const sent = sentRequest(request);
    const other = wanted === 'allowed' ? 'blocked' : 'allowed';
    let mayBeKept = true;
    let mayBeBroken = mindsBroken;
    // Dozens of branches make thousands of worlds; two of them may suffice to show that it is undecided.
    const isUndecided = ({ readings, result }: World<Course['verdict']>): boolean => {
      if (result !== wanted) mayBeKept = false;
      if (result !== other && readings.every(({ stands }) => stands !== 'other')) mayBeBroken = false;
      return !mayBeKept && !mayBeBroken;
    };
    const run = (walk: Walk): Course['verdict'] => {
      const { verdict, actual } = course(target, request, sent, walk);
      // A page may be able to read the refusal of a check, but that is not a successful call.
      return verdict === 'allowed' && actual?.turnedAway !== undefined ? 'blocked' : verdict;
    };
    const { complete, worlds } = explore(run, this.state.assume, undefined, undefined, isUndecided);
    if (!complete) return 'undecided';
    if (underLeanings(worlds).every(({ result }) => result === other)) return 'broken';
    // No policy tells whether a request fails; if it does, <on-error> decides whether a page reads the answer.
    if (wanted === 'blocked' && errorAnswerFor(errors, asked.origin) !== undefined) return 'undecided';
    return worlds.every(({ result }) => result === wanted) ? 'kept' : 'undecided';
  }

  /** Origins that checks in an API's policies name. */
  namedByChecks(api: Api): readonly string[] {
    const products = this.state.productsOf(api);
    return [null, ...api.operations].flatMap((operation) => this.#comparedAt(api, operation, products).named);
  }

  /** Origins that checks at a place distinguish. */
  #comparedAt(api: Api, operation: Operation | null, products: readonly (Product | null)[]): Compared {
    const { state } = this;
    const all = [null, ...products].map((one) => originsCompared(state, layersOf(state.service, api, operation, one)));
    const some = all.filter(({ isAny }) => isAny);
    return { isAny: some.length > 0, named: some.flatMap(({ named }) => named), alike: some.flatMap(({ alike }) => alike) };
  }

  /** Whether a policy neither decides access nor affects error answers. */
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

  /** Replaces long keys by short ones. */
  #numberOf(key: string): string {
    const known = this.#numbers.get(key) ?? String(this.#numbers.size);
    this.#numbers.set(key, known);
    return known;
  }

  /** A key, equal for policies that say the same. */
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

/** Requests without a key are, or may be, in this product's context. */
export function mayBeOpen({ subscriptionRequired }: Product): boolean {
  return subscriptionRequired !== true;
}
