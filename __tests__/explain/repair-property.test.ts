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

/** The plainest change: a `<cors>` for this request alone, at the top of the policy that requests meet first, instead of what stands there. */
function byHand(files: Files, { origin, method, headers, credentials }: Request): Files {
  const path = files[operationPath] !== undefined && method === 'GET' ? operationPath : apiPath;
  const own = cors({
    origins: [origin],
    methods: [method],
    headers: headers.map(({ name }) => name),
    attributes: `${credentials === 'include' ? ' allow-credentials="true"' : ''} terminate-unmatched-request="false"`,
  });
  const bare = (files[path] ?? '').replace(/<cors[^]*?<\/cors>/, '');
  return { ...files, [path]: bare.replace('<inbound>', ['<inbound>', ...own].join('\n')) };
}

const isAllowed = async (files: Files, request: Request, api = 'orders'): Promise<boolean> =>
  (await explained(files, request, api, false)).verdict === 'allowed';

const others = [portal, admin, 'https://other.example'];

/** What a change does besides. */
async function harm(
  before: Files,
  after: Files,
  request: Request,
  { origins = others, carried = [] }: { readonly origins?: readonly string[]; readonly carried?: readonly string[] } = {},
): Promise<{ readonly shutsOut: boolean; readonly opens: boolean; readonly gives: boolean }> {
  const plain: Request = { origin: app, method: 'GET', headers: [], credentials: 'omit' };
  const becomes = async (one: Request, api: string): Promise<boolean> => !(await isAllowed(before, one, api)) && (await isAllowed(after, one, api));
  let shutsOut = false;
  for (const origin of origins)
    for (const method of ['GET', 'PUT'])
      for (const api of ['orders', 'stock'])
        for (const credentials of ['omit', 'include'] as const) {
          const theirs: Request = { ...plain, origin, method, credentials, headers: carried.map((name) => ({ name, value: null })) };
          shutsOut ||= (await isAllowed(before, theirs, api)) && !(await isAllowed(after, theirs, api));
        }
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

/** A `<cors>` of the operation's policies lists the page, or the refused pattern that it would fit, with credentials: its owner gave them in writing. */
function isGivenCredentials(files: Files, method: string): boolean {
  return [globalPath, apiPath, ...(method === 'GET' ? [operationPath] : [])].some((path) =>
    [...(files[path] ?? '').matchAll(/<cors[^]*?<\/cors>/g)].some(
      ([text]) => (text.includes(app) || text.includes(refused)) && text.includes('allow-credentials="true"'),
    ),
  );
}

const hasRefused = (files: Files): boolean => Object.values(files).some((text) => text.includes(refused));

/** As it was meant to be: what nobody can save taken out, with the `<cors>` that lists nothing else. */
function withoutRefused(files: Files): Files {
  const entry = new RegExp(`\\s*<origin>${refused.replaceAll(/[.*/]/g, '\\$&')}</origin>`, 'g');
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text.replaceAll(entry, '').replaceAll(/<cors[^]*?<\/cors>/g, (one) => (one.includes('<origin>') ? one : '')),
    ]),
  );
}

let offered = 0;

/** Each promise that is not kept. */
async function broken(files: Files, request: Request): Promise<readonly string[]> {
  const explanation = await explained(files, request, 'orders', true);
  const { verdict, suggestion, corrected } = explanation;
  const wanted: Request =
    corrected === null
      ? request
      : { ...request, headers: corrected.headers.map((name) => ({ name, value: null })), credentials: corrected.credentials };
  const own = withoutRefused(byHand(files, wanted));
  const isWay = await isAllowed(own, wanted);
  if (suggestion === null) {
    const isLeft = verdict === 'allowed' || corrected?.verdict === 'allowed' || !isWay;
    if (isLeft) return [];
    // It would take something from others, if only a header.
    for (const carried of [[], ['x-c']]) if ((await harm(withoutRefused(files), own, wanted, { carried })).shutsOut) return [];
    return ['nothing is offered'];
  }
  offered += 1;
  const after = repaired(files, explanation);
  const found: string[] = [];
  const note = (is: boolean, what: string): void => {
    if (is) found.push(`${what}: ${titleOf(suggestion)}\n${suggestion.patch}`);
  };
  note(hasRefused(Object.fromEntries(Object.entries(after).filter(([path, text]) => text !== files[path]))), 'keeps what is refused');
  note(!(await isAllowed(after, wanted)), 'does not allow it');
  if (!isWay) return found;
  // A way that takes nothing of what was meant, nor anything of the page's own.
  const could = await harm(withoutRefused(files), own, wanted, { origins: [app, ...others] });
  if (could.shutsOut || (await harm(withoutRefused(files), own, wanted, { carried: ['x-c'] })).shutsOut) return found;
  const does = await harm(withoutRefused(files), withoutRefused(after), wanted);
  // Nobody was let in by what was never deployed.
  note(does.shutsOut && (await harm(files, withoutRefused(after), wanted)).shutsOut, 'shuts others out');
  note(does.gives && !could.gives && !isGivenCredentials(files, wanted.method), 'gives credentials');
  note(does.opens && !could.opens, 'opens another API');
  return found;
}

test('what is offered first does what it says, and no more than it has to', async () => {
  await fc.assert(
    fc.asyncProperty(services, requests, async (files, rest) => {
      expect(await broken(files, { origin: app, ...rest })).toEqual([]);
    }),
    // Seeded: chance does not decide whether a commit is green. Other seeds are for looking.
    { numRuns: 100, seed: 1 },
  );
  expect(offered).toBeGreaterThan(10);
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
