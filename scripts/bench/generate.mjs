// Writes a synthetic APIOps repository: many APIs of ten operations, policies of 1 to 6 kB of which half are not strict XML
// and a third have CRLF line endings, a fifth of the operations with a policy of their own, specifications in YAML.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const operationsPerApi = 10;

/** A small repeatable random source (mulberry32), so that every run measures the same service. */
function randomSource(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const corsText = (origins, attributes = '') =>
  `        <cors${attributes}>
            <allowed-origins>
${origins.map((origin) => `                <origin>${origin}</origin>`).join('\n')}
            </allowed-origins>
            <allowed-methods preflight-result-max-age="300">
                <method>GET</method>
                <method>PUT</method>
            </allowed-methods>
            <allowed-headers>
                <header>content-type</header>
                <header>authorization</header>
                <header>ocp-apim-subscription-key</header>
            </allowed-headers>
        </cors>
`;

/** Statements that real policies are full of; `loose` ones hold C# that strict XML refuses. */
function filler(random, bytes, loose) {
  let text = '';
  for (let index = 0; text.length < bytes; index += 1) {
    text +=
      loose && random() < 0.5
        ? `        <set-variable name="v${index}" value="@(context.Request.Headers.GetValueOrDefault<string>("X-Trace-${index}", "") != "" && context.Request.Url.Path.Length < ${index + 40})" />\n`
        : `        <set-header name="X-Generated-${index}" exists-action="override">\n            <value>value-${Math.floor(random() * 1e6)}</value>\n        </set-header>\n`;
  }
  return text;
}

function policyText(random, inbound) {
  const loose = random() < 0.5;
  const crlf = random() < 1 / 3;
  const size = 500 + Math.floor(random() * 5000);
  const text = `<policies>
    <inbound>
${inbound}${filler(random, size * 0.7, loose)}    </inbound>
    <backend>
        <base />
    </backend>
    <outbound>
        <base />
${filler(random, size * 0.3, loose)}    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`;
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

function specificationText(api) {
  let text = `openapi: 3.0.1\ninfo:\n  title: API ${api}\n  version: '1.0'\npaths:\n`;
  for (let operation = 0; operation < operationsPerApi / 2; operation += 1) {
    text += `  '/items${operation}/{id}':\n`;
    for (const method of ['get', 'put']) {
      text += `    ${method}:\n      tags:\n        - items\n      summary: ${method} item ${operation}\n      operationId: ${method}-item-${operation}\n`;
      text += `      parameters:\n        - name: id\n          in: path\n          required: true\n          schema:\n            type: string\n`;
      text += `      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema:\n                type: object\n`;
    }
  }
  return text;
}

/** The global policy before and after the change that puts a portal's `<cors>` into it. */
export const globalPolicy = {
  before: `<policies>\n    <inbound>\n    </inbound>\n    <backend>\n        <forward-request />\n    </backend>\n    <outbound />\n    <on-error />\n</policies>\n`,
  after: `<policies>\n    <inbound>\n${corsText(['https://bench.developer.azure-api.net'], ' allow-credentials="true"')}    </inbound>\n    <backend>\n        <forward-request />\n    </backend>\n    <outbound />\n    <on-error />\n</policies>\n`,
};

/** Writes the repository and commits three states: `base`, `one-api` and `global-policy` (both children of base, as tags). */
export function generate(folder, apis) {
  const random = randomSource(apis);
  const root = join(folder, 'apimartifacts');
  const write = (path, text) => {
    const full = join(root, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, text);
  };
  write('policy.xml', globalPolicy.before);
  for (let api = 0; api < apis; api += 1) {
    const base = `apis/api-${api}`;
    write(
      `${base}/apiInformation.json`,
      `${JSON.stringify({ properties: { displayName: `API ${api}`, path: `api-${api}`, protocols: ['https'], subscriptionRequired: true } }, null, 2)}\n`,
    );
    write(`${base}/specification.yaml`, specificationText(api));
    // One API in five has a `<cors>` of its own, above `<base />`, as most real ones do.
    const own = api % 5 === 0 ? corsText([`https://app-${api % 50}.contoso.com`], ' terminate-unmatched-request="false"') : '';
    write(`${base}/policy.xml`, policyText(random, `${own}        <base />\n`));
    for (let operation = 0; operation < operationsPerApi / 5; operation += 1) {
      write(`${base}/operations/get-item-${operation}/policy.xml`, policyText(random, '        <base />\n'));
    }
  }
  const git = (...args) =>
    execFileSync(
      'git',
      ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', '-c', 'gc.auto=0', '-c', 'core.autocrlf=false', ...args],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
  git('init', '-q', '-b', 'main');
  const commit = (message, tag) => {
    git('add', '-A');
    git('commit', '-q', '-m', message);
    git('tag', tag);
  };
  commit('base', 'base');
  write(
    'apis/api-0/policy.xml',
    policyText(
      random,
      `${corsText(['https://app-0.contoso.com', 'https://new.contoso.com'], ' terminate-unmatched-request="false"')}        <base />\n`,
    ),
  );
  commit('one API', 'one-api');
  git('checkout', '-q', 'base');
  write('policy.xml', globalPolicy.after);
  commit('global policy', 'global-policy');
  // As in a fresh clone: objects in a pack.
  git('repack', '-adq');
}
