import { join } from 'node:path';
import { policy } from '../../src/layouts/apiops/example.js';
import { runHere as run } from '../cli/run-here.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

export type Files = Readonly<Record<string, string>>;

/** One command line on a variant, and what its answer must and must not say. White space counts as one blank. */
export interface Look {
  /** Without the folder: `--dir`, and `--base-dir` and `--head-dir` of a review, are added. */
  readonly args: readonly string[];
  readonly code: 0 | 1 | 4;
  readonly says: readonly (string | RegExp)[];
  readonly never?: readonly (string | RegExp)[];
}

/** A report in other words: the service of one state, or of two. */
export interface Variant {
  readonly fact: string;
  readonly files: Files;
  /** What the pull request makes of it. */
  readonly head?: Files;
  readonly looks: readonly Look[];
}

/** What an API of a variant holds; operations as `POST /negotiate negotiate`. */
export interface ApiParts {
  readonly id: string;
  readonly path: string;
  readonly operations: readonly string[];
  readonly policy?: string;
  /** By operation. */
  readonly own?: Readonly<Record<string, string>>;
  readonly workspace?: string;
  readonly asksForKey?: boolean;
}

/** The files of one API, as APIOps keeps them. */
export function api({ id, path, operations, policy: text, own = {}, workspace, asksForKey = false }: ApiParts): Files {
  const root = workspace === undefined ? 'apimartifacts' : `apimartifacts/workspaces/${workspace}`;
  const folder = `${root}/apis/${id}`;
  const urls = new Map<string, string[]>();
  for (const one of operations) {
    const [verb = '', url = '', name = ''] = one.split(' ');
    urls.set(url, [
      ...(urls.get(url) ?? []),
      `    ${verb.toLowerCase()}:`,
      `      operationId: ${name}`,
      '      responses:',
      "        '200':",
      '          description: OK',
    ]);
  }
  const paths = [...urls].flatMap(([url, lines]) => [`  ${url}:`, ...lines]);
  return {
    [`${folder}/apiInformation.json`]: JSON.stringify({
      properties: { displayName: id, path, protocols: ['https'], subscriptionRequired: asksForKey },
    }),
    [`${folder}/specification.yaml`]: ['openapi: 3.0.1', 'info:', `  title: ${id}`, "  version: '1.0'", 'paths:', ...paths, ''].join('\n'),
    [`${folder}/policy.xml`]: text ?? policy(['<base />']),
    ...Object.fromEntries(Object.entries(own).map(([operation, its]) => [`${folder}/operations/${operation}/policy.xml`, its])),
  };
}

/** A published product that holds one API. */
export function productOf(id: string, apiId: string, text: string, asksForKey = false): Files {
  const folder = `apimartifacts/products/${id}`;
  return {
    [`${folder}/productInformation.json`]: JSON.stringify({ properties: { displayName: id, subscriptionRequired: asksForKey, state: 'published' } }),
    [`${folder}/apis.json`]: JSON.stringify([{ name: apiId }]),
    [`${folder}/policy.xml`]: text,
  };
}

/** A policy fragment. */
export function fragment(id: string, lines: readonly string[], folder = 'apimartifacts'): Files {
  return { [`${folder}/policy fragments/${id}/policy.xml`]: ['<fragment>', ...lines.map((line) => `  ${line}`), '</fragment>', ''].join('\n') };
}

/** What Chromium prints where a preflight or an answer lacks the header. */
export function chromiumMissing(url: string, origin: string, inPreflight: boolean): string {
  const middle = inPreflight ? "Response to preflight request doesn't pass access control check: " : '';
  return `Access to fetch at '${url}' from origin '${origin}' has been blocked by CORS policy: ${middle}No 'Access-Control-Allow-Origin' header is present on the requested resource.`;
}

/** Writes a variant down and runs its command lines, from the sources. */
export async function check({ files, head, looks }: Variant): Promise<void> {
  const folder = temporaryFolder();
  const [now, then] = [join(folder, 'now'), join(folder, 'then')];
  writeFiles(now, files);
  if (head !== undefined) writeFiles(then, head);
  for (const { args, code, says, never = [] } of looks) {
    const where = args[0] === 'review' ? ['--base-dir', now, '--head-dir', then] : ['--dir', now];
    const ran = await run(...args, ...where, '--color', 'never');
    const told = ran.stdout.replace(/\s+/g, ' ');
    const text = `${args.join(' ')}\n${ran.stderr}${told}`;
    for (const words of says) expect(text).toMatch(typeof words === 'string' ? new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : words);
    for (const words of never) expect(text).not.toMatch(typeof words === 'string' ? new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : words);
    expect([args.join(' '), ran.code]).toEqual([args.join(' '), code]);
  }
}
