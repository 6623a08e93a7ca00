import { pipelinesAmong } from '../layouts/deployed/pipeline-files.js';
import { filled, type PipelineContext, type PipelinePlace } from '../layouts/pipelines/pipeline-context.js';
import { callsIn, ParsedPipelines } from '../layouts/pipelines/parsed-pipelines.js';
import { runPipeline } from '../layouts/pipelines/pipeline-walk.js';
import { assignedIn, writtenValue } from '../layouts/pipelines/script-values.js';
import type { Tree } from '../layouts/tree.js';
import { LineIndex } from '../text/line-index.js';
import { commandHole } from '../text/shell-holes.js';
import type { Sides } from './sides.js';

/** The setting that gives the publisher its overrides. */
export const configurationSetting = 'CONFIGURATION_YAML_PATH';
const settings = [configurationSetting, 'API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH'];
const inScript = new RegExp(`(["']?)\\b(${settings.join('|')})\\b["']?([ \\t]*[:=][ \\t]*)(\\S[^\\r\\n]*)`, 'g');

/** The value of a pipeline that is too large to be followed. */
export const unfollowed = '…';

/** One setting in a pipeline. */
export interface Told {
  readonly what: string;
  /** Filled in, without the checkout's folder. */
  readonly value: string;
  /** The pipeline that runs. */
  readonly path: string;
  /** Its job, with the pipeline. */
  readonly stage: string;
  /** The job's own name; '' if the file has none. */
  readonly job: string;
  /** The stage, the job, the variant and the environment. */
  readonly labels: readonly string[];
  readonly line: number;
  /** Where it stands, and what was filled in. */
  readonly places: readonly PipelinePlace[];
  /** The files that it may name; null: unknown. */
  readonly names: readonly string[] | null;
  /** Equal for files with equal content, in the order of their names. */
  readonly says: readonly string[];
}

/** What the pipelines that a change reaches tell the publisher on both sides, and the texts of pipelines. */
export interface SettingsOfSides {
  readonly base: readonly Told[];
  readonly head: readonly Told[];
  /** The stages that head has, whatever they are told, and scripts. */
  readonly stages: ReadonlySet<string>;
  readonly texts: { readonly base: ReadonlyMap<string, string>; readonly head: ReadonlyMap<string, string> };
}

/** API descriptions are not pipelines: reading them this early would cost a request. */
const mayBePipeline = (path: string): boolean =>
  /\.(?:ya?ml|sh|ps1|mk|env)$|(?:^|\/)Makefile$/i.test(path) && !/(?:^|\/)specification\.ya?ml$/i.test(path);
const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);

/** What pipelines hold at their top. */
const pipelineKey = /^[ \t-]*(?:jobs|stages|steps|variables|parameters|runs|extends|env)[ \t]*:/m;

/** Reads the pipelines that a change touches, those that call them, and those that they call. */
export async function readSettings({ base, head }: Sides, paths: readonly string[]): Promise<SettingsOfSides> {
  const changed = paths.filter(mayBePipeline);
  const [was, is] = [await textsOf(base, changed), await textsOf(head, changed)];
  if (changed.some((path) => isYaml(path) && [was, is].some((texts) => pipelineKey.test(texts.get(path) ?? '')))) {
    await readAround(base, was);
    await readAround(head, is);
  }
  const touched = new Set(changed);
  const sides = [new Roots(base, was, touched), new Roots(head, is, touched)] as const;
  const roots = new Set(sides.flatMap((side) => side.reached()));
  return { base: sides[0].told(roots), head: sides[1].told(roots), stages: sides[1].stages(), texts: { base: was, head: is } };
}

