import type { TextValue, Value } from '../deployed/deployed-value.js';
import { cutText } from '../deployed/texts.js';
import { flagOf } from '../deployed/value-parts.js';
import { made } from '../deployed/conditions.js';
import { describe, nothing, unknown } from '../deployed/values.js';
import { isOfApiManagement, propertyIn, type ArmResource } from './arm-resource.js';
import { entryIn, stringIn, type JsonNode } from './json-syntax.js';
import { mostRounds, noLoops, TemplateScope, withRound, type Loops, type TemplateText } from './template-scope.js';

/** A template with its syntax. */
export interface LinkedTemplate extends TemplateText {
  readonly root: JsonNode;
}

/** What a template can request from outside. */
export interface TemplateWorld {
  /** The text at a URL, by its end; unknown if the repository lacks the file. `from`: the file that names it. */
  linked(url: Value, from: TemplateText): Value;
  /** The template at a URL or relative path; null: not in the repository. */
  linkedTemplate(url: Value, from: TemplateText): LinkedTemplate | null;
  /** Counts a nested deployment; false: too many. */
  mayOpen(): boolean;
  /** Records a deployed template or script that is not followed. Left out: not needed. */
  passOver?(what: 'template' | 'command' | 'release', node: JsonNode, from: TemplateText, more?: string): void;
}

/** Deepest nesting of deployments ("Using linked and nested templates"). */
const deepest = 20;

/** The position of a resource among others, and what is above it. */
interface Above {
  readonly scope: TemplateScope;
  readonly loops: Loops;
  readonly address: string;
  readonly type: string;
  readonly names: readonly Value[];
  readonly condition: Value;
  /** Deployments above. */
  readonly depth: number;
}

/** The API Management resources that a template deploys, directly and through others. `address`: the prefix of their addresses. */
export function* resourcesOf(scope: TemplateScope, world: TemplateWorld, address: string): Iterable<ArmResource> {
  yield* resourcesIn(
    entryIn(scope.template, 'resources'),
    { scope, loops: noLoops, address, type: '', names: [], condition: nothing, depth: 0 },
    world,
  );
}

function* resourcesIn(resources: JsonNode | undefined, above: Above, world: TemplateWorld): Iterable<ArmResource> {
  const all = resources?.kind === 'list' ? [...resources.items.entries()] : resources?.kind === 'object' ? [...resources.entries] : [];
  for (const [key, node] of all) {
    if (node.kind !== 'object' || flagOf(above.scope.evaluate(entryIn(node, 'existing'))) === true) continue;
    yield* instancesOf(node, { ...above, address: `${above.address}.${key}` }, world);
  }
}

/** A resource as often as its `copy` says; once if that is unknown or too large. */
function* instancesOf(node: JsonNode, above: Above, world: TemplateWorld): Iterable<ArmResource> {
  const copy = entryIn(node, 'copy');
  const name = stringIn(copy, 'name');
  if (name === null) {
    yield* resourceAt(node, above, world);
    return;
  }
  const count = above.scope.evaluate(entryIn(copy, 'count'), above.loops);
  const isTooLong = count.kind === 'number' && count.value > mostRounds;
  if (isTooLong) above.scope.work.report('loop-too-long', name, above.scope.source, node.start);
  if (count.kind !== 'number' || isTooLong) {
    const condition = both(above.condition, count.kind === 'unknown' ? hasRounds(count, name) : nothing);
    yield* resourceAt(node, { ...above, condition, loops: withRound(above.loops, name, null) }, world);
    return;
  }
  for (let round = 0; round < count.value; round += 1) {
    yield* resourceAt(node, { ...above, loops: withRound(above.loops, name, round), address: `${above.address}[${round}]` }, world);
  }
}

/** The condition that a loop has iterations at all. */
function hasRounds(count: Value, name: string): Value {
  return made(`greater(${describe(count)}, 0)`, { kind: 'counted', operator: '>', of: count, names: `copyIndex('${name}')` });
}

function* resourceAt(node: JsonNode, above: Above, world: TemplateWorld): Iterable<ArmResource> {
  const { scope, loops } = above;
  const written = stringIn(node, 'type') ?? '';
  const [own = ''] = written.toLowerCase().split('@');
  const isFull = /^[^/]*\./.test(own);
  const type = isFull || above.type === '' ? own : `${above.type}/${own}`;
  const condition = both(above.condition, entryIn(node, 'condition') === undefined ? nothing : scope.evaluate(entryIn(node, 'condition'), loops));
  if (flagOf(condition) === false) return;
  if (type === 'microsoft.resources/deployments') {
    yield* deploymentAt(node, { ...above, condition }, world);
    return;
  }
  if (type === 'microsoft.resources/deploymentscripts') world.passOver?.('command', node, scope.source);
  if (type === 'microsoft.apimanagement/service/apis/releases') {
    const released = scope.evaluate(entryIn(entryIn(node, 'properties'), 'apiId'), loops);
    world.passOver?.('release', node, scope.source, describe(released));
  }
  const segments = segmentsOf(scope.evaluate(entryIn(node, 'name'), loops), (isFull ? type : own).split('/').length - (isFull ? 1 : 0));
  const names = isFull ? segments : [...above.names, ...segments];
  if (isOfApiManagement(type)) yield new TemplateResource(node, { ...above, type, names, condition }, world);
  yield* resourcesIn(entryIn(node, 'resources'), { ...above, type, names, condition }, world);
}

