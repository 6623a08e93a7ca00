import { counted, grouped } from '../report/counting.js';
import { byteLength, escapeHtml, escapeMarkdown, escapeUriPath, markdownCode } from '../report/escape.js';
import type { AccessRow, ScanRecord } from './record.js';

/** The content of an organisation's page. */
export interface Joined {
  /** The page's title: the organisation's name, or empty. */
  readonly organisation: string;
  /** GITHUB_SERVER_URL of the workflow, for links to places. */
  readonly server: string;
  readonly records: readonly ScanRecord[];
  /** Number of repositories still to scan. */
  readonly waiting: number;
  /** What could not be scanned, one sentence each. */
  readonly troubles: readonly string[];
}

/** A row of the table, with its repository. */
export interface JoinedRow extends AccessRow {
  readonly repository: string;
  readonly commit: string;
}

/** Most rows of the page, so that browsers can open it. */
const mostRows = 20_000;
/** Most bytes of the Markdown table. */
const mostMarkdown = 900_000;

const headings = ['Pages from', 'May call', 'How', 'Repository and place', 'Since'] as const;

/** All rows: by origin, `*` first, then by repository and API. */
export function joinedRows({ records }: Pick<Joined, 'records'>): readonly JoinedRow[] {
  const rows = records.flatMap(({ repository, commit, rows: own }) => own.map((one) => ({ repository, commit, ...one })));
  const rowKey = ({ origin, repository, workspace, api, line }: JoinedRow): string =>
    [origin === '*' ? '' : origin, repository, workspace ?? '', api ?? '', String(line).padStart(9, '0')].join('\0');
  const keyed = rows.map((one) => [rowKey(one), one] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
}

function originWords({ origin }: JoinedRow): string | null {
  return origin === '*' ? 'every origin' : null;
}

function callWords({ workspace, api, product, operations }: JoinedRow): readonly [name: string | null, rest: string] {
  const some = operations.length === 0 ? '' : `, ${counted(operations.length, 'operation')}`;
  const inside = `${workspace === null ? '' : ` in workspace ${workspace}`}${product === null ? '' : ` with product ${product}`}`;
  return [api, api === null ? `whatever inherits the global policy${inside}` : `${some}${inside}`];
}

function howWords({ methods, credentials, allowed, environments }: JoinedRow): string {
  const listed = methods === '*' ? 'every method' : methods.length === 0 ? 'no method' : methods.slice(0, 10).join(', ');
  return [
    listed + (methods.length > 10 ? ` and ${methods.length - 10} more` : ''),
    ...(credentials === true ? ['with cookies'] : credentials === 'unknown' ? ['perhaps with cookies'] : []),
    ...(allowed === 'unknown' ? ['not known: it depends on an open point'] : []),
    ...(environments === '' ? [] : [`in ${environments}`]),
  ].join('; ');
}

function sentences({ records, waiting, troubles }: Joined, rows: number): readonly string[] {
  const faulty = records.filter(({ fault }) => fault !== null);
  const refused = records.filter(({ sarif }) => sarif === 'refused').length;
  const errors = records.reduce((sum, { counts }) => sum + counts.error, 0);
  const warnings = records.reduce((sum, { counts }) => sum + counts.warning, 0);
  return [
    `${counted(records.length, 'repository', 'repositories')}, ${counted(rows, 'row')}, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`,
    ...(waiting === 0 ? [] : [`${counted(waiting, 'repository is', 'repositories are')} still to be scanned: the next run goes on.`]),
    ...(refused === 0 ? [] : [`The findings of ${counted(refused, 'repository', 'repositories')} were not taken by code scanning.`]),
    ...faulty.map(({ repository, fault }) => `${repository}: ${fault ?? ''}`),
    ...records.flatMap(({ repository, more }) => (more === 0 ? [] : [`${repository}: ${counted(more, 'more row')} in its own report.`])),
    ...troubles,
  ];
}

function titleOf({ organisation }: Joined): string {
  return `Who may call what${organisation === '' ? '' : ` in ${organisation}`}`;
}

function addressOf({ server }: Joined, { repository, commit, path, line }: JoinedRow): string {
  return `${server}/${repository}/blob/${commit}/${escapeUriPath(path)}#L${line}`;
}

/** The table as Markdown. Rows that do not fit are counted. */
export function joinedMarkdown(joined: Joined): string {
  const rows = joinedRows(joined);
  const lines = [
    `# ${escapeMarkdown(titleOf(joined))}`,
    '',
    ...sentences(joined, rows.length).map((one) => `- ${escapeMarkdown(one.slice(0, 500))}`),
    '',
  ];
  lines.push(`| ${headings.join(' | ')} |`, `|${' --- |'.repeat(headings.length)}`);
  let bytes = byteLength(lines.join('\n'));
  for (const [index, row] of rows.entries()) {
    const [api, rest] = callWords(row);
    const called = `${api === null ? '' : markdownCode(api, 'table')}${escapeMarkdown(rest)}`;
    const place = `${escapeMarkdown(row.repository)} ${markdownCode(`${row.path}:${row.line}`, 'table')}`;
    const line = `| ${originWords(row) ?? markdownCode(row.origin, 'table')} | ${called} | ${escapeMarkdown(howWords(row))} | ${place} | ${row.since ?? 'not known'} |`;
    bytes += byteLength(line) + 1;
    if (bytes > mostMarkdown) {
      lines.push('', `${counted(rows.length - index, 'more row')} on the page and in the JSON.`);
      break;
    }
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

/** The table as one HTML page: no script, no request, nothing loaded. */
export function joinedHtml(joined: Joined): string {
  const rows = joinedRows(joined);
  const lines = rows.slice(0, mostRows).map((row) => {
    const [api, rest] = callWords(row);
    const origin = originWords(row);
    const cells = [
      origin === null ? `<code>${escapeHtml(row.origin)}</code>` : `<strong>${origin}</strong>`,
      `${api === null ? '' : `<code>${escapeHtml(api)}</code>`}${escapeHtml(rest)}`,
      escapeHtml(howWords(row)),
      `${escapeHtml(row.repository)}<br><a href="${escapeHtml(addressOf(joined, row))}"><code>${escapeHtml(`${row.path}:${row.line}`)}</code></a>`,
      row.since ?? 'not known',
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const title = escapeHtml(titleOf(joined));
  const more = rows.length > mostRows ? `\n<p>${grouped(rows.length - mostRows)} more rows in the JSON.</p>` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8886; padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; }
code { overflow-wrap: anywhere; direction: ltr; unicode-bidi: isolate; }
</style>
</head>
<body>
<h1>${title}</h1>
<ul>
${sentences(joined, rows.length)
  .map((one) => `<li>${escapeHtml(one.slice(0, 500))}</li>`)
  .join('\n')}
</ul>
<table>
<thead><tr>${headings.map((one) => `<th scope="col">${one}</th>`).join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>${more}
</body>
</html>
`;
}
