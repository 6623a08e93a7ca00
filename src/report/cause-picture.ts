import { worstHarm, type RootCause } from '../review/root-causes.js';
import { markdownPhrase, type Phrase, phrase, placed, wholePhrase } from './phrase.js';
import { victimsOf } from '../review/state-reasons.js';
import { shutOutHow, shuttingOut } from './sentences/cause-titles.js';
import { causeMarks } from './sentences/cause-marks.js';
import { originNames } from './vocabulary.js';

const longestLabel = 60;

const ends = { loses: 'blocked', mayLose: 'may be blocked', gains: 'allowed', mayGain: 'may be allowed' } as const;

/** A label in a picture: letters, digits, `.-/:` and single spaces; other characters would break the picture's code. */
export function pictureLabel(text: string): string {
  const plain = text
    .replace(/^https?:\/\//, '')
    .replace(/[^A-Za-z0-9./: -]+/g, ' ')
    // `::` begins a runner's command.
    .replace(/:{2,}/g, ':')
    .replace(/ +\/(?= |$)/g, '')
    .replace(/ +/g, ' ')
    .trim();
  return plain.length <= longestLabel ? plain || '-' : `${plain.slice(0, longestLabel - 3).trimEnd()}...`;
}

/** The label of a place, of which the end matters more. */
function placeLabel(place: string): string {
  const characters = Array.from(place);
  return pictureLabel(characters.length <= longestLabel ? place : `...${characters.slice(characters.length - longestLabel + 3).join('')}`);
}

/** The origin for which the chain is drawn, and its outcome; null: none. */
function wayOf(cause: RootCause): { readonly origins: readonly string[]; readonly end: string } | null {
  const shutOut = shuttingOut(cause);
  const origins = [...new Set(shutOut.flatMap(({ says }) => victimsOf(says)))];
  if (origins.length > 0) {
    const { isAll, isFirm } = shutOutHow(shutOut);
    return { origins, end: isAll ? (isFirm ? ends.loses : ends.mayLose) : 'less than another policy grants' };
  }
  const worst = worstHarm(cause);
  return worst === null ? null : { origins: [...new Set(worst.reached.flatMap((one) => one.origins))], end: ends[worst.harm] };
}

/**
 * The chain of a cause for the job summary: one line of text, and a Mermaid picture. The deciding element is on the thick line; other relevant places are
 * beside it. null: there is no chain.
 */
export function causePicture(cause: RootCause): string | null {
  const { marks } = causeMarks(cause);
  const worst = wayOf(cause);
  const [main, ...others] = marks;
  if (main === undefined || worst === null || others.length === 0) return null;
  const who = originNames(worst.origins);
  const { end } = worst;
  const step = (mark: typeof main): Phrase => (mark.label.length === 0 ? [placed(mark)] : phrase`${placed(mark)} ${mark.label}`);
  const text = markdownPhrase(phrase`${who} → ${step(main)} → ${end}.`);
  const node = ({ path, line, label }: typeof main): string =>
    `["${[placeLabel(`${path}:${line}`), ...(label.length === 0 ? [] : [pictureLabel(wholePhrase(label))])].join('<br/>')}"]`;
  const lines = [
    'flowchart LR',
    `  who["${pictureLabel(wholePhrase(who))}"] ==> at0${node(main)}`,
    `  at0 ==> done["${end}"]`,
    ...others.map((mark, index) => `  at${mark.isBesides === true ? 0 : index} -.-> at${index + 1}${node(mark)}`),
  ];
  return `${text}\n\n\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``;
}
