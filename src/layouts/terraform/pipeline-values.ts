import type { NotFollowed } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import type { Definition } from '../deployed/deploying-root.js';
import type { HostNotation, TextHost, TextPiece, Value } from '../deployed/deployed-value.js';
import { notFollowedAt } from '../deployed/not-followed.js';
import { plainText, TextInMaking } from '../deployed/texts.js';
import { unknown } from '../deployed/values.js';
import { evaluate } from './evaluate-hcl.js';
import type { Expression } from './hcl-syntax.js';
import type { ModuleFolder } from './module-folder.js';
import { parseHcl } from './parse-hcl.js';
import type { Given, GivenValue } from './pipelines.js';
import type { TerraformFiles } from './terraform-files.js';

/** Nobody writes into a pipeline: what it says may be put together, and is quoted for a shell. */
const inPipeline: HostNotation = { isFile: false, write: () => null, rewrite: () => null };

type Inputs = Map<string, () => Value>;

/**
 * With what pipelines give. Environment variables are beaten by files of values, and `-var` beats those (Terraform, "Variable definition precedence").
 * `files`: what files of values give.
 */
export function givenValues({ values }: Given, { variables }: ModuleFolder, files: Inputs): Inputs {
  if (values.length === 0) return files;
  const all = new Map(files);
  for (const one of values) {
    if (!one.isFlag && files.has(one.variable)) continue;
    const type = variables.get(one.variable)?.block.body.attributes.get('type')?.value ?? null;
    all.set(one.variable, () => valueOf(one, type));
  }
  return all;
}

/** Of a variable of a simple type, or of none, the value is a text as it is written; others are expressions. */
function valueOf(given: GivenValue, type: Expression | null): Value {
  const { literal, variable, path, start, end, raw } = given;
  if (literal === null) return unknown(`var.${variable}`);
  const host: TextHost = { path, at: { start, end }, notation: inPipeline };
  if (type === null || (type.kind === 'name' && /^(?:string|number|bool)$/.test(type.name))) {
    const making = new TextInMaking();
    making.addWritten(literal, { host, span: { start, end } });
    return literal === '' ? plainText('') : making.done();
  }
  const before = 'value = ';
  const { body, problems } = parseHcl(`${before}${literal}\n`);
  const written = body.attributes.get('value')?.value;
  if (written === undefined || problems.length > 0) return unknown(`var.${variable}`);
  const value = evaluate(written, { path, folder: '', find: () => null, readFile: () => null });
  const shift = raw === literal ? start - before.length : null;
  return placed(value, host, shift);
}

/** A value with its texts at places in the pipeline. `shift`: from where it was read to there; null: the pipeline writes it otherwise. */
function placed(value: Value, host: TextHost, shift: number | null): Value {
  switch (value.kind) {
    case 'text':
      return { ...value, pieces: value.pieces.map((piece): TextPiece => ({ ...piece, from: placeOf(piece, host, shift) })) };
    case 'list':
      return { ...value, items: value.items.map((item) => placed(item, host, shift)) };
    case 'object':
      return { ...value, entries: new Map([...value.entries].map(([key, one]) => [key, placed(one, host, shift)] as const)) };
    case 'number':
    case 'flag':
    case 'null':
    case 'unknown':
      return value;
  }
}

function placeOf({ from, open }: TextPiece, host: TextHost, shift: number | null): TextPiece['from'] {
  if (open !== null) return null;
  if (from === null || shift === null) return { host, span: host.at };
  return { host, span: { start: from.span.start + shift, end: from.span.end + shift } };
}

/** What a variable stands for that pipelines put together: whatever that is, another way to put it together is another value. */
export function givenDefinitions(name: string, { values }: Given): readonly Definition[] {
  return values.flatMap(({ variable, literal, raw, path, start }): readonly Definition[] => {
    if (literal !== null || !name.includes(`var.${variable}`)) return [];
    return Array.from(name.matchAll(new RegExp(`(?<![\\w.-])var\\.${variable}(?![\\w-])`, 'g')), ({ 0: all, index }) => ({
      at: { start: index, end: index + all.length },
      address: `given ${variable}`,
      by: { path, offset: start },
      says: () => [[inOneLine(raw), { kind: 'null' }] as const],
    }));
  });
}

function inOneLine(raw: string): string {
  return raw.replace(/\s+/g, ' ').trim();
}

/** The files of values that pipelines deploy a root with: which of them says what is deployed where. */
export function valuesNamed({ files }: Given, root: string, texts: TerraformFiles): readonly NotFollowed[] {
  const counts = new Map<string, number>();
  return files.map(({ file, job, path, offset }) => {
    const key = JSON.stringify(['deployed-with', root, job, file]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const spot = { path, lines: new LineIndex(texts.text(path) ?? '') };
    return notFollowedAt(spot, offset, { what: 'deployed-with', name: file, state: `${key} ${count}`, touches: 'service' });
  });
}
