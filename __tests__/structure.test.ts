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

/** Names that a file takes from others: by an import or export, or behind one in the middle of the code. */
function* namesTaken(path: string, file: ts.SourceFile): Generator<string> {
  const at = (asked: string): string => resolve(dirname(path), asked.replace(/\.js$/, '.ts'));
  for (const node of nodesOf(file)) {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
      const isNamed = bindings !== undefined && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings));
      const names = isNamed ? bindings.elements.map((one) => (one.propertyName ?? one.name).text) : ['*'];
      for (const one of names) yield `${at(node.moduleSpecifier.text)} ${one}`;
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [asked] = node.arguments;
      if (asked !== undefined && ts.isStringLiteral(asked)) yield `${at(asked.text)} *`;
    }
  }
}

test('every exported function, constant and class is imported by somebody', () => {
  const root = join(src, '..');
  const others = ['__tests__', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() && /\.(?:ts|mjs)$/.test(entry.name) ? [join(entry.parentPath, entry.name)] : [],
    ),
  );
  const read = (path: string): ts.SourceFile => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022);
  const taken = new Set([...sources, ...others.map((path) => [path, read(path)] as const)].flatMap(([path, file]) => [...namesTaken(path, file)]));
  const unused = [...sources].flatMap(([path, file]) =>
    path.endsWith('.d.ts') || taken.has(`${path} *`)
      ? []
      : file.statements.flatMap((statement) => {
          if (!ts.canHaveModifiers(statement) || ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true)
            return [];
          const named = ts.isVariableStatement(statement)
            ? statement.declarationList.declarations.map((one) => one.name.getText(file))
            : ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
              ? [statement.name?.text ?? '']
              : [];
          return named.filter((one) => !taken.has(`${path} ${one}`)).map((one) => `${name(path)}: ${one}`);
        }),
  );
  expect(unused).toEqual([]);
  expect(taken.has(`${join(src, 'text/add-to.ts')} addTo`)).toBe(true);
});

test('one name, one file: no two of the sources have the same base name', () => {
  const paths = new Map<string, string[]>();
  for (const path of sources.keys()) {
    const base = path.split('/').at(-1) ?? '';
    paths.set(base, [...(paths.get(base) ?? []), name(path)]);
  }
  expect([...paths.values()].filter((some) => some.length > 1)).toEqual([]);
});

/** The names that a file declares and exports; what it only passes on is declared elsewhere. */
function namesDeclared(file: ts.SourceFile): readonly string[] {
  return file.statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement) || ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) return [];
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((one) => one.name.getText(file));
    const named =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement);
    return named && statement.name !== undefined ? [statement.name.text] : [];
  });
}

/** Names that several of some files declare, each with these files. */
function declaredTwice(files: ReadonlyMap<string, ts.SourceFile>): readonly string[] {
  const found = new Map<string, Set<string>>();
  for (const [path, file] of files) {
    for (const one of namesDeclared(file)) found.set(one, (found.get(one) ?? new Set()).add(name(path)));
  }
  return [...found].flatMap(([one, paths]) => (paths.size > 1 ? [`${one}: ${[...paths].join(', ')}`] : []));
}

test('one name, one thing: no name is declared and exported by two files, types included', () => {
  expect(declaredTwice(sources)).toEqual([]);
});

test('the search for names that are declared twice sees what it looks for', () => {
  const files = [
    'type Plan = 1; export const a = 1, b = 2;',
    "export interface Plan {} export { a } from './a.js';",
    'export class Plan {} export function b() {}',
  ];
  const read = files.map((text, index) => [join(src, `${index}.ts`), ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true)] as const);
  expect(declaredTwice(new Map(read))).toEqual(['b: 0.ts, 2.ts', 'Plan: 1.ts, 2.ts']);
});

/** Open points that a file asks a walk for, by the names of their questions. */
function asksIn(file: ts.SourceFile): readonly string[] {
  return [...nodesOf(file)].flatMap((node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'ask') return [];
    const [asked] = node.arguments;
    const question = asked !== undefined && ts.isCallExpression(asked) ? asked.expression : asked;
    return question !== undefined && ts.isIdentifier(question) ? [question.text] : [];
  });
}

