// Writes docs/playground/index.html: one page with its script, its style and the engine, which runs in a worker. It loads nothing.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transformSync } from 'esbuild';
import * as publicSuffixes from 'tldts/dist/es6/src/data/trie.js';
import ts from 'typescript';
import { bundlePage, minifiedPage, pageOptions } from './page-scripts.mjs';
import { packedSuffixes } from './packed-suffixes.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = 'src/playground/page';

/** Most bytes of the whole page, compressed as by servers. */
const budget = 250_000;

const noSecurity = `export const isTokenScheme = () => false;
export const asksForToken = () => false;
export const scanGeneralSecurity = () => ({ tokens: new Set(), asked: null });
export class SecurityScanner {
  asked = null;
  reset() {}
}
`;

const noEntities = `export class EntityDecoder {
  reset() {}
  setXmlVersion() {}
  addInputEntities() {}
  decode(text) {
    return text;
  }
}
export const XML = {};
export const CURRENCY = {};
export const COMMON_HTML = {};
export const ENTITY_ACTION = {};
`;

/** Paths of elements are needed only if options name one, or a function receives them: none does. */
const noPaths = `export class Matcher {
  readOnly() {
    return this;
  }
  reset() {}
  push() {}
  pop() {}
  updateCurrent() {}
  getCurrentTag() {}
}
export class Expression {}
export class ExpressionSet {
  size = 0;
  add() {}
  seal() {}
}
`;

const nothingUnplaced = `const none = async () => ({ unreviewed: [], suggestions: new Map(), unplaced: [] });
export const unseenIn = none;
export const unseenAll = none;
export const evaluateUnplaced = async () => [];
`;

/** The artifacts are at the top only. */
const oneRoot = `export const rootsShownIn = () => [''];
export const findRoots = rootsShownIn;
export class ArtifactRoots {
  all = [''];
  of(path) {
    return { root: '', rest: path };
  }
}
`;

/** No named value has a value. */
const noNamedValues = `import { hasNamedValue, isOpen } from '../text/open-parts.js';
import { trimmed } from '../text/white-space.js';
export const resolveNames = (text) => (hasNamedValue(text) ? null : text);
export const knownAs = (text) => text;
export function settledText(text, use) {
  const settled = trimmed(text);
  return isOpen(settled, use) ? null : settled;
}
export class FilledIn {
  overflow = null;
  lookup() {}
}
`;

const noConfiguration = `export const environmentOfFile = () => null;
export const isConfigurationElsewhere = () => false;
export const isEvaluated = () => true;
export const environmentsOf = () => [];
export const isAtTop = () => false;
export const mayHoldEnvironments = () => false;
export const isNamedOtherwise = () => false;
`;

/** Rules about content that the page does not have. */
const silentRules = [
  'product-cors-unreachable',
  'header-versioning-hides-cors',
  'subscription-key-changed',
  'policy-without-scope',
  'unreadable-metadata',
  'cors-in-fragment',
  'unused-fragment',
];

/** Notes on configuration, branches, addresses and environments. */
const silentNotes = [
  'ignore-ended',
  'ignore-unmatched',
  'merge-differs',
  'merge-conflict',
  'addresses-move',
  'newly-deployed',
  'scope-entry-unused',
  'environment-without-file',
  'environment-unknown',
  'from-elsewhere',
  'configuration-aside',
  'configuration-changed',
  'workflow-changed',
  'environment-switched',
  'extract',
  'comment-waits',
];

/** What these say, and what is said of code, products, versions and what was seen. */
const unsaid = new Set([
  ...silentRules,
  ...silentNotes,
  'subscription-key-changed.named',
  'not-understood.deployment',
  'not-understood.address',
  'not-understood.api-type',
  'file-missing',
  'text-undecided',
  'root-of-another-place',
  'deployed-twice',
  'scope-given-twice',
  'versionless-preflight',
  'policy-elsewhere',
  'shared-repairs-cut',
  'preflight-without-api',
  'global-answers-versionless',
  'move-into-apis',
  'move-into-global',
  'copy-into-global',
  'write-into-including',
  'delete-entries',
  'open-product',
  'unpublished-product',
  'product-key-sent',
  'key-of-product',
  'policy-deployed',
  'key-refusal',
]);

