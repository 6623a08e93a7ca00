// An invented service for the explorer's page: APIs of ten operations, and web apps with own origins that call them.

const areas = ['orders', 'catalogue', 'billing', 'customers', 'inventory', 'shipping', 'returns', 'loyalty', 'pricing', 'search'];
const kinds = ['api', 'reports', 'admin', 'partners', 'events'];
const apps = ['shop', 'checkout', 'account', 'support', 'partners', 'warehouse', 'reports', 'careers', 'press', 'status'];
const stages = ['www', 'app', 'preview', 'staging', 'm'];

const origins = stages.flatMap((stage) => apps.map((app) => `https://${stage === 'www' ? app : `${app}-${stage}`}.contoso.com`));

function cors(some, methods) {
  const names = methods.map((one) => `<method>${one}</method>`).join('');
  return `    <cors allow-credentials="true">
      <allowed-origins>
${some.map((one) => `        <origin>${one}</origin>`).join('\n')}
      </allowed-origins>
      <allowed-methods>${names}</allowed-methods>
      <allowed-headers><header>content-type</header><header>authorization</header></allowed-headers>
    </cors>`;
}

const policy = (inbound) => `<policies>
  <inbound>
${inbound}
  </inbound>
  <backend><base /></backend>
  <outbound><base /></outbound>
  <on-error><base /></on-error>
</policies>
`;

const operations = [
  ['', ['get', 'post']],
  ['/{id}', ['get', 'put', 'patch', 'delete']],
  ['/{id}/history', ['get']],
  ['/{id}/notes', ['get', 'post']],
  ['/export', ['get']],
];

function specification(name) {
  const paths = Object.fromEntries(
    operations.map(([path, methods]) => [
      path === '' ? '/' : path,
      Object.fromEntries(
        methods.map((method) => [method, { operationId: `${method}${path.replace(/[^a-z]+/g, '-')}`, responses: { 200: { description: 'OK' } } }]),
      ),
    ]),
  );
  return JSON.stringify({ openapi: '3.0.1', info: { title: name, version: '1' }, paths });
}

/**
 * The files of the service before and after, by path. `count`: number of operations. After, every API under only the global policy loses one origin and gains
 * another, and one in nine own policies no longer allows PUT.
 */
export function explorerService(count) {
  const states = ['before', 'after'].map((state) => {
    const global = state === 'before' ? origins.slice(0, 20) : [...origins.slice(1, 20), origins[24]];
    const files = { 'apimartifacts/policy.xml': policy(cors(global, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])) };
    for (let at = 0; at * 10 < count; at += 1) {
      const round = Math.floor(at / 50);
      const name = `${areas[at % 10]}-${kinds[Math.floor(at / 10) % 5]}${round === 0 ? '' : `-${round}`}`;
      const folder = `apimartifacts/apis/${name}`;
      files[`${folder}/apiInformation.json`] = JSON.stringify({ properties: { displayName: name, path: name.replace('-', '/') } });
      files[`${folder}/specification.json`] = specification(name);
      if (at % 3 !== 2) continue;
      const some = Array.from({ length: 4 }, (_, index) => origins[(at * 7 + index * 11) % 50]);
      const methods = state === 'after' && at % 27 === 8 ? ['GET', 'POST'] : ['GET', 'POST', 'PUT'];
      files[`${folder}/policy.xml`] = policy(`${cors(some, methods)}\n    <base />`);
    }
    return files;
  });
  return { before: states[0], after: states[1] };
}