test('one function a phase: each open point is asked for at one place', () => {
  const questions = [...sources].flatMap(([path, file]) => (name(path) === 'cors/questions.ts' ? namesDeclared(file) : []));
  const asked = new Map<string, string[]>();
  for (const [path, file] of sources) {
    for (const question of asksIn(file)) if (questions.includes(question)) asked.set(question, [...(asked.get(question) ?? []), name(path)]);
  }
  expect(asked.size).toBeGreaterThan(15);
  expect([...asked].filter(([question, places]) => places.length > 1 && askedOften[question] === undefined)).toEqual([]);
  // A reason that is needed no longer goes.
  expect(Object.keys(askedOften).filter((question) => (asked.get(question)?.length ?? 0) < 2)).toEqual([]);
});

/** Questions that several ask, and why they do. */
const askedOften: Readonly<Record<string, string>> = {
  wildcardLists:
    'the table asks before it compares, so that both sides are told apart by it; a probe asks for what only other programs than browsers see',
  expressionIsTrue: 'each attribute that an expression stands in is a point of its own',
};

/** Names of a layout's files, and endings of code that deploys: what no room but `layouts/` knows. */
const ofLayouts =
  /\.(?:xml|jsonc?|ya?ml|tf|tofu|tfvars|bicep|bicepparam)(?![\w./-])|(?:api|product|operation|fragment|value|versionset)information\b|\bconfiguration\.(?:$|\S)|apimartifacts/i;

/** Files elsewhere that name such files, and why they do. */
const namesElsewhere: Readonly<Record<string, string>> = {
  'github/organisation.ts': 'records of batches, which this program writes itself',
  'probe/lab-service.ts': 'it makes the files of the lab, to be published with APIOps',
  'text/home.ts': 'the address of a schema of our own',
};

/** Texts and regular expressions in which such a name stands. `counts`: which of them are looked at. */
function layoutNamesIn(file: ts.SourceFile, counts: (node: ts.Node) => boolean): readonly string[] {
  return [...nodesOf(file)].flatMap((node) => {
    const isRegex = ts.isRegularExpressionLiteral(node);
    const isText =
      ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (!(isRegex || isText) || isModuleName(node) || !counts(node)) return [];
    return ofLayouts.test(isRegex ? node.text.replaceAll('\\', '') : node.text) ? [node.text] : [];
  });
}

function isModuleName({ parent }: ts.Node): boolean {
  const isLazy = ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isLazy || ts.isLiteralTypeNode(parent) || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
}

/** What files are told apart by; any other text is shown to people. */
function tellsApart(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isRegularExpressionLiteral(node)) return true;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken;
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    /^(?:endsWith|startsWith|includes)$/.test(parent.expression.name.text)
  );
}

/** The examples of a rule are values; what a rule does stands in functions and methods. */
function isInCode(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) return true;
  return false;
}

test('only layouts know the names of files: elsewhere none stands in the code, but for reasons that are given', () => {
  const found = [...sources].flatMap(([path, file]) => {
    const room = name(path).split('/')[0] ?? '';
    if (room === 'layouts') return [];
    const counts = speaking.includes(room) ? tellsApart : room === 'rules' ? isInCode : () => true;
    return layoutNamesIn(file, counts).map((text) => ({ path: name(path), text }));
  });
  expect(found.filter(({ path }) => namesElsewhere[path] === undefined)).toEqual([]);
  // A reason that is needed no longer goes.
  expect(Object.keys(namesElsewhere).filter((path) => !found.some((one) => one.path === path))).toEqual([]);
});

test('the search for names of files sees what it looks for', () => {
  const text = "if (path.endsWith('.xml') || /apiInformation\\.json$/.test(path)) open(`configuration.${name}.yaml`, 'a.json/b', x.json());";
  expect(layoutNamesIn(ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true), () => true)).toEqual([
    '.xml',
    '/apiInformation\\.json$/',
    'configuration.',
    '.yaml',
  ]);
});

/** Rooms where people are spoken to: reports, an organisation’s table, pages of their own, the command line, the Action, and what is wrong with a configuration. */
const speaking = ['report', 'organisation', 'explorer', 'playground', 'cli', 'comments', 'github', 'azure-repos', 'config'];

