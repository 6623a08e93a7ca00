import { ConfigError } from './errors.js';
import { didYouMean } from './nearest.js';
import { isFamily, namedQuestions } from '../cors/questions.js';
import { familyOf, type Assumptions } from '../cors/worlds.js';

/**
 * Parses `NAME=VALUE`, each settling an open point. A name may be one member of a family, as in `branch-runs:policy.xml:choose:1f0c83ab52d97e60=yes`. `option`:
 * the option's name, for messages. Throws `ConfigError`.
 */
export function parseAssumptions(texts: readonly string[], option: string): Assumptions {
  const assume = new Map<string, string>();
  for (const text of texts) {
    const mark = text.lastIndexOf('=');
    const [name, value] = mark === -1 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)];
    const question = namedQuestions.find((one) => one.id === name) ?? namedQuestions.find((one) => isFamily(one) && one.id === familyOf(name));
    if (question === undefined) {
      const names = namedQuestions.map((one) => one.id);
      throw new ConfigError(`${option}: there is no open point '${name}'${didYouMean(name, names) || `; there are ${names.join(', ')}`}`);
    }
    const values = question.readings.map((reading) => reading.value);
    if (!values.includes(value)) throw new ConfigError(`${option}: write ${values.map((one) => `${name}=${one}`).join(' or ')}`);
    assume.set(name, value);
  }
  return assume;
}
