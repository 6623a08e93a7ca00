import type { MetadataProblem, Service } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import type { Reach, RepositoryOptions, Site, SiteEnvironment } from '../layout.js';
import { codeFault } from './code-fault.js';
import type { DeployedPolicy } from './deployed.js';
import { isConfiguration } from './module-folder.js';
import type { UndecidedText } from './named-files.js';
import { PolicyTexts } from './policy-texts.js';
import { isValuesFile } from './root-environments.js';
import type { EvaluatedRoot, TerraformContext } from './root-module.js';
import type { JoinedService } from './service-joins.js';
import { ServiceMaker } from './service-maker.js';
import { isReached, reachOfChange, within } from './site-reach.js';
import { folderOfPath } from './terraform-files.js';

/** What the roots of a tree deploy to one instance. */
export class TerraformSite implements Site {
  readonly root: string;
  readonly environments: readonly SiteEnvironment[];
  readonly #joined: JoinedService;
  readonly #context: TerraformContext;
  readonly #texts: PolicyTexts;
  readonly #asked: ReadonlySet<string>;
  readonly #folders: ReadonlySet<string>;

  constructor(joined: JoinedService, context: TerraformContext, options: RepositoryOptions) {
    this.root = joined.folder;
    this.#joined = joined;
    this.#context = context;
    this.#texts = new PolicyTexts(context.files, context.cache);
    const roots = [...joined.parts.keys()];
    const names = new Map<string, string>();
    for (const { environment } of roots)
      if (environment !== null && !names.has(environment.name)) names.set(environment.name, environment.files[0] ?? '');
    const wanted = (name: string): boolean => options.environments.length === 0 || options.environments.includes(name);
    this.environments = [...names].filter(([name]) => wanted(name)).map(([name, path]) => ({ name, path, isThere: true }));
    this.#asked = new Set(roots.flatMap(({ files }) => [...files.asked]));
    this.#folders = new Set([...this.#asked].filter((path) => isConfiguration(path) || isValuesFile(path)).map(folderOfPath));
  }

  /** The policies that its roots deploy, in each of their environments. */
  *policies(): Iterable<DeployedPolicy> {
    for (const deployed of this.#joined.parts.values()) for (const one of deployed) if (one.kind === 'policy') yield one;
  }

  /** Files that hold the text of a policy of the service. */
  *policyPaths(): Iterable<string> {
    for (const [root, deployed] of this.#joined.parts) {
      for (const one of deployed) {
        if (one.kind !== 'policy') continue;
        const value = one.text();
        if (value.kind === 'text') for (const { from } of value.pieces) if (from !== null) yield from.host.path;
        // What was only looked for is the policy's all the same.
        if (value.kind === 'unknown') yield* root.files.tree.entries.has(one.by.path) ? [] : [one.by.path];
      }
    }
  }

  /** Policies whose text is not known. */
  *undecided(): Iterable<UndecidedText> {
    for (const [{ folder }, deployed] of this.#joined.parts) {
      for (const one of deployed) {
        const value = one.kind === 'policy' ? one.text() : null;
        if (value?.kind === 'unknown') yield { root: folder, name: value.name };
      }
    }
  }

  covers(path: string): boolean {
    return this.#asked.has(path) || ((isConfiguration(path) || isValuesFile(path)) && this.#folders.has(folderOfPath(path)));
  }

  reachOf(): Reach {
    return { kind: 'all' };
  }

  /** What a change of files reaches of what the tree deploys; null: nothing. */
  reachOfChange(changed: ReadonlySet<string>): Reach | null {
    return reachOfChange(this.#joined.parts, changed);
  }

  get shape(): string {
    return JSON.stringify([...this.#joined.parts.keys()].map(({ folder, environment }) => [folder, environment?.name ?? null]).sort());
  }

  async load(reach: Reach): Promise<readonly Service[]> {
    const services: Service[] = [];
    for (const [root, deployed] of this.#joined.parts) for (const one of deployed) if (one.kind === 'policy') this.#texts.noteUse(root, one);
    for (const environment of this.environments.length === 0 ? [null] : this.environments.map(({ name }) => name)) {
      services.push(await this.#make(environment, reach));
    }
    return services;
  }

  #make(name: string | null, reach: Reach): Promise<Service> {
    const named = new Set([...this.#joined.parts.keys()].flatMap(({ folder, environment }) => (environment === null ? [] : folder)));
    const parts = [...this.#joined.parts]
      .filter(([{ folder, environment }]) => (environment === null ? !named.has(folder) : environment.name === name))
      .map(([root, deployed]) => ({ root, deployed: within(deployed, reach), all: deployed }));
    const { files } = this.#context;
    const maker = new ServiceMaker(parts, files, this.#texts, problemsOf(parts.flatMap(({ root }) => (isReached(root, reach) ? root : []))));
    return maker.make(this.root, name, (path) => this.covers(path));
  }
}

type FaultCode = Parameters<typeof codeFault>[0];

/** What leaves a part of the code out, and the policies that stand there. */
const hiding: ReadonlySet<FaultCode> = new Set(['unexpected', 'unclosed', 'too-deep', 'not-json', 'too-large', 'loop-too-long']);

/** What could not be read or evaluated, each once. */
function problemsOf(roots: readonly EvaluatedRoot[]): readonly MetadataProblem[] {
  const problems = new Map<string, MetadataProblem>();
  const tell = (path: string, offset: number, code: FaultCode, what: string, text: string): void => {
    const says = codeFault(code, what);
    if (says === null) return;
    const line = new LineIndex(text).lineAt(offset);
    problems.set(`${path}:${line}:${JSON.stringify(says)}`, { path, line, says, ...(hiding.has(code) ? { hides: true } : {}) });
  };
  for (const { files, problems: own } of roots) {
    for (const path of files.asked) {
      if (!isConfiguration(path) && !isValuesFile(path)) continue;
      const text = files.text(path) ?? '';
      for (const problem of files.problems(path)) tell(path, problem.offset, problem.code, problem.what, text);
      if (files.refused.has(path)) tell(path, 0, 'too-large', '', '');
    }
    for (const { code, argument, path, offset } of own) tell(path, offset, code, argument, files.text(path) ?? '');
  }
  return [...problems.values()];
}
