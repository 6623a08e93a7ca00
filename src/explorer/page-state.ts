/** The state of the page in its address, behind `#`, so that a link restores it. */
export interface PageState {
  /** Index of the service, from 0. */
  readonly service: number;
  readonly view: 'difference' | 'before' | 'after';
  readonly search: string;
  readonly onlyChanged: boolean;
  readonly origin: string;
  readonly method: string;
  /** Id of the API, after its workspace and a slash if it has one; '': `url` gives the target. */
  readonly api: string;
  readonly operation: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly credentials: string;
  readonly mode: string;
  readonly product: string;
  readonly key: string;
  /** Open points with the selected reading. */
  readonly assume: ReadonlyMap<string, string>;
  /** Ids of repairs shown as applied. */
  readonly repairs: readonly string[];
}

/** The state for an empty address. */
export const initialState: PageState = {
  service: 0,
  view: 'difference',
  search: '',
  onlyChanged: false,
  origin: '',
  method: 'GET',
  api: '',
  operation: '',
  url: '',
  headers: [],
  credentials: 'same-origin',
  mode: 'cors',
  product: '',
  key: '',
  assume: new Map(),
  repairs: [],
};

/** The part of the address behind `#`, including it; without default values. */
export function hashOf(state: Partial<PageState>): string {
  const all = { ...initialState, ...state };
  const query = new URLSearchParams();
  for (const name of ['origin', 'method', 'api', 'operation', 'url', 'credentials', 'mode', 'product', 'key', 'view', 'search'] as const) {
    if (all[name] !== initialState[name]) query.set(name, all[name]);
  }
  for (const header of all.headers) query.append('header', header);
  for (const [point, value] of all.assume) query.append('assume', `${point}=${value}`);
  for (const repair of all.repairs) query.append('repair', repair);
  if (all.service !== 0) query.set('service', String(all.service));
  if (all.onlyChanged) query.set('changed', 'yes');
  return `#${query.toString()}`;
}

/** The state for the part behind `#`; missing and invalid values are the defaults. */
export function stateOf(hash: string): PageState {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: 'origin' | 'method' | 'api' | 'operation' | 'url' | 'product' | 'search'): string => query.get(name) ?? initialState[name];
  const among = <Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value =>
    values.find((value) => value === query.get(name)) ?? otherwise;
  return {
    service: Math.max(0, Math.trunc(Number(query.get('service') ?? '0')) || 0),
    view: among('view', ['difference', 'before', 'after'], 'difference'),
    search: text('search'),
    onlyChanged: query.get('changed') === 'yes',
    origin: text('origin'),
    method: text('method'),
    api: text('api'),
    operation: text('operation'),
    url: text('url'),
    headers: query.getAll('header'),
    credentials: among('credentials', ['omit', 'same-origin', 'include'], 'same-origin'),
    mode: among('mode', ['cors', 'no-cors', 'navigate'], 'cors'),
    product: text('product'),
    key: among('key', ['', 'none', 'header', 'query'], ''),
    assume: new Map(
      query.getAll('assume').flatMap((one) => {
        const at = one.lastIndexOf('=');
        return at <= 0 ? [] : [[one.slice(0, at), one.slice(at + 1)] as const];
      }),
    ),
    repairs: query.getAll('repair'),
  };
}
