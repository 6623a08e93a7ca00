import { evidence, openPoints, type Strength } from '../cors/evidence.js';
import { grounds } from '../cors/fact-grounds.js';
import { facts } from '../cors/facts.js';
import { namedQuestions } from '../cors/questions.js';
import type { Source } from '../cors/sources.js';

/** Generates the tables of docs/how-it-decides.md from the code's data. */

/** The page with every generated part replaced; the text around them stays. Throws if a mark is missing. */
export function withGenerated(page: string): string {
  return Object.entries({ 'open points': openPointsTable(), evidence: evidenceTable(), facts: factsTable() }).reduce((text, [name, table]) => {
    const mark = `<!-- generated: ${name} -->\n`;
    const start = text.indexOf(mark);
    const end = text.indexOf('<!-- end -->', start);
    if (start < 0 || end < 0) throw new Error(`docs/how-it-decides.md has no mark '${mark.trim()}'`);
    return `${text.slice(0, start)}${mark}\n${table}\n${text.slice(end)}`;
  }, page);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

function openPointsTable(): string {
  const rows = namedQuestions.map(({ id, readings }) => {
    const point = openPoints.find((one) => one.point === id);
    if (point === undefined) throw new Error(`nothing says why '${id}' is open`);
    const leaning = readings.find((reading) => reading.stands === 'leaning');
    return [
      `\`${id}\``,
      readings.map((reading) => `\`${reading.value}\``).join(', '),
      leaning === undefined ? '' : `\`${leaning.value}\``,
      point.because,
      point.measure,
    ];
  });
  return table(['name', 'readings', 'leaning', 'why it is open', 'what would measure it'], rows);
}

const strengths: Readonly<Record<Strength, string>> = {
  captured: 'captured from a gateway',
  microsoft: 'Microsoft',
  production: 'a change in production',
  statement: 'a statement',
};

function evidenceTable(): string {
  const rows = evidence.map(({ point, reading, date, source, seen, strength }) => [
    `\`${point}\``,
    `\`${reading}\``,
    date,
    escaped(seen),
    strengths[strength],
    link(source),
  ]);
  return table(['point', 'speaks for', 'when', 'what was seen', 'kind', 'where'], rows);
}

function factsTable(): string {
  const names = Object.keys(facts).filter((name): name is keyof typeof facts => name in grounds);
  const rows = names.map((name) => {
    const [says, source] = grounds[name];
    return [`\`${facts[name].id}\``, escaped(says), `\`${facts[name].certainty}\``, link(source)];
  });
  return table(['fact', 'what it says', 'certainty', 'source'], rows);
}

function link({ title, url }: Source): string {
  return `[${escaped(title)}](${url})`;
}

/** Element names as code: bare `<cors>` would be HTML in Markdown. */
function escaped(text: string): string {
  return text.replace(/<[^<>]+>/g, (element) => `\`${element}\``);
}
