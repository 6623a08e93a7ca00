import type { PolicyCache } from '../../apim/policy-cache.js';
import type { MetadataProblem, Service } from '../../apim/service.js';
import type { Reach, RepositoryOptions, RootNames, Site, SiteEnvironment, UndecidedNames } from '../layout.js';
import { unevaluated } from '../most-environments.js';
import { policyName } from '../policy-content.js';
import type { Deployed, DeployedPolicy } from './deployed.js';
import { identitiesOf, openNames, withNames } from './identities.js';
import { PolicyTexts } from './policy-texts.js';
import type { DeployingRoot } from './deploying-root.js';
import type { TextHost, Value } from './deployed-value.js';
import type { JoinedService } from './service-joins.js';
import { ServiceMaker } from './service-maker.js';
import { isReached, reachOfChange, withinReach } from './site-reach.js';
import type { Span } from '../../text/edit.js';
import type { TreeTexts } from './tree-texts.js';
import { folderOfPath } from './paths.js';

/** A policy with unknown text, under the name of the text, with the folder of its root. */
export interface UndecidedText {
  readonly root: string;
  readonly name: string;
}

/** What the roots of a tree deploy to one instance. */
export class DeployedSite implements Site {
  readonly root: string;
  readonly environments: readonly SiteEnvironment[];
  readonly #joined: JoinedService;
  readonly #files: TreeTexts;
  readonly #texts: PolicyTexts;
  readonly #asked: ReadonlySet<string>;
  readonly #folders: ReadonlySet<string>;
  readonly #redefined: ReadonlyMap<string, ReadonlyMap<string, string>>;
  #inEnvironments: InEnvironments | null = null;

  constructor(joined: JoinedService, files: TreeTexts, cache: PolicyCache, options: RepositoryOptions) {
    this.root = joined.folder;
    this.#joined = joined;
    this.#files = files;
    this.#texts = new PolicyTexts(files, cache);
    this.#redefined = options.asOtherSide?.redefined ?? new Map();
    const roots = [...joined.parts.keys()];
    const names = new Map<string, string>();
    for (const { environment } of roots)
      if (environment !== null && !names.has(environment.name)) names.set(environment.name, environment.files[0] ?? '');
    const wanted = (name: string): boolean => options.environments.length === 0 || options.environments.includes(name);
    this.environments = [...names].filter(([name]) => wanted(name)).map(([name, path]) => ({ name, path, isThere: true }));
    this.#asked = new Set(roots.flatMap(({ files, environment, givenBy = [] }) => [...files.asked, ...(environment?.leftOut ?? []), ...givenBy]));
    this.#folders = new Set(roots.flatMap((root) => codeOf(root).map(folderOfPath)));
  }