/** Files elsewhere that hold sentences, and why they do. */
const sentencesElsewhere: Readonly<Record<string, string>> = {
  'action.ts': 'an internal error, which has no report',
  'browser/console-message.ts': 'messages of browsers, and the table of docs/browser.md',
  'browser/console-wordings.ts': 'messages of browsers, and what each means',
  'browser/judge.ts': 'messages of browsers',
  'browser/read-console-message.ts': 'answers to a message that was pasted',
  'cors/evidence.ts': 'the register that docs/how-it-decides.md is made from',
  'cors/fact-grounds.ts': 'the register that docs/how-it-decides.md is made from',
  'cors/sources.ts': 'titles of pages',
  'effective/access-move.ts': 'words of published fingerprints',
  'explain/explained-capture.ts': 'answers to the options of a command',
  'explain/explanation-notes.ts': 'answers to the options of a command',
  'explain/har.ts': 'answers to the options of a command',
  'explain/missing-operation.ts': 'answers to the options of a command',
  'explain/open-path.ts': 'answers to the options of a command',
  'explain/beside-gateway.ts': 'answers to the options of a command',
  'explain/answered-without.ts': 'answers to the options of a command',
  'text/unified-patch.ts': 'a mark of the format of patches',
  'explain/request-target.ts': 'answers to the options of a command',
  'layouts/apiops/apiops.ts': 'what a layout is recognised by, for a reader whose tree has none',
  'layouts/arm/arm.ts': 'what a layout is recognised by, for a reader whose tree has none',
  'layouts/git-configuration/git-configuration.ts': 'what a layout is recognised by, for a reader whose tree has none',
  'layouts/bicep/evaluate-bicep.ts': "names of what is not decided, in Bicep's language",
  'layouts/deployed/either.ts': "names of what is not decided, in the code's language",
  'layouts/bicep/bicep.ts': 'what a layout is recognised by, for a reader whose tree has none',
  'layouts/scopes/scopes.ts': 'what a layout is recognised by, for a reader whose tree has none',
  'layouts/scopes/scope-suggestion.ts': 'a comment in the YAML to paste',
  'layouts/terraform/evaluate-hcl.ts': "names of what is not decided, in Terraform's language",
  'layouts/terraform/terraform.ts': 'what a layout is recognised by, for a reader whose tree has none',
  'probe/lab-service.ts': 'policies of the service of the lab',
  'review/merge.ts': 'a line of the log',
  'review/run.ts': 'a line of the log',
  'review/suggest.ts': 'a line of the log',
  'rules/loose-origin-match.ts': 'C# of an example',
  'serve/backend.ts': 'answers of the server itself',
  'serve/page-server.ts': 'answers of the server itself',
  'serve/request-log.ts': 'the log of the server',
  'serve/server.ts': 'answers of the server itself',
  'sources/git-messages.ts': 'what git says, and what to do then',
  'sources/git.ts': 'what is compared with what',
  'sources/github-blobs.ts': 'queries to GitHub',
  'sources/github-listings.ts': 'queries to GitHub',
};

const mostWords = 4;

/** The words of a literal; what is put in counts as one. */
function wordsOf(node: ts.Node): number {
  const text =
    ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)
      ? node.text
      : ts.isTemplateExpression(node)
        ? `${node.head.text}${node.templateSpans.map((span) => `x${span.literal.text}`).join('')}`
        : '';
  return text.trim().split(/\s+/).length;
}

/** The text of an error, a list of words that is split at once, or what a rule's page says. */
function isNoMessage(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isNewExpression(at) && at.expression.getText().endsWith('Error')) return true;
    if (ts.isPropertyAccessExpression(at.parent) && at.parent.name.text === 'split' && at.parent.expression === at) return true;
    if (ts.isMethodDeclaration(at) && at.name.getText().startsWith('check')) return false;
    if (ts.isVariableDeclaration(at) && at.type?.getText() === 'Rule') return true;
  }
  return false;
}

function sentencesIn(file: ts.SourceFile): readonly string[] {
  return [...nodesOf(file)].flatMap((node) => (wordsOf(node) > mostWords && !isNoMessage(node) ? [node.getText()] : []));
}

test('sentences are made in report/: elsewhere no text has more than four words, but for reasons that are given', () => {
  const found = [...sources].flatMap(([path, file]) => {
    const room = name(path).split('/')[0] ?? '';
    return speaking.includes(room) ? [] : sentencesIn(file).map((text) => ({ path: name(path), text }));
  });
  expect(found.filter(({ path }) => sentencesElsewhere[path] === undefined)).toEqual([]);
  // A reason that is needed no longer goes.
  expect(Object.keys(sentencesElsewhere).filter((path) => !found.some((one) => one.path === path))).toEqual([]);
});

test('the search for sentences sees what it looks for', () => {
  const text =
    "const a = 'one two three four'; const b = 'this is one too many'; const c = `the file ${a} is not read`; throw new InputError('write one or the other');";
  expect(sentencesIn(ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true))).toEqual([
    "'this is one too many'",
    '`the file ${a} is not read`',
  ]);
});