function both(one: Value, other: Value): Value {
  if (one.kind === 'unknown' && other.kind === 'unknown') {
    if (describe(one) === describe(other)) return one;
    return made(`and(${describe(one)}, ${describe(other)})`, { kind: 'all', operator: '&&', parts: [one, other] });
  }
  return flagOf(one) === false || (one.kind === 'unknown' && flagOf(other) !== false) ? one : other;
}

function* deploymentAt(node: JsonNode, above: Above, world: TemplateWorld): Iterable<ArmResource> {
  const { scope, loops, depth, condition, address } = above;
  const properties = entryIn(node, 'properties');
  const inline = entryIn(properties, 'template');
  const link = entryIn(properties, 'templateLink');
  if (depth >= deepest || !world.mayOpen()) {
    scope.work.report(depth >= deepest ? 'too-deep' : 'too-many-modules', '', scope.source, node.start);
    return;
  }
  const values = entryIn(entryIn(properties, 'parametersLink'), 'uri');
  const file = values === undefined ? null : world.linkedTemplate(scope.evaluate(values, loops), scope.source);
  const given =
    file === null
      ? parametersOf(entryIn(properties, 'parameters'), scope, loops)
      : parametersOf(entryIn(file.root, 'parameters'), new TemplateScope(file, file.root, () => null, scope.work), noLoops);
  const below = (inner: TemplateScope, own: Loops): Above => ({
    scope: inner,
    loops: own,
    address: `${address}/`,
    type: '',
    names: [],
    condition,
    depth: depth + 1,
  });
  if (inline !== undefined && inline.kind !== 'string') {
    const isInner = stringIn(entryIn(properties, 'expressionEvaluationOptions'), 'scope')?.toLowerCase() === 'inner';
    const inner = isInner ? new TemplateScope(scope.source, inline, given, scope.work) : scope;
    yield* resourcesIn(entryIn(inline, 'resources'), below(inner, isInner ? noLoops : loops), world);
    return;
  }
  const url = entryIn(link, 'uri') ?? entryIn(link, 'relativePath');
  const found = url === undefined ? null : world.linkedTemplate(scope.evaluate(url, loops), scope.source);
  if (found === null) {
    world.passOver?.('template', node, scope.source);
    return;
  }
  const inner = new TemplateScope(found, found.root, given, scope.work);
  yield* resourcesIn(entryIn(found.root, 'resources'), below(inner, noLoops), world);
}

/** The parameters of a deployment, evaluated on demand. */
function parametersOf(parameters: JsonNode | undefined, scope: TemplateScope, loops: Loops): (name: string) => Value | null {
  return (name) => {
    const own = entryIn(parameters, name);
    if (own === undefined) return parameters?.kind === 'string' ? unknown(`parameters('${name}')`) : null;
    const value = entryIn(own, 'value');
    return value === undefined ? unknown(`parameters('${name}')`) : scope.evaluate(value, loops);
  };
}

/** The parts of a name with slashes, one for each segment of the type; if there are fewer, the first ones are unknown. */
function segmentsOf(name: Value, count: number): readonly Value[] {
  if (name.kind !== 'text') return Array.from({ length: count }, (_, index) => (index === count - 1 ? name : unknown(`${describe(name)}[${index}]`)));
  const parts: TextValue[] = [];
  let from = 0;
  for (let at = name.text.indexOf('/'); at >= 0; at = name.text.indexOf('/', at + 1)) {
    if (name.pieces.some(({ open, text }) => open !== null && text.start <= at && at < text.end)) continue;
    parts.push(cutText(name, from, at));
    from = at + 1;
  }
  parts.push(cutText(name, from, name.text.length));
  const missing = Math.max(0, count - parts.length);
  return [...Array.from({ length: missing }, (_, index) => unknown(`${describe(name)}[${index}]`)), ...parts].map(wholeHole);
}

/** A segment that is one placeholder is the value behind it. */
function wholeHole(value: Value): Value {
  const [only, more] = value.kind === 'text' ? value.pieces : [];
  return value.kind === 'text' && only !== undefined && more === undefined && only.open !== null ? unknown(only.open) : value;
}

class TemplateResource implements ArmResource {
  readonly type: string;
  readonly names: readonly Value[];
  readonly address: string;
  readonly condition: Value;
  readonly #node: JsonNode;
  readonly #above: Above;
  readonly #world: TemplateWorld;

  constructor(node: JsonNode, above: Above, world: TemplateWorld) {
    this.type = above.type;
    this.names = above.names;
    this.address = above.address;
    this.condition = above.condition;
    this.#node = node;
    this.#above = above;
    this.#world = world;
  }

  property(path: string): Value {
    const { node, rest } = this.#find(path);
    if (node === undefined) return nothing;
    const value = this.#above.scope.evaluate(node, this.#above.loops);
    return rest === '' ? value : propertyIn(value, rest);
  }

  /** The node at a path of keys as far as it exists, and the rest of the path. */
  #find(path: string): { readonly node: JsonNode | undefined; readonly rest: string } {
    let node = entryIn(this.#node, 'properties');
    const keys = path === '' ? [] : path.split('.');
    for (const [index, key] of keys.entries()) {
      if (node?.kind !== 'object') return { node, rest: keys.slice(index).join('.') };
      node = entryIn(node, key);
    }
    return { node, rest: '' };
  }

  at(path: string): { readonly path: string; readonly offset: number } {
    const node = path === '' ? undefined : this.#find(path).node;
    return { path: this.#above.scope.source.path ?? '', offset: (node ?? this.#node).start };
  }

  linked(url: Value): Value {
    return this.#world.linked(url, this.#above.scope.source);
  }
}
