import type { Review } from '../review/review.js';
import { withComputedNamed } from './computed-names.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { noticeOf } from './cause-notice.js';
import { type CausePlace, placesOfCause } from './cause-places.js';
import { inertLogLine, oneLine, visible } from './escape.js';

/** Longest message, in characters. */
const longestMessage = 4000;

/**
 * The new causes at all their places, as logging commands of Azure Pipelines (Microsoft Learn, "Logging commands", LogIssue), one per line, worst first. The
 * agent supports errors and warnings; infos are plain lines.
 */
export function reportAzure(reviewed: Review): readonly string[] {
  const review = withComputedNamed(reviewed);
  return rootCauses(review)
    .filter(({ status }) => status === 'new')
    .flatMap((cause) => placesOfCause(cause).map((place) => issue(cause, place)));
}

/** The command that adds a Markdown file to the run's summary. */
export function uploadSummary(file: string): string {
  return `##vso[task.uploadsummary]${commandData(file)}`;
}

/** The command that shows a warning on the build's page. */
export function azureWarning(text: string): string {
  return `##vso[task.logissue type=warning;]${inertLogLine(commandData(text))}`;
}

function issue(cause: RootCause, place: CausePlace): string {
  const { path, line } = place;
  const { severity } = place.finding;
  const { rule, title, message } = noticeOf(cause, place);
  const text = [title, ...message.split('\n')].map((one) => oneLine(one, longestMessage)).join('\n');
  if (severity === 'info') return inertLogLine(`info ${visible(rule)} ${oneLine(path, longestMessage)}:${line}: ${text.replaceAll('\n', '; ')}`);
  const properties = [
    ['type', severity],
    ['sourcepath', path],
    ['linenumber', String(line)],
    ['columnnumber', '1'],
    ['code', rule],
  ] as const;
  return `##vso[task.logissue ${properties.map(([name, value]) => `${name}=${inertLogLine(commandData(value))};`).join('')}]${inertLogLine(commandData(text))}`;
}

/** Escapes a value for the agent (azure-pipelines-agent, `CommandStringConvertor`, with percent signs), after writing out hidden characters. */
function commandData(text: string): string {
  return visible(text).replaceAll('%', '%AZP25').replaceAll(';', '%3B').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll(']', '%5D');
}
