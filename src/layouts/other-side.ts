import type { AsOtherSide, RootNames, Site } from './layout.js';
import { nameBefore } from '../text/name-before.js';
import type { Repository } from './repository.js';

interface Asked {
  readonly plain: Set<string>;
  readonly named: Set<string>;
  readonly renamed: Map<string, ReadonlyMap<string, string>>;
  readonly redefined: Map<string, ReadonlyMap<string, string>>;
}

/**
 * How to evaluate the roots of each side to compare it with the other; null: unchanged. If a first file of values makes an environment, the old state is
 * compared with the files without it, and the environment is new. A variable without a value under a new name is the same one, and a name with another
 * definition is a different one.
 */
export function asOtherSides(base: Repository, head: Repository): { readonly base: AsOtherSide | null; readonly head: AsOtherSide | null } {
  const before = nothingAsked();
  const after = nothingAsked();
  for (const [index, survey] of base.surveys.entries()) {
    const others = new Map((head.surveys[index]?.sites ?? []).map((site) => [site.root, site]));
    for (const site of survey.sites) {
      const other = others.get(site.root);
      const [was, is] = [site.rootNames?.() ?? null, other?.rootNames?.() ?? null];
      if (other === undefined || was === null || is === null) continue;
      askForPlain(site, other, was, before, after);
      askForPlain(other, site, is, after, before);
      askForSole(site, other, { own: was, others: is }, after);
      askForSole(other, site, { own: is, others: was }, before);
      for (const [key, names] of was) {
        const renamed = renamedIn(names, is.get(key));
        if (renamed !== null) before.renamed.set(key, new Map([renamed]));
      }
      askForWhatIsLeft(site, other, is, after);
      askForNames(site, other, before);
    }
  }
  return { base: isAsked(before), head: isAsked(after) };
}

function nothingAsked(): Asked {
  return { plain: new Set(), named: new Set(), renamed: new Map(), redefined: new Map() };
}

function isAsked(asked: Asked): AsOtherSide | null {
  return asked.plain.size + asked.named.size + asked.renamed.size + asked.redefined.size === 0 ? null : asked;
}

/** If only the other side has environments: the only file of values here may belong to one of them; otherwise the other side is also evaluated without any. */
function askForPlain(own: Site, other: Site, roots: ReadonlyMap<string, RootNames>, asked: Asked, askedOfOther: Asked): void {
  if (own.environments.length > 0 || other.environments.length === 0) return;
  for (const [key, { sole }] of roots) {
    if (sole !== null && other.environments.some(({ name }) => name === sole)) asked.named.add(key);
    else askedOfOther.plain.add(key);
  }
}

/** If files of an environment are deleted, and the root can be deployed without any, that is what is left. */
function askForWhatIsLeft(own: Site, other: Site, others: ReadonlyMap<string, RootNames>, askedOfOther: Asked): void {
  const names = new Set(other.environments.map(({ name }) => name));
  if (own.environments.every(({ name }) => names.has(name))) return;
  for (const [key, { standsAlone }] of others) if (standsAlone) askedOfOther.plain.add(key);
}

/** If neither side has environments, and only the other has a file of values that always applies: that is a new environment. */
function askForSole(
  own: Site,
  other: Site,
  roots: { readonly own: ReadonlyMap<string, RootNames>; readonly others: ReadonlyMap<string, RootNames> },
  askedOfOther: Asked,
): void {
  if (own.environments.length > 0 || other.environments.length > 0) return;
  for (const [key, { sole }] of roots.own) {
    if (sole !== null || (roots.others.get(key)?.sole ?? null) === null) continue;
    askedOfOther.named.add(key);
    askedOfOther.plain.add(key);
  }
}

/** The only removed variable that policies wait for, with the only added one. */
function renamedIn(before: RootNames, after: RootNames | undefined): readonly [string, string] | null {
  if (after === undefined) return null;
  const gone = [...before.takes].filter((name) => !after.takes.has(name) && before.waitsFor(name));
  const [from] = gone;
  if (from === undefined || gone.length > 1) return null;
  const came = [...after.takes].filter((name) => !before.takes.has(name) && after.waitsFor(name));
  const [to] = came;
  return to === undefined || came.length > 1 ? null : [from, to];
}

/** A name that now refers to something else is another name: base's gets a mark. A removed name that refers to the same thing as a new one is that one. */
function askForNames(own: Site, other: Site, asked: Asked): void {
  const others = new Map((other.undecidedNames?.() ?? []).map((one) => [one.key, one]));
  for (const was of own.undecidedNames?.() ?? []) {
    const is = others.get(was.key);
    if (is === undefined || is.root === was.root) continue;
    const came = new Map([...is.names].flatMap((name) => (was.names.has(name) ? [] : [[is.identityOf(name), name] as const])));
    const called = new Map<string, string>();
    for (const name of was.names) {
      const identity = was.identityOf(name);
      const now = is.names.has(name) ? (is.identityOf(name) === identity ? name : nameBefore(name)) : came.get(identity);
      if (now !== undefined && now !== name) called.set(name, now);
    }
    if (called.size > 0) asked.redefined.set(was.key, called);
  }
}
