import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes the part of GitHub's own description of its REST API that the fake GitHub of the tests is held to: the operations below, their
// parameters, bodies and answers, without words. The package is 385 MB, so it is installed to a temporary folder and never kept.
// Usage: node scripts/extract-openapi.mjs [VERSION]

const version = process.argv[2] ?? '23.0.2';
const target = join(dirname(fileURLToPath(import.meta.url)), '..', '__tests__', 'e2e', 'fake-github', 'openapi.json');

const repository = '/repos/{owner}/{repo}';
const operations = {
  '/search/code': ['get'],
  '/user': ['get'],
  [repository]: ['get'],
  [`${repository}/branches/{branch}`]: ['get'],
  [`${repository}/check-runs`]: ['post'],
  [`${repository}/check-runs/{check_run_id}`]: ['patch'],
  [`${repository}/code-scanning/sarifs`]: ['post'],
  [`${repository}/collaborators/{username}/permission`]: ['get'],
  [`${repository}/commits`]: ['get'],
  [`${repository}/commits/{commit_sha}/pulls`]: ['get'],
  [`${repository}/commits/{ref}`]: ['get'],
  [`${repository}/compare/{basehead}`]: ['get'],
  [`${repository}/contents/{path}`]: ['get'],
  [`${repository}/git/blobs/{file_sha}`]: ['get'],
  [`${repository}/git/commits/{commit_sha}`]: ['get'],
  [`${repository}/git/ref/{ref}`]: ['get'],
  [`${repository}/git/trees/{tree_sha}`]: ['get'],
  [`${repository}/issues/{issue_number}`]: ['get'],
  [`${repository}/issues/{issue_number}/comments`]: ['get', 'post'],
  [`${repository}/issues/comments/{comment_id}`]: ['get', 'patch', 'delete'],
  [`${repository}/issues/comments/{comment_id}/reactions`]: ['get', 'post'],
  [`${repository}/pulls`]: ['get'],
  [`${repository}/pulls/{pull_number}`]: ['get'],
  [`${repository}/pulls/{pull_number}/comments`]: ['get', 'post'],
  [`${repository}/pulls/{pull_number}/comments/{comment_id}/replies`]: ['post'],
  [`${repository}/pulls/{pull_number}/files`]: ['get'],
  [`${repository}/pulls/{pull_number}/reviews`]: ['get', 'post'],
  [`${repository}/pulls/{pull_number}/reviews/{review_id}`]: ['put'],
  [`${repository}/pulls/comments/{comment_id}`]: ['get', 'patch', 'delete'],
  [`${repository}/pulls/comments/{comment_id}/reactions`]: ['post'],
};

/** Keys with texts for people only. */
const words = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'title', 'tags', 'x-github', 'x-githubEnterpriseVersions']);

const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
try {
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `@octokit/openapi@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const whole = JSON.parse(readFileSync(join(folder, 'node_modules/@octokit/openapi/generated/api.github.com.json'), 'utf8'));
  const text = written(extract(whole));
  writeFileSync(target, text);
  process.stdout.write(`${target}: ${Object.keys(operations).length} paths, ${Buffer.byteLength(text)} bytes\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The operations, and the components they refer to, directly or through others. */
function extract(whole) {
  const paths = {};
  for (const [path, methods] of Object.entries(operations)) {
    const item = whole.paths[path];
    if (item === undefined) throw new Error(`the description knows no ${path}`);
    paths[path] = Object.fromEntries(methods.map((method) => [method, operationOf(item[method], `${method} ${path}`)]));
  }
  const components = {};
  const seen = new Set();
  const follow = (value) => {
    if (typeof value !== 'object' || value === null) return;
    const reference = value.$ref;
    if (typeof reference === 'string' && !seen.has(reference)) {
      seen.add(reference);
      const [, , kind, name] = reference.split('/');
      const component = bare(whole.components[kind][name]);
      (components[kind] ??= {})[name] = component;
      follow(component);
    }
    for (const inner of Object.values(value)) follow(inner);
  };
  follow(paths);
  for (const kind of Object.keys(components)) {
    components[kind] = Object.fromEntries(Object.entries(components[kind]).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return { openapi: whole.openapi, info: { title: whole.info.title, version, license: whole.info.license }, paths, components };
}

/** One line for each path and component, so that a new version reads as a difference of lines. */
function written({ paths, components, ...head }) {
  const lines = (entries) =>
    Object.entries(entries)
      .map(([name, value]) => `\n${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',');
  const kinds = Object.entries(components).map(([kind, entries]) => `\n${JSON.stringify(kind)}:{${lines(entries)}}`);
  return `${JSON.stringify(head).slice(0, -1)},\n"paths":{${lines(paths)}},\n"components":{${kinds.join(',')}}}\n`;
}

function operationOf(operation, name) {
  if (operation === undefined) throw new Error(`the description knows no ${name}`);
  const { operationId, parameters, requestBody, responses } = bare(operation);
  return { operationId, ...(parameters && { parameters }), ...(requestBody && { requestBody }), responses };
}

/** Without texts. Keys below `properties` are names, not keywords: a field may be called `description`. */
function bare(value, areNames = false) {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => areNames || !words.has(key))
      .map(([key, inner]) => [key, bare(inner, !areNames && key === 'properties')]),
  );
}
