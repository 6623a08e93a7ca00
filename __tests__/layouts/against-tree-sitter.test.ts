import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { Language, Parser, type Node } from 'web-tree-sitter';
import type { BicepStatement, BicepExpression } from '../../src/layouts/bicep/bicep-syntax.js';
import { parseBicep } from '../../src/layouts/bicep/parse-bicep.js';
import type { Body } from '../../src/layouts/terraform/hcl-syntax.js';
import { parseHcl } from '../../src/layouts/terraform/parse-hcl.js';
import { bicepFile } from './bicep/written-bicep.js';
import { hclFile } from './terraform/written-hcl.js';

jest.setTimeout(120_000);

const find = createRequire(__filename);
const wasm = { hcl: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm', bicep: 'tree-sitter-bicep/tree-sitter-bicep.wasm' };
const parsers = new Map<keyof typeof wasm, Parser>();

beforeAll(async () => {
  await Parser.init();
  for (const language of ['hcl', 'bicep'] as const) {
    const parser = new Parser();
    parser.setLanguage(await Language.load(readFileSync(find.resolve(wasm[language]))));
    parsers.set(language, parser);
  }
});

/** What that parser makes of a text; null: it cannot read it. */
function readBy(language: keyof typeof wasm, text: string): Node | null {
  const tree = parsers.get(language)?.parse(text) ?? null;
  return tree === null || tree.rootNode.hasError ? null : tree.rootNode;
}

function* nodesIn(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.namedChildren) yield* nodesIn(child);
}

const inOrder = (places: readonly string[]): readonly string[] => [...places].sort();

/** Blocks and attributes with the places of both, and of their values. */
function placesInHcl({ attributes, blocks }: Body): readonly string[] {
  return [
    ...[...attributes.values()].map(({ name, start, value }) => `${name} ${start} = ${value.start}-${value.end}`),
    ...blocks.flatMap(({ type, start, end, body }) => [`${type} ${start}-${end}`, ...placesInHcl(body)]),
  ];
}

function placesInHclTree(root: Node): readonly string[] {
  return [...nodesIn(root)].flatMap((node) => {
    const [first, second] = node.namedChildren.filter((one) => one.type !== 'comment');
    if (node.type === 'block') return [`${first?.text ?? ''} ${node.startIndex}-${node.endIndex}`];
    return node.type === 'attribute' ? [`${first?.text ?? ''} ${node.startIndex} = ${second?.startIndex ?? -1}-${second?.endIndex ?? -1}`] : [];
  });
}

/** Declarations with their places, and all properties of objects that are in them. */
function placesInBicep(statements: readonly BicepStatement[]): readonly string[] {
  return statements.flatMap((one) => {
    const own = kinds.has(one.kind) ? [`${one.kind} ${one.name} ${one.start}`] : [];
    return 'value' in one && one.value !== null ? [...own, ...propertiesIn(one.value)] : own;
  });
}

function propertiesIn(expression: BicepExpression): readonly string[] {
  const inAll = (all: readonly BicepExpression[]): readonly string[] => all.flatMap(propertiesIn);
  switch (expression.kind) {
    case 'object':
      return [
        ...expression.entries.flatMap(({ start, value }) => [`: ${start} ${value.start}`, ...propertiesIn(value)]),
        ...placesInBicep(expression.resources),
      ];
    case 'for':
      return inAll([expression.over, expression.body]);
    case 'if':
      return inAll([expression.condition, expression.body]);
    case 'conditional':
      return inAll([expression.condition, expression.then, expression.otherwise]);
    case 'list':
      return inAll(expression.items.map(({ value }) => value));
    case 'call':
      return inAll(expression.given);
    case 'access':
      return inAll([expression.of, ...expression.steps.flatMap((step) => (step.kind === 'method' ? step.given : []))]);
    case 'binary':
      return inAll([expression.left, expression.right]);
    case 'not':
    case 'minus':
      return propertiesIn(expression.of);
    case 'constant':
    case 'lambda':
    case 'name':
    case 'text':
      return [];
  }
}

const declarations: Readonly<Record<string, string>> = {
  parameter_declaration: 'param',
  variable_declaration: 'var',
  output_declaration: 'output',
  resource_declaration: 'resource',
  module_declaration: 'module',
};

/** What that grammar has under names of its own is not compared. */
const kinds: ReadonlySet<string> = new Set(Object.values(declarations));

function placesInBicepTree(root: Node): readonly string[] {
  return [...nodesIn(root)].flatMap((node) => {
    const kind = declarations[node.type];
    if (kind !== undefined) return [`${kind} ${node.namedChildren.find((one) => one.type === 'identifier')?.text ?? ''} ${node.startIndex}`];
    const [key, value] = node.namedChildren.filter((one) => one.type !== 'comment');
    // Resources within others are properties there.
    return node.type === 'object_property' && key?.type !== 'resource_declaration' ? [`: ${node.startIndex} ${value?.startIndex ?? -1}`] : [];
  });
}

function agreesOnHcl(text: string): boolean {
  const tree = readBy('hcl', text);
  if (tree === null) return false;
  const { body, problems } = parseHcl(text);
  expect([problems, inOrder(placesInHcl(body))]).toEqual([[], inOrder(placesInHclTree(tree))]);
  return true;
}

function agreesOnBicep(text: string): boolean {
  const tree = readBy('bicep', text);
  if (tree === null) return false;
  const { statements, problems } = parseBicep(text);
  expect([problems, inOrder(placesInBicep(statements))]).toEqual([[], inOrder(placesInBicepTree(tree))]);
  return true;
}

test.each([
  ['HCL', hclFile, agreesOnHcl],
  ['Bicep', bicepFile, agreesOnBicep],
] as const)('%s that is generated: the readers agree on what stands where', (_, file, agrees) => {
  let read = 0;
  fc.assert(
    fc.property(file, (text) => {
      read += Number(agrees(text));
    }),
    { numRuns: 200 },
  );
  // What that grammar does not know is no reason to be silent about the rest.
  expect(read).toBeGreaterThan(100);
});

/** A folder of repositories. None lies in this one, for their code is not ours to keep. */
const corpus = process.env['APIM_CORS_CORPUS'] ?? '';

(corpus === '' ? test.skip : test).each([
  ['Terraform', /\.(?:tf|tfvars)$/, agreesOnHcl],
  ['Bicep', /\.bicep$/, agreesOnBicep],
] as const)('%s of public repositories (APIM_CORS_CORPUS): the readers agree on what stands where', (_, ending, agrees) => {
  const paths = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) => ending.test(path));
  let read = 0;
  for (const path of paths) {
    try {
      read += Number(agrees(readFileSync(join(corpus, path), 'utf8')));
    } catch (error) {
      throw new Error(path, { cause: error });
    }
  }
  expect(read * 2).toBeGreaterThanOrEqual(paths.length);
});
