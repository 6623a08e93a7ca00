import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { pipelinesAmong } from '../deployed/pipeline-files.js';
import { saidByPipelines } from '../deployed/said-by-pipelines.js';
import { readPipeline, type Job, type PipelineFile, type PipelineSetting, type PipelineText } from './pipeline-text.js';
import type { RootValues } from './root-environments.js';
import type { TerraformFiles } from './terraform-files.js';

/** A variable's value in pipelines. */
export interface GivenValue {
  readonly variable: string;
  /** As written, each time. */
  readonly raw: string;
  /** Everything that pipelines write about it (`saidByPipelines`). */
  readonly said: string;
  /** Path of its first occurrence. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A file of values in a pipeline. */
export interface ValuesNamed {
  readonly file: string;
  readonly job: string;
  readonly path: string;
  readonly offset: number;
}

/** What pipelines pass to one root in one environment. */
export interface GivenToRoot {
  readonly values: readonly GivenValue[];
  readonly files: readonly ValuesNamed[];
  /** The pipelines that pass something to the root. */
  readonly paths: readonly string[];
}

/** Nothing. */
export const nothingGiven: GivenToRoot = { values: [], files: [], paths: [] };

/** A part of a pipeline, with its own and the common settings. */
interface Context {
  readonly path: string;
  readonly job: Job;
  readonly settings: readonly PipelineSetting[];
  readonly files: readonly PipelineFile[];
}

interface Pipeline extends PipelineText {
  readonly path: string;
  readonly text: string;
}

/** The pipelines, scripts and Makefiles of a tree, and what they pass to its roots. */
export class Pipelines {
  readonly #files: TerraformFiles;
  readonly #paths: readonly string[];
  #known: readonly Pipeline[] | null = null;

  /** Requests their texts, which are available after the next read. */
  constructor(paths: readonly string[], files: TerraformFiles) {
    this.#files = files;
    this.#paths = pipelinesAmong(paths);
    for (const path of this.#paths) files.text(path);
  }

  get #all(): readonly Pipeline[] {
    this.#known ??= this.#paths.flatMap((path): readonly Pipeline[] => {
      const kind = /\.ya?ml$/i.test(path) ? 'terraform-pipeline yaml' : 'terraform-pipeline';
      const read = this.#files.made(path, kind, (text) => ({ ...readPipeline(path, text), text }));
      return read === null || read.settings.length + read.files.length === 0 ? [] : [{ ...read, path }];
    });
    return this.#known;
  }

  /** What they pass to a root, by environment; null: without one. */
  of(root: string, roots: readonly string[], declared: ReadonlySet<string>, values: RootValues): PipelinesOfRoot {
    const own = this.#all.filter(({ text }) => isFor(text, root, roots)).flatMap(contextsOf);
    const contexts = own
      .map((one) => ({ ...one, settings: one.settings.filter(({ variable }) => declared.has(variable)) }))
      .filter(({ path, settings, files }) => settings.length > 0 || files.some(({ file }) => isOfRoot(file, { path, root }, values)));
    return new PipelinesOfRoot(root, contexts, values, (path) => this.#files.text(path) ?? '');
  }
}

/** What the pipelines of a tree pass to one root. */
export class PipelinesOfRoot {
  readonly #root: string;
  readonly #contexts: readonly Context[];
  readonly #byEnvironment: ReadonlyMap<string, readonly Context[]>;
  readonly #values: RootValues;
  readonly #textOf: (path: string) => string;

  constructor(root: string, contexts: readonly Context[], values: RootValues, textOf: (path: string) => string) {
    this.#textOf = textOf;
    this.#root = root;
    this.#contexts = contexts;
    this.#values = values;
    this.#byEnvironment = contextsByEnvironment(root, contexts, values);
  }

