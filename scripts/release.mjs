// Checks and files for a release. `check`: package.json, README and examples name this repository and tag. `notes`: the section of CHANGELOG.md. `sbom FORMAT`:
// the content of the bundles (spdx or cyclonedx). Changes no file.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path) => readFileSync(join(project, path), 'utf8');
const { version, repository, name } = JSON.parse(read('package.json'));

/** The repository's name on GitHub, from package.json, the only place that states it. */
const home = repository.url.replace(/^git\+https:\/\/github\.com\//, '').replace(/\.git$/, '');

function check() {
  const { GITHUB_REPOSITORY: here = '', GITHUB_REF_NAME: tag = '' } = process.env;
  const problems = [];
  if (here !== home) problems.push(`package.json says that this is ${home}, and it runs in ${here}`);
  if (tag !== `v${version}`) problems.push(`the tag is ${tag}, and package.json says version ${version}`);
  if (!read('src/version.ts').includes(`'${version}'`)) problems.push(`src/version.ts says another version than ${version}`);
  const examples = readdirSync(join(project, 'examples'), { recursive: true, encoding: 'utf8' });
  for (const path of ['README.md', ...examples.filter((file) => /\.ya?ml$/.test(file)).map((file) => `examples/${file}`)]) {
    for (const [used, major] of read(path).matchAll(new RegExp(`${home}@(v\\d+)`, 'g'))) {
      if (major !== tag.split('.')[0]) problems.push(`${path} says ${used}, and this release moves ${tag.split('.')[0]}`);
    }
  }
  for (const [, rev] of read('docs/repair.md').matchAll(/^\s*rev: (\S+)/gm)) {
    if (rev !== tag) problems.push(`docs/repair.md takes the hook at ${rev}, and this release is ${tag}`);
  }
  if (notes() === '') problems.push(`CHANGELOG.md has no section ${version}`);
  for (const problem of problems) console.error(`not released: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

/** The text below `## [version]`, up to the next version. */
function notes() {
  const [, ...sections] = read('CHANGELOG.md').split(/^## /m);
  const own = sections.find((section) => section.startsWith(`[${version}]`)) ?? '';
  return own.split('\n').slice(1).join('\n').trim();
}

/** npm's bill of materials without build and test tools: the bundles' licences list the content. */
function sbom(format) {
  const whole = JSON.parse(execFileSync('npm', ['sbom', `--sbom-format=${format}`], { cwd: project, encoding: 'utf8', maxBuffer: 1 << 28 }));
  const bundled = new Set(
    read('dist/licenses.txt')
      .split(/\n{3,}/)
      .map((text) => text.split('\n')[0]),
  );
  // A second version of a package is in a separate folder, below the tool that needs it.
  const { packages: locked } = JSON.parse(read('package-lock.json'));
  const isBundled = (one, its) => bundled.has(one) && locked[`node_modules/${one}`]?.version === its;
  if (format === 'cyclonedx') {
    const components = whole.components.filter((one) => isBundled(one.name, one.version));
    const refs = new Set([whole.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
    const dependencies = whole.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => refs.has(ref)) }));
    // A bundled package is not a development tool, whatever its list in package.json.
    const shipped = components.map(({ scope, properties = [], ...one }) => ({
      ...one,
      properties: properties.filter((property) => !/development/.test(property.name)),
    }));
    const metadata = { ...whole.metadata, component: { ...whole.metadata.component, name } };
    return { ...whole, metadata, components: shipped, dependencies };
  }
  const packages = whole.packages.filter((one) => one.name === name || isBundled(one.name, one.versionInfo));
  const ids = new Set([whole.SPDXID, ...packages.map(({ SPDXID }) => SPDXID)]);
  const relationships = whole.relationships
    .filter((one) => ids.has(one.spdxElementId) && ids.has(one.relatedSpdxElement))
    .map((one) => (one.relationshipType === 'DEV_DEPENDENCY_OF' ? { ...one, relationshipType: 'DEPENDENCY_OF' } : one));
  return { ...whole, packages, relationships };
}

const [command, format] = process.argv.slice(2);
if (command === 'check') process.exitCode = check();
else if (command === 'notes') process.stdout.write(`${notes()}\n`);
else if (command === 'sbom' && (format === 'spdx' || format === 'cyclonedx')) process.stdout.write(`${JSON.stringify(sbom(format), null, 2)}\n`);
else {
  console.error('release.mjs check | notes | sbom spdx | sbom cyclonedx');
  process.exitCode = 2;
}