async function textsOf(tree: Tree, paths: readonly string[]): Promise<Map<string, string>> {
  const files = paths.filter((path) => tree.entries.get(path)?.kind === 'file');
  if (files.length === 0) return new Map();
  return new Map([...(await tree.read(files))].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
}

/** Adds the other pipelines of a tree, and the files that they call. */
async function readAround(tree: Tree, texts: Map<string, string>): Promise<void> {
  const folders = new Set([...texts.keys()].filter(isYaml).map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const isBeside = (path: string): boolean => folders.has(path.slice(0, path.lastIndexOf('/') + 1)) && mayBePipeline(path);
  const others = [...new Set([...pipelinesAmong([...tree.entries.keys()]), ...[...tree.entries.keys()].filter(isBeside).slice(0, 100)])];
  let wanted = others.filter((path) => isYaml(path) && !texts.has(path));
  for (let round = 0; round < 4 && wanted.length > 0; round += 1) {
    for (const [path, text] of await textsOf(tree, wanted)) texts.set(path, text);
    const paths = new Map([...tree.entries.keys()].filter((path) => isYaml(path) && !texts.has(path)).map((path) => [path, '']));
    const files = new ParsedPipelines(paths);
    wanted = [...new Set([...texts].flatMap(([path, text]) => callsIn(text).flatMap((name) => files.called(name, path) ?? [])))];
  }
}

/** The pipelines of one side that run by themselves. */
class Roots {
  readonly #tree: Tree;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #files: ParsedPipelines;
  readonly #touched: ReadonlySet<string>;
  readonly #runs = new Map<string, ReturnType<typeof runPipeline>>();

  constructor(tree: Tree, texts: ReadonlyMap<string, string>, touched: ReadonlySet<string>) {
    this.#tree = tree;
    this.#texts = texts;
    this.#touched = touched;
    this.#files = new ParsedPipelines(texts);
    const called = new Set([...texts].flatMap(([path, text]) => callsIn(text).flatMap((name) => this.#files.called(name, path) ?? [])));
    for (const [path, text] of texts)
      if (isYaml(path) && (!called.has(path) || runsItself.test(text))) this.#runs.set(path, runPipeline(path, this.#files, settings));
  }

  /** Those that the change touches. */
  reached(): readonly string[] {
    return [...this.#runs].filter(([, { files }]) => [...files].some((path) => this.#touched.has(path))).map(([path]) => path);
  }

  stages(): ReadonlySet<string> {
    const scripts = [...this.#texts].filter(([path, text]) => this.#isScript(path) && text.trim() !== '').map(([path]) => stageOf(path, ''));
    // What is given to a whole pipeline is for all that it runs.
    const whole = [...this.#runs].filter(([, { parts }]) => parts.length > 0).map(([path]) => stageOf(path, ''));
    return new Set([...scripts, ...whole, ...[...this.#runs.values()].flatMap(({ parts }) => parts.map(stageIn))]);
  }

  told(roots: ReadonlySet<string>): readonly Told[] {
    const scripts = [...this.#texts].filter(([path]) => this.#isScript(path)).flatMap(([path, text]) => this.#inScript(path, text));
    return [...this.#runs]
      .flatMap(([root, run]) => {
        if (!roots.has(root)) return [];
        const found = run.settings.map(({ what, value, places, context }) => this.#told(what, value, places, context));
        const [first] = run.settings;
        return run.isCut && first !== undefined
          ? [...found, this.#told(configurationSetting, unfollowed, [{ path: root, line: 1 }], first.context)]
          : found;
      })
      .concat(scripts);
  }

  /** What is no YAML is read as a script is. */
  #isScript(path: string): boolean {
    return this.#touched.has(path) && this.#files.read(path) === null;
  }

  #inScript(path: string, text: string): readonly Told[] {
    const bare: PipelineContext = { root: path, path, given: new Map(), set: new Map(), labels: [], environment: null, calls: 0 };
    const lines = new LineIndex(text);
    const assigned = new Map(
      assignedIn(text).map(([name, value, at]) => [
        name,
        { value: filled(value, bare).value, items: [], places: [{ path, line: lines.lineAt(at) }] },
      ]),
    );
    return Array.from(text.matchAll(inScript), ({ 1: quote = '', 2: what = '', 3: sign = '', 4: written = '', index }) => {
      const { value, places } = filled(writtenValue(written, quote, sign), { ...bare, set: assigned });
      return this.#told(what, value, [{ path, line: lines.lineAt(index) }, ...places], bare);
    });
  }

  #told(what: string, written: string, places: readonly PipelinePlace[], context: PipelineContext): Told {
    const { root, labels, environment } = context;
    const value = plain(written);
    const names = filesNamed(value, this.#texts.get(places[0]?.path ?? '') ?? '', this.#tree);
    const says = (names ?? []).map((name) => this.#tree.entries.get(name)?.id ?? name);
    const [job = ''] = labels;
    const all = [...labels, ...(environment === null ? [] : [environment])];
    return { what, value, path: root, stage: stageIn(context), job, labels: all, line: places[0]?.line ?? 1, places, names, says };
  }
}

/** Triggers of a workflow that others may call, too. */
const runsItself = /^[ \t]+(?:push|workflow_dispatch|schedule|release)[ \t]*:/m;

/** A stage by its pipeline and name. */
export function stageOf(path: string, job: string): string {
  return JSON.stringify([path, job]);
}

function stageIn({ root, labels, environment }: PipelineContext): string {
  // Of the labels only a matrix has more than the environment.
  const own = environment === null ? labels : [environment, ...labels.slice(1).filter((one) => one.includes(','))];
  return stageOf(root, own.join('/'));
}

/** Whether two stages by other names are the same one: a job that calls a file now, or a variant of a matrix. */
export function isSamePipeline(was: readonly Told[], is: readonly Told[]): boolean {
  const names = (told: readonly Told[]): readonly string[] => [...new Set(told.flatMap(({ labels }) => labels))];
  const [before, after] = [names(was), names(is)];
  return before.length > 0 && after.length > 0 && (before.every((one) => after.includes(one)) || after.every((one) => before.includes(one)));
}

/** The value without the checkout's folder. */
function plain(written: string): string {
  return written.trim().replace(checkout, '').replace(/^\.\//, '').replace(/\/$/, '');
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
