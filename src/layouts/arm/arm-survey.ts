import type { PolicyCache } from '../../apim/policy-cache.js';
import { CodeSurvey } from '../deployed/code-survey.js';
import { nothingAsked } from '../layout.js';
import { evaluatedAmong } from '../most-environments.js';
import type { RepositoryOptions, Survey } from '../layout.js';
import { folderOfPath } from '../deployed/paths.js';
import { TreeTexts } from '../deployed/tree-texts.js';
import type { Tree } from '../tree.js';
import { foldersOfValues, templateFileAt, templateValues, type TemplateFile } from './template-files.js';
import { keyOfRoot } from '../deployed/deploying-root.js';
import { TemplateRoot, type TemplateContext, type TemplateState } from './template-root.js';
import { entryIn } from './json-syntax.js';

/** Most rounds of reading: files may name further files. */
const mostRounds = 40;

type Template = TemplateFile & { readonly kind: 'template' };
type Values = TemplateFile & { readonly kind: 'parameters' };

/** Finds what the templates among these files deploy to API Management. */
export async function surveyTemplates(tree: Tree, candidates: readonly string[], options: RepositoryOptions, cache: PolicyCache): Promise<Survey> {
  const files = new TreeTexts(tree, cache);
  for (const path of candidates) files.text(path);
  await files.fill();
  const found = candidates.flatMap((path) => templateFileAt(files, path) ?? []);
  const templates = found.filter((one): one is Template => one.kind === 'template');
  const values = found.filter((one): one is Values => one.kind === 'parameters');
  const context: TemplateContext = { files, cache };
  const kits = new Set(templates.flatMap((one) => (isOfKit(one) ? folderOfPath(one.path) : [])));
  const plain = templates.map(({ path }): TemplateState => ({ path, base: [], sole: null, environment: null, isWhole: false }));
  const linked = linkedBy(await evaluateAll(plain, context));
  const roots = templates.filter(({ path }) => !linked.has(path));
  const folders = foldersOfValues(templates, values);
  const environments = new Set<string>();
  const states = roots.flatMap((template): readonly TemplateState[] => {
    const own = templateValues(template, values, folders);
    for (const { name } of own.environments) environments.add(name);
    const isWhole = kits.has(folderOfPath(template.path));
    const wanted = evaluatedAmong(own.environments, options.environments);
    const { plain, named } = options.asOtherSide ?? nothingAsked;
    const key = keyOfRoot('arm', template.path);
    const { base, sole } = own;
    const state = { path: template.path, base, sole, isWhole, environment: null };
    if (sole !== null && named.has(key))
      return [...(plain.has(key) ? [{ ...state, base: [] }] : []), { ...state, base: [], environment: { name: sole, files: base } }];
    return [...(wanted.length === 0 || plain.has(key) ? [state] : []), ...wanted.map((environment) => ({ ...state, environment }))];
  });
  return new CodeSurvey(await evaluateAll(states, context), files, cache, options, [...environments]);
}

/** Evaluates each of these templates alone, without files of values. */
export async function templatesAlone(tree: Tree, paths: readonly string[], cache: PolicyCache): Promise<readonly TemplateRoot[]> {
  const files = new TreeTexts(tree, cache);
  for (const path of paths) files.text(path);
  await files.fill();
  const templates = paths.filter((path) => templateFileAt(files, path)?.kind === 'template');
  return evaluateAll(
    templates.map((path): TemplateState => ({ path, base: [], sole: null, environment: null, isWhole: false })),
    { files, cache },
  );
}

/** A Resource Kit template: it takes the policies' base URL ("policyXMLBaseUrl"), or has a name that the extractor gives. */
function isOfKit({ path, root }: Template): boolean {
  return (
    entryIn(entryIn(root, 'parameters'), 'policyXMLBaseUrl') !== undefined || /-(?:apis|globalServicePolicy|productAPIs)\.template\.json$/i.test(path)
  );
}

/** Templates that others deploy. If two deploy each other, the first is the root. */
function linkedBy(roots: readonly TemplateRoot[]): ReadonlySet<string> {
  const linked = new Set<string>();
  for (const root of roots) for (const path of root.templates) if (path !== root.path && !linked.has(root.path)) linked.add(path);
  return linked;
}

/** Evaluates roots and reads what they need, until everything is read. */
async function evaluateAll(states: readonly TemplateState[], context: TemplateContext): Promise<readonly TemplateRoot[]> {
  const make = (state: TemplateState): TemplateRoot => {
    const key = `arm-root\u0000${JSON.stringify(state)}`;
    const known = (context.cache.made(key) ?? []) as readonly TemplateRoot[];
    const same = known.find((root) => root.isSameIn(context.files.tree));
    if (same !== undefined) return same;
    const root = new TemplateRoot(context, state);
    // Evaluating `deployed` requests the files to read.
    if (root.deployed.length >= 0 && !root.files.isIncomplete) context.cache.keep(key, [...known, root]);
    return root;
  };
  let evaluated = states.map(make);
  for (let round = 0; round < mostRounds && (await context.files.fill()); round += 1) {
    evaluated = evaluated.map((root, index) => {
      const state = states[index];
      return root.files.isIncomplete && state !== undefined ? make(state) : root;
    });
  }
  return evaluated;
}
