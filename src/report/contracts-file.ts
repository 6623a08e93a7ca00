import type { InitialClause, InitialTitle } from '../contracts/initial-contracts.js';
import { schemaAddress } from '../text/home.js';

/** A contracts file that says what a state promises already. */
export function contractsFile(clauses: readonly InitialClause[]): string {
  const apps = appsOf(clauses);
  return [
    `# yaml-language-server: $schema=${schemaAddress('contracts')}`,
    '# What web apps can call from a browser, and who cannot. Written from the policies as they are: keep what you mean to promise, and name it in',
    '# your words. `apim-cors contracts` checks it.',
    ...(apps.size === 0 ? [] : ['apps:', ...[...apps].map(([origin, name]) => `  ${word(name)}: ${word(origin)}`)]),
    'contracts:',
    ...clauses.flatMap((clause) => clauseLines(clause, apps)),
    '',
  ].join('\n');
}

function clauseLines({ title, promise, origins, call, headers, credentials }: InitialClause, apps: ReadonlyMap<string, string>): readonly string[] {
  const calls = call.map((one) => {
    if (typeof one === 'string') return word(one);
    const { workspace, api, operation } = one;
    const keys = [
      ...(workspace === null ? [] : [`workspace: ${word(workspace)}`]),
      `api: ${word(api)}`,
      ...(operation === null ? [] : [`operation: ${word(operation)}`]),
    ];
    return `{ ${keys.join(', ')} }`;
  });
  return [
    `  - name: ${word(nameOf(title))}`,
    `    ${promise}: ${oneOrList(origins.map((origin) => word(apps.get(origin) ?? origin)))}`,
    ...(calls.length > 4 ? ['    call:', ...calls.map((one) => `      - ${one}`)] : [`    call: ${oneOrList(calls)}`]),
    ...(headers.length === 0 ? [] : [`    headers: [${headers.map(word).join(', ')}]`]),
    ...(credentials === 'include' ? ['    credentials: include'] : []),
  ];
}

function nameOf(title: InitialTitle): string {
  switch (title.code) {
    case 'callable':
      return `${title.api} can be called${title.part === 1 ? '' : ` (${title.part})`}`;
    case 'nobody-else':
      return `nobody else calls ${title.api}`;
    case 'nobody':
      return 'no page calls these';
    case 'everybody':
      return 'every page may call these';
  }
}

function oneOrList(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `[${words.join(', ')}]`;
}

/** A name for each origin, no two alike: the first label of its host, else more of it. */
function appsOf(clauses: readonly InitialClause[]): ReadonlyMap<string, string> {
  const origins = [...new Set(clauses.flatMap((clause) => clause.origins))].filter((origin) => origin !== '*' && origin !== 'null').sort();
  const short = new Map(origins.map((origin) => [origin, shortName(origin)]));
  const counts = new Map<string, number>();
  for (const name of short.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [origin, name] of short) {
    const whole =
      counts.get(name) === 1
        ? name
        : origin
            .replace(/^https:\/\//, '')
            .replace(/[^\p{L}\p{N}._-]+/gu, '-')
            .slice(0, 90);
    let unique = whole;
    for (let number = 2; taken.has(unique); number += 1) unique = `${whole}-${number}`;
    taken.add(unique);
    names.set(origin, unique);
  }
  return names;
}

function shortName(origin: string): string {
  const [host = '', port] = origin.replace(/^[^:]+:\/\//, '').split(/:(?=\d+$)/);
  const labels = host.split('.');
  const isAddress = /^[\d.]+$/.test(host) || host.startsWith('[');
  const first = labels.length > 2 && (labels[0] === 'www' || labels[0] === '') ? labels[1] : labels[0];
  const name = (isAddress ? host : (first ?? host))
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 80);
  return `${name === '' || name === 'null' ? 'app' : name}${port === undefined ? '' : `-${port}`}`;
}

/** A YAML scalar that reads as this text, whatever it holds. */
function word(text: string): string {
  const isPlain =
    /^[A-Za-z][\w./@+-]*(?:[ :][\w./@+-]+)*$/.test(text) && !/^(?:null|true|false|yes|no|on|off|y|n|~)$/i.test(text) && !/: |:$/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