  /** What they pass in an environment; null: without one. */
  in(environment: string | null): GivenToRoot {
    if (this.#contexts.length === 0) return nothingGiven;
    const own = environment === null ? [] : (this.#byEnvironment.get(environment) ?? []);
    const elsewhere = new Set(environment === null ? [] : [...this.#byEnvironment.values()].flat());
    const others = this.#contexts.filter((one) => !elsewhere.has(one));
    return {
      values: valuesGiven(own, others, this.#textOf),
      files: this.#files,
      paths: [...new Set(this.#contexts.map(({ path }) => path))].sort(),
    };
  }

  get #files(): readonly ValuesNamed[] {
    return this.#contexts.flatMap(({ path, job, files }) =>
      files.map(({ file, at }) => ({ file: fileNamed(file, { path, root: this.#root }, this.#values) ?? file, job: job.id, path, offset: at.start })),
    );
  }
}

/** Whether a pipeline is about a root: it names its folder, or that of no root. */
function isFor(text: string, root: string, roots: readonly string[]): boolean {
  const named = roots.filter((one) => one !== '' && names(text, one));
  if (named.length === 0) return true;
  return named.includes(root) && !named.some((one) => one.startsWith(`${root}/`) && !namesAlone(text, root, named));
}

function names(text: string, folder: string): boolean {
  return text.includes(folder) && new RegExp(`(?<![\\w-])${folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`).test(text);
}

/** Whether a text names a folder other than as a part of a longer path. */
function namesAlone(text: string, folder: string, others: readonly string[]): boolean {
  const below = others.filter((one) => one.startsWith(`${folder}/`));
  return names(
    below.reduce((left, one) => left.replaceAll(one, ''), text),
    folder,
  );
}

/** The parts of a pipeline, each with the common settings. */
function contextsOf({ path, settings, files }: Pipeline): readonly Context[] {
  const jobs = new Map<string, Job>();
  for (const { job } of [...settings, ...files]) if (job.id !== '') jobs.set(job.id, job);
  const isCommon = ({ job }: { readonly job: Job }): boolean => job.id === '';
  if (jobs.size === 0) return [{ path, job: { id: '', environment: null }, settings, files }];
  return [...jobs.values()].map((job) => {
    const isHere = (one: { readonly job: Job }): boolean => isCommon(one) || one.job.id === job.id;
    const own = settings.filter(({ job: { id } }) => id === job.id);
    const isGivenHere = new Set(own.map(({ variable }) => variable));
    return {
      path,
      job,
      settings: settings.filter((one) => isHere(one) && (!isCommon(one) || !isGivenHere.has(one.variable))),
      files: files.filter(isHere),
    };
  });
}

interface Place {
  readonly path: string;
  readonly root: string;
}

/** The file of values of a root that a pipeline names; null: none. */
function fileNamed(file: string, { path, root }: Place, { base, environments }: RootValues): string | null {
  const own = [...base, ...environments.flatMap(({ files }) => files)];
  for (const folder of [root, folderOfPath(path), '']) {
    const found = resolvePath(folder, file);
    if (found !== null && own.includes(found)) return found;
  }
  const end = `/${file.replace(/^(?:\$[\w{}]+\/|\.{1,2}\/)+/, '')}`;
  return own.find((one) => `/${one}`.endsWith(end)) ?? null;
}

function isOfRoot(file: string, place: Place, values: RootValues): boolean {
  return fileNamed(file, place, values) !== null;
}

/** The environments of a pipeline's parts, by their names or the files they name. */
function contextsByEnvironment(root: string, contexts: readonly Context[], values: RootValues): ReadonlyMap<string, readonly Context[]> {
  const found = new Map<string, Context[]>();
  const add = (name: string, context: Context): void => void found.set(name, [...(found.get(name) ?? []), context]);
  for (const context of contexts) {
    const { path, files, job } = context;
    const named = new Set(files.flatMap(({ file }) => fileNamed(file, { path, root }, values) ?? []));
    const byFile = values.environments.filter((one) => one.files.some((file) => named.has(file)));
    const words = [job.environment ?? '', job.id, stemOf(path)];
    const byName = words.map((word) => values.environments.filter(({ name }) => holdsWord(word, name))).find((some) => some.length > 0) ?? [];
    for (const { name } of byFile.length > 0 ? byFile : byName) add(name, context);
  }
  return found;
}

function holdsWord(text: string, word: string): boolean {
  return `-${text.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-`.includes(`-${word.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-`);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[\w]+$/, '');
}

/** The value of each variable: from parts for the environment, otherwise from parts for none. */
function valuesGiven(own: readonly Context[], others: readonly Context[], textOf: (path: string) => string): readonly GivenValue[] {
  const found = new Map<string, GivenValue>();
  for (const contexts of [others, own]) {
    const by = new Map<string, Omit<GivenValue, 'said'>[]>();
    for (const { path, settings } of contexts) {
      for (const { variable, raw, at } of settings) {
        const value = { variable, raw, path, ...at };
        by.set(variable, [...(by.get(variable) ?? []), value]);
      }
    }
    for (const [variable, all] of by) {
      const [first] = all;
      if (first === undefined) continue;
      const raw = [...new Set(all.map((one) => one.raw))].sort().join('\n');
      const paths = [...new Set(all.map(({ path }) => path))].sort();
      found.set(variable, { ...first, raw, said: saidByPipelines([variable, `TF_VAR_${variable}`], raw, paths.map(textOf)) });
    }
  }
  return [...found.values()];
}
