import { execFileSync } from 'node:child_process';
import type { GitRepository } from './fake-github/repository.js';
import { cors, policy } from './service.js';

/** A service whose list of files GitHub cuts: so many APIs of ten operations, each with a policy of its own. */
export const manyApis = 2000;
const operations = 10;
const root = 'apimartifacts';

export const globalPolicyPath = `${root}/policy.xml`;

const plain = policy(['<base />']);
const own = policy([...cors({ origins: ['https://app.contoso.com'], attributes: ' terminate-unmatched-request="false"' }), '<base />']);

function specification(count: number): string {
  const paths = Array.from(
    { length: count },
    (_, at) => `  /items${at}:\n    get:\n      operationId: get-${at}\n      responses: { '200': { description: OK } }\n`,
  );
  return `openapi: 3.0.1\ninfo:\n  title: Items\n  version: '1'\npaths:\n${paths.join('')}`;
}

function api(at: number): Readonly<Record<string, string>> {
  const folder = `${root}/apis/api-${at}`;
  const files: Record<string, string> = {
    [`${folder}/apiInformation.json`]: JSON.stringify({ properties: { displayName: `API ${at}`, path: `api-${at}` } }),
    [`${folder}/specification.yaml`]: specification(operations),
    [`${folder}/policy.xml`]: at % 5 === 0 ? own : plain,
  };
  for (let operation = 0; operation < operations; operation += 1) files[`${folder}/operations/get-${operation}/policy.xml`] = plain;
  return files;
}

/** A change of one API in a hundred files: more operations, each with a policy. */
export function changeOfOneApi(at: number): Readonly<Record<string, string>> {
  const folder = `${root}/apis/api-${at}`;
  const changed = policy([...cors({ origins: ['https://app.contoso.com', 'https://new.contoso.com'] }), '<base />']);
  const files: Record<string, string> = { [`${folder}/policy.xml`]: changed, [`${folder}/specification.yaml`]: specification(98) };
  for (let operation = 0; operation < 98; operation += 1)
    files[`${folder}/operations/get-${operation}/policy.xml`] = policy(['<base />', `<set-variable name="v" value="${operation}" />`]);
  return files;
}

/** Writes the service's first commit and one for each change on top of it, without files in the folder; returns the commits. */
export function writeLargeService(
  repository: GitRepository,
  changes: readonly Readonly<Record<string, string>>[],
): { readonly base: string; readonly heads: readonly string[] } {
  const base: Record<string, string> = {
    [globalPolicyPath]: policy([]),
    [`${root}/products/all/productInformation.json`]: JSON.stringify({ properties: { displayName: 'All', state: 'published' } }),
    [`${root}/products/all/policy.xml`]: plain,
    [`${root}/named values/origin/namedValueInformation.json`]: JSON.stringify({
      properties: { displayName: 'origin', value: 'https://named.contoso.com' },
    }),
    'docs/readme.md': '# APIs\n',
  };
  for (let at = 0; at < manyApis; at += 1) {
    Object.assign(base, api(at));
    base[`${root}/products/all/apis/api-${at}/productApiInformation.json`] = '{}';
  }
  return writeCommits(repository, base, changes);
}

/** Writes a first commit of these files and one for each change on top of it, without files in the folder; returns the commits. */
export function writeCommits(
  repository: GitRepository,
  base: Readonly<Record<string, string>>,
  changes: readonly Readonly<Record<string, string>>[],
): { readonly base: string; readonly heads: readonly string[] } {
  const chunks: string[] = [];
  const commit = (branch: string, from: string | null, files: Readonly<Record<string, string>>): void => {
    chunks.push(`commit refs/heads/${branch}\ncommitter test <test@example.invalid> 1700000000 +0000\ndata 1\nx\n`);
    if (from !== null) chunks.push(`from refs/heads/${from}\n`);
    for (const [path, text] of Object.entries(files)) chunks.push(`M 100644 inline "${path}"\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    chunks.push('\n');
  };
  commit('main', null, base);
  for (const [index, change] of changes.entries()) commit(`topic-${index}`, 'main', change);
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: repository.folder, input: chunks.join(''), stdio: ['pipe', 'pipe', 'inherit'] });
  const at = (branch: string): string => repository.git('rev-parse', `refs/heads/${branch}`).trim();
  return { base: at('main'), heads: changes.map((_, index) => at(`topic-${index}`)) };
}
