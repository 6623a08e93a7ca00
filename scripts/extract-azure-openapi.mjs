import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes the part of Microsoft's own description of the Git area of Azure DevOps that the stand-in of the tests is held to: the operations below,
// their parameters, bodies and answers, without words. The description is in https://github.com/MicrosoftDocs/vsts-rest-api-specs (MIT; its
// licence stands beside the file that is written).
// Usage: node scripts/extract-azure-openapi.mjs FOLDER/specification/git/7.0/git.json COMMIT

const [source, commit] = process.argv.slice(2);
if (source === undefined || commit === undefined) throw new Error('usage: extract-azure-openapi.mjs .../specification/git/7.0/git.json COMMIT');
const target = join(dirname(fileURLToPath(import.meta.url)), '..', '__tests__', 'azure-repos', 'fake-azure', 'git.json');

const pull = '/{organization}/{project}/_apis/git/repositories/{repositoryId}/pullRequests/{pullRequestId}';
const operations = {
  [`${pull}/iterations`]: ['get'],
  [`${pull}/iterations/{iterationId}/changes`]: ['get'],
  [`${pull}/statuses`]: ['get', 'post'],
  [`${pull}/threads`]: ['get', 'post'],
  [`${pull}/threads/{threadId}`]: ['patch'],
  [`${pull}/threads/{threadId}/comments/{commentId}`]: ['patch', 'delete'],
};

/** Keys of a schema, a parameter or an answer that describe its shape. */
const kept = new Set([
  ...['$ref', 'type', 'format', 'enum', 'items', 'allOf', 'properties', 'additionalProperties', 'required', 'in', 'name', 'schema'],
]);

const whole = JSON.parse(readFileSync(source, 'utf8').replace(/^\ufeff/, ''));
const paths = Object.fromEntries(
  Object.entries(operations).map(([path, methods]) => [
    path,
    Object.fromEntries(
      methods.map((method) => {
        const described = whole.paths[path]?.[method];
        if (described === undefined) throw new Error(`the description knows no ${method} ${path}`);
        const parameters = described.parameters.map(({ $ref, ...own }) => bare($ref === undefined ? own : whole.parameters[$ref.split('/').at(-1)]));
        return [method, { parameters, response: bare(described.responses['200'].schema ?? {}) }];
      }),
    ),
  ]),
);
const definitions = {};
follow(paths);
const version = /'([^']+)'/.exec(whole.parameters['api-Version']?.description ?? '')?.[1];
const head = { title: whole.info.title, version, source: `https://github.com/MicrosoftDocs/vsts-rest-api-specs at ${commit}`, license: 'MIT' };
const lines = (entries) =>
  Object.entries(entries)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `\n${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',');
const text = `{"info":${JSON.stringify(head)},\n"paths":{${lines(paths)}},\n"definitions":{${lines(definitions)}}}\n`;
writeFileSync(target, text);
process.stdout.write(`${target}: ${Object.keys(operations).length} paths, ${Buffer.byteLength(text)} bytes\n`);

/** The definitions that a value refers to, directly or through others. */
function follow(value) {
  if (typeof value !== 'object' || value === null) return;
  const name = typeof value.$ref === 'string' ? value.$ref.split('/').at(-1) : undefined;
  if (name !== undefined && definitions[name] === undefined) {
    // Commits contain whole pushes and repositories, of which only the id is used.
    definitions[name] = name === 'GitCommitRef' ? { type: 'object', properties: { commitId: { type: 'string' } } } : bare(whole.definitions[name]);
    follow(definitions[name]);
  }
  for (const inner of Object.values(value)) follow(inner);
}

/** Without texts. Keys below `properties` are names, not keywords: a field may be called `description`. */
function bare(value, areNames = false) {
  if (Array.isArray(value)) return value.map((one) => bare(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => areNames || kept.has(key))
      .map(([key, one]) => [key, bare(one, !areNames && key === 'properties')]),
  );
}
