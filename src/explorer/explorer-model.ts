import { replacePolicies } from '../apim/replace-policies.js';
import type { Api, Service } from '../apim/service.js';
import type { PolicyFile } from '../apim/policy.js';
import { namedQuestions } from '../cors/questions.js';
import type { Assumptions, Reading } from '../cors/worlds.js';
import { ServiceState } from '../effective/service-state.js';
import type { Destination } from '../explain/request-target.js';
import { evaluable, type Explored, type ExploredRepair } from './explored.js';
import { Matrix } from './matrix.js';
import { initialState, type PageState } from './page-state.js';
import { tryRequest, type Tried } from './tried-request.js';

/** One state of the service for trying requests. */
export interface TriedState {
  readonly name: 'Before' | 'After' | 'Now' | 'With the fixes';
  readonly side: 'base' | 'head';
  readonly tried: Tried;
}

/** An open point on which something on the page depends. */
export interface ExplorerPoint {
  readonly point: string;
  readonly readings: readonly Reading[];
  /** Settled by the configuration; null: not settled. */
  readonly settled: string | null;
}

/** An API in the page's address. */
export function apiKey({ workspace, id }: Pick<Api, 'workspace' | 'id'>): string {
  return workspace === null ? id : `${workspace}/${id}`;
}

/** Everything derived from the page's settings. */
export interface Shown {
  readonly matrix: Matrix;
  /** The matrix without the page's changes to points and repairs: it shows which matter. */
  readonly plain: Matrix;
  readonly apis: readonly Api[];
  readonly service: Service | null;
  readonly assume: Assumptions;
  /** States in which a request can be tried. */
  readonly states: readonly { readonly name: TriedState['name']; readonly side: 'base' | 'head'; readonly state: ServiceState }[];
}

/** The evaluator of the page: its data, and what follows for the selected points and repairs. */
export class ExplorerModel {
  readonly explored: Explored;
  readonly repairs: ReadonlyMap<string, ExploredRepair>;
  readonly #shown = new Map<string, Shown>();

  constructor(explored: Explored) {
    this.explored = explored;
    this.repairs = new Map(explored.causes.flatMap((cause) => cause.repairs.map((repair) => [repair.id, repair] as const)));
  }

  /** Recomputed only if the service, a point or a repair changes. */
  shown({ service, assume, repairs: named }: Pick<PageState, 'service' | 'assume' | 'repairs'>): Shown {
    // An address may be older than the page, and name an unknown repair.
    const repairs = named.filter((id) => this.repairs.has(id));
    const key = JSON.stringify([service, [...assume], repairs]);
    let known = this.#shown.get(key);
    if (known === undefined) {
      const isPlain = assume.size === 0 && repairs.length === 0;
      known = this.#evaluate(service, assume, repairs, isPlain ? null : this.shown({ ...initialState, service }).plain);
      // Cached: the few that a person switches between.
      if (this.#shown.size >= 6) this.#shown.delete([...this.#shown.keys()].find((one) => one !== JSON.stringify([service, [], []])) ?? '');
      this.#shown.set(key, known);
    }
    return known;
  }

  #evaluate(index: number, switched: Assumptions, repairs: readonly string[], plain: Matrix | null): Shown {
    const { services, mode, assume: settled } = this.explored;
    const one = services[index] ?? services[0];
    const assume = new Map([...settled, ...switched]);
    const stateOf = (service: Service | null): ServiceState | null => (service === null ? null : new ServiceState(service, assume));
    const head = one?.head == null ? null : evaluable(one.head);
    const after = stateOf(head);
    const before = mode === 'scan' ? after : stateOf(one?.base == null ? null : evaluable(one.base));
    const repaired = head === null || repairs.length === 0 ? null : stateOf(this.#repaired(head, repairs));
    const matrix = new Matrix(before, repaired ?? after, assume);
    const states = [
      ...(mode === 'scan' || before === null ? [] : [{ name: 'Before', side: 'base', state: before } as const]),
      ...(after === null ? [] : [{ name: mode === 'scan' ? 'Now' : 'After', side: 'head', state: after } as const]),
      ...(repaired === null ? [] : [{ name: 'With the fixes', side: 'head', state: repaired } as const]),
    ];
    const service = head ?? before?.service ?? null;
    const apis = new Map([...(before?.service.apis ?? []), ...(head?.apis ?? [])].map((api) => [apiKey(api), api]));
    return { matrix, plain: plain ?? matrix, apis: [...apis.values()], service, assume, states };
  }

  #repaired(service: Service, ids: readonly string[]): Service {
    const policies = new Map<string, () => PolicyFile>();
    for (const id of ids) {
      for (const [key, file] of this.repairs.get(id)?.policies ?? []) {
        // Each scope needs its own copy: values made from a document know its scope.
        policies.set(key, () => structuredClone(file));
      }
    }
    return replacePolicies(service, policies);
  }

  /** The request in the page's form, in each state. */
  tried(state: PageState): readonly TriedState[] {
    const { states, apis, assume } = this.shown(state);
    const typed = {
      origin: state.origin,
      method: state.method,
      headers: state.headers.filter((one) => one.trim() !== ''),
      credentials: state.credentials as 'omit' | 'same-origin' | 'include',
      mode: state.mode as 'cors' | 'no-cors' | 'navigate',
      destination: destinationOf(state, apis),
      product: state.product === '' ? null : state.product,
      key: state.key === '' ? null : (state.key as 'none' | 'header' | 'query'),
    };
    return states.map(({ name, side, state: one }) => ({ name, side, tried: tryRequest(one, typed, assume) }));
  }

  /** The open points on which the table or the tried request depends, and those that were changed. */
  points(state: PageState, tried: readonly TriedState[]): readonly ExplorerPoint[] {
    const found = new Map(this.shown(state).plain.readings);
    const outcomes = tried.flatMap((one) => (one.tried.isExplained ? one.tried.explanation.outcomes : []));
    for (const { when } of outcomes) {
      for (const reading of when.code === 'readings' ? when.readings : []) {
        const known = found.get(reading.question) ?? [];
        if (!known.some(({ value }) => value === reading.value)) found.set(reading.question, [...known, reading]);
      }
    }
    for (const point of state.assume.keys()) if (!found.has(point)) found.set(point, []);
    const all = [...found].map(([point, readings]) => {
      const named = namedQuestions.find(({ id }) => id === point)?.readings ?? readings;
      return { point, readings: named, settled: this.explored.assume.get(point) ?? null };
    });
    return all.filter(({ readings }) => readings.length > 0).sort((a, b) => (a.point < b.point ? -1 : 1));
  }
}

function destinationOf({ api, operation, url }: PageState, apis: readonly Api[]): Destination {
  const found = apis.find((one) => apiKey(one) === api);
  if (api === '' || url !== '') return { kind: 'url', url: url === '' ? '/' : url };
  return { kind: 'name', workspace: found?.workspace ?? null, api: found?.id ?? api, operation: operation === '' ? null : operation };
}

/** The configuration block that settles these points. */
export function assumeBlock(assume: ReadonlyMap<string, string>): string {
  const lines = [...assume].map(([point, value]) => `  ${/^[\w-]+$/.test(point) ? point : JSON.stringify(point)}: ${JSON.stringify(value)}`);
  return lines.length === 0 ? '' : `assume:\n${lines.join('\n')}\n`;
}
