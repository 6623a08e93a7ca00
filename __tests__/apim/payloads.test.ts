import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const options = { settings: defaultSettings, today: '2026-01-01' };
const own = cors({ origins: ['https://app.contoso.com'] });
const content = [
  '<cors colour="red"><allowed-origins><origin>https://*.contoso.com</origin></allowed-origins><allow-origin>no</allow-origin></cors>',
  '<base /><include-fragment fragment-id="none" /><validate-jwt header-name="Authorization" />',
  '<set-header name="Access-Control-Allow-Origin"><value>@(context.Request.Headers.GetValueOrDefault("Origin"))</value></set-header>',
  '<return-response><set-status code="500" /></return-response><inbound><cors /></inbound>',
];
const include = '<include-fragment fragment-id="browsers" />';

/** A policy document, given what stands in a payload of it. */
type Written = (payload: readonly string[]) => Readonly<Record<string, string>>;

test.each<[string, Written]>([
  ['the body of a request', (payload) => ({ [apiPath]: policy([...own, ...within('set-body', payload)]) })],
  ['the body of an answer', (payload) => ({ [apiPath]: policy([...own, ...within('return-response', within('set-body', payload))]) })],
  ['a body under a condition', (payload) => ({ [apiPath]: policy([...own, ...within('choose', within('otherwise', within('set-body', payload)))]) })],
  ['the value of a header', (payload) => ({ [apiPath]: policy([...own, ...within('set-header name="x"', within('value', payload))]) })],
  ['the body of another request', (payload) => ({ [apiPath]: policy([...own, ...within('send-request', within('set-body', payload))]) })],
  ['a message to the log', (payload) => ({ [apiPath]: policy([...own, ...within('trace source="a"', within('message', payload))]) })],
  ['a body in outbound', (payload) => ({ [apiPath]: policy(own, rest(['<base />', ...within('set-body', payload)])) })],
  ['a stylesheet in on-error', (payload) => ({ [apiPath]: policy(own, rest(['<base />'], ['<base />', ...within('xsl-transform', payload)])) })],
  [
    'a body in a fragment',
    (payload) => ({ [apiPath]: policy([...own, include]), [fragmentPath]: [...within('fragment', within('set-body', payload)), ''].join('\n') }),
  ],
])('what looks like policies is none in %s', async (_, written) => {
  const seen = async (payload: readonly string[]): Promise<unknown> => {
    const { findings } = await scanTree(memoryTree(repository(written(payload))), options);
    return findings.map(({ rule, severity, says, suggestions }) => [rule, severity, says, suggestions.map(({ title }) => title)]);
  };
  expect(await seen(content)).toEqual(await seen(['nothing']));
});
