import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { ParsedPipelines } from './parsed-pipelines.js';
import { filled, itemsNamed, mayHold, type Bound, type PipelineContext, type PipelinePlace } from './pipeline-context.js';
import { keyedNodes, variantsOf, type Variant } from './pipeline-matrix.js';
import { assignedIn, writtenValue } from './script-values.js';

/** A setting that a pipeline makes where it runs. */
export interface PipelineSettingMade {
  readonly what: string;
  /** With its names filled in. */
  readonly value: string;
  /** Where it stands, and then what was filled in. */
  readonly places: readonly PipelinePlace[];
  readonly context: PipelineContext;
}

/** What a pipeline with all files that it calls sets. */
export interface PipelineRun {
  readonly settings: readonly PipelineSettingMade[];
  readonly files: ReadonlySet<string>;
  /** Every stage, job and variant that it has. */
  readonly parts: readonly PipelineContext[];
  /** It is larger than what is followed. */
  readonly isCut: boolean;
}

/** Nodes looked at in one pipeline, and files that call one another. */
const [mostNodes, deepestCall] = [50_000, 10];

/** Follows a pipeline: what it sets, once for each variant of a matrix, with the arguments of each call. `named`: the settings. */
export function runPipeline(root: string, files: ParsedPipelines, named: readonly string[]): PipelineRun {
  const walk = new Walk(files, named);
  walk.file({ root, path: root, given: new Map(), set: new Map(), labels: [], environment: null, calls: 0 });
  return walk;
}

class Walk implements PipelineRun {
  readonly settings: PipelineSettingMade[] = [];
  readonly files = new Set<string>();
  readonly parts: PipelineContext[] = [];
  readonly #all: ParsedPipelines;
  readonly #named: readonly string[];
  readonly #inText: RegExp;
  #nodes = 0;

  get isCut(): boolean {
    return this.#nodes > mostNodes;
  }

  constructor(files: ParsedPipelines, named: readonly string[]) {
    this.#all = files;
    this.#named = named;
    this.#inText = new RegExp(`(["']?)\\b(${named.join('|')})\\b["']?([ \\t]*[:=][ \\t]*)(\\S[^\\r\\n]*)`, 'g');
  }

  file(context: PipelineContext): void {
    this.files.add(context.path);
    const read = this.#all.read(context.path);
    if (read === null) return;
    const root = this.#followed(read.document.contents, context);
    if (!isMap(root)) {
      this.#visit(root, context);
      return;
    }
    const { declared, choices } = this.#declared(root, context);
    const names = new Map([...declared, ...context.given]);
    const chosen = context.calls > 0 ? [] : choices;
    for (const variant of chosen.length === 0 ? [new Map<string, Bound>()] : chosen) {
      const given = new Map([...names, ...variant]);
      this.#visit(root, { ...context, given, labels: [...context.labels, ...labelOf(variant)] });
    }
  }

