import { LaterFlow, ReadFlow } from '../../src/apim/policy-flow.js';
import type { FlowStep, Place, PolicyDocument, Statement } from '../../src/apim/policy.js';
import { readPolicy } from '../../src/apim/read-policy.js';
import { isPlain } from '../../src/effective/scoped-documents.js';

const around = (inbound: string, outbound = '<base />'): string =>
  `<policies><inbound>${inbound}</inbound><backend><base /></backend><outbound>${outbound}</outbound><on-error><base /></on-error></policies>`;

const cors = '<cors><allowed-origins><origin>https://a.example</origin></allowed-origins></cors>';

test.each([
  ['inherits', '<base />', true],
  ['sets a header', '<base /><set-header name="X-A"><value>a</value></set-header>', true],
  ['sets a variable', '<base /><set-variable name="a" value="@(context.Request.Url.Path)" />', true],
  ['checks nothing about callers', '<base /><rate-limit calls="5" renewal-period="60" />', true],
  ['holds a cors', `${cors}<base />`, false],
  ['holds a cors in a choose', `<choose><when condition="@(true)">${cors}</when></choose><base />`, false],
  ['includes a fragment', '<include-fragment fragment-id="a" /><base />', false],
  ['includes a fragment in a choose', '<choose><when condition="@(true)"><include-fragment fragment-id="a" /></when></choose><base />', false],
  ['checks callers', '<base /><validate-jwt header-name="Authorization" />', false],
  ['filters addresses in a choose', '<base /><choose><when condition="@(true)"><ip-filter action="allow" /></when></choose>', false],
  ['runs a limit inside', '<base /><retry condition="@(true)" count="1" interval="1"><rate-limit calls="5" renewal-period="60" /></retry>', false],
  ['answers', '<base /><return-response />', false],
  ['may answer', '<base /><choose><when condition="@(true)"><mock-response /></when></choose>', false],
  ['takes the origin away', '<set-header name="Origin" exists-action="delete" /><base />', false],
  ['writes a header of CORS', '<base /><set-header name="Access-Control-Allow-Origin"><value>*</value></set-header>', false],
  ['stores answers', '<base /><cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />', false],
  ['holds a section in a section', '<base /><inbound />', false],
  ['has text where none belongs', '<base />text', false],
  ['has a name in capital letters', '<base /><CORS />', false],
  ['has a comment to us', '<!-- apim-cors-ignore wildcard-origin: why --><base />', false],
])('a policy that %s is plain: %#', (_, inbound, expected) => {
  const file = readPolicy('policy.xml', 'id', around(inbound));
  expect(file.ok && isPlain(file.document)).toBe(expected);
});

function documentOf(text: string): PolicyDocument {
  const file = readPolicy('policy.xml', 'id', text);
  if (!file.ok) throw new Error('not read');
  return file.document;
}

const plain = documentOf(around('<base /><set-header name="X-A"><value>a</value></set-header>'));
const place: Place = { path: 'policy.xml', ref: plain.ref, line: 1, endLine: 1, start: 0, end: 0 };
const [direct] = [...documentOf(around(cors)).sections.values()];
const [writer] = documentOf(around('<set-header name="Access-Control-Allow-Origin"><value>*</value></set-header>')).headerWriters;
if (direct === undefined || writer === undefined) throw new Error('nothing to look at');
const { element } = writer;

/**
 * Of each field of a document a value that some loop over the remarkable ones looks for; null: none of them looks at it. A new field has to be decided
 * here, and in `isPlain`, for what nobody looks through is found by nobody.
 */
const lookedFor: { readonly [Field in keyof Required<PolicyDocument>]: PolicyDocument[Field] | null } = {
  path: null,
  ref: null,
  host: null,
  id: null,
  textId: null,
  root: null,
  line: null,
  endLine: null,
  sections: new Map([['inbound', direct]]),
  strayCors: [element],
  headerWriters: [writer],
  // What it includes stands among its statements.
  outbound: null,
  flow: new ReadFlow(new Map()),
  // Both belong to the requests of a chain, whose policies are not looked through but met.
  setsOrigin: null,
  setsAuthorization: null,
  answerHeaders: null,
  caching: { lookups: [element], stores: [] },
  ignores: [{ rule: 'wildcard-origin', reason: 'why', line: 1, element: null }],
  nestedSections: [{ name: 'inbound', inside: 'inbound', place }],
  notUnderstood: [{ kind: 'text', inside: 'inbound', written: 'text', line: 1 }],
};

test('the document that the fields are tried on is plain', () => {
  expect(isPlain(plain)).toBe(true);
  expect(isPlain({ ...plain, flow: new LaterFlow('<policies />') })).toBe(true);
});

test.each(Object.entries(lookedFor).filter(([, value]) => value !== null))('a document is remarkable for its %s', (field, value) => {
  expect(isPlain({ ...plain, [field]: value })).toBe(false);
});

/** Of each kind of statement one that is no more than itself, and whether a document with it may be plain. */
const statements: Readonly<Record<Statement['kind'], readonly [inbound: string, isPlain: boolean]>> = {
  base: ['<base />', true],
  cors: [cors, false],
  'include-fragment': ['<include-fragment fragment-id="a" />', false],
  others: ['<base /><rewrite-uri template="/a" />', true],
  policy: ['<wait for="all"><include-fragment fragment-id="a" /></wait>', false],
};

test.each(Object.entries(statements))('a document with a statement of the kind %s', (kind, [inbound, expected]) => {
  const document = documentOf(around(inbound));
  expect(document.sections.get('inbound')?.statements.map((one) => one.kind)).toContain(kind);
  expect(isPlain(document)).toBe(expected);
});

const header = (name: string): string => `<set-header name="${name}"><value>a</value></set-header>`;
/** Of each kind of step a policy that comes to one, beside a variable. */
const steps: Readonly<Record<FlowStep['kind'], string>> = {
  base: '<base />',
  forward: '<forward-request />',
  fragment: '<include-fragment fragment-id="a" />',
  variable: '<set-variable name="b" value="1" />',
  choose: '<choose><when condition="@(context.Request.Method == &quot;GET&quot;)"><set-variable name="b" value="1" /></when></choose>',
  answer: '<mock-response />',
  effect: `<set-backend-service base-url='@((string)context.Variables["a"])' />`,
  'origin-check': '<check-header name="Origin"><value>https://a.example</value></check-header>',
  'request-origin': header('Origin'),
  'request-method': '<set-method>GET</set-method>',
  'open-header': header('{{name}}'),
  'request-part': header('X-App'),
  writer: header('Access-Control-Allow-Origin'),
  cors,
};

test.each(Object.entries(steps))('only of a document with nothing but variables the flow is read later: %s', (kind, policy) => {
  const { flow } = documentOf(around(`<set-variable name="a" value="@(context.Request.Url.Path)" /><base />${policy}`));
  if (flow === null) throw new Error('no flow');
  expect([...flow.values()].flat().map((step) => step.kind)).toContain(kind);
  // That the backend is called says nothing where no check stands.
  expect(flow.onlySetsVariables).toBe(['base', 'forward', 'variable', 'request-part'].includes(kind));
});
