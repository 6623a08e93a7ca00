import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes the published schemas that tests hold our output formats to, without their words. Each is read from a clone of the repository that publishes it.
// Usage: node scripts/extract-format-schemas.mjs [NAME=GIT-DIRECTORY]...   (what is not given is cloned to a temporary folder)

const target = join(dirname(fileURLToPath(import.meta.url)), '..', '__tests__', 'report', 'published');

const sources = {
  sarif: {
    repository: 'https://github.com/SchemaStore/schemastore',
    path: 'src/schemas/json/sarif-2.1.0.json',
    license: 'Apache-2.0, from the collection of schemastore.org; the standard is OASIS Static Analysis Results Interchange Format 2.1.0',
  },
  rdjson: {
    repository: 'https://github.com/reviewdog/reviewdog',
    path: 'proto/rdf/jsonschema/DiagnosticResult.json',
    license: 'MIT, Copyright (c) 2016 haya14busa',
  },
  junit: {
    repository: 'https://github.com/jenkinsci/xunit-plugin',
    path: 'src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd',
    license: 'MIT, Copyright (c) 2014 Gregory Boissinot',
  },
};

const words = new Set(['description', 'title', 'default', '$schema', 'id', '$id', 'examples']);

const clones = new Map(process.argv.slice(2).map((one) => one.split('=')));
const folder = mkdtempSync(join(tmpdir(), 'format-schemas-'));
try {
  for (const [name, { repository, path, license }] of Object.entries(sources)) {
    const clone = clones.get(name) ?? cloned(repository, join(folder, name));
    const git = (...args) => execFileSync('git', [`--git-dir=${clone}`, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const from = `${repository}/blob/${git('rev-parse', 'HEAD').trim()}/${path}`;
    const text = git('show', `HEAD:${path}`);
    // An XML schema contains its own copyright notice, and is kept unchanged.
    if (path.endsWith('.xsd')) writeFileSync(join(target, `${name}.xsd`), text.replace(/(<\?xml[^>]*>)/, `$1\n<!-- From ${from} -->`));
    else {
      writeFileSync(join(target, `${name}.json`), written({ from, license, schema: bare(JSON.parse(text)) }));
      writeFileSync(join(target, `${name}.LICENSE.txt`), git('show', 'HEAD:LICENSE'));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function cloned(repository, to) {
  execFileSync('git', ['clone', '--quiet', '--bare', '--depth', '1', '--filter', 'blob:none', repository, to]);
  return to;
}

/** One line for each definition, so that a new version reads as a difference of lines. */
function written({ from, license, schema: { definitions = {}, ...schema } }) {
  const lines = Object.entries(definitions).map(([name, value]) => `\n${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `${JSON.stringify({ from, license }).slice(0, -1)},\n"schema":${JSON.stringify(schema).slice(0, -1)},"definitions":{${lines.join(',')}}}}\n`;
}

/** Without texts. Keys below `properties` and `definitions` are names, not keywords: a field may be called `description`. */
function bare(value, areNames = false) {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => areNames || !words.has(key))
      .map(([key, inner]) => [key, bare(inner, !areNames && (key === 'properties' || key === 'definitions'))]),
  );
}
