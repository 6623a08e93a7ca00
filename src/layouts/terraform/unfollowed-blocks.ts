import type { NotFollowed } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import { changesNothing } from '../deployed/harmless-command.js';
import { commandText } from '../deployed/named-by-command.js';
import { inOneForm, isFollowed, notFollowedAt, touchedBy, touchedByCall, type Spotted } from '../deployed/not-followed.js';
import { folderOfPath } from '../deployed/paths.js';
import { codeBehind } from './code-behind.js';
import type { Block, HclExpression } from './hcl-syntax.js';
import { isConfiguration } from './module-folder.js';
import { localFolder, moduleSource } from './module-source.js';
import type { TerraformFiles } from './terraform-files.js';

/** Providers whose names are expected to mean these sources. */
const ownSources: ReadonlyMap<string, RegExp> = new Map([
  ['azurerm', /^(?:[\w.]+\/)?hashicorp\/azurerm$/i],
  ['azapi', /^(?:[\w.]+\/)?azure\/azapi$/i],
]);
/** Terraform's own providers, whose resources are complete in code: those that run commands are recognised by type. */
const ofTerraform = /^(?:registry\.terraform\.io\/)?hashicorp\/(?:archive|azuread|external|helm|http|kubernetes|local|null|random|time|tls|vault)$/i;
/** Azure's published modules, except those of API Management and of whole landing zones, which may include it. */
const ofOthers = /^(?:registry\.terraform\.io\/)?Azure\/(?![\w-]*(?:api|landing))[\w-]+\/azurerm(?:\/\/[\w/-]+)?$/i;
/** Arguments of a provisioner besides its command, if that is all it does. */
const besideCommand = new Set(['command', 'when', 'on_failure', 'quiet']);
/** Resources that run what they are given. */
const running =
  /^(?:null_resource|terraform_data|shell_\w+|external|local_file_exec|restapi_\w+|http|azurerm_resource_deployment_script\w*|terracurl_\w+|azapi_data_plane_resource)$/;
const templates = /^azurerm_\w*template_deployment$/;
/** Makes a revision of an API current. */
const release = 'azurerm_api_management_api_release';
/** Marks a resource that is not deployed again when parts of it change. */
const kept = 'ignore_changes';
/** Resources of providers that write to API Management only in followed ways. */
const usual = /^(?:azurerm|azuread|random|time|tls)_/;

interface Spot extends Spotted {
  readonly text: string;
  readonly files: TerraformFiles;
  /** Addresses of followed things. */
  readonly followed: readonly string[];
  /** Files with followed policies. */
  readonly policies: ReadonlySet<string>;
  /** Folders with code. */
  readonly folders: { has(folder: string): boolean };
}

/**
 * What code of these files deploys, or may, in ways that are not followed. `folders`: those with code; `followed`: addresses of followed things; `policies`:
 * their policy files. Nothing is evaluated.
 */
export function unfollowedBlocks(
  files: TerraformFiles,
  folders: Spot['folders'],
  followed: readonly string[],
  policies: ReadonlySet<string>,
): readonly NotFollowed[] {
  const found: NotFollowed[] = [];
  for (const path of [...files.asked].filter(isConfiguration)) {
    const text = files.text(path) ?? '';
    const spot = { path, text, lines: new LineIndex(text), files, followed, policies, folders };
    for (const block of lookedAt(path, files)) found.push(...ofBlock(block, spot));
  }
  return found;
}

/** The blocks of a file, without those that are followed or irrelevant in any context, as most are. */
function lookedAt(path: string, files: TerraformFiles): readonly Block[] {
  const blocks = files.syntax(path)?.body.blocks ?? [];
  let looked = lookedKnown.get(blocks);
  if (looked === undefined) {
    const text = files.text(path) ?? '';
    looked = blocks.filter((block) => !isPlain(block, text.slice(block.start, block.end), path));
    lookedKnown.set(blocks, looked);
  }
  return looked;
}

const lookedKnown = new WeakMap<readonly Block[], readonly Block[]>();

/** A resource of a usual provider that runs no command, releases nothing, and is deployed again whenever it changes. */
function isPlain({ type, labels: [first = ''] }: Block, code: string, path: string): boolean {
  if (type !== 'resource' && type !== 'data') return type !== 'module' && type !== 'terraform';
  return usual.test(first) && !running.test(first) && !templates.test(first) && first !== release && !code.includes(kept) && !mayRun(code, path);
}

/** For most blocks it is enough to know that they run no command. */
function mayRun(code: string, path: string): boolean {
  return code.includes('provisioner') || path.endsWith('.json');
}

