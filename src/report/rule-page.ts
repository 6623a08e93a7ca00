import { languageOf } from '../layouts/file-language.js';
import { isSharedMetadata } from '../layouts/apiops/example.js';
import type { Example, Quiet, Rule, RuleDescription } from '../rules/rule.js';
import { classWords } from './rule-classes.js';
import type { ContractRule } from './contract-rules.js';
import { consoleOfRule } from './rule-consoles.js';
import { exampleLines } from './rule-example.js';

/**
 * A rule's page, Markdown. On the first screen: its subject, a short example, the console message, how to switch it off; then the reason, the repairs, and the
 * examples, which are its tests.
 */
export function rulePage(rule: Rule): string {
  const note = rule.severityNote === null ? '' : ` (${marked(rule.severityNote)})`;
  const lines = [
    ...headed(rule, `${note}. Certainty: ${rule.certainty}. Tags: ${classWords(rule.id)}`),
    ...(rule.quiet === undefined ? [] : [`It is ${quietWords(rule.quiet)}: ${rule.quiet.because} A severity under \`rules:\` switches it on.`, '']),
    ...(rule.quietRemarks === undefined
      ? []
      : [`In part it is ${quietWords(rule.quietRemarks)}: ${rule.quietRemarks.because} A severity under \`rules:\` switches that on too.`, '']),
    ...firstScreen(rule),
    ...reasoned(rule),
    '## Reported',
    '',
    ...rule.fails.flatMap(exampleText),
    '## Not reported',
    '',
    ...rule.passes.flatMap(exampleText),
    ...settingLines(rule.id, 'apimartifacts/apis/public-*/**'),
    '## Sources',
    '',
    ...rule.sources.map((source) => `- [${source.title}](${source.url})`),
    '',
  ];
  return lines.join('\n');
}

/** The page of a rule about contracts: it has no policy as an example, and comments in policies do not apply to it. */
export function contractRulePage(rule: ContractRule): string {
  return [...headed(rule, `. Tags: ${classWords(rule.id)}`), ...reasoned(rule), ...settingLines(rule.id, "'**'")].join('\n');
}

type Described = Omit<ContractRule, 'id'> & Pick<RuleDescription, 'id'>;

function headed({ id, title, severity, detects }: Described, more: string): string[] {
  return [`# ${id}`, '', `**${marked(title)}.** Severity: ${severity}${more}.`, '', detects, ''];
}

function reasoned({ why, repair }: Described): string[] {
  return ['## Why', '', why, '', '## Fix', '', repair, ''];
}

function firstScreen(rule: Rule): string[] {
  const lines = exampleLines(rule);
  const says = consoleOfRule(rule.id);
  // Comments in policies do not apply to files outside all services.
  const inPolicy =
    rule.check === undefined && rule.checkChanges === undefined
      ? 'Say so in '
      : `On the line before, in the policy: \`<!-- apim-cors-ignore ${rule.id}: why this is fine here -->\`, or in `;
  return [
    ...(lines.length === 0 ? [] : ['```diff', ...lines, '```', '']),
    ...(says === null ? [] : ["The browser's console then says:", '', '```text', says, '```', '']),
    `Intended? ${inPolicy}[the configuration](#switch-it-off-or-change-its-severity).`,
    '',
  ];
}

/** Where a rule is off by default, to complete "it is ...". */
function quietWords({ upTo }: Quiet): string {
  return { 'pull-request': 'off in reviews', default: 'off but in the profile strict', strict: 'off' }[upTo];
}

/** Which part of a rule is off, for the line after its title; '' if none. */
export function quietNote({ quiet, quietRemarks }: Rule, before: string): string {
  if (quiet !== undefined) return `${before}${quietWords(quiet)}`;
  return quietRemarks === undefined ? '' : `${before}in part ${quietWords(quietRemarks)}`;
}

function settingLines(id: string, path: string): string[] {
  return [
    '## Switch it off, or change its severity',
    '',
    '```yaml',
    '# .github/apim-cors.yml',
    'rules:',
    `  ${id}: info # error, warning, info or off`,
    'ignore:',
    `  - rule: ${id}`,
    `    path: ${path}`,
    '    reason: why this is fine here',
    '```',
    '',
  ];
}

/** Elements as code: Markdown treats bare ones as HTML and shows nothing. */
function marked(text: string): string {
  return text.replace(/<[^>]+>/g, '`$&`');
}

function exampleText(example: Example): string[] {
  const lines = [`### ${example.name[0]?.toUpperCase() ?? ''}${example.name.slice(1)}`, ''];
  const before = example.base === undefined ? [] : shown(example.base, (path, text) => example.head[path] !== text);
  const after = shown(example.head, (path, text) => example.base === undefined || example.base[path] !== text);
  const same = example.base === undefined ? [] : shown(example.head, (path, text) => example.base?.[path] === text);
  const blocks = (title: string | null, files: readonly (readonly [string, string])[]): void => {
    for (const [path, text] of files) {
      const known = languageOf(path);
      const language = known === 'json' || known === 'yaml' ? known : 'xml';
      const body = language === 'json' ? readable(text) : text.trimEnd();
      lines.push(`${title === null ? '' : `${title}: `}\`${path}\``, '', `\`\`\`${language}`, body, '```', '');
    }
  };
  if (example.base === undefined) blocks(null, after);
  else {
    blocks('Unchanged', same);
    blocks('Before', before);
    blocks('After', after);
  }
  return lines;
}

/** JSON with line breaks; other text is unchanged, because an example may be about that. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.trimEnd();
  }
}

/** The relevant files of the example: without the metadata shared by all examples, unless there is nothing else. */
function shown(files: Readonly<Record<string, string>>, wanted: (path: string, text: string) => boolean): (readonly [string, string])[] {
  const wantedFiles = Object.entries(files).filter(([path, text]) => wanted(path, text));
  const telling = wantedFiles.filter(([path, text]) => !isSharedMetadata(path, text));
  return telling.length > 0 ? telling : wantedFiles.filter(([path]) => languageOf(path) === 'json').slice(0, 1);
}

/** The catalogue as one Markdown table. `link` returns a rule's page. */
export function catalogueTable(rules: readonly Rule[], link: (rule: Rule) => string): string {
  return [
    '| rule | severity | what it finds |',
    '| --- | --- | --- |',
    ...rules.map((rule) => `| [\`${rule.id}\`](${link(rule)}) | ${rule.severity}${quietNote(rule, ', ')} | ${marked(rule.title)} |`),
    '',
  ].join('\n');
}
