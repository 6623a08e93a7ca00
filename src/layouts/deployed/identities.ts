import { sha256Hex } from '../../text/hash.js';
import type { Definition, DeployingRoot } from './deploying-root.js';
import type { Deployed } from './deployed.js';
import type { TextValue, Value } from './deployed-value.js';
import { directiveText, openText, replacedText } from './texts.js';
import { sortedEntries } from './values.js';

/** Deepest chain of definitions that is followed. */
const deepest = 30;
/** Values inside values, all together. What is made of more is the same only where all files of the root are. */
const mostValues = 20_000;

/** What the undecided names of a root refer to. A name alone says little: `data.x.y.value` is another thing once the arguments of `data.x.y` change. */
class Identities {
  readonly #root: DeployingRoot;
  readonly #known = new Map<string, string>();
  readonly #hashes = new Map<string, string>();
  #depth = 0;
  #left = mostValues;
  #all: string | null = null;

  constructor(root: DeployingRoot) {
    this.#root = root;
  }

  /** Equal if two names refer to the same thing, on one side of a change or both: the name, with a hash of the definition for each defined part. */
  identityOf(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    // A recursive question gets the name itself.
    this.#known.set(name, name);
    if (this.#depth >= deepest) return `${name}\u0000${this.#ofAll()}`;
    this.#depth += 1;
    let identity = '';
    let end = 0;
    for (const definition of this.#root.definitionsIn(name)) {
      identity += `${name.slice(end, definition.at.start)}\u0000${this.#hashOf(definition)}\u0000`;
      ({ end } = definition.at);
    }
    this.#depth -= 1;
    identity += name.slice(end);
    this.#known.set(name, identity);
    return identity;
  }

  /** Another one as soon as anything is that the root may be made of. */
  #ofAll(): string {
    const { asked, tree } = this.#root.files;
    return (this.#all ??= sha256Hex(JSON.stringify([...asked].sort().map((path) => [path, tree.entries.get(path)?.id ?? null]))));
  }

  #hashOf({ address, says }: Definition): string {
    let hash = this.#hashes.get(address);
    if (hash === undefined) {
      this.#hashes.set(address, '');
      hash = sha256Hex(JSON.stringify(says().map(([key, value]) => [key, this.said(value)])));
      this.#hashes.set(address, hash);
    }
    return hash;
  }

  /** A comparable form of a value: equal for the same content, however written. */
  said(value: Value): unknown {
    this.#left -= 1;
    if (this.#left < 0) return this.#ofAll();
    switch (value.kind) {
      case 'text': {
        if (value.pieces.every(({ open }) => open === null)) return value.text;
        return value.pieces.map(({ text, open }) => (open === null ? value.text.slice(text.start, text.end) : [this.identityOf(open)]));
      }
      case 'number':
      case 'flag':
        return String(value.value);
      case 'null':
        return null;
      case 'unknown':
        return [this.identityOf(value.name)];
      case 'list':
        return value.items.map((item) => [this.said(item)]);
      case 'object':
        return {
          rest: value.rest === null ? null : this.identityOf(value.rest),
          entries: sortedEntries(value.entries).map(([key, one]) => [key, this.said(one)]),
        };
    }
  }
}

const identities = new WeakMap<DeployingRoot, Identities>();

/** The identities of a root, computed once. */
export function identitiesOf(root: DeployingRoot): Identities {
  let known = identities.get(root);
  if (known === undefined) identities.set(root, (known = new Identities(root)));
  return known;
}

/** The undecided names in a policy and its conditions. */
export function openNames(deployed: readonly Deployed[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of deployed) {
    for (const { name } of one.undecided ?? []) names.add(name);
    if (one.kind !== 'policy') continue;
    const value = one.text();
    if (value.kind === 'unknown') names.add(value.name);
    if (value.kind === 'text') for (const { open } of value.pieces) if (open !== null) names.add(open);
  }
  return names;
}

/** The same thing with other names for undecided values. */
export function withNames(one: Deployed, called: ReadonlyMap<string, string>): Deployed {
  const undecided = one.undecided?.map((each) => ({ ...each, name: called.get(each.name) ?? each.name }));
  const same = undecided === undefined ? one : { ...one, undecided };
  return same.kind === 'policy' ? { ...same, text: () => renamed(same.text(), called) } : same;
}

function renamed(value: Value, called: ReadonlyMap<string, string>): Value {
  if (value.kind === 'unknown') return { ...value, name: called.get(value.name) ?? value.name };
  return value.kind === 'text' ? renamedText(value, called) : value;
}

function renamedText(value: TextValue, called: ReadonlyMap<string, string>): TextValue {
  const parts = value.pieces.flatMap(({ text, open }) => {
    const name = open === null ? undefined : called.get(open);
    if (name === undefined) return [];
    return [{ span: text, by: value.text.startsWith('%', text.start) ? directiveText(name) : openText(name) }];
  });
  return replacedText(value, parts);
}