  /** The same policies, each with its root. */
  *policiesByRoot(): Iterable<readonly [DeployingRoot, DeployedPolicy]> {
    for (const [root, deployed] of this.#joined.parts) for (const one of deployed) if (one.kind === 'policy') yield [root, one];
  }

  /** The policies of its roots in all environments. */
  *policies(): Iterable<DeployedPolicy> {
    for (const deployed of this.#joined.parts.values()) for (const one of deployed) if (one.kind === 'policy') yield one;
  }

  /** Files that hold a policy text of the service. */
  *policyPaths(): Iterable<string> {
    for (const [root, deployed] of this.#joined.parts) {
      for (const one of deployed) {
        if (one.kind !== 'policy') continue;
        // A template deployed by other code is read there.
        for (const path of root.pathsOf(one)) if (/\.json$/i.test(path)) yield path;
        const value = one.text();
        if (value.kind === 'text') {
          let last: TextHost | null = null;
          for (const { from } of value.pieces) {
            if (from === null || from.host === last) continue;
            last = from.host;
            yield last.path;
          }
        }
        // A completely computed text belongs to no file, and depends on everything that was read for it.
        if (value.kind === 'text' && value.text !== '' && value.pieces.every(({ from }) => from === null))
          for (const path of root.pathsOf(one)) if (policyName.test(path)) yield path;
        // Missing files belong to the policy too.
        if (value.kind === 'unknown') yield* root.files.tree.entries.has(one.by.path) ? [] : [one.by.path];
      }
    }
  }

  /** Whether it determines its policies: a command that writes some does not, and files beside it may be among them. */
  get saysPolicies(): boolean {
    return this.isCut || this.policies()[Symbol.iterator]().next().done !== true;
  }

  /** A part of its code is not followed, and may deploy more. */
  get isCut(): boolean {
    return [...this.#joined.parts.keys()].some((root) => root.isCut);
  }

  /** Places of its policy texts in a file. */
  *placesIn(path: string): Iterable<Span> {
    for (const one of this.policies()) {
      const value = one.text();
      for (const { from } of value.kind === 'text' ? value.pieces : []) if (from?.host.path === path) yield from.host.at;
    }
  }

  /** Whether a file is in a folder with files of the service's policies. */
  isBesidePolicies(path: string): boolean {
    for (const own of this.policyPaths()) if (/\.xml$/i.test(own) && folderOfPath(own) === folderOfPath(path)) return true;
    return false;
  }

  /** Policies with unknown text. */
  *undecided(): Iterable<UndecidedText> {
    for (const [{ folder }, deployed] of this.#joined.parts) {
      for (const one of deployed) {
        const value = one.kind === 'policy' ? one.text() : null;
        if (value?.kind === 'unknown') yield { root: folder, name: value.name };
      }
    }
  }

  /** Whether it has policies, all of which consist of such a name without a value in the repository. */
  isHandedAll(name: RegExp): boolean {
    const undecided = [...this.undecided()];
    return undecided.length > 0 && undecided.length === [...this.policies()].length && undecided.every((one) => name.test(one.name));
  }

  #isCode(path: string): boolean {
    for (const root of this.#joined.parts.keys()) if (root.isCode(path)) return true;
    return false;
  }

  rootNames(): ReadonlyMap<string, RootNames> {
    const found = new Map<string, RootNames>();
    for (const [root, deployed] of this.#joined.parts) {
      const { key, sole, takes, needs } = root;
      if (found.has(key)) continue;
      let open: string | null = null;
      const waitsFor = (variable: string): boolean => {
        open ??= deployed.flatMap(namesIn).join(' ');
        return holdsName(open, root.nameOf(variable));
      };
      found.set(key, { sole, takes, standsAlone: needs.size === 0, waitsFor });
    }
    return found;
  }

  undecidedNames(): readonly UndecidedNames[] {
    return [...this.#joined.parts].map(([root, deployed]) => ({
      key: keyOfNames(root),
      root,
      names: openNames(deployed),
      identityOf: (name) => identitiesOf(root).identityOf(name),
    }));
  }

  /** What a root deploys, with undecided values under their names of the other side. */
  #named(root: DeployingRoot, deployed: readonly Deployed[]): readonly Deployed[] {
    const called = this.#redefined.get(keyOfNames(root));
    return called === undefined ? deployed : deployed.map((one) => withNames(one, called));
  }

