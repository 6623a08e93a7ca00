/** What the page shows, as its address says it: the part behind `#`, so that a link opens exactly this. */
export interface PageState {
  /** Number of the service, from 0. */
  readonly service: number;
  readonly view: 'difference' | 'before' | 'after';
  readonly search: string;
  readonly onlyChanged: boolean;
  readonly origin: string;
  readonly method: string;
  /** Id of the API, with its workspace before a slash where it is in one; '': `url` says where the request goes. */
  readonly api: string;
  readonly operation: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly credentials: string;
  readonly mode: string;
  readonly product: string;
  readonly key: string;
  /** Open points and the reading that is taken for each. */
  readonly assume: ReadonlyMap<string, string>;
  /** Ids of repairs that are shown as if applied. */
  readonly repairs: readonly string[];
}

/** What is shown where the address says nothing. */
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

/** The part of the address behind `#`, with it; what is as at first is left out. */
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

/** What a part of an address behind `#` says; what it does not say, or says wrongly, is as at first. */
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