  /** Inputs and parameters that a file declares: their defaults, and for one with a list of choices each of these. */
  #declared(root: YAMLMap, context: PipelineContext): { readonly declared: Variant; readonly choices: readonly Variant[] } {
    const on = root.get('on', true) as unknown;
    const inputs = [
      ...keyedNodes(isMap(on) ? on.getIn(['workflow_call', 'inputs'], true) : null),
      ...keyedNodes(isMap(on) ? on.getIn(['workflow_dispatch', 'inputs'], true) : null),
      ...keyedNodes(root.get('inputs', true)),
    ];
    const parameters = root.get('parameters', true) as unknown;
    const listed = isSeq(parameters)
      ? parameters.items.flatMap((one) => (isMap(one) ? [[String(one.get('name')), one] as const] : []))
      : keyedNodes(parameters);
    const declared = new Map<string, Bound>();
    let choices: readonly Variant[] = [];
    for (const [name, node] of [...inputs, ...listed]) {
      const fallback = isMap(node) ? (node.get('default', true) as Node | undefined) : node;
      const key = name.toLowerCase();
      if (fallback !== undefined) declared.set(key, this.#bound(fallback, context));
      const options = isMap(node) ? ((node.get('options', true) ?? node.get('values', true)) as unknown) : null;
      if (!isSeq(options)) continue;
      const each = options.items.map((one) => new Map([[key, this.#bound(one as Node, context)]]));
      const more = choices.length === 0 ? each : choices.flatMap((one) => each.map((other) => new Map([...one, ...other])));
      if (more.length <= 64) choices = more;
    }
    return { declared, choices };
  }

  #visit(node: unknown, context: PipelineContext): void {
    this.#nodes += 1;
    if (this.isCut) return;
    const found = this.#followed(node, context);
    if (isSeq(found)) for (const item of found.items) this.#visit(item, context);
    else if (isScalar(found)) this.#text(found, context);
    else if (isMap(found)) this.#map(found, context);
  }

  #map(map: YAMLMap, outer: PipelineContext, isJob = false): void {
    const condition = map.get('if') ?? map.get('condition');
    const call = map.get('uses') ?? map.get('template');
    const within = this.#withVariables(map, this.#labelled(map, outer));
    if (typeof condition === 'string' && !mayHold(condition, within)) return;
    const matrix = map.getIn(['strategy', 'matrix'], true);
    const variants = variantsOf(matrix, (node) => this.#bound(node, within));
    for (const variant of variants.length === 0 ? [new Map<string, Bound>()] : variants) {
      const set = new Map([...within.set, ...variant]);
      const inside = this.#withVariables(map, { ...within, set, labels: [...within.labels, ...labelOf(variant)] });
      const context = { ...inside, environment: this.#environment(map, inside) };
      if (context.labels.length > outer.labels.length || context.environment !== outer.environment || isJob) this.parts.push(context);
      const path = typeof call === 'string' ? this.#all.called(filled(call, context).value, context.path) : null;
      if (path === null || path === context.path || context.calls >= deepestCall) this.#entries(map, context);
      else {
        const args = keyedNodes(map.get('with', true) ?? map.get('parameters', true));
        const given = new Map(args.map(([name, value]) => [name.toLowerCase(), this.#bound(value, context)]));
        this.file({ ...context, path, given, calls: context.calls + 1 });
      }
    }
  }

  #entries(map: YAMLMap, context: PipelineContext): void {
    const name = map.get('name');
    for (const [key, value] of keyedNodes(map)) {
      const [, word = '', said = ''] = /^\$\{\{ *(if|elseif|each)\b(.*)\}\}$/i.exec(key) ?? [];
      if (word === 'if') {
        if (mayHold(said, context)) this.#visit(value, context);
      } else if (word === 'each') this.#loop(said, value, context);
      else if (key === 'jobs' && isMap(value)) for (const [job, each] of keyedNodes(value)) this.#job(job, each, context);
      else if (isScalar(value) && this.#named.includes(key)) this.#make(key, String(value.value), this.#place(value, context), context);
      else if (key === 'value' && isScalar(value) && typeof name === 'string' && this.#named.includes(name))
        this.#make(name, String(value.value), this.#place(value, context), context);
      else if (key !== 'on') this.#visit(value, context);
    }
  }

  #job(job: string, node: Node, context: PipelineContext): void {
    const found = this.#followed(node, context);
    if (isMap(found)) this.#map(found, { ...context, labels: [...context.labels, job] }, true);
  }

  #loop(said: string, value: Node, context: PipelineContext): void {
    const [, variable = '', list = ''] = /^ *([\w-]+) +in +(.*)$/.exec(said) ?? [];
    const items = itemsNamed(list, context);
    if (items.length === 0) this.#visit(value, context);
    for (const item of items) {
      const given = new Map([...context.given, [`each ${variable.toLowerCase()}`, item]]);
      this.#visit(value, { ...context, given });
    }
  }

  /** Stages and jobs of Azure Pipelines say their names inside. */
  #labelled(map: YAMLMap, context: PipelineContext): PipelineContext {
    const own = map.get('stage') ?? map.get('job') ?? map.get('deployment');
    return typeof own === 'string' ? { ...context, labels: [...context.labels, filled(own, context).value] } : context;
  }

  #environment(map: YAMLMap, context: PipelineContext): string | null {
    const isJob = ['runs-on', 'uses', 'steps', 'deployment', 'strategy', 'env'].some((key) => map.has(key));
    const said = map.get('environment');
    const name = isMap(said) ? said.get('name') : said;
    if (!isJob || typeof name !== 'string') return context.environment;
    const { value } = filled(name, context);
    return value.includes('$') ? context.environment : value;
  }

  /** With what a pipeline, stage, job or step gives to those inside, and what its scripts give to its later steps. */
  #withVariables(map: YAMLMap, context: PipelineContext): PipelineContext {
    const steps = map.get('steps', true) as unknown;
    if (!map.has('env') && !map.has('variables') && !isSeq(steps)) return context;
    const set = new Map(context.set);
    // Copies of long lists count, too.
    this.#nodes += set.size / 20;
    const inside = { ...context, set };
    for (const key of ['env', 'variables']) this.#addVariables(map.get(key, true), inside, set);
    for (const step of isSeq(steps) ? steps.items : []) {
      for (const [key, value] of keyedNodes(step)) {
        if (!/^(?:run|script|bash|pwsh|powershell)$/.test(key) || !isScalar(value)) continue;
        for (const [name, one] of assignedIn(String(value.value))) {
          const { value: said } = filled(one, inside);
          const before = set.get(name)?.value;
          const places = [this.#place(value, context)];
          set.set(name, { value: before === undefined || before === said ? said : `$(${before}, ${said})`, items: [], places });
        }
      }
    }
    return inside;
  }

  #addVariables(node: unknown, context: PipelineContext, set: Map<string, Bound>): void {
    const found = this.#followed(node, context);
    if (!isSeq(found)) {
      for (const [name, value] of keyedNodes(found)) {
        if (/^\$\{\{ *if\b/.test(name) && !mayHold(name.replace(/^\$\{\{ *if\b|\}\}$/g, ''), context)) continue;
        if (isScalar(value)) set.set(name.toLowerCase(), this.#bound(value, context));
        else this.#addVariables(value, context, set);
      }
      return;
    }
    for (const item of found.items) {
      if (!isMap(item)) continue;
      const [name, value, template] = [item.get('name'), item.get('value', true) as Node | undefined, item.get('template')];
      const path = typeof template === 'string' ? this.#all.called(filled(template, context).value, context.path) : null;
      if (typeof name === 'string' && value !== undefined) set.set(name.toLowerCase(), this.#bound(value, context));
      else if (path === null || context.calls >= deepestCall) this.#addVariables(conditional(item), context, set);
      else {
        this.files.add(path);
        const root = this.#all.read(path)?.document.contents;
        if (isMap(root)) this.#addVariables(root.get('variables', true), { ...context, path, calls: context.calls + 1 }, set);
      }
    }
  }

  /** Settings inside a script: `X=…`, `$env:X = …`, `echo "X=…" >> "$GITHUB_ENV"`. */
  #text(node: Scalar, context: PipelineContext): void {
    const read = this.#all.read(context.path);
    const [start, end] = node.range ?? [0, 0];
    if (read === null || typeof node.value !== 'string') return;
    for (const { 0: all, 1: quote = '', 2: what = '', 3: sign = '', 4: written = '', index } of read.text.slice(start, end).matchAll(this.#inText)) {
      const line = read.lines.lineAt(start + index + all.length - 1);
      this.#make(what, writtenValue(written, quote, sign), { path: context.path, line }, context);
    }
  }

  #make(what: string, written: string, place: PipelinePlace, context: PipelineContext): void {
    const { value, places } = filled(written, context);
    this.settings.push({ what, value, places: [place, ...places], context });
  }

  #bound(node: Node, context: PipelineContext): Bound {
    const found = this.#followed(node, context);
    const own = this.#place(node, context);
    if (isSeq(found)) return { value: '', items: found.items.map((one) => this.#bound(one as Node, context)), places: [own] };
    const { value, places } = filled(isScalar(found) ? String(found.value) : '', context);
    return { value, items: [], places: [...places, own] };
  }

  #place(node: Node, { path }: PipelineContext): PipelinePlace {
    return { path, line: this.#all.read(path)?.lines.lineAt(node.range?.[0] ?? 0) ?? 1 };
  }

  #followed(node: unknown, { path }: PipelineContext): unknown {
    const document = this.#all.read(path)?.document;
    return isAlias(node) && document !== undefined ? node.resolve(document) : node;
  }
}

/** The entries of a condition around variables. */
function conditional(item: YAMLMap): unknown {
  return keyedNodes(item).some(([key]) => key.startsWith('${{')) ? item : null;
}

function labelOf(variant: Variant): readonly string[] {
  return variant.size === 0 ? [] : [[...variant.values()].map(({ value }) => value).join(',')];
}
