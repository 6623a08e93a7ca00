import { cors, ordersApi, ordersSpecification, policy, apiPath, repository } from '../../src/layouts/apiops/example.js';
import { check } from './checked.js';

/** Browsers hold no WebSocket against CORS: what a `<cors>` says of such an API keeps no promise, and breaks none. */

const shop = 'https://shop.contoso.com';
const contracts = `contracts:
  - { name: the shop reads, allow: "${shop}", call: "GET /orders/**" }
  - { name: nobody else, only: "${shop}", call: "*" }
  - { name: not these, deny: "https://evil.fabrikam.com", call: "GET /orders/**" }
`;

const files = (type: string | null) => ({
  ...repository({ [apiPath]: policy(cors({ origins: [shop] })), ...ordersSpecification(['get']) }),
  ...ordersApi(type === null ? {} : { type }),
});

async function resultsFor(type: string | null): Promise<readonly string[]> {
  return (await check({ files: files(type), contracts })).map(({ clause, result }) => `${clause.name}: ${result}`);
}

const kept = ['the shop reads: kept', 'nobody else: kept', 'not these: kept'];

test.each([null, 'http', 'graphql'])('an API of type %s keeps them', async (type) => {
  expect(await resultsFor(type)).toEqual(kept);
});

test.each(['websocket', 'WebSocket'])('of one of type %s it is not known', async (type) => {
  expect(await resultsFor(type)).toEqual(kept.map((one) => one.replace('kept', 'undecided')));
});

test('another API beside it is judged for itself', async () => {
  const chat = {
    'apimartifacts/apis/chat/apiInformation.json': JSON.stringify({ properties: { displayName: 'Chat', path: 'chat', type: 'websocket' } }),
  };
  const policies = { 'apimartifacts/apis/chat/policy.xml': policy(cors({ origins: [shop] })) };
  const both = await check({ files: { ...files(null), ...chat, ...policies }, contracts });
  expect(both.map(({ clause, result }) => `${clause.name}: ${result}`)).toEqual([
    'the shop reads: kept',
    'nobody else: undecided',
    'not these: kept',
  ]);
});
