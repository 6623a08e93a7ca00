import type { Tree } from '../layouts/tree.js';
import { addTo } from '../text/add-to.js';
import { touchedLines } from '../text/touched-lines.js';
import { intersects } from './changed-lines.js';
import { configurationSetting, isSamePipeline, readSettings, stageOf, unfollowed, type Told } from './pipeline-settings.js';
import type { Sides } from './sides.js';

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

/**
 * Pipelines that give the publisher another folder or configuration than in base, so that other or unreviewed content replaces what was published. Each stage
 * is compared with itself; a new one with removed ones. Additional content replaces nothing, nor does equal content under another name. `paths`: those that the
 * change touches.
 */
export async function publishedOtherwise(trees: Sides, paths: readonly string[]): Promise<readonly PublishedOtherwise[]> {
  const { base, head, stages, texts } = await readSettings(trees, paths);
  const [was, is] = [byStage(base), byStage(head)];
  const found: PublishedOtherwise[] = [];
  const known = new Set<string>();
  const former = formerStages(was, is, trees);
  const otherwise = (one: Told, switched: SwitchedConfiguration | null): void => {
    const { path, line } = one.places.find(({ path: at, line: number }) => isTouched(texts, at, number)) ?? one.places[0] ?? one;
    found.push({ path, now: [`${one.what}: ${one.value}`], line, switched });
  };
  for (const [stage, now] of is) {
    const own = was.get(stage);
    const old = own ?? former(stage);
    if (old.length === 0) continue;
    for (const one of old) known.add(one.stage);
    const isKnown = knownIn(old);
    const told = new Set<string>();
    for (const one of now) {
      const key = JSON.stringify([one.what, one.value]);
      if (told.has(key) || isKnown(one) || isMovedFolder(one, old, trees)) continue;
      told.add(key);
      otherwise(one, switchedIn(one, { old, now }));
    }
    // Without a configuration it publishes the artifacts unchanged.
    const [first] = now;
    if (own?.some(isConfiguration) === true && !now.some(isConfiguration) && first !== undefined) otherwise(first, null);
  }
  const silent = [...was].filter(
    ([stage, old]) => !is.has(stage) && stages.has(stage) && old.some((one) => isConfiguration(one) && one.stage === stage && !known.has(stage)),
  );
  return [...found, ...stillPublishing(texts.head, silent)];
}

/**
 * Whether a stage was told the same: the same words, the same file or an equal one. Of a name that is filled in when the pipeline runs any file may have been
 * meant: one of them alone is not the same.
 */
function knownIn(old: readonly Told[]): (one: Told) => boolean {
  const kept = new Set<string>();
  for (const { what, value, names, says } of old) {
    kept.add(`${what} ${value}`);
    for (const key of names?.length === 1 ? [...names, ...says] : []) kept.add(`${what} ${key}`);
    if (names !== null) kept.add(`${what} ${JSON.stringify(names)}`);
  }
  return ({ what, value, names, says }) =>
    value !== unfollowed &&
    (kept.has(`${what} ${value}`) ||
      (names !== null &&
        (kept.has(`${what} ${JSON.stringify(names)}`) ||
          names.every((name, index) => kept.has(`${what} ${name}`) || kept.has(`${what} ${says[index] ?? ''}`)))));
}

/** Whether a line of head is a changed one. */
function isTouched({ base, head }: Texts, path: string, line: number): boolean {
  const [was = '', is = ''] = [base.get(path), head.get(path)];
  return was !== is && intersects(touchedLines(was, is), line, line);
}

interface Texts {
  readonly base: ReadonlyMap<string, string>;
  readonly head: ReadonlyMap<string, string>;
}

/** Stages without settings now that still exist: they publish the artifacts unchanged. */
function stillPublishing(
  head: ReadonlyMap<string, string>,
  silent: readonly (readonly [stage: string, old: readonly Told[]])[],
): readonly PublishedOtherwise[] {
  return silent.flatMap(([, old]) => {
    const [one] = old.filter(isConfiguration);
    const lines = (head.get(one?.path ?? '') ?? '').split('\n');
    // A job is found by name; a script exists while it has any setting.
    const line = lines.findIndex((each) =>
      one?.job === '' ? each.trim() !== '' : [...each.matchAll(/[\w.-]+/g)].some(([word]) => word === one?.job),
    );
    return one === undefined ? [] : [{ path: one.path, now: [`no ${one.what}`], line: Math.max(line, 0) + 1, switched: null }];
  });
}

/**
 * Candidates for a new stage's former self: removed stages of its file or of removed files. One with the same names comes first, then they go in order if
 * there are at least as many as new ones, otherwise any of them. Empty: the stage is additional.
 */
function formerStages(was: Stages, is: Stages, { base, head }: Sides): (stage: string) => readonly Told[] {
  const [gone, fresh] = [[...was].filter(([stage]) => !is.has(stage)), [...is].filter(([stage]) => !was.has(stage))];
  const found = new Map<string, readonly Told[]>();
  const matched = new Set<string>();
  // More than people have: these go in order.
  const pairs = gone.length * fresh.length > mostPairs ? [] : fresh;
  for (const [stage, now] of pairs) {
    const same = gone.filter(([, old]) => mayReplace(old, now) && isSamePipeline(old, now));
    for (const [other] of same) matched.add(other);
    if (same.length > 0)
      found.set(
        stage,
        same.flatMap(([, old]) => old),
      );
  }
  const together = new Map<string, (readonly [stage: string, now: readonly Told[]])[]>();
  for (const one of fresh) if (!found.has(one[0])) addTo(together, base.entries.has(pathOf(one[1])) ? pathOf(one[1]) : '', one);
  for (const open of together.values()) {
    const left = gone.filter(([stage, old]) => !matched.has(stage) && mayReplace(old, open[0]?.[1] ?? []));
    const all = left.flatMap(([, old]) => old);
    for (const [index, [stage]] of open.entries()) found.set(stage, open.length < left.length ? all : (left[index]?.[1] ?? []));
  }
  return (stage) => found.get(stage) ?? [];

  function mayReplace(old: readonly Told[], now: readonly Told[]): boolean {
    const [former, path] = [pathOf(old), pathOf(now)];
    return base.entries.has(path) ? former === path : !base.entries.has(former) || !head.entries.has(former);
  }
}

function pathOf(told: readonly Told[]): string {
  return told[0]?.path ?? '';
}

/** Pairs of stages that are compared by name. */
const mostPairs = 100_000;

const isConfiguration = ({ what }: Told): boolean => what === configurationSetting;

/** A moved folder of artifacts is compared with itself. */
function isMovedFolder({ what, value }: Told, old: readonly Told[], { base, head }: Sides): boolean {
  if (what === configurationSetting || base.closed !== undefined || holds(base, value) || !holds(head, value)) return false;
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
