import type { NotFollowed } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import { changesNothing } from '../deployed/harmless-command.js';
import { commandText } from '../deployed/named-by-command.js';
import { inOneForm, isFollowed, notFollowedAt, touchedByCall } from '../deployed/not-followed.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { literalText, objectLiteral, type BicepFiles } from './bicep-files.js';
import type { BicepExpression } from './bicep-syntax.js';
import { ofOthers } from './unfollowed-calls.js';

/**
 * What a root's Bicep code deploys, or may, in ways that are not followed. `followed`: addresses of followed things; `policies`: their policy files. Nothing is
 * evaluated.
 */
export function unfollowedStatements(files: BicepFiles, followed: readonly string[], policies: ReadonlySet<string>): readonly NotFollowed[] {
  const found: NotFollowed[] = [];
  for (const path of [...files.asked].filter((one) => one.endsWith('.bicep'))) {
    const text = files.text(path) ?? '';
    const { modules = [], resources = [] } = files.declarations(path) ?? {};
    const spot = { path, lines: new LineIndex(text) };
    for (const { name, source, start, end } of modules) {
      const code = text.slice(start, end);
      const from = literalText(source) ?? '';
      const isElsewhere = /^(?:br|ts)[:/]/.test(from) || !/\.(?:bicep|jsonc?)$/.test(from);
      const at = isElsewhere ? null : resolvePath(folderOfPath(path), from);
      if (!isElsewhere && (at === null || !files.tree.entries.has(at)))
        found.push(notFollowedAt(spot, start, { what: 'missing-module', name, state: `missing ${from}`, touches: 'policies' }));
      else if (!from.endsWith('.bicep') && !ofOthers.test(from)) {
        const [registry = '', version = ''] = from.split(/:(?=[^:/]*$)/);
        if (isFollowed(name, followed)) {
          found.push(notFollowedAt(spot, start, { what: 'module', name, state: `source ${registry}`, touches: 'service' }));
          found.push(notFollowedAt(spot, start, { what: 'module-version', name, state: `source ${registry} ${version}`, touches: 'unknown' }));
        }
        // Changed arguments are reported by `unfollowedCalls`.
        else found.push(notFollowedAt(spot, start, { what: 'module', name, state: `call ${name} ${from}`, touches: touchedByCall(code) }));
      }
    }
    for (const { statement } of resources) {
      const type = (literalText(statement.type) ?? '').toLowerCase();
      const what = type.startsWith('microsoft.resources/deploymentscripts@')
        ? 'command'
        : type.startsWith('microsoft.resources/deployments@')
          ? 'template'
          : type.startsWith('microsoft.apimanagement/service/apis/releases@')
            ? 'release'
            : null;
      if (what === null || statement.isExisting || (what === 'command' && onlyWarms(statement.value))) continue;
      const code = text.slice(statement.start, statement.end);
      const behind = codeBehind(code, path, files);
      const { touches: told, texts, runs } = commandText([code, ...behind].join('\n'), path, files, policies);
      const touches = what === 'release' || (what === 'template' && told === 'unknown') ? 'service' : told;
      // A Bicep comment sign may be part of a URL in another language.
      const state = [inOneForm(code), ...behind.map(inOneForm), ...texts].join('\n');
      found.push(notFollowedAt(spot, statement.start, { what, name: statement.name, state, touches, runs }));
    }
  }
  return found;
}

/** The script is inline, runs no file, and is known to change nothing. */
function onlyWarms(body: BicepExpression): boolean {
  const properties = valueIn(objectLiteral(body), 'properties');
  const own = properties === undefined ? null : objectLiteral(properties);
  const script = valueIn(own, 'scriptContent');
  // A computed key, or a spread object, may hold anything.
  if (own?.entries.every(({ key }) => typeof key === 'string' && !/uris?$/i.test(key)) !== true || script === undefined) return false;
  const text = literalText(script);
  return text !== null && changesNothing(text);
}

function valueIn(object: ReturnType<typeof objectLiteral>, name: string): BicepExpression | undefined {
  return object?.entries.find(({ key }) => key === name)?.value;
}

/** The variables and parameters used by code of a file, transitively, as written. */
function codeBehind(code: string, path: string, files: BicepFiles): readonly string[] {
  const text = files.text(path) ?? '';
  const own = (files.declarations(path)?.file.statements ?? []).filter((one) => one.kind === 'var' || one.kind === 'param');
  const named = new Map(own.map((one) => [one.name, text.slice(one.start, one.end)]));
  const found = new Set<string>();
  const queue = [code];
  for (const part of queue) {
    for (const word of new Set(part.match(/\b[A-Za-z_]\w*/g))) {
      const behind = named.get(word);
      if (behind === undefined || found.has(behind)) continue;
      found.add(behind);
      queue.push(behind);
    }
  }
  return [...found].filter((one) => one !== code);
}
