import { fileNotation } from '../deployed/hosted-value.js';
import type { HostNotation } from '../deployed/deployed-value.js';
import type { HclNotation } from './hcl-syntax.js';

/** Escapes the signs of a template. */
function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

const template: HostNotation = { isFile: true, write: escapeTemplate, rewrite: escapeTemplate };

const quotedEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

function quoted(text: string): string {
  return escapeTemplate(text).replace(
    /["\\\u0000-\u001f]/g,
    (sign) => quotedEscapes[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text between double quotes. */
const quotedWriter: HostNotation = { isFile: false, write: quoted, rewrite: (text) => `"${quoted(text)}"` };

/** Lines up to the marker; those of `<<-` with the common indentation. */
const heredoc: HostNotation = {
  isFile: false,
  write(text, { source, indentation }) {
    const lines = escapeTemplate(text).split('\n');
    if (!source.startsWith('<<-')) return lines.join('\n');
    // Empty lines keep no indentation; after the last break the file continues the line itself.
    return lines.map((line, index) => (index === 0 || (line.trim() === '' && index < lines.length - 1) ? line : indentation + line)).join('\n');
  },
  rewrite(text, style) {
    const [, head = '', marker = ''] = /^(<<-?(\S+)[^\n]*\n)/.exec(style.source) ?? [];
    const end = /[^\n]*$/.exec(style.source)?.[0] ?? '';
    if (head === '' || (text !== '' && !text.endsWith('\n')) || text.split('\n').some((line) => line.trim() === marker)) return null;
    const body = this.write(`\n${text.replace(/\n$/, '')}`, style)?.slice(1) ?? '';
    return `${head}${text === '' ? '' : `${body}\n`}${end}`;
  },
};

/** The notation of each kind of text in HCL. */
export const hclNotations: Readonly<Record<HclNotation, HostNotation>> = { file: fileNotation, template, heredoc, quoted: quotedWriter };
