import type { NotFollowed } from '../../apim/service.js';
import { sha256Hex } from '../../text/hash.js';
import { LineIndex } from '../../text/line-index.js';
import type { Definition } from '../deployed/deploying-root.js';
import { notFollowedAt } from '../deployed/not-followed.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { pipelinesAmong } from '../deployed/pipeline-files.js';
import { saidByPipelines } from '../deployed/said-by-pipelines.js';
import { addTo } from '../../text/add-to.js';
import { readDeployments, type CommandValue, type DeployCommand } from './bicep-commands.js';
import type { BicepFiles } from './bicep-files.js';
import type { ParametersOfRoot, RootParameters } from './root-parameters.js';

/** A parameter value in pipelines. */
export interface GivenParameter extends CommandValue {
  /** Path of its first occurrence. */
  readonly path: string;
  /** Everything that pipelines write about it (`saidByPipelines`). */
  readonly said: string;
}

/** What pipelines pass to a root in one environment. */
export interface GivenParameters {
  readonly values: readonly GivenParameter[];
  /** The files of values that they deploy with. */
  readonly files: readonly NotFollowed[];
  /** The pipelines that pass something to the root. */
  readonly paths: readonly string[];
  /** Equal if everything is equal. */
  readonly key: string;
}

/** Most commands, with what they name, of all pipelines. */
const mostSaid = 50_000;

interface Command extends DeployCommand {
  readonly path: string;
}

/** The pipelines and scripts of a tree, and what they pass to Bicep files. */
export class BicepPipelines {
  readonly #files: BicepFiles;
  readonly #paths: readonly string[];
  #known: ReadonlyMap<string, readonly Command[]> | null = null;

