import { hclNotations } from '../hcl-notations.js';
import picomatch from 'picomatch';
import { renderedTemplate } from '../render-template.js';
import { isDecided, plainText } from '../../deployed/texts.js';
import type { TextValue } from '../../deployed/deployed-value.js';
import { flag, list } from '../../deployed/values.js';
import { refused, undecided, withoutFile, type HclCall, type FunctionTable } from './function-call.js';

/** Functions of files and paths ("Filesystem Functions"). */
export const fileFunctions: FunctionTable = {
  abspath: (call) => plainText(normalized(call.string(0)) ?? refused()),
  basename: (call) => plainText(call.string(0).replace(/\/+$/, '').split('/').at(-1) ?? ''),
  dirname: (call) => plainText(normalized(`${call.string(0)}/..`) ?? '..'),
  file: (call) => textOfFile(call, 'file'),
  fileexists: (call) => {
    const text = call.at.scope.readFile(pathOf(call));
    return text === undefined ? undecided() : flag(text !== null);
  },
  fileset: (call) => {
    const folder = pathOf(call);
    const paths = call.at.scope.filesBelow?.(folder === '.' ? '' : folder) ?? undecided();
    const prefix = folder === '.' ? '' : `${folder}/`;
    const matches = picomatch(call.string(1), { dot: true });
    const found = paths.flatMap((path) => (path.startsWith(prefix) && matches(path.slice(prefix.length)) ? [path.slice(prefix.length)] : []));
    return list(found.sort().map(plainText), true);
  },
  pathexpand: (call) => call.text(0),
  templatefile: (call) => renderedTemplate(textOfFile(call, 'template'), call.value(1), call) ?? refused(),
  templatestring: (call) => renderedTemplate(call.text(0), call.value(1), call) ?? refused(),
};

/** A path with `.` and `..` resolved; null if it leads above its first named folder. */
function normalized(path: string): string | null {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..' || kept.length === 0 || kept.at(-1) === '..') kept.push(segment);
    else kept.pop();
  }
  return kept.length === 0 ? '.' : kept.join('/');
}

/** An empty segment, or one of dots only. */
const toBeNormalized = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** A path in the repository, for one relative to the root module's folder. */
function pathOf(call: HclCall): string {
  const given = call.text(0);
  if (!isDecided(given)) call.at.scope.mayRead?.(given);
  const { folder } = call.at.scope;
  const said = call.string(0);
  const below = said.startsWith('./') ? said.slice(2) : said;
  // Most paths are plain ones.
  if (folder !== '' && !folder.startsWith('..') && !toBeNormalized.test(below)) return `${folder}/${below}`;
  const path = normalized(`${folder}/${said}`);
  return path === null || path.startsWith('..') ? undecided() : path;
}

function textOfFile(call: HclCall, notation: 'file' | 'template'): TextValue {
  const path = pathOf(call);
  const text = call.at.scope.readFile(path);
  if (text === undefined) return undecided();
  if (text === null) {
    call.at.report('file-missing', path, call.expression);
    return withoutFile(path);
  }
  const at = { start: 0, end: text.length };
  const from = { host: { path, at, notation: hclNotations[notation] }, span: at };
  return { kind: 'text', text, pieces: text === '' ? [] : [{ text: at, from, open: null }] };
}