function ofBlock(block: Block, spot: Spot): readonly NotFollowed[] {
  switch (block.type) {
    case 'module':
      return ofModule(block, spot);
    case 'resource':
    case 'data':
      return ofResource(block, spot);
    case 'terraform':
      return ofProviders(block, spot);
    default:
      return [];
  }
}

function ofModule(block: Block, spot: Spot): readonly NotFollowed[] {
  const [label = ''] = block.labels;
  const name = `module.${label}`;
  const source = moduleSource({ block });
  const tell = (found: Pick<NotFollowed, 'what' | 'state' | 'touches'>): NotFollowed => notFollowedAt(spot, block.start, { name, ...found });
  const folder = localFolder(folderOfPath(spot.path), source);
  if (folder !== null) {
    return spot.folders.has(folder) ? [] : [tell({ what: 'missing-module', state: `missing ${folder}`, touches: 'policies' })];
  }
  if (ofOthers.test(source)) return [];
  if (!isFollowed(name, spot.followed)) return unfollowedCall(block, spot, name);
  // By its arguments the module behaves as its name suggests; another source, or another version, may not.
  const [from = '', ref = ''] = source.split('?');
  const version = block.body.attributes.get('version')?.value;
  const written = version === undefined ? '' : spot.text.slice(version.start, version.end);
  return [
    tell({ what: 'module', state: `source ${from}`, touches: 'service' }),
    ...(ref === '' && written === '' ? [] : [tell({ what: 'module-version', state: `source ${from} ${ref} ${written}`, touches: 'unknown' })]),
  ];
}

/** Cache of unfollowed calls by file: equal in every environment, and mostly on both sides of a change. */
const callsKnown = new WeakMap<Block, Map<string, readonly NotFollowed[]>>();

function unfollowedCall(block: Block, spot: Spot, name: string): readonly NotFollowed[] {
  const known = callsKnown.get(block) ?? new Map<string, readonly NotFollowed[]>();
  callsKnown.set(block, known);
  let found = known.get(spot.path);
  if (found === undefined) {
    found = partsOfCall(block, spot, name).map((one) => notFollowedAt(spot, block.start, { what: 'module', name, ...one }));
    known.set(spot.path, found);
  }
  return found;
}

/**
 * The arguments of a call, separately, so that a change of one does not hide another. Each has its folder, because values of another folder are new, and the
 * list of names, because a removed argument leaves its default.
 */
function partsOfCall({ body }: Block, { path, text }: Spot, name: string): readonly Pick<NotFollowed, 'state' | 'touches'>[] {
  const call = `${folderOfPath(path)} ${name}`;
  const blocks = body.blocks.map(({ type, start, end }) => ({ name: type, start, end }));
  const parts = [...body.attributes.values(), ...blocks].map((one) => ({ name: one.name, code: text.slice(one.start, one.end) }));
  const names = parts.map((one) => one.name).sort();
  return [
    { state: `${call} of ${names.join(' ')}`, touches: 'unknown' },
    ...parts.map(({ name: argument, code }) => ({ state: `${call} ${argument} ${inOneForm(code)}`, touches: touchedByCall(code) })),
  ];
}

function ofResource(block: Block, spot: Spot): readonly NotFollowed[] {
  const found = ofUnfollowed(block, spot);
  const changes = block.type === 'resource' ? keptChanges(block, spot) : null;
  return changes === null ? found : [...found, changes];
}

