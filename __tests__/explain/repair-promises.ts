import { defaultSettings } from '../../src/config/settings.js';
import { Explainer, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
import { cors } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import { applyLineEdits } from '../../src/text/edit.js';
import { memoryTree } from '../memory-tree.js';
import { titleOf } from '../report/said.js';
import { hostings, type LayoutName } from '../rules/hosting.js';

/** What the first repair of `explain` promises, held against requests of everybody else before and after it. */

export type Files = Readonly<Record<string, string>>;
export type Request = ExplainRequest['request'];

export const app = 'https://app.contoso.com';
export const portal = 'https://contoso.developer.azure-api.net';
export const admin = 'https://admin.contoso.com';

/** A service with the APIs `orders`, which is asked for, and `stock`. */
export interface Service {
  /** As artifacts. */
  readonly files: Files;
  readonly workspace: string | null;
  /** Path of the policy that is the first one a request meets. */
  readonly narrowest: string;
  /** How it is kept; null: as artifacts. */
  readonly layout: LayoutName | null;
}

/** The same service with other artifacts, as its layout keeps them; null: it cannot. */
async function kept({ layout }: Service, files: Files): Promise<Files | null> {
  return layout === null ? files : ((await hostings(files))?.get(layout)?.files ?? null);
}

type Ask = (request: Request, api?: string) => Promise<Explanation>;

/** Requests of a page to a service that is read once. */
function asking(files: Files, workspace: string | null): { readonly ask: Ask; readonly repairs: Ask } {
  const explainer = new Explainer(memoryTree(files), defaultSettings, null);
  const explained = (request: Request, api: string, repair: boolean): Promise<Explanation> =>
    explainer.explain({ request, destination: { kind: 'name', workspace, api, operation: null }, product: null, key: null }, { repair });
  return {
    ask: (request, api = 'orders') => explained(request, api, false),
    repairs: (request, api = 'orders') => explained(request, api, true),
  };
}

const allowed = async (ask: Ask, request: Request, api = 'orders'): Promise<boolean> => (await ask(request, api)).verdict === 'allowed';

/** The page is let in, and the backend answers: a refusal that can be read gives nobody anything. */
async function served(ask: Ask, request: Request, api: string): Promise<boolean> {
  const { verdict, actual } = await ask(request, api);
  return verdict === 'allowed' && actual.backendCalled !== false;
}

/** Errors of a state, by fingerprint. */
async function errorsIn(files: Files): Promise<ReadonlySet<string>> {
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-06-15', isWithoutRepairs: true });
  return new Set(findings.flatMap(({ severity, fingerprint }) => (severity === 'error' ? [fingerprint] : [])));
}

/** Whether a change is as good as any that may be offered: it brings no error. */
async function isWithoutFault(before: Files, after: Files): Promise<boolean> {
  const known = await errorsIn(before);
  return [...(await errorsIn(after))].every((one) => known.has(one));
}

/** The plainest change: a `<cors>` for this request alone, at the top of the policy that requests meet first, instead of what stands there. */
function byHand({ files, narrowest }: Service, { origin, method, headers, credentials }: Request): Files {
  const own = cors({
    origins: [origin],
    methods: [method],
    headers: headers.map(({ name }) => name),
    attributes: `${credentials === 'include' ? ' allow-credentials="true"' : ''} terminate-unmatched-request="false"`,
  });
  const bare = (files[narrowest] ?? '')
    .replaceAll(/<cors[^]*?<\/cors>|<include-fragment [^>]*>/g, '')
    .replaceAll(/<set-header name="Access[^]*?<\/set-header>/g, '');
  return { ...files, [narrowest]: bare.replace('<inbound>', ['<inbound>', ...own].join('\n')) };
}

/** Who else may ask, with what, of which API. */
function* requestsOf(origins: readonly string[]): Iterable<readonly [Request, string]> {
  for (const origin of origins)
    for (const method of ['GET', 'PUT'])
      for (const api of ['orders', 'stock'])
        for (const credentials of ['omit', 'include'] as const)
          for (const carried of [[], ['authorization', 'x-tenant']])
            yield [{ origin, method, credentials, headers: carried.map((name) => ({ name, value: null })) }, api];
}

interface Harm {
  readonly takes: readonly string[];
  readonly opens: readonly string[];
  readonly gives: readonly string[];
}

const word = ({ origin, method, credentials, headers }: Request, api: string): string =>
  [origin, method, credentials, headers.map(({ name }) => name).join('+'), api].join(' ');

/** Whom a change takes something from, which other API it opens to the page, and which credentials it gives that nobody asked for. */
async function harmOf(before: Ask, after: Ask, { credentials }: Request): Promise<Harm> {
  const [takes, opens, gives]: string[][] = [[], [], []];
  for (const [one, api] of requestsOf([app, portal, admin, 'https://other.example'])) {
    const [was, is] = [await served(before, one, api), await served(after, one, api)];
    if (was && !is) takes?.push(word(one, api));
    if (!was && is && api !== 'orders') opens?.push(word(one, api));
    if (!was && is && one.origin === app && one.credentials === 'include' && credentials !== 'include') gives?.push(word(one, api));
  }
  return { takes: takes ?? [], opens: opens ?? [], gives: gives ?? [] };
}

/** Some `<cors>` lists the page with credentials: its owner gave them in writing. */
function isGivenCredentials(files: Files): boolean {
  return Object.values(files).some((text) =>
    [...text.matchAll(/<cors[^]*?<\/cors>/g)].some(([one]) => one.includes(app) && one.includes('allow-credentials="true"')),
  );
}

function repaired(files: Files, { suggestion }: Explanation): Files {
  const texts = { ...files };
  for (const path of new Set(suggestion?.edits.map((edit) => edit.path)))
    texts[path] = applyLineEdits(
      files[path] ?? '',
      (suggestion?.edits ?? []).filter((edit) => edit.path === path),
    );
  return texts;
}

/** Each promise that is not kept; null: nothing is offered, and nothing has to be. */
export async function broken(service: Service, request: Request): Promise<readonly string[] | null> {
  const files = await kept(service, service.files);
  if (files === null) return null;
  const { ask, repairs } = asking(files, service.workspace);
  const explanation = await repairs(request);
  const { verdict, suggestion, corrected } = explanation;
  const wanted: Request =
    corrected === null
      ? request
      : { ...request, headers: corrected.headers.map((name) => ({ name, value: null })), credentials: corrected.credentials };
  const own = await kept(service, byHand(service, wanted));
  const hand = own === null ? null : asking(own, service.workspace);
  const isWay = own !== null && hand !== null && (await allowed(hand.ask, wanted)) && (await isWithoutFault(files, own));
  const could = hand !== null && isWay ? await harmOf(ask, hand.ask, wanted) : null;
  if (suggestion === null) {
    if (verdict === 'allowed' || corrected?.verdict === 'allowed' || could === null || could.takes.length > 0) return null;
    return ['nothing is offered'];
  }
  const then = asking(repaired(files, explanation), service.workspace);
  const found: string[] = [];
  const note = (what: string, whom: readonly string[]): void => {
    found.push(`${what} ${whom.join('; ')}: ${titleOf(suggestion)}\n${suggestion.patch}`);
  };
  if (!(await allowed(then.ask, wanted))) note('does not allow it', []);
  if (could === null) return found;
  const does = await harmOf(ask, then.ask, wanted);
  if (does.takes.length > 0 && could.takes.length === 0) note('takes', does.takes);
  const opened = does.opens.filter((one) => !could.opens.includes(one));
  if (opened.length > 0) note('opens', opened);
  if (does.gives.length > 0 && could.gives.length === 0 && could.takes.length === 0 && !isGivenCredentials(service.files)) note('gives', does.gives);
  return found;
}