  /** Requests their texts, which are available after the next read. */
  constructor(paths: readonly string[], files: BicepFiles) {
    this.#files = files;
    this.#paths = pipelinesAmong(paths);
    for (const path of this.#paths) files.text(path);
  }

  /** By root, each computed once. */
  #commandsOf(roots: readonly string[]): ReadonlyMap<string, readonly Command[]> {
    if (this.#known !== null) return this.#known;
    const found = new Map<string, Command[]>();
    const params = [...this.#files.tree.entries.keys()].filter((one) => one.endsWith('.bicepparam'));
    const all = this.#paths.flatMap((path) => (this.#files.made(path, 'bicep-pipeline', readDeployments) ?? []).map((one) => ({ ...one, path })));
    let count = 0;
    for (const one of all) {
      count += 1 + one.files.length + one.values.length;
      if (count > mostSaid) break;
      const root = rootOf(one, roots, params, this.#files);
      if (root !== null) addTo(found, root, one);
    }
    return (this.#known = found);
  }

  /** What they pass to a root, by environment; null: without one. */
  of(root: string, roots: readonly string[], own: ParametersOfRoot): (environment: RootParameters | null) => GivenParameters | null {
    const commands = this.#commandsOf(roots).get(root) ?? [];
    if (commands.length === 0) return () => null;
    const byName = new Map<string, string>();
    for (const [name, { statement }] of this.#files.declarations(root)?.byName ?? [])
      if (statement.kind === 'param') byName.set(name.toLowerCase(), name);
    const ofEnvironments = own.environments.flatMap(({ files }) => files);
    const known = [...own.base, ...ofEnvironments];
    const among = new Set(ofEnvironments);
    const named = commands.map(({ path, files }) =>
      files.map(({ file, at }) => ({ file: fileNamed(file, path, known) ?? file, path, offset: at.start })),
    );
    const files = filesNamed(named.flat(), root, this.#files);
    const said = sha256Hex(JSON.stringify(files));
    const paths = [...new Set(commands.flatMap(({ path, values, files: own }) => (values.length + own.length === 0 ? [] : path)))].sort();
    return (environment) => {
      const wanted = new Set(environment?.files);
      const here = commands.filter((_, index) => {
        const ofOwn = (named[index] ?? []).filter(({ file }) => among.has(file));
        return ofOwn.length === 0 || ofOwn.some(({ file }) => wanted.has(file));
      });
      const values = valuesOf(here, byName, this.#files);
      return paths.length === 0 ? null : { values, files, paths, key: JSON.stringify([values, paths, said]) };
    };
  }
}

/** The root that a command deploys: named directly or by a file of values, or the only one; null: none of them. */
function rootOf({ template, files: given, path }: Command, roots: readonly string[], params: readonly string[], files: BicepFiles): string | null {
  if (template !== null) return fileNamed(template.replace(/\.json$/, '.bicep'), path, roots);
  for (const { file } of given) {
    const at = file.endsWith('.bicepparam') ? fileNamed(file, path, params) : null;
    const using = at === null ? null : (files.declarations(at)?.using ?? null);
    if (at !== null && using !== null) return fileNamed(resolvePath(folderOfPath(at), using) ?? '', '', roots);
  }
  const [only, ...others] = roots;
  return only === undefined || others.length > 0 ? null : only;
}

/** Which of these files a pipeline names; null: none. */
function fileNamed(file: string, path: string, among: readonly string[]): string | null {
  for (const folder of ['', folderOfPath(path)]) {
    const found = resolvePath(folder, file);
    if (found !== null && among.includes(found)) return found;
  }
  const end = `/${file.replace(/^(?:\$[^/]*\/|\.{1,2}\/)+/, '')}`;
  const found = among.filter((one) => `/${one}`.endsWith(end));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The values passed for each parameter. */
function valuesOf(commands: readonly Command[], byName: ReadonlyMap<string, string>, files: BicepFiles): readonly GivenParameter[] {
  const all = new Map<string, (CommandValue & { readonly path: string })[]>();
  for (const { path, values } of commands) {
    for (const one of values) {
      const name = byName.get(one.name.toLowerCase());
      if (name !== undefined) addTo(all, name, { ...one, name, path });
    }
  }
  return [...all.values()].flatMap((given) => {
    const [first] = given;
    if (first === undefined) return [];
    const raw = [...new Set(given.map((one) => one.raw))].sort().join('\n');
    const paths = [...new Set(given.map(({ path }) => path))].sort();
    return {
      ...first,
      raw,
      said: saidByPipelines(
        [first.name],
        raw,
        paths.map((path) => files.text(path) ?? ''),
      ),
    };
  });
}

/** The value of a parameter that only pipelines set: identified by how they set it. */
export function parameterDefinitions(name: string, given: GivenParameters | null): readonly Definition[] {
  return (given?.values ?? []).flatMap(({ name: parameter, said, path, at }): readonly Definition[] => {
    if (!name.includes(parameter)) return [];
    return Array.from(name.matchAll(new RegExp(`(?<![\\w.'"-])${parameter}(?![\\w'"-])`, 'g')), ({ 0: all, index }) => ({
      at: { start: index, end: index + all.length },
      address: `given ${parameter}`,
      by: { path, offset: at.start },
      says: () => [[said, { kind: 'null' }] as const],
    }));
  });
}

/** What pipelines set in addition to a root's code. `used`: relevant parameters with a value. */
export function besideBicep(given: GivenParameters | null, root: string, used: ReadonlySet<string>, texts: BicepFiles): readonly NotFollowed[] {
  return [...(given?.files ?? []), ...valuesBeside(given, root, used, texts)];
}

/** Relevant parameters that pipelines set in addition to the code or a file of values: reported if the setting changes. */
function valuesBeside(given: GivenParameters | null, root: string, used: ReadonlySet<string>, texts: BicepFiles): readonly NotFollowed[] {
  return (given?.values ?? [])
    .filter(({ name }) => used.has(name))
    .map(({ name, said, path, at }) => {
      const spot = { path, lines: new LineIndex(texts.text(path) ?? '') };
      const state = JSON.stringify(['given', root, name, said]);
      return notFollowedAt(spot, at.start, { what: 'given-otherwise', name, state, touches: 'service' });
    });
}

interface NamedFile {
  readonly file: string;
  readonly path: string;
  readonly offset: number;
}

function filesNamed(named: readonly NamedFile[], root: string, texts: BicepFiles): readonly NotFollowed[] {
  const counts = new Map<string, number>();
  const spots = new Map<string, LineIndex>();
  return named.map(({ file, path, offset }) => {
    const key = JSON.stringify(['deployed-with', root, path, file]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const lines = spots.get(path) ?? new LineIndex(texts.text(path) ?? '');
    spots.set(path, lines);
    return notFollowedAt({ path, lines }, offset, { what: 'deployed-with', name: file, state: `${key} ${count}`, touches: 'service' });
  });
}