function ofUnfollowed(block: Block, spot: Spot): readonly NotFollowed[] {
  const [type = '', label = ''] = block.labels;
  const name = `${block.type === 'data' ? 'data.' : ''}${type}.${label}`;
  const code = spot.text.slice(block.start, block.end);
  const tell = (found: Pick<NotFollowed, 'what' | 'touches'>): readonly NotFollowed[] => [
    notFollowedAt(spot, block.start, { name, state: inOneForm(code), ...found }),
  ];
  const runs = mayRun(code, spot.path) && (block.body.blocks.some((one) => one.type === 'provisioner') || block.body.attributes.has('provisioner'));
  if (running.test(type) || runs) {
    // `null_resource` and `terraform_data` without a command only hold values.
    if (/^(?:null_resource|terraform_data)$/.test(type) && (!runs || onlyWarms(block))) return [];
    const behind = codeBehind(code, spot.path, spot.files);
    const { touches, texts, runs: named } = commandText([code, ...behind].join('\n'), spot.path, spot.files, spot.policies);
    // A comment sign in this language may be part of a URL in another one.
    const state = [inOneForm(code), ...behind.map(inOneForm), ...texts].join('\n');
    return [notFollowedAt(spot, block.start, { name, what: 'command', state, touches, runs: named })];
  }
  if (templates.test(type) && !isFollowed(name, spot.followed)) return tell({ what: 'template', touches: touchedOr(code, 'service') });
  if (/^azapi_/.test(type) && block.type === 'resource' && !isFollowed(name, spot.followed)) {
    // The service's own deployment of a git branch, which holds policies.
    if (/microsoft\.apimanagement\/service\/tenant|\/tenant\//i.test(code)) return tell({ what: 'resource', touches: 'policies' });
    if (!isWritten(block.body.attributes.get('type')?.value)) return tell({ what: 'resource', touches: 'service' });
  }
  const isOfAzapi = type === 'azapi_resource' && /\bmicrosoft\.apimanagement\/service\/apis\/releases@/i.test(code);
  if (block.type === 'resource' && (type === release || isOfAzapi)) {
    const state = [inOneForm(code), ...codeBehind(code, spot.path, spot.files).map(inOneForm)].join('\n');
    return [notFollowedAt(spot, block.start, { name, what: 'release', state, touches: 'service' })];
  }
  // Another provider that gets the place of a policy.
  if (block.type === 'resource' && !usual.test(type) && !type.startsWith('azapi_') && touchedBy(code) === 'policies')
    return tell({ what: 'resource', touches: 'policies' });
  return [];
}

/** For an API Management resource: that a part which decides browser access is not deployed again when it changes; null otherwise. */
function keptChanges(block: Block, spot: Spot): NotFollowed | null {
  const [type = '', label = ''] = block.labels;
  const code = spot.text.slice(block.start, block.end);
  if (!code.includes(kept) || !/^(?:azurerm_api_management|azapi_)/.test(type)) return null;
  const lists = block.body.blocks.flatMap(({ type: inner, body }) => (inner === 'lifecycle' ? [body.attributes.get(kept)] : []));
  const inJson = block.body.attributes.get('lifecycle');
  const written = [...lists, inJson].flatMap((one) => (one === undefined ? [] : [spot.text.slice(one.start, one.end)])).join(' ');
  const names = written.match(deciding) ?? [];
  if (names.length === 0) return null;
  const name = `${type}.${label}`;
  const isPolicy = names.some((one) => one !== 'value') || type.includes('policy');
  const state = `kept ${folderOfPath(spot.path)} ${name}`;
  return notFollowedAt(spot, block.start, { name, what: 'changes-kept', state, touches: isPolicy ? 'service' : 'unknown' });
}

/** A whole resource, its policy, or a value of policies. */
const deciding = /\b(?:all|xml_content|xml_link|policy|body|value)\b/g;

/** Runs only commands that are known to change nothing. */
function onlyWarms({ body }: Block): boolean {
  return (
    !body.attributes.has('provisioner') &&
    body.blocks.every(({ type, labels, body: own }) => {
      if (type === 'triggers' || type === 'lifecycle') return true;
      const command = own.attributes.get('command')?.value;
      return (
        type === 'provisioner' &&
        labels[0] === 'local-exec' &&
        own.blocks.length === 0 &&
        [...own.attributes.keys()].every((name) => besideCommand.has(name)) &&
        isWritten(command) &&
        changesNothing(command.parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''))
      );
    })
  );
}

/** A text without holes, whose meaning is known. */
function isWritten(value: HclExpression | undefined): value is Extract<HclExpression, { kind: 'template' }> {
  return value?.kind === 'template' && value.parts.every(({ kind }) => kind === 'text');
}

function touchedOr(code: string, least: NotFollowed['touches']): NotFollowed['touches'] {
  return touchedBy(code) === 'policies' ? 'policies' : least;
}

function ofProviders(block: Block, spot: Spot): readonly NotFollowed[] {
  const written = block.body.blocks.filter(({ type }) => type === 'required_providers').flatMap(({ body }) => [...body.attributes.values()]);
  const inJson = block.body.attributes.get('required_providers')?.value;
  const listed = inJson?.kind === 'object' ? inJson.entries.map(({ key, value }) => ({ name: bare(spot.text, key), value, start: key.start })) : [];
  return [...written, ...listed].flatMap(({ name, value, start }): readonly NotFollowed[] => {
    const source = textAt(value, 'source', spot.text);
    const own = ownSources.get(name);
    if (source === null || own?.test(source) === true || (own === undefined && ofTerraform.test(source))) return [];
    const touches = own === undefined ? 'unknown' : 'policies';
    return [notFollowedAt(spot, start, { what: 'provider', name, state: `provider ${name} ${source}`, touches })];
  });
}

/** A text of code without quotes. */
function bare(text: string, { start, end }: HclExpression): string {
  return text.slice(start, end).replace(/^"|"$/g, '');
}

function textAt(value: HclExpression, key: string, text: string): string | null {
  if (value.kind !== 'object') return null;
  const entry = value.entries.find((one) => bare(text, one.key) === key);
  return entry === undefined ? null : bare(text, entry.value);
}
