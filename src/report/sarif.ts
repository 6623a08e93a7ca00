import { unreviewedPhrase } from './sentences/unreviewed.js';
import type { Finding, Review, SuggestedEdit, Suggestion } from '../review/review.js';
import { alikeElsewhere } from '../review/alike.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { wholePhrase } from './phrase.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { messagePhrase } from './sentences/statements.js';
import { escapeUriPath, jsonText, sarifText, visible } from './escape.js';
import { toolName } from './tool-name.js';
import { patchLineEnding } from './patch.js';
import { orderedFindings } from './finding-order.js';
import { type ReportedRule } from './reported-rule.js';

/** Options for the SARIF log. */
export interface SarifOptions {
  readonly toolVersion: string;
  /** The catalogue: every rule that a finding may name. An unknown rule is described by its id. */
  readonly rules: readonly ReportedRule[];
  /** A page about the tool, if any. */
  readonly informationUri?: string;
}

/** Numbers for GitHub's ranks (GitHub Docs, "SARIF support": `security-severity` 7.0 and more is high, 4.0 and more medium, above 0 low). */
const securitySeverities = { error: '8.0', warning: '5.0', info: '2.0' } as const;
const precisions = { documented: 'very-high', reported: 'high', inferred: 'medium', unknown: 'low' } as const;
const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** The review as a SARIF 2.1.0 log (OASIS), with a final newline. */
export function reportSarif(review: Review, options: SarifOptions): string {
  return `${jsonText(sarifLog(review, options), 2)}\n`;
}

/** The SARIF log as a value. */
export function sarifLog(review: Review, options: SarifOptions) {
  const findings = orderedFindings(review.findings);
  const known = new Set(options.rules.map((rule) => rule.id));
  const described: readonly ReportedRule[] = [
    ...options.rules,
    ...[...new Set([...findings, ...review.ignored.map(({ finding }) => finding)].map((finding) => finding.rule))]
      .filter((id) => !known.has(id))
      .map((id): ReportedRule => ({ id, title: id, help: id, severity: 'warning' })),
  ];
  const indices = new Map(described.map((rule, index) => [rule.id, index]));
  const fingerprints = new Map<string, number>();
  const causes = new Map(rootCauses(review).flatMap((cause) => cause.findings.map((finding) => [finding, cause] as const)));
  const isCompared = review.mode === 'review' || findings.some(({ status }) => status === 'existing');
  const result = (finding: Finding) => {
    const occurrence = (fingerprints.get(finding.fingerprint) ?? 0) + 1;
    fingerprints.set(finding.fingerprint, occurrence);
    return {
      ruleId: finding.rule,
      ruleIndex: indices.get(finding.rule) ?? -1,
      level: levels[finding.severity],
      message: message(wholePhrase(messagePhrase(finding))),
      locations: [
        {
          physicalLocation: {
            artifactLocation: artifact(finding.path),
            region: { startLine: finding.line, endLine: Math.max(finding.line, finding.endLine) },
          },
        },
      ],
      ...relatedTo(finding, causes.get(finding)),
      partialFingerprints: {
        // GitHub code scanning reads only this name; without it an alert is identified by the text of its line.
        primaryLocationLineHash: `${finding.fingerprint}:${occurrence}`,
        'apimCorsReview/v1': finding.fingerprint,
      },
      ...(isCompared ? { baselineState: finding.status === 'new' ? ('new' as const) : ('unchanged' as const) } : {}),
      ...(finding.suggestions.length === 0 ? {} : { fixes: finding.suggestions.map(fix) }),
      properties: { certainty: finding.certainty, ...(causes.has(finding) ? { cause: causes.get(finding)?.id } : {}) },
    };
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: {
          driver: {
            name: toolName,
            version: options.toolVersion,
            semanticVersion: options.toolVersion,
            ...(options.informationUri === undefined ? {} : { informationUri: options.informationUri }),
            rules: described.map((rule) => ({
              id: rule.id,
              shortDescription: message(rule.title),
              fullDescription: message(rule.title),
              help: message(rule.help),
              ...(rule.docsUrl === undefined ? {} : { helpUri: rule.docsUrl }),
              defaultConfiguration: { level: levels[rule.severity] },
              properties: {
                tags: [...(rule.tags ?? ['security']), 'cors', 'azure-api-management'],
                precision: precisions[rule.certainty ?? 'documented'],
                // With it code scanning classifies the alert as a weakness; outages and style are not.
                ...(rule.tags?.includes('security') === false ? {} : { 'security-severity': securitySeverities[rule.severity] }),
              },
            })),
          },
        },
        columnKind: 'utf16CodeUnits' as const,
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: review.unreviewed.map((one) => ({
              level: 'warning' as const,
              message: message(`Not reviewed: ${wholePhrase(unreviewedPhrase(one))}`),
              locations: [{ physicalLocation: { artifactLocation: artifact(one.path) } }],
            })),
          },
        ],
        results: [
          ...findings.map((finding) => result(finding)),
          ...review.ignored.map(({ finding, from, reason }) => ({
            ...result(finding),
            suppressions: [
              {
                kind: from === 'comment' ? ('inSource' as const) : ('external' as const),
                status: 'accepted' as const,
                justification: visible(reason),
              },
            ],
          })),
        ],
      },
    ],
  };
}

/** The deciding element, if elsewhere, and the further places of the finding. */
function relatedTo(finding: Finding, cause: RootCause | undefined) {
  const { path, line, elsewhere } = finding;
  const text = cause !== undefined && alikeElsewhere(cause.findings).includes(finding) ? 'the same is found here' : 'decides';
  const decides = cause === undefined || (cause.path === path && cause.line === line) ? [] : [{ at: cause, text }];
  const places = [...decides, ...elsewhere.map((at) => ({ at, text: 'the same is found here' }))];
  if (places.length === 0) return {};
  const relatedLocations = places.map(({ at, text }, id) => ({
    id,
    physicalLocation: { artifactLocation: artifact(at.path), region: { startLine: at.line } },
    message: message(text),
  }));
  return { relatedLocations };
}

function message(text: string) {
  return { text: sarifText(text) };
}

function artifact(path: string) {
  return { uri: escapeUriPath(path), uriBaseId: '%SRCROOT%' };
}

function fix(suggestion: Suggestion) {
  const paths = [...new Set(suggestion.edits.map((edit) => edit.path))];
  const newline = patchLineEnding(suggestion.patch) === 'crlf' ? '\r\n' : '\n';
  return {
    description: message(`${wholePhrase(titlePhrase(suggestion.title))}. ${wholePhrase(effectPhrase(suggestion.effect))}`),
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifact(path),
      replacements: suggestion.edits.filter((edit) => edit.path === path).map((edit) => replacement(edit, newline)),
    })),
  };
}

/**
 * Whole lines as a SARIF replacement (SARIF 2.1.0, 3.30: a region without an end column ends before the last line's newline; one that ends at column 1 of the
 * next line includes it). New lines replace the old ones before the last newline, so that the end of the file stays; a deletion includes the newline, so that
 * no empty line remains.
 */
function replacement(edit: SuggestedEdit, newline: string) {
  const { startLine, endLine, lines } = edit;
  if (lines.length === 0) return { deletedRegion: { startLine, startColumn: 1, endLine: endLine + 1, endColumn: 1 } };
  return { deletedRegion: { startLine, startColumn: 1, endLine }, insertedContent: { text: lines.join(newline) } };
}
