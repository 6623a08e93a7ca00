import { jobsOf } from '../layouts/terraform/pipeline-text.js';
import type { Tree } from '../layouts/tree.js';
import { addTo } from '../text/add-to.js';
import { LineIndex } from '../text/line-index.js';
import { commandHole } from '../text/shell-holes.js';
import type { Sides } from './sides.js';

/** Settings that give the publisher its folder and its overrides. */
const told = /\b(CONFIGURATION_YAML_PATH|API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH)\b["']?[ \t]*[:=][ \t]*(\S[^\r\n]*)/g;

/** API descriptions are not pipelines: reading them this early would cost a request. */
const isPipeline = (path: string): boolean =>
  /\.(?:ya?ml|sh|ps1|mk|env)$|(?:^|\/)Makefile$/i.test(path) && !/(?:^|\/)specification\.ya?ml$/i.test(path);

/** A pipeline that publishes something else than before. */
export interface PublishedOtherwise {
  readonly path: string;
  /** What it names now and did not name in base. */
  readonly now: readonly string[];
  /** The line of the first of these. */
  readonly line: number;
  /** Set if one configuration replaces another, and nothing else changed. */
  readonly switched: SwitchedConfiguration | null;
}

/** A stage that uses another configuration than in base: both paths. */
export interface SwitchedConfiguration {
  readonly before: string;
  readonly after: string;
}

/** One setting in a pipeline. */
interface Told {
  readonly what: string;
  /** As written, without the checkout's folder. */
  readonly value: string;
  readonly path: string;
  /** Its job, with the file. */
  readonly stage: string;
  /** The job's own name; '' if the file has none. */
  readonly job: string;
  readonly line: number;
  /** The files that it may name; null: unknown. */
  readonly names: readonly string[] | null;
  /** Equal for files with equal content, in the order of their names. */
  readonly says: readonly string[];
}

/**
 * Pipelines that give the publisher another folder or configuration than in base, so that other or unreviewed content replaces what was published. Each stage
 * is compared with itself; a new one with removed ones. Additional content replaces nothing, nor does equal content under another name. `paths`: those that the
 * change touches.
 */
export async function publishedOtherwise(trees: Sides, paths: readonly string[]): Promise<readonly PublishedOtherwise[]> {
  const candidates = paths.filter(isPipeline);
  if (candidates.length === 0) return [];
  const [was, is] = [byStage(await toldBy(trees.base, candidates)), byStage(await toldBy(trees.head, candidates))];
  const found: PublishedOtherwise[] = [];
  const known = new Set<string>();
  for (const [stage, now] of is) {
    const own = was.get(stage);
    const old = own ?? formerStage(stage, was, is, trees);
    if (old.length === 0) continue;
    for (const one of old) known.add(one.stage);
    const kept = new Set(old.flatMap((one) => [one.value, ...(one.names ?? []), ...one.says].map((key) => `${one.what} ${key}`)));
    const isKnown = ({ what, value, names, says }: Told): boolean =>
      kept.has(`${what} ${value}`) ||
      (names !== null && names.every((name, index) => kept.has(`${what} ${name}`) || kept.has(`${what} ${says[index] ?? ''}`)));
    for (const one of now) {
      if (!isKnown(one) && !isMovedFolder(one, old, trees)) found.push(otherwise(one, switchedIn(one, { old, now })));
    }
    // Without a configuration it publishes the artifacts unchanged.
    const [first] = now;
    if (own?.some(isConfiguration) === true && !now.some(isConfiguration) && first !== undefined) found.push(otherwise(first, null));
  }
  const silent = [...was].filter(
    ([stage, old]) => !is.has(stage) && old.some((one) => isConfiguration(one) && one.stage === stage && !known.has(stage)),
  );
  return [...found, ...(silent.length === 0 ? [] : await stillPublishing(trees.head, silent))];
}

/** Stages without settings now that still exist: they publish the artifacts unchanged. */
async function stillPublishing(
  head: Tree,
  silent: readonly (readonly [stage: string, old: readonly Told[]])[],
): Promise<readonly PublishedOtherwise[]> {
  const paths = new Set(silent.flatMap(([, [one]]) => one?.path ?? []));
  const contents = await head.read([...paths].filter((path) => head.entries.get(path)?.kind === 'file'));
  const found = silent.flatMap(([, old]) => {
    const [one] = old.filter(isConfiguration);
    const lines = new TextDecoder().decode(contents.get(one?.path ?? '') ?? new Uint8Array()).split('\n');
    // A job is found by name; a script exists while it has any setting.
    const line = lines.findIndex((each) =>
      one?.job === '' ? each.trim() !== '' : [...each.matchAll(/[\w.-]+/g)].some(([word]) => word === one?.job),
    );
    return one === undefined || line < 0 ? [] : [{ path: one.path, now: [`no ${one.what}`], line: line + 1, switched: null }];
  });
  return found;
}

function otherwise({ path, line, what, value }: Told, switched: SwitchedConfiguration | null): PublishedOtherwise {
  return { path, now: [`${what}: ${value}`], line, switched };
}

/**
 * Candidates for a new stage's former self: removed stages of its file or of removed files; in order if there are at least as many as new ones, otherwise any
 * of them. Empty: the stage is additional.
 */
function formerStage(stage: string, was: Stages, is: Stages, { base, head }: Sides): readonly Told[] {
  const pathOf = (key: string): string => was.get(key)?.[0]?.path ?? is.get(key)?.[0]?.path ?? '';
  const isHere = (key: string): boolean => {
    const path = pathOf(stage);
    return base.entries.has(path) ? pathOf(key) === path : !base.entries.has(pathOf(key)) || !head.entries.has(pathOf(key));
  };
  const gone = [...was.keys()].filter((key) => !is.has(key) && isHere(key));
  const fresh = [...is.keys()].filter((key) => !was.has(key) && isHere(key));
  const wanted = fresh.length < gone.length ? gone : gone.filter((_, index) => index === fresh.indexOf(stage));
  return wanted.flatMap((key) => was.get(key) ?? []);
}

const isConfiguration = ({ what }: Told): boolean => what === 'CONFIGURATION_YAML_PATH';

/** A moved folder of artifacts is compared with itself. */
function isMovedFolder({ what, value }: Told, old: readonly Told[], { base, head }: Sides): boolean {
  if (what === 'CONFIGURATION_YAML_PATH' || base.closed !== undefined || holds(base, value) || !holds(head, value)) return false;
  return old.some((one) => one.what === what && holds(base, one.value) && !holds(head, one.value));
}

function holds({ entries }: Tree, folder: string): boolean {
  for (const path of entries.keys()) if (path.startsWith(`${folder}/`)) return true;
  return false;
}

/** The configuration replaced by another; null: it is not one file for one. */
function switchedIn(one: Told, { old, now }: { readonly old: readonly Told[]; readonly now: readonly Told[] }): SwitchedConfiguration | null {
  if (!isConfiguration(one)) return null;
  const kept = new Set(now.filter(isConfiguration).map(({ value }) => value));
  const replaced = new Set(old.filter((each) => isConfiguration(each) && !kept.has(each.value)).flatMap(({ names }) => names ?? ['']));
  const [[before = '', ...others], [after = '', ...more]] = [[...replaced], one.names ?? []];
  return others.length + more.length > 0 || before === '' || after === '' ? null : { before, after };
}

type Stages = ReadonlyMap<string, readonly Told[]>;

/** The settings of each stage, with its whole pipeline. */
function byStage(all: readonly Told[]): Stages {
  const found = new Map<string, Told[]>();
  for (const one of all) addTo(found, one.stage, one);
  for (const [stage, own] of found) {
    const common = found.get(stageOf(own[0]?.path ?? '', ''));
    if (common === undefined || common === own) continue;
    const said = new Set(own.map(({ what }) => what));
    found.set(stage, [...own, ...common.filter(({ what }) => !said.has(what))]);
  }
  return found;
}

function stageOf(path: string, job: string): string {
  return JSON.stringify([path, job]);
}

async function toldBy(tree: Tree, candidates: readonly string[]): Promise<readonly Told[]> {
  const contents = await tree.read(candidates.filter((path) => tree.entries.get(path)?.kind === 'file'));
  return [...contents].flatMap(([path, bytes]) => {
    const text = new TextDecoder().decode(bytes);
    const lines = new LineIndex(text);
    const jobAt = /\.ya?ml$/i.test(path) ? jobsOf(text) : () => ({ id: '', environment: null });
    return Array.from(text.matchAll(told), ({ 1: what = '', 2: written = '', index }): Told => {
      const { id, environment } = jobAt(index);
      const value = plain(written);
      const names = filesNamed(value, text, tree);
      const says = (names ?? []).map((name) => tree.entries.get(name)?.id ?? name);
      return { what, value, path, stage: stageOf(path, environment ?? id), job: id, line: lines.lineAt(index), names, says };
    });
  });
}

/** The value without quotes, comments and the checkout's folder. */
function plain(written: string): string {
  const value = written
    .replace(/\s#.*$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  return value.replace(checkout, '').replace(/^\.\//, '').replace(/\/$/, '');
}

const checkout =
  /^(?:\$\{\{ *github\.workspace *\}\}|\$\((?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Pipeline\.Workspace)\)|\$\{?(?:env:)?(?:GITHUB_WORKSPACE|BUILD_SOURCESDIRECTORY|PWD)\}?)\//i;

const hole = new RegExp(commandHole, 'g');

/** The files of the tree that a value may name: filled-in parts are words of the pipeline. Null: it names none of them. */
function filesNamed(value: string, text: string, { entries }: Tree): readonly string[] | null {
  if (entries.has(value)) return [value];
  const parts = value.split(hole);
  // A completely filled-in value may be any.
  if (parts.length < 2 || parts.length > 4 || !/\.ya?ml$/i.test(value) || !parts.some((part) => /\w{3}/.test(part.replace(/\.ya?ml$/i, ''))))
    return null;
  const pattern = new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([\\w-]+)')}$`);
  const words = new Set(text.match(/[\w-]+/g));
  const found = [...entries.keys()].filter(
    (path) =>
      pattern
        .exec(path)
        ?.slice(1)
        .every((word) => words.has(word)) === true,
  );
  return found.length === 0 ? null : found.sort();
}