  /** Roots with environments are evaluated without them too, if the other side has none. */
  get #isPlainToo(): boolean {
    const plain = new Set([...this.#joined.parts.keys()].flatMap(({ key, environment }) => (environment === null ? key : [])));
    return [...this.#joined.parts.keys()].some(({ key, environment }) => environment !== null && plain.has(key));
  }

  covers(path: string): boolean {
    return this.#asked.has(path) || (this.#isCode(path) && this.#folders.has(folderOfPath(path)));
  }

  reachOf(): Reach {
    return { kind: 'all' };
  }

  /** What a change of files affects in the tree's deployments; null: nothing. */
  reachOfChange(changed: ReadonlySet<string>): Reach | null {
    return reachOfChange(this.#joined.parts, changed);
  }

  get shape(): string {
    return JSON.stringify([...this.#joined.parts.keys()].map(({ folder, environment }) => [folder, environment?.name ?? null]).sort());
  }

  /** The roots of an environment and those without environments, in order; null: those without one. */
  #partsOf(name: string | null): readonly SitePart[] {
    this.#inEnvironments ??= grouped(this.#joined.parts);
    const { plain, named, byName } = this.#inEnvironments;
    if (name === null) return plain.map(({ part }) => part);
    const parts = [...plain.filter(({ part: [{ folder }] }) => !named.has(folder)), ...(byName.get(name) ?? [])];
    return parts.sort((a, b) => a.at - b.at).map(({ part }) => part);
  }

  async load(reach: Reach): Promise<readonly Service[]> {
    const services: Service[] = [];
    for (const [root, deployed] of this.#joined.parts) for (const one of deployed) if (one.kind === 'policy') this.#texts.noteUse(root, one);
    if (this.environments.length === 0) services.push(await this.#plain(reach));
    else if (this.#isPlainToo) services.push({ ...(await this.#plain(reach)), isForComparison: true });
    for (const { name } of this.environments) services.push({ ...(await this.#make(name, reach)), baseValues: this.#baseValuesOf(name) });
    this.#texts.forgetOperations();
    return services;
  }

  async #plain(reach: Reach): Promise<Service> {
    const standsAlone = this.#partsOf(null).every(([{ needs }]) => needs.size === 0);
    return { ...(await this.#make(null, reach)), baseValues: this.#baseValuesOf(null), ...(standsAlone ? { standsAlone } : {}) };
  }

  /** For roots with files of values. */
  #baseValuesOf(name: string | null): string {
    const given = this.#partsOf(name).filter(([{ environment, sole }]) => environment !== null || sole !== null);
    return given.map(([{ baseValues }]) => baseValues).join(' ');
  }

  #make(name: string | null, reach: Reach): Promise<Service> {
    const parts = this.#partsOf(name).map(([root, deployed]) => ({
      root,
      deployed: this.#named(root, withinReach(deployed, reach)),
      all: this.#named(root, deployed),
    }));
    const maker = new ServiceMaker(parts, this.#files, this.#texts, faultsOf(parts.flatMap(({ root }) => (isReached(root, reach) ? root : []))));
    return maker.make(this.root, name, (path) => this.covers(path));
  }
}

function keyOfNames({ key, environment }: DeployingRoot): string {
  return `${key}\u0000${environment?.name ?? ''}`;
}

/** The code files of a root. */
function codeOf(root: DeployingRoot): readonly string[] {
  return [...root.files.asked, ...(root.environment?.leftOut ?? [])].filter((path) => root.isCode(path));
}

type SitePart = readonly [DeployingRoot, readonly Deployed[]];

/** The roots of a site by environment: a root may have thousands. `at`: their order. */
interface InEnvironments {
  readonly plain: readonly { readonly at: number; readonly part: SitePart }[];
  readonly byName: ReadonlyMap<string, readonly { readonly at: number; readonly part: SitePart }[]>;
  /** Folders of roots with environments. */
  readonly named: ReadonlySet<string>;
}

function grouped(parts: Iterable<SitePart>): InEnvironments {
  const plain: { at: number; part: SitePart }[] = [];
  const byName = new Map<string, { at: number; part: SitePart }[]>();
  const named = new Set<string>();
  let at = 0;
  for (const part of parts) {
    const [{ folder, environment }] = part;
    const one = { at, part };
    at += 1;
    if (environment === null) {
      plain.push(one);
      continue;
    }
    named.add(folder);
    const known = byName.get(environment.name);
    if (known === undefined) byName.set(environment.name, [one]);
    else known.push(one);
  }
  return { plain, byName, named };
}

/** Whether a text has a name as a whole word. The name is foreign, so it is not used as a pattern. */
function holdsName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0 && name !== ''; at = text.indexOf(name, at + 1)) {
    if (!/[\w.]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}

/** The undecided names in a policy's text and conditions. */
function namesIn(one: Deployed): readonly string[] {
  const conditions = (one.undecided ?? []).map(({ name }) => name);
  return one.kind === 'policy' ? [...openIn(one.text()), ...conditions] : conditions;
}

/** The undecided names in a text. */
function openIn(value: Value): readonly string[] {
  if (value.kind === 'unknown') return [value.name];
  return value.kind === 'text' ? value.pieces.flatMap(({ open }) => open ?? []) : [];
}

/** The distinct faults in roots. */
function faultsOf(roots: readonly DeployingRoot[]): readonly MetadataProblem[] {
  const faults = new Map<string, MetadataProblem>();
  for (const root of roots) for (const fault of root.faults) faults.set(`${fault.path}:${fault.line}:${JSON.stringify(fault.says)}`, fault);
  return [...faults.values(), ...roots.flatMap(({ environment }) => environment?.leftOut?.map(unevaluated) ?? [])];
}