/** A rule about content that the page does not have: products, fragments, versions in headers, metadata. */
function silentRule(id) {
  const name = id.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return `export const ${name} = { id: '${id}', title: '', severity: 'info', certainty: 'documented', detects: '', why: '', repair: '', sources: [], fails: [], passes: [] };\n`;
}

/**
 * Modules that the engine never needs in this page, and what stands for them. Its tree is held as a whole and has artifacts of APIOps alone, with all metadata in JSON and
 * no file of overrides; there is no configuration and no promise, so no glob; and the second reader of policies expands no entities (`processEntities: false`), and meets
 * no document type: the first has refused it. Both policies have a scope, there is one API in one environment, its description names no security scheme, and
 * nothing that the page shows is a hash: what is compared is the text itself. The API keeps its path and is in no product, there are no named values, and no code deploys anything.
 */
const leftOut = new Map([
  ['src/layouts/layouts.ts', "import { apiops } from './apiops/apiops.js';\nexport const layouts = [apiops];\n"],
  ['src/report/contract-rules.ts', 'export const contractRules = [];\n'],
  ['src/report/sentences/contract-problems.ts', never('export function contractProblemText()')],
  ['src/layouts/apiops/read-overrides.ts', never('export function readOverrides()')],
  ['src/layouts/yaml-file.ts', never('export function readYaml()', 'export function readYamlText()')],
  ['src/layouts/specification-yaml.ts', never('export function fromYaml()')],
  ['src/layouts/specification-block-yaml.ts', never('export function scanBlockYaml()')],
  ['src/layouts/specified-security.ts', noSecurity],
  [
    'src/layouts/apiops/artifact-releases.ts',
    'export const releasedIn = () => null;\nexport const releasesIn = async () => [];\nexport const withReleases = (service) => service;\n',
  ],
  ['src/layouts/apiops/shared-ids.ts', 'export function reportSharedIds() {}\n'],
  [
    'src/layouts/scopes/scope-suggestion.ts',
    `export class ScopeGuesses {}\n${never('export function suggestionText()', 'export function entryLine()')}`,
  ],
  ['src/report/sentences/metadata-faults.ts', never('export function metadataPhrase()')],
  [
    'src/review/over-environments.ts',
    'export const overEnvironments = (found) => found.map(({ finding }) => finding);\nexport const withoutCopies = overEnvironments;\n',
  ],
  ['src/review/unplaced.ts', nothingUnplaced],
  ['src/review/published-otherwise.ts', 'export const publishedOtherwise = async () => [];\n'],
  ['src/review/configuration-aside.ts', 'export const withAsideNote = (review) => review;\n'],
  ['src/review/changed-workflows.ts', 'export const withWorkflowNote = async (review) => review;\n'],
  ['src/review/switched-environments.ts', 'export const withSwitched = (services) => services;\n'],
  ['src/review/switch-notes.ts', 'export const switchesIn = () => new Map();\nexport const withSwitchNotes = (review) => review;\n'],
  [
    'src/layouts/apiops/most-fragments.ts',
    'export const readableFragments = ({ fragments }) => fragments;\nexport const unreadFragments = () => null;\n',
  ],
  // The page shows the access table, and rules report checks.
  [
    'src/effective/request-checks.ts',
    'export const meetsChecks = () => false;\nexport const holdsChecks = () => false;\nexport const endsAsMet = (state, layers, request, ends) => ends;\n',
  ],
  // Nor a request whose parts a check reads.
  ['src/apim/read-request-part.ts', 'export const rewritten = () => [];\nexport const requestPartOf = rewritten;\n'],
  ['src/cors/listed-values.ts', 'export const isOtherThanListed = () => false;\n'],
  ['src/cors/expression/part-known.ts', 'export class PartText {}\n'],
  [
    'src/effective/request-writers.ts',
    'export const hangOnRequest = () => false;\nexport const writtenAsMet = (state, layers, written) => written; export const withWritten = (state, layers, chain) => chain;\n',
  ],
  ['src/review/moved-addresses.ts', 'export const movedAddresses = () => ({ apis: [], operations: [] });\n'],
  ['src/review/extracts.ts', 'export const toldOnce = (candidates) => ({ candidates, notes: [] });\n'],
  ['src/review/unread-code.ts', 'export const hidingIn = () => null;\nexport const withUnread = (before, after) => after;\n'],
  ['src/review/switched-off.ts', 'export const withoutTurned = (service) => service;\n'],
  [
    'src/review/same-identity.ts',
    'export const withIdsOf = (base) => base;\nexport const apiAddress = () => null;\nexport const operationRequest = () => null;\n',
  ],
  ['src/layouts/apiops/artifact-addresses.ts', `export const reachedByAddress = async () => new Map();\n${never('export function addressOf()')}`],
  ['src/layouts/apiops/artifact-roots.ts', oneRoot],
  ['src/layouts/apiops/configuration-file.ts', noConfiguration],
  ['src/layouts/apiops/artifact-folders.ts', `export class Wanted {}\n${never('export function listAround()', 'export function listSelected()')}`],
  [
    'src/layouts/embedded-policy.ts',
    `export const mayEmbedPolicies = () => false;
export const isTemplateFile = mayEmbedPolicies;
export const isTooLongCode = mayEmbedPolicies;
export const embeddedPolicies = () => null;
export const embeddedBeside = embeddedPolicies;
`,
  ],
  ['src/review/base-scopes.ts', 'export const withScopesOfBase = (unseen) => unseen;\n'],
  [
    'src/review/left-environments.ts',
    'export const withWhatIsLeft = (before, after) => after;\nexport const compared = (own) => own;\nexport const withAlikeNames = (before) => before;\nexport const withNewNames = compared;\n',
  ],
  [
    'src/review/folders-of-environments.ts',
    'export const withEnvironmentsForFolders = (before) => before;\nexport const withEnvironmentsWhereMoved = withEnvironmentsForFolders;\n',
  ],
  ['src/effective/type-changes.ts', 'export const typeChanges = () => [];\n'],
  ['src/review/value-sources.ts', 'export const withFormerValues = (before) => before;\n'],
  [
    'src/layouts/specified-headers.ts',
    'export const headersForClients = () => [];\nexport class AnswerScanner {\n  names = [];\n  reset() {}\n  add() {}\n}\n',
  ],
  [
    'src/layouts/apiops/example.ts',
    `const none = () => [];
export { none as ordersApi, none as ordersSpecification, none as product, none as headerVersioned, none as isSharedMetadata, none as policy };
export { none as within, none as rest, none as cors, none as repository, none as corsExample };
const path = '';
export { path as globalPath, path as apiPath, path as operationPath, path as productPath, path as fragmentPath };
`,
  ],
  ['src/review/changed-metadata.ts', 'export const atChangedMetadata = async (draft) => draft;\n'],
  // One service in one environment, all of whose policies are here.
  ['src/review/kept-elsewhere.ts', 'export const keptElsewhere = () => [];\n'],
  ['src/review/in-environments.ts', 'export class InEnvironments {\n  namesOf() {\n    return null;\n  }\n}\n'],
  // Both policies are XML files of a service at the top.
  ['src/layouts/file-language.ts', "export const languageOf = () => 'xml';\nexport const globalPolicyOf = () => 'policy.xml';\n"],
  ['src/review/under-conditions.ts', 'export const underConditions = () => 0;\n'],
  ['src/cors/possible-together.ts', 'export const possibleWorlds = (worlds) => worlds;\n'],
  [
    'src/effective/taken-addresses.ts',
    'export const takenAddresses = () => [];\nexport const withoutTaken = (pairs) => pairs;\nexport const isWhere = () => true;\n',
  ],
  // An API and two policies: what else changes is the list of operations.
  ['src/layouts/apiops/metadata-among.ts', `export const metadataAmong = (changed) => [...changed].filter((path) => path.endsWith('.json'));\n`],
  ['src/apim/api-paths.ts', 'export const apisAlong = (apis) => apis;\n'],
  ['src/effective/address-lookups.ts', 'export const isBeyondLookups = () => false;\nexport const changesBeyond = () => null;\n'],
  ['src/cors/named-values.ts', noNamedValues],
  // What is typed into the page is kept nowhere else, and in one environment.
  ['src/layouts/lfs-pointer.ts', 'export const isLfsPointer = () => false;\n'],
  ['src/layouts/most-environments.ts', `export const mostEnvironments = 1;\n${never('export function unevaluated()')}`],
  ['src/effective/left-addresses.ts', 'export const leftAddresses = () => [];\n'],
  ['src/effective/open-addresses.ts', 'export const openAddressChanges = () => [];\n'],
  ['src/text/json-depth.ts', 'export const isJsonDeeper = () => false;\n'],
  ['src/review/newly-deployed.ts', 'export const newlyDeployed = () => [];\n'],
  ['src/effective/newly-unfollowed.ts', 'export const newlyUnfollowed = () => [];\n'],
  [
    'src/effective/key-need.ts',
    'export const keyChanges = () => [];\nexport const publicationChanges = () => false;\nexport const membershipChanges = publicationChanges;\n',
  ],
  ['src/effective/said-without-key.ts', 'export class SaidWithoutKey {\n  add() {}\n  leftOf(pair, found) {\n    return found;\n  }\n}\n'],
  ['src/effective/product-chain.ts', 'export const chainInContext = (state, api, product, { atUrl }) => atUrl(null, false);\n'],
  ['src/effective/unpublished-product.ts', 'export const productCalled = (product) => product;\nexport const ifCalled = (own) => own;\n'],
  ['src/report/foreign-text.ts', 'export const foreignPieces = () => [];\n'],
  ['src/layouts/other-side.ts', 'export const asOtherSides = () => ({ base: null, head: null });\n'],
  ['src/layouts/apiops/artifact-named-values.ts', 'export const namedValuesAt = () => new Map();\n'],
  ['src/layouts/apiops/embedded-fragment.ts', 'export const readEmbeddedFragment = () => undefined;\n'],
  ['src/layouts/without-scope.ts', 'export const withoutScope = async () => [];\n'],
  ['src/text/json-error.ts', never('export function jsonErrorLine()', 'export function jsonError()')],
  ['src/report/sentences/contracts.ts', 'export const contractSentences = {};\n'],
  ...silentRules.map((id) => [`src/rules/${id}.ts`, silentRule(id)]),
  ['src/text/hash.ts', 'export const sha256Hex = (text) => text;\n'],
  ['@nodable/entities', noEntities],
  ['path-expression-matcher', noPaths],
  ['strnum', never('export default function toNumber()')],
  ['picomatch', never('export default function picomatch()')],
  ['is-unsafe', `${never('export function isUnsafe()')}export const HTML = {};\nexport const XML = {};\n`],
]);