/** Files elsewhere that test a text for such a sign, and why they do. */
const signsElsewhere: Readonly<Record<string, string>> = {
  'apim/quick-looks.ts': 'a quick look at a whole document: any sign, or a hidden character',
  'apim/read-flow.ts': 'a quick look at a whole document: any sign, or a hidden character',
  'azure-repos/build-environment.ts': 'a variable that Azure Pipelines left as it is, because there is none',
  'cors/expression/tokens.ts': 'the tokens of C#',
  'cors/hand-written.ts': 'one expression, word for word',
  'github/event.ts': 'what no name of a branch has',
  'layouts/arm/arm-functions.ts': 'the places of the format function',
  'layouts/bicep/bicep-commands.ts': 'what a shell puts in',
  'layouts/bicep/bicep-functions.ts': 'the places of the format function',
  'layouts/bicep/bicep-module.ts': "names of what is not decided, in Bicep's language",
  'layouts/bicep/bicep-survey.ts': "names of what is not decided, in Bicep's language",
  'layouts/bicep/root-parameters.ts': 'the values of azd, with their defaults',
  'layouts/deployed/named-by-command.ts': 'what a shell puts in',
  'layouts/pipelines/pipeline-context.ts': 'expressions and variables of pipelines, which are worked out here',
  'layouts/pipelines/pipeline-walk.ts': 'conditions and loops of Azure Pipelines',
  'layouts/pipelines/script-values.ts': 'what a pipeline or a shell puts in where a script sets a variable',
  'layouts/terraform/handed-policies.ts': 'how a policy begins in a template of Terraform',
  'layouts/terraform/named-files.ts': 'calls of Terraform',
  'layouts/terraform/parse-hcl-json.ts': "Terraform's own syntax",
  'layouts/terraform/pipeline-text.ts': 'variables of an environment',
  'layouts/terraform/skip-body.ts': "Terraform's own syntax",
  'layouts/terraform/terraform-survey.ts': 'calls of Terraform',
  'review/pipeline-settings.ts': 'the folder of a checkout, by the names that pipelines have for it',
};

/** Signs by which open parts begin, as a text and as the source of a pattern has them. */
const signs = /\{\{|[$%#]\{|\{#|@[({]|\$\(|__/;
const signsOfPattern = /\\\{\\\{|\\\$\\?\{|\]\\\{|%\\?\{|#\\?\{|\\\{#|@\\[({]|\[@\{|\\\$\\\(|__\\w|%\\w\+%/;
const asking: ReadonlySet<string> = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'lastIndexOf', 'split', 'search']);

/** What a file looks for in texts that begins as an open part does: patterns, and what is handed to a search. */
function signsIn(file: ts.SourceFile): readonly string[] {
  return [...nodesOf(file)].flatMap((node) => {
    if (ts.isRegularExpressionLiteral(node)) return signsOfPattern.test(node.text) ? [node.text] : [];
    if (ts.isTaggedTemplateExpression(node))
      return signsOfPattern.test(node.template.getText().replaceAll(/\$\{/g, '')) ? [node.template.getText()] : [];
    const isAsked = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && asking.has(node.expression.name.text);
    const [sought] = isAsked ? node.arguments : [];
    if (sought === undefined || !ts.isStringLiteral(sought)) return [];
    const isSign = signs.test(sought.text) || (sought.text === '@' && node.getText().includes('.startsWith('));
    return isSign ? [node.getText()] : [];
  });
}

test('open parts are recognised in text/: elsewhere nothing is sought by their signs, but for reasons that are given', () => {
  const found = [...sources].flatMap(([path, file]) => {
    return name(path).startsWith('text/') ? [] : signsIn(file).map((text) => ({ path: name(path), text }));
  });
  expect(found.filter(({ path }) => signsElsewhere[path] === undefined)).toEqual([]);
  expect(Object.keys(signsElsewhere).filter((path) => !found.some((one) => one.path === path))).toEqual([]);
});

test('the search for signs sees what it looks for', () => {
  const text = [
    "a.includes('{{');",
    "a.startsWith('@(');",
    "a.trim().startsWith('@');",
    'const b = /\\$\\{[^}]*\\}/;',
    'const c = /__\\w+__/;',
    "const d = ['{{x}}', a === b];",
    "a.includes('{');",
  ].join('\n');
  expect(signsIn(ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true))).toHaveLength(5);
});
