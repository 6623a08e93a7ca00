import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/*
 * What keeps the house readable, counted from the sources. Directions of imports are lint's (eslint.config.js); this looks at what no rule of lint
 * sees: circles, types included, and sizes.
 */

const src = join(__dirname, '..', 'src');
const mostLines = 350;
const mostParameters = 5;

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.name.endsWith('.ts') ? [path] : [];
  });
}

const sources = new Map(
  filesIn(src).map((path) => [path, ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, /* setParentNodes */ true)]),
);

const name = (path: string): string => relative(src, path);

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

/** The files that a file imports, by whatever kind of import: of types, in the middle of the code, of a type in place. */
function importsOf(path: string, file: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodesOf(file)) {
    const asked =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined;
    if (asked !== undefined && ts.isStringLiteral(asked) && asked.text.startsWith('.')) {
      found.add(resolve(dirname(path), asked.text.replace(/\.js$/, '.ts')));
    }
  }
  return found;
}

/** Files that import each other, directly or by way of others (strongly connected components of two or more; Tarjan 1972). */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const visit = (at: string): number => {
    const index = order.size;
    order.set(at, index);
    let lowest = index;
    open.push(at);
    for (const next of graph.get(at) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (open.includes(next)) lowest = Math.min(lowest, low.get(next) ?? order.get(next) ?? 0);
    }
    low.set(at, lowest);
    if (lowest === index) {
      const members = open.splice(open.indexOf(at));
      if (members.length > 1) found.push(members.map(name).sort());
    }
    return lowest;
  };
  for (const at of graph.keys()) if (!order.has(at)) visit(at);
  return found;
}

test('the counting sees what it counts', () => {
  expect(sources.size).toBeGreaterThan(200);
  expect(
    circles(
      new Map([
        ['a', new Set(['b'])],
        ['b', new Set(['c'])],
        ['c', new Set(['a', 'd'])],
        ['d', new Set<string>()],
      ]),
    ).map((members) => members.length),
  ).toEqual([3]);
  const both = ts.createSourceFile(
    'x.ts',
    "import type { A } from './a.js'; const b = import('./b.js'); type C = import('./c.js').C;",
    ts.ScriptTarget.ES2022,
    true,
  );
  expect([...importsOf('/x.ts', both)]).toEqual(['/a.ts', '/b.ts', '/c.ts']);
});

test('no circle of imports, types included', () => {
  const graph = new Map([...sources].map(([path, file]) => [path, importsOf(path, file)] as const));
  const known = [...graph.values()].flatMap((imports) => [...imports]).filter((path) => sources.has(path));
  expect(known.length).toBeGreaterThan(500);
  expect(circles(graph)).toEqual([]);
});

test(`no file over ${mostLines} lines`, () => {
  const lines = [...sources].map(([path, file]) => ({ path: name(path), lines: file.text.trimEnd().split('\n').length }));
  expect(lines.filter((one) => one.lines > mostLines)).toEqual([]);
});

test(`no function with more than ${mostParameters} parameters`, () => {
  const found = [...sources].flatMap(([path, file]) =>
    [...nodesOf(file)].flatMap((node) =>
      ts.isFunctionLike(node) && node.parameters.length > mostParameters
        ? [`${name(path)}: ${node.name?.getText() ?? 'a function without a name'}`]
        : [],
    ),
  );
  expect(found).toEqual([]);
});

test('every exported name has a docstring', () => {
  const found = [...sources].flatMap(([path, file]) =>
    file.statements.flatMap((statement) => {
      const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
      if (isExported !== true || ts.getJSDocCommentsAndTags(statement).length > 0) return [];
      return [`${name(path)}: ${statement.getText().split('\n')[0] ?? ''}`];
    }),
  );
  expect(found).toEqual([]);
});

test('one name, one file: no two of the sources have the same base name', () => {
  const paths = new Map<string, string[]>();
  for (const path of sources.keys()) {
    const base = path.split('/').at(-1) ?? '';
    paths.set(base, [...(paths.get(base) ?? []), name(path)]);
  }
  expect([...paths.values()].filter((some) => some.length > 1)).toEqual([]);
});