function never(...functions) {
  return functions.map((head) => `${head} {\n  throw new Error('left out of the playground');\n}\n`).join('');
}

/** The second reader of policies never gets here: it returns elements in order, for texts that the first reader has accepted. */
const noValidator = never('export function validate()');

const noDocumentType = `export default class {
  setXmlVersion() {}
  readDocType() {
    throw new Error('left out of the playground');
  }
}
`;

/** Objects are not needed: elements are returned in order. */
const noObjects = never('export default function prettify()');

function read(name) {
  return readFileSync(join(project, folder, name), 'utf8');
}

/** A script's text without marks that an HTML parser would interpret: they occur only in literals, where an escape has the same meaning. */
function inert(script) {
  return script.replaceAll(/<(?=!--|\/?script)/gi, '\\x3c');
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Fields of a rule that only its tests and its page in docs/rules use. */
const unused = new Map([
  ...['fails', 'passes', 'sources'].map((name) => [name, '[]']),
  ...['detects', 'why', 'repair', 'severityNote'].map((name) => [name, "''"]),
]);

/** A rule's source without its examples and the texts of its page. */
function withoutExamples(source) {
  return withFields(source, (name) => (unused.has(name) ? `${name}: ${unused.get(name)}` : undefined));
}

/** The source of sentences without those that the page never uses. */
function withoutUnsaid(source) {
  return withFields(source, (name) => (unsaid.has(name.slice(1, -1)) ? `${name}: () => []` : undefined));
}

/** A source with some fields of its objects replaced. */
function withFields(source, put) {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022, true);
  const spans = [];
  const visit = (node) => {
    const text = ts.isGetAccessor(node) || ts.isPropertyAssignment(node) ? put(node.name.getText()) : undefined;
    if (text !== undefined) spans.push({ start: node.getStart(), end: node.end, text });
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return spans.reduceRight((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), source);
}

const leavingOut = {
  name: 'leaving-out',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:@[a-z]+\/)?[a-z][a-z-]*$/ }, ({ path }) => (leftOut.has(path) ? { path, namespace: 'left-out' } : null));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: leftOut.get(path), loader: 'js' }));
    onLoad({ filter: /\/tldts\/.*\/data\/trie\.js$/ }, () => ({ contents: packedSuffixes(publicSuffixes), loader: 'js' }));
    onLoad({ filter: /\/fast-xml-parser\/src\/validator\.js$/ }, () => ({ contents: noValidator, loader: 'js' }));
    onLoad({ filter: /\/fast-xml-parser\/src\/xmlparser\/DocTypeReader\.js$/ }, () => ({ contents: noDocumentType, loader: 'js' }));
    onLoad({ filter: /\/fast-xml-parser\/src\/xmlparser\/node2json\.js$/ }, () => ({ contents: noObjects, loader: 'js' }));
    onLoad(
      { filter: /\/src\/(?:apim|cors|effective|layouts|report|review|rules|text)\/(?:apiops\/|expression\/|scopes\/|sentences\/)?[a-z-]+\.ts$/ },
      ({ path }) => {
        const contents = leftOut.get(relative(project, path));
        if (contents !== undefined) return { contents, loader: 'ts', resolveDir: dirname(path) };
        const without = /\/src\/rules\//.test(path) ? withoutExamples : /\/src\/report\/sentences\//.test(path) ? withoutUnsaid : null;
        return without === null ? null : { contents: without(readFileSync(path, 'utf8')), loader: 'ts' };
      },
    );
  },
};

/** The page's text, reproducible. */
export async function playgroundPage() {
  const script = inert(await bundlePage(`${folder}/playground-page.ts`));
  const { outputFiles } = await build({ ...pageOptions(`${folder}/playground-worker.ts`), plugins: [leavingOut] });
  const style = transformSync(read('playground.css'), { loader: 'css', minify: true }).code.trim();
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'worker-src blob:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts = { script, style, policy, version, engine: inert(minifiedPage(outputFiles[0].text)) };
  return read('playground.html').replaceAll(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}

/** Writes the page, and prints its size. */
export async function writePlayground() {
  const page = await playgroundPage();
  const size = gzipSync(page, { level: 9 }).length;
  console.log(`docs/playground: ${(page.length / 1000).toFixed(0)} kB, ${(size / 1000).toFixed(1)} kB compressed of ${budget / 1000} kB`);
  if (size > budget) throw new Error('docs/playground is over its budget');
  mkdirSync(join(project, 'docs', 'playground'), { recursive: true });
  writeFileSync(join(project, 'docs', 'playground', 'index.html'), page);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writePlayground();
