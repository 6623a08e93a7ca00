import type { PolicyCache } from '../../apim/policy-cache.js';
import { TreeTexts, type TextsRead } from '../deployed/tree-texts.js';
import type { Tree } from '../tree.js';
import type { SyntaxProblem, SyntaxTree } from './hcl-syntax.js';
import { canDefer } from './deferred-blocks.js';
import { parseHclJson } from './parse-hcl-json.js';
import { parseHcl, parseTemplate, type TemplateResult } from './parse-hcl.js';

const templatesKey = 'terraform-templates';

/** Parsed templates: both sides of a change share most of them. */
function templatesOf(cache: PolicyCache): Map<string, TemplateResult> {
  const known = cache.made(templatesKey) as Map<string, TemplateResult> | undefined;
  if (known !== undefined) return known;
  const templates = new Map<string, TemplateResult>();
  cache.keep(templatesKey, templates);
  return templates;
}

/** The texts of a tree, parsed as by Terraform. */
export class TerraformFiles extends TreeTexts {
  /** By text. */
  readonly #templates: Map<string, TemplateResult>;

  constructor(tree: Tree, cache: PolicyCache, known?: TextsRead, overlaid?: ReadonlyMap<string, string>) {
    super(tree, cache, known, overlaid);
    this.#templates = templatesOf(cache);
  }

  override with(texts: Iterable<readonly [path: string, text: string]>): TerraformFiles {
    return new TerraformFiles(this.tree, this.cache, this.known, new Map([...this.overlaid, ...texts]));
  }

  /** A text as a template; parsed once, however often it is rendered. */
  readonly template = (text: string): TemplateResult => {
    let template = this.#templates.get(text);
    if (template === undefined) this.#templates.set(text, (template = parseTemplate(text)));
    return template;
  };

  /** The content of a file; null if missing or not read yet. */
  syntax(path: string): SyntaxTree | null {
    const isJson = path.endsWith('.json');
    return this.made(path, isJson ? 'terraform json' : 'terraform', (text) => (isJson ? parseHclJson(text) : parseHcl(text, canDefer)));
  }

  /** All problems of a file, including those in unused parts. */
  problems(path: string): readonly SyntaxProblem[] {
    const isJson = path.endsWith('.json');
    const kind = isJson ? 'terraform-problems json' : 'terraform-problems';
    return this.made(path, kind, (text) => (isJson ? parseHclJson(text) : parseHcl(text)).problems) ?? [];
  }
}
